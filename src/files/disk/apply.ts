import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Folder } from './folder';
import type { Plan, Write } from './plan';

const FILE_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;

/** What was written beside its place. */
export interface Staged {
  readonly files: readonly (readonly [temporary: string, path: string])[];
  /** Folders that were made for it. */
  readonly folders: readonly string[];
}

/** Where a file is written before it is renamed into place. */
export function temporaryName(path: string, pid: number): string {
  return join(dirname(path), `.${basename(path)}.${pid}.tmp`);
}

/** Renames what was staged into place, and removes what goes. No reader ever sees half a file. */
export function carryOut(plan: Plan, staged: Staged, folder: Folder): void {
  for (const [temporary, path] of staged.files) renameSync(temporary, path);
  for (const { path } of plan.removals) remove(path, folder);
}

/** Removes a file, and the folders that then hold none. */
export function remove(path: string, folder: Folder): void {
  rmSync(folder.absolute(path), { force: true });
  removeEmptyParents(path, folder);
}

/**
 * Writes every file of a plan beside its place. Only when all of them are there, each is renamed: so a full disk or a
 * missing permission changes nothing.
 */
export function stage(writes: readonly Write[], folder: Folder): Staged {
  const files: [string, string][] = [];
  const folders: string[] = [];
  const seen = new Set<string>();
  try {
    for (const { file } of writes) {
      const path = folder.absolute(file.path);
      const parent = dirname(path);
      if (!seen.has(parent)) {
        const first = folder.makeParent(file.path);
        if (first !== undefined) folders.push(first);
        seen.add(parent);
      }
      const temporary = temporaryName(path, process.pid);
      files.push([temporary, path]);
      const mode = file.executable ? EXECUTABLE_MODE : FILE_MODE;
      writeFileSync(temporary, file.content, { mode });
      // A umask takes bits away from what writeFile asks for.
      if (file.executable) chmodSync(temporary, mode);
    }
  } catch (error) {
    unstage({ files, folders });
    throw error;
  }
  return { files, folders };
}

/** Takes back what was staged. */
export function unstage({ files, folders }: Staged): void {
  for (const [temporary] of files) rmSync(temporary, { force: true });
  // They held nothing but what was staged.
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}

/** Removes the folders that a removal left without any file; git would not keep them. */
function removeEmptyParents(path: string, folder: Folder): void {
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (!isHollow(parent, folder)) return;
    rmSync(folder.absolute(parent), { recursive: true, force: true });
  }
}

/** Whether there is nothing but folders below a folder. */
function isHollow(path: string, folder: Folder): boolean {
  return folder.names(path).every((name) => folder.isFolder(`${path}/${name}`) && isHollow(`${path}/${name}`, folder));
}
