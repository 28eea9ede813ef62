import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import type { Folder } from './folder';
import { SAVED_EDITS } from './own-folder';

const EXTENSION = '.patch';

/** A patch with hand edits that a run overwrote or removed. */
export interface SavedEdit {
  /** Its name for people: the time of the run. */
  readonly name: string;
  readonly path: string;
  /** Files that were edited. */
  readonly files: readonly string[];
}

/** The result of restoring a saved edit. */
export type RestoreOutcome =
  | { readonly kind: 'restored' }
  /** The files already contain the edit. */
  | { readonly kind: 'present' }
  /** The files have changed too much for it; nothing was written. */
  | { readonly kind: 'refused'; readonly reasons: readonly string[] };

/** Name of a patch as `restore` accepts it. */
export function savedEditName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -EXTENSION.length);
}

/** Saved edits, newest first. */
export function listSavedEdits(folder: Folder): SavedEdit[] {
  const patches = folder.names(SAVED_EDITS).filter((name) => name.endsWith(EXTENSION));
  return patches
    .sort()
    .reverse()
    .map((file) => {
      const path = `${SAVED_EDITS}/${file}`;
      // Content lines start with a blank or a sign, so none of them matches.
      const lines = (folder.text(path) ?? '').split('\n');
      const files = lines.flatMap((line) => /^diff --git a\/(.+) b\/\1$/.exec(line)?.[1] ?? []);
      return { name: savedEditName(path), path, files };
    });
}

/**
 * Restores a saved edit, all of its files or none, and then removes its patch.
 * @param isDryRun only tries, and writes nothing
 * @throws {Error} when git cannot be started
 */
export function restoreSavedEdit({ path }: SavedEdit, folder: Folder, isDryRun = false): RestoreOutcome {
  const apply = (...flags: string[]) => runGit(folder.root, [...APPLY, ...flags, ...directory(folder.root), path]);
  const { status, stderr } = isDryRun ? apply('--check') : apply();
  if (status === 0) {
    if (!isDryRun) rmSync(folder.absolute(path));
    return { kind: 'restored' };
  }
  if (apply('--reverse', '--check').status === 0) return { kind: 'present' };
  const reasons = stderr.split('\n').flatMap((line) => /^error: (.+)$/.exec(line)?.[1] ?? []);
  return { kind: 'refused', reasons };
}

/** Byte for byte: git settings for line endings and whitespace must not change the edit. */
const APPLY = ['-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false', 'apply', '--whitespace=nowarn'];

/** git needs the subfolder when this is part of a larger repository. */
function directory(root: string): string[] {
  const { status, stdout } = runGit(root, ['rev-parse', '--show-prefix']);
  const prefix = status === 0 ? stdout.trim() : '';
  return prefix === '' ? [] : [`--directory=${prefix}`];
}

function runGit(cwd: string, args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const result = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (result.error) throw new Error(`restoring an edit needs git: ${result.error.message}`);
  return result;
}
