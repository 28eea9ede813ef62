import type { Folder } from '../../files/disk/folder';
import type { Tree } from '../../files/tree/tree';

/** A folder in which every file is generated, so that an unknown file is a mistake, and the option that governs it. */
interface GeneratedFolder {
  readonly path: string;
  readonly option: string;
}

/** Folders in which every file is generated. Elsewhere, an unknown file is yours. */
function generatedFolders(apps: readonly string[]): GeneratedFolder[] {
  return [
    { path: '.projen', option: 'name' },
    { path: 'argo', option: 'apps' },
    ...apps.flatMap((app) =>
      ['argo', 'k8s/base', 'src/gitops_runtime'].map((folder) => ({
        path: `apps/${app}/${folder}`,
        option: `apps.${app}`,
      })),
    ),
  ];
}

/** Files that tools leave next to code, and that git ignores. */
const LEFT_BY_TOOLS = /^(?:__pycache__|\.(?:mypy|pytest|ruff)_cache|\.DS_Store|.+\.py[cod])$/;

/** Unknown files in those folders, except for leftovers of tools. Does not follow links. */
export function findForeign(
  tree: Tree,
  folder: Folder,
  apps: readonly string[],
): { readonly path: string; readonly option: string }[] {
  return generatedFolders(apps).flatMap(({ path, option }) =>
    filesBelow(path, folder)
      .filter((file) => !tree.has(file))
      .map((file) => ({ path: file, option })),
  );
}

function filesBelow(path: string, folder: Folder): string[] {
  return folder
    .entries(path)
    .filter(({ name }) => !LEFT_BY_TOOLS.test(name))
    .flatMap(({ name, isFolder }) => {
      const below = `${path}/${name}`;
      return isFolder ? filesBelow(below, folder) : [below];
    });
}
