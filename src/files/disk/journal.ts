import type { Folder } from './folder';
import { OWN_FOLDER, SAVED_EDITS } from './own-folder';
import { isRecord } from '../../common/records';
import { isInside } from '../tree/hash-manifest';

/** What a run is about to do, while it does it; it is gone when the run is through. */
export const JOURNAL = `${OWN_FOLDER}/journal.json`;

interface SavedEdit {
  readonly hash: string;
  readonly patch: string;
}

/** A path that a run was writing or removing when it ended. */
export interface JournalEntry {
  readonly path: string;
  /** Hashes of content that is the library's: what was generated before the run, and what the run was to write. */
  readonly ours: readonly string[];
  /** Edits that the run saves, by hash, and in which patch. */
  readonly saved: readonly SavedEdit[];
}

/** What runs that were ended half way had set out to do. */
export interface Journal {
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** Process ids of those runs: their temporary files have them in their names. */
  readonly pids: readonly number[];
}

const EMPTY: Journal = { entries: new Map(), pids: [] };

/** Reads the journal. One that is broken is none: it is written as a whole, so that somebody else broke it. */
export function readJournal(folder: Folder): Journal {
  const text = folder.text(JOURNAL);
  if (text === undefined) return EMPTY;
  try {
    return parse(JSON.parse(text));
  } catch {
    return EMPTY;
  }
}

/** Patches that runs of a journal have written; a run may have been ended before it came to that. */
export function savedPatches({ entries }: Journal, folder: Folder): Set<string> {
  const named = [...entries.values()].flatMap(({ saved }) => saved.map(({ patch }) => patch));
  return new Set([...new Set(named)].filter((patch) => folder.exists(patch)));
}

/** Writes the journal, whole or not at all. */
export function writeJournal(journal: Journal, folder: Folder): void {
  const { entries, pids } = journal;
  folder.makeParent(JOURNAL);
  folder.write(JOURNAL, `${JSON.stringify({ pids, entries: [...entries.values()] })}\n`);
}

function parse(json: unknown): Journal {
  if (!isRecord(json)) return EMPTY;
  const entries = list(json.entries).filter(isRecord);
  return {
    entries: new Map(
      entries.flatMap(({ path, ours, saved }): [string, JournalEntry][] =>
        typeof path === 'string' && isInside(path) ? [[path, { path, ours: strings(ours), saved: edits(saved) }]] : [],
      ),
    ),
    pids: list(json.pids).filter((pid): pid is number => Number.isInteger(pid)),
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function edits(value: unknown): SavedEdit[] {
  return list(value).flatMap((entry) => {
    const { hash, patch } = isRecord(entry) ? entry : {};
    const isOwn = typeof patch === 'string' && patch.startsWith(`${SAVED_EDITS}/`) && isInside(patch);
    return isOwn && typeof hash === 'string' ? [{ hash, patch }] : [];
  });
}

function strings(value: unknown): string[] {
  return list(value).filter((entry): entry is string => typeof entry === 'string');
}
