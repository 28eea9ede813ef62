import { rmSync } from 'node:fs';
import { applyPlan, remove, stage, temporaryName, unstage } from './apply';
import type { Folder } from './folder';
import type { Journal } from './journal';
import { JOURNAL, readJournal, savedPatches, writeJournal } from './journal';
import type { WritePlan } from './plan';
import type { Rescue } from './rescue';
import { planRescue, saveEdits } from './rescue';
import { hashOf, sha256 } from '../tree/hash-manifest';

/** Additional steps of a transaction. */
export interface Steps {
  /** Runs when all files are written next to their targets; when it throws, nothing is changed. */
  readonly between?: () => void;
  /** Whether the plan covers everything; otherwise, unfinished work of an earlier run stays in the journal. */
  readonly isComplete?: boolean;
}

/**
 * Carries out a plan, all or nothing: saves edits, writes every file next to its target, then renames each. The journal
 * records the plan first, so that the next run after a killed one knows the library's own content and the saved edits; it
 * is removed at the end.
 * @returns paths of the patches that hold what was overwritten, by this run and by those that it completes
 */
export function transact(
  plan: WritePlan,
  folder: Folder,
  { between = () => undefined, isComplete = true }: Steps = {},
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
  applyPlan(plan, staged, folder);
  const own = rescue ? [rescue.path] : [];
  if (!isComplete && before.entries.size > 0) {
    writeJournal(before, folder);
    return own;
  }
  rmSync(folder.absolute(JOURNAL), { force: true });
  return [...savedPatches(before, folder), ...own];
}

/** The journal of a run with this plan, including unfinished work of earlier runs. */
export function journalOf(plan: WritePlan, before: Journal, pid: number, patch?: string): Journal {
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
    // The content of a starter file is yours from the start.
    add(file.path, file.owner === 'starter' ? [] : [...(ours ?? []), hashOf(file)], keptBy ? undefined : edit);
  }
  for (const { path, ours, edit, keptBy } of plan.removals) add(path, ours, keptBy ? undefined : edit);
  return {
    entries,
    pids: [...new Set([...before.pids, pid])],
  };
}

/** Runs the steps that change no file of the tree; on an error, restores the journal and removes the saved edits. */
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

/** Removes temporary files that killed runs left. */
function removeTemporaries({ entries, pids }: Journal, folder: Folder): void {
  for (const path of entries.keys()) {
    for (const pid of pids) {
      const temporary = temporaryName(path, pid);
      if (folder.read(temporary).kind === 'file') remove(temporary, folder);
    }
  }
}
