import type { Folder } from './folder';
import { readJournal, savedPatches } from './journal';
import { HASH_MANIFEST, parseHashManifest, sha256 } from '../tree/hash-manifest';

/** The history of a path, as hashes of content. */
export interface Past {
  /** Content of the library: generated before, or written by a killed run. */
  readonly ours: readonly string[];
  /** Edits that such a run has already saved. */
  readonly saved: readonly string[];
  /** Whether such a run was writing the path. */
  readonly interrupted: boolean;
}

export type Pasts = ReadonlyMap<string, Past>;

/** Whether content comes from the library, and is not a hand edit. */
export function isOurs(past: Past | undefined, content: Buffer): boolean {
  return past !== undefined && past.ours.length > 0 && past.ours.includes(sha256(content));
}

/** Whether content is a hand edit that a killed run has already saved. */
export function isSaved(past: Past | undefined, content: Buffer): boolean {
  return past !== undefined && past.saved.length > 0 && past.saved.includes(sha256(content));
}

/** Shared: most paths have no saved edit. */
const NONE: readonly string[] = [];

/** Reads the history of every generated path from the hash manifests, and from the journal of a killed run. */
export function readPasts(folder: Folder): Pasts {
  const pasts = new Map<string, Past>();
  for (const [path, hash] of readHashManifests(folder)) {
    pasts.set(path, { ours: [hash], saved: NONE, interrupted: false });
  }
  const journal = readJournal(folder);
  const patches = savedPatches(journal, folder);
  for (const { path, ours, saved } of journal.entries.values()) {
    pasts.set(path, {
      ours: [...(pasts.get(path)?.ours ?? []), ...ours],
      saved: saved.filter(({ patch }) => patches.has(patch)).map(({ hash }) => hash),
      interrupted: true,
    });
  }
  return pasts;
}

/** Reads path and hash of everything generated before, from every hash manifest. */
export function readHashManifests(folder: Folder): Map<string, string> {
  const apps = folder.names('apps').map((app) => `apps/${app}/${HASH_MANIFEST}`);
  const hashes = new Map<string, string>();
  for (const manifest of [HASH_MANIFEST, ...apps]) {
    const text = folder.text(manifest);
    if (text === undefined) continue;
    for (const [path, hash] of parseHashManifest(text)) hashes.set(path, hash);
  }
  return hashes;
}
