import type { Folder } from '../../files/disk/folder';
import type { Tree } from '../../files/tree/tree';

/** What make and Python write into the folder of an app, and can write again. */
const DERIVED = new Set([
  '.venv',
  '__pycache__',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.coverage',
  'coverage.xml',
]);

/** The user's files below the folder of an app, and derived files that can be built again. */
export interface UserFiles {
  readonly files: readonly string[];
  readonly derived: readonly string[];
}

/** Lists the folder of an app; the tree knows which files are not the user's. */
export function userFilesOf(app: string, folder: Folder, tree: Tree): UserFiles {
  const files: string[] = [];
  const derived: string[] = [];
  const visit = (path: string): void => {
    for (const name of [...folder.names(path)].sort()) {
      const inside = `${path}/${name}`;
      const owner = tree.get(inside)?.owner;
      if (owner === 'generated' || owner === 'release') continue;
      if (DERIVED.has(name)) derived.push(inside);
      else if (folder.isFolder(inside)) visit(inside);
      else files.push(inside);
    }
  };
  visit(`apps/${app}`);
  return { files, derived };
}

/** The files that contain a SealedSecret. */
export function sealedSecretsIn(files: readonly string[], folder: Folder): string[] {
  const kind = /^kind: *["']?SealedSecret["']?\s*$/m;
  return files.filter((path) => /\.ya?ml$/.test(path) && kind.test(textOf(path, folder)));
}

/** Text of a file; empty if it is not a regular file. */
export function textOf(path: string, folder: Folder): string {
  const entry = folder.read(path);
  return entry.kind === 'file' ? entry.content.toString('utf8') : '';
}
