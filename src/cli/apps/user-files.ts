import type { Folder } from '../../files/disk/folder';
import type { Tree } from '../../files/tree/tree';

/** What make and Python leave in the folder of an app, and make again. */
const REMADE = new Set([
  '.venv',
  '__pycache__',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.coverage',
  'coverage.xml',
]);

/** Files below the folder of an app that are the user's, and what was made beside them and can be made again. */
export interface UserFiles {
  readonly files: readonly string[];
  readonly remade: readonly string[];
}

/** Looks through the folder of an app; a tree says which files are not the user's. */
export function userFilesOf(app: string, folder: Folder, tree: Tree): UserFiles {
  const files: string[] = [];
  const remade: string[] = [];
  const visit = (path: string): void => {
    for (const name of [...folder.names(path)].sort()) {
      const inside = `${path}/${name}`;
      const owner = tree.get(inside)?.owner;
      if (owner === 'generated' || owner === 'release') continue;
      if (REMADE.has(name)) remade.push(inside);
      else if (folder.isFolder(inside)) visit(inside);
      else files.push(inside);
    }
  };
  visit(`apps/${app}`);
  return { files, remade };
}

/** Those of the files that hold a SealedSecret. */
export function sealedSecretsIn(files: readonly string[], folder: Folder): string[] {
  const kind = /^kind: *["']?SealedSecret["']?\s*$/m;
  return files.filter((path) => /\.ya?ml$/.test(path) && kind.test(textOf(path, folder)));
}

/** Text of a file; none of what is no file. */
export function textOf(path: string, folder: Folder): string {
  const entry = folder.read(path);
  return entry.kind === 'file' ? entry.content.toString('utf8') : '';
}
