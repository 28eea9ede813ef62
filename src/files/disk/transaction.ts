import { rmSync } from 'node:fs';
import { carryOut, remove, stage, temporaryName, unstage } from './apply';
import type { Folder } from './folder';
import type { Journal } from './journal';
import { JOURNAL, readJournal, savedPatches, writeJournal } from './journal';
import type { Plan } from './plan';
import type { Rescue } from './rescue';
import { planRescue, saveEdits } from './rescue';
import { hashOf, sha256 } from '../tree/hash-manifest';

/** What more there is to a transaction. */
export interface Steps {
  /** What is to happen when everything is written beside its place; when it fails, nothing was done. */
  readonly between?: () => void;
  /** Whether the plan is all that there is to do; if not, what an earlier run left undone stays in the journal. */
  readonly isWhole?: boolean;
}

/**
 * Carries a plan out, all or nothing: edits are saved, every file is written beside its place, and then each is
 * renamed. The journal says before the first of these steps what is to be done, so that a run after one that was killed
 * knows what is the library's own and which edits are saved; it is removed at the end.
 * @returns paths of the patches that hold what was overwritten, by this run and by those that it completes
 */
export function transact(
  plan: Plan,
  folder: Folder,
  { between = () => undefined, isWhole = true }: Steps = {},
): string[] {
  const before = readJournal(folder);
  const rescue = planRescue(plan, folder, new Date());
  const hasWork = plan.writes.length > 0 || plan.removals.length > 0;
  if (hasWork) writeJournal(journalOf(plan, before, process.pid, rescue?.path), folder);
  removeTemporaries(before, folder);
  const staged = undoing(before, rescue, folder, () => {
    if (rescue) saveEdits(rescue, folder);
    const files = stage(plan.writes, folder);
    try {
      between();
      return files;
    } catch (error) {
      unstage(files);
      throw error;
    }
  });
  carryOut(plan, staged, folder);
  const own = rescue ? [rescue.path] : [];
  if (!isWhole && before.entries.size > 0) {
    writeJournal(before, folder);
    return own;
  }
  rmSync(folder.absolute(JOURNAL), { force: true });
  return [...savedPatches(before, folder), ...own];
}

/** The journal of a run that carries this plan out, on top of what earlier runs left undone. */
export function journalOf(plan: Plan, before: Journal, pid: number, patch?: string): Journal {
  const entries = new Map(before.entries);
  const add = (path: string, ours: readonly string[] = [], edit?: Buffer): void => {
    const old = entries.get(path);
    entries.set(path, {
      path,
      ours: [...new Set([...(old?.ours ?? []), ...ours])],
      saved: [...(old?.saved ?? []), ...(edit && patch !== undefined ? [{ hash: sha256(edit), patch }] : [])],
    });
  };
  for (const { file, ours, edit, keptBy } of plan.writes) {
    // What stands in a starter file is the user's from the first moment on.
    add(file.path, file.owner === 'starter' ? [] : [...(ours ?? []), hashOf(file)], keptBy ? undefined : edit);
  }
  for (const { path, ours, edit, keptBy } of plan.removals) add(path, ours, keptBy ? undefined : edit);
  return {
    entries,
    pids: [...new Set([...before.pids, pid])],
  };
}

/** Runs what changes no file of the tree; when it fails, journal and saved edits are again as they were. */
function undoing<T>(before: Journal, rescue: Rescue | undefined, folder: Folder, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (rescue) rmSync(folder.absolute(rescue.path), { force: true });
    if (before.entries.size > 0) writeJournal(before, folder);
    else rmSync(folder.absolute(JOURNAL), { force: true });
    throw error;
  }
}

/** Removes what runs that were killed left beside the places of files. */
function removeTemporaries({ entries, pids }: Journal, folder: Folder): void {
  for (const path of entries.keys()) {
    for (const pid of pids) {
      const temporary = temporaryName(path, pid);
      if (folder.read(temporary).kind === 'file') remove(temporary, folder);
    }
  }
}
