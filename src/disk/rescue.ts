import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Finding } from '../findings';
import type { Folder } from './folder';
import type { Plan } from './plan';

/** Folder of saved edits; git ignores it. */
export const SAVED_EDITS = '.python-gitops/saved';

/** What a person made of a file; without `from`, the file is no longer generated. */
interface Edit {
  readonly path: string;
  readonly from?: string;
  readonly to: Buffer;
  readonly executable?: boolean;
}

/**
 * Saves every edit that the plan is about to overwrite or remove, as one patch that `git apply` takes once the plan
 * was carried out. Returns its path, or undefined when there was nothing to save.
 */
export function saveEdits(plan: Plan, folder: Folder, now: Date): string | undefined {
  const edits: Edit[] = [
    ...plan.writes.flatMap(({ file, edit }) => (edit ? [{ path: file.path, from: file.content, to: edit }] : [])),
    ...plan.removals.flatMap(({ path, edit, executable }) => (edit ? [{ path, to: edit, executable }] : [])),
  ];
  if (edits.length === 0) return undefined;
  const patch = edits.map(patchOf).join('');
  const stem = `${SAVED_EDITS}/${now.toISOString().replace(/[:.]/g, '-')}`;
  for (let count = 1; ; count++) {
    const path = count === 1 ? `${stem}.patch` : `${stem}-${count}.patch`;
    if (folder.exists(path)) continue;
    folder.makeParent(path);
    writeFileSync(folder.absolute(path), patch, { encoding: 'latin1', flag: 'wx' });
    return path;
  }
}

/** What stands in the way of saving edits: a link would lead them out of the repository. */
export function saveObstacle(plan: Plan, folder: Folder): Finding[] {
  const isNeeded = [...plan.writes, ...plan.removals].some(({ edit }) => edit !== undefined);
  const obstacle = isNeeded ? folder.obstacle(`${SAVED_EDITS}/x.patch`) : undefined;
  return obstacle ? [obstacle] : [];
}

/** The command that gives saved edits back; in a part of a larger repository git has to be told the part. */
export function restoreCommand(root: string, path: string): string {
  const result = spawnSync('git', ['rev-parse', '--show-prefix'], { cwd: root, encoding: 'utf8' });
  const prefix = result.status === 0 ? result.stdout.trim() : '';
  return prefix === '' ? `git apply ${path}` : `git apply --directory=${prefix} ${path}`;
}

/** The patch as latin1: each byte is one character, so that bytes that are no text survive. */
function patchOf({ path, from, to, executable }: Edit): string {
  // Loaded only when there is something to save: most runs have nothing.
  const { createTwoFilesPatch } = require('diff') as typeof import('diff');
  const header = `diff --git a/${path} b/${path}\n${from === undefined ? `new file mode ${executable ? '100755' : '100644'}\n` : ''}`;
  const old = from === undefined ? '/dev/null' : `a/${path}`;
  const before = Buffer.from(from ?? '').toString('latin1');
  const body = createTwoFilesPatch(old, `b/${path}`, before, to.toString('latin1'), undefined, undefined);
  // The library's own headline is none that git knows.
  return header + body.slice(body.indexOf('--- '));
}
