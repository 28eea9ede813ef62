import type { Folder } from './folder';
import { OWN_FOLDER, SAVED_EDITS } from './own-folder';
import { isRecord } from '../../common/records';
import { isInside } from '../tree/hash-manifest';

/** Exists while a run writes, and lists what it writes. */
export const JOURNAL = `${OWN_FOLDER}/journal.json`;

interface SavedEdit {
  readonly hash: string;
  readonly patch: string;
}

/** A path that a killed run was writing or removing. */
interface JournalEntry {
  readonly path: string;
  /** Hashes of content of the library: generated before the run, or to be written by it. */
  readonly ours: readonly string[];
  /** Edits that the run saves, by hash, with the path of the patch. */
  readonly saved: readonly SavedEdit[];
}

/** What killed runs were about to do. */
export interface Journal {
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** Process IDs of those runs, which are part of the names of their temporary files. */
  readonly pids: readonly number[];
}

const EMPTY: Journal = { entries: new Map(), pids: [] };

/** Reads the journal. It is written atomically, so a broken one is not ours and is ignored. */
export function readJournal(folder: Folder): Journal {
  const text = folder.text(JOURNAL);
  if (text === undefined) return EMPTY;
  try {
    return parse(JSON.parse(text));
  } catch {
    return EMPTY;
  }
}

/** Patches that runs of a journal have written; a run may have been killed before. */
export function savedPatches({ entries }: Journal, folder: Folder): Set<string> {
  const named = [...entries.values()].flatMap(({ saved }) => saved.map(({ patch }) => patch));
  return new Set([...new Set(named)].filter((patch) => folder.exists(patch)));
}

/** Writes the journal atomically. */
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
