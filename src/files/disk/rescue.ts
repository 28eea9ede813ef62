import type { Folder } from './folder';
import { SAVED_EDITS } from './own-folder';
import type { WritePlan } from './plan';
import type { Finding } from '../../common/findings';

/** An edited file; without `from`, the file is no longer generated. */
interface Edit {
  readonly path: string;
  readonly from?: string;
  readonly to: Buffer;
  readonly executable?: boolean;
}

/** Edits to save, and where. */
export interface Rescue {
  readonly path: string;
  readonly patch: string;
}

/**
 * Makes one patch of every edit that a plan overwrites or removes; `git apply` accepts it after the plan was carried out.
 * Undefined when there is nothing to save. Writes nothing yet.
 */
export function planRescue(plan: WritePlan, folder: Folder, now: Date): Rescue | undefined {
  const edits: Edit[] = [
    ...plan.writes.flatMap(({ file, edit, keptBy }) =>
      edit && !keptBy ? [{ path: file.path, from: file.content, to: edit }] : [],
    ),
    ...plan.removals.flatMap(({ path, edit, keptBy, executable }) =>
      edit && !keptBy ? [{ path, to: edit, executable }] : [],
    ),
  ];
  if (edits.length === 0) return undefined;
  const stem = `${SAVED_EDITS}/${now.toISOString().replace(/[:.]/g, '-')}`;
  let path = `${stem}.patch`;
  for (let count = 2; folder.exists(path); count++) path = `${stem}-${count}.patch`;
  return { path, patch: edits.map(patchOf).join('') };
}

/** Writes the patch atomically. */
export function saveEdits({ path, patch }: Rescue, folder: Folder): void {
  folder.makeParent(path);
  folder.write(path, Buffer.from(patch, 'latin1'));
}

/** What blocks the library's own folder: a link would lead saved edits out of the repository. */
export function ownObstacle(folder: Folder): Finding[] {
  const obstacle = folder.obstacle(`${SAVED_EDITS}/x.patch`);
  return obstacle ? [obstacle] : [];
}

/** The patch as latin1, where each byte is one character, so binary content survives. */
function patchOf({ path, from, to, executable }: Edit): string {
  // Loaded on demand: most runs have nothing to save.
  const { createTwoFilesPatch } = require('diff') as typeof import('diff');
  const header = `diff --git a/${path} b/${path}\n${from === undefined ? `new file mode ${executable ? '100755' : '100644'}\n` : ''}`;
  const old = from === undefined ? '/dev/null' : `a/${path}`;
  const before = Buffer.from(from ?? '').toString('latin1');
  const body = createTwoFilesPatch(old, `b/${path}`, before, to.toString('latin1'), undefined, undefined);
  // git does not accept the header of the diff package.
  return header + body.slice(body.indexOf('--- '));
}
