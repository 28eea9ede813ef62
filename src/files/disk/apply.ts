import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Folder } from './folder';
import type { WritePlan, Write } from './plan';

const FILE_MODE = 0o644;
const EXECUTABLE_MODE = 0o755;

/** The temporary file next to its target. */
export interface Staged {
  readonly files: readonly (readonly [temporary: string, path: string])[];
  /** Folders that were created for it. */
  readonly folders: readonly string[];
}

/** Path of a file before it is renamed into place. */
export function temporaryName(path: string, pid: number): string {
  return join(dirname(path), `.${basename(path)}.${pid}.tmp`);
}

/** Renames staged files into place and removes others. No reader ever sees half a file. */
export function applyPlan(plan: WritePlan, staged: Staged, folder: Folder): void {
  for (const [temporary, path] of staged.files) renameSync(temporary, path);
  for (const { path } of plan.removals) remove(path, folder);
}

/** Removes a file, and the folders that are then empty. */
export function remove(path: string, folder: Folder): void {
  rmSync(folder.absolute(path), { force: true });
  removeEmptyParents(path, folder);
}

/**
 * Writes every file of a plan next to its target, and renames them only when all are written, so a full disk or a missing
 * permission changes nothing.
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
      // writeFile applies the umask to its mode.
      if (file.executable) chmodSync(temporary, mode);
    }
  } catch (error) {
    unstage({ files, folders });
    throw error;
  }
  return { files, folders };
}

/** Removes staged files. */
export function unstage({ files, folders }: Staged): void {
  for (const [temporary] of files) rmSync(temporary, { force: true });
  // They were created for the staged file.
  for (const path of folders) rmSync(path, { recursive: true, force: true });
}

/** Removes folders that a removal left empty; git would not keep them. */
function removeEmptyParents(path: string, folder: Folder): void {
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (!isHollow(parent, folder)) return;
    rmSync(folder.absolute(parent), { recursive: true, force: true });
  }
}

/** Whether a folder contains no files, only folders. */
function isHollow(path: string, folder: Folder): boolean {
  return folder.names(path).every((name) => folder.isFolder(`${path}/${name}`) && isHollow(`${path}/${name}`, folder));
}
