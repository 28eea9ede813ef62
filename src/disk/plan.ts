import type { Changed, Stale } from './comparison';
import { compareWithFolder } from './comparison';
import type { Folder } from './folder';
import { isOurs, isSaved } from './past';
import { compare } from '../config/resolve';
import type { Finding } from '../findings';
import { isHashManifest } from '../tree/hash-manifest';
import type { Tree, TreeFile } from '../tree/tree';

/** Why a file is written. */
export type Reason = 'new' | 'updated' | 'restored' | 'healed';

export interface Write {
  readonly file: TreeFile;
  readonly reason: Reason;
  /** What is on disk and neither generated before nor now: it is saved before it is overwritten. */
  readonly edit?: Buffer;
  /** Whether a run that was ended half way saved the edit already. */
  readonly isSaved?: boolean;
  /** Hashes of what was generated before; none when nothing was. */
  readonly ours?: readonly string[];
}

export interface Removal {
  readonly path: string;
  readonly edit?: Buffer;
  /** As for a write. */
  readonly isSaved?: boolean;
  readonly executable?: boolean;
  /** Hashes of what was generated before; none when nothing was. */
  readonly ours?: readonly string[];
}

/** What would bring the folder in line with the tree. Nothing is written while it is made. */
export interface Plan {
  readonly writes: readonly Write[];
  readonly removals: readonly Removal[];
  readonly unchanged: number;
  readonly findings: readonly Finding[];
}

/** Says what to write and to remove, and what of it to save first. */
export function plan(tree: Tree, folder: Folder): Plan {
  const { changed, stale, unchanged, obstacles } = compareWithFolder(tree, folder);
  const findings = [...obstacles];
  const writes: Write[] = [];
  for (const change of changed) {
    const { kind } = change.difference;
    if (kind === 'folder') findings.push(folderInTheWay(change.file.path));
    else if (kind === 'unreadable') findings.push(unreadable(change.file.path));
    else writes.push(planWrite(change));
  }
  // Nobody can say whether it was edited, so that removing it might lose something.
  findings.push(...stale.filter(({ entry }) => entry.kind === 'unreadable').map(({ path }) => unreadable(path)));
  findings.sort((a, b) => compare(a.path, b.path));
  return { writes, removals: stale.map(planRemoval), unchanged, findings };
}

function planWrite({ file, difference, past }: Changed): Write {
  const base = { file, ours: past?.ours };
  if (difference.kind === 'missing') return { ...base, reason: past === undefined ? 'new' : 'restored' };
  if (difference.kind !== 'content') return { ...base, reason: 'healed' };
  const { content } = difference;
  const hasNoEdits = file.owner === 'release' || file.byField || isHashManifest(file.path);
  if (hasNoEdits || isOurs(past, content)) return { ...base, reason: 'updated' };
  return { ...base, reason: 'healed', edit: content, isSaved: isSaved(past, content) };
}

function planRemoval({ path, entry, past }: Stale): Removal {
  const base = { path, ours: past?.ours };
  if (entry.kind !== 'file' || past === undefined) return base;
  const { content, executable } = entry;
  return isOurs(past, content) ? base : { ...base, edit: content, isSaved: isSaved(past, content), executable };
}

function folderInTheWay(path: string): Finding {
  return {
    code: 'unsafe-path',
    path,
    must: 'be a file',
    got: 'a folder',
    fix: 'move the folder away: a file of this name is generated',
  };
}

function unreadable(path: string): Finding {
  return {
    code: 'unsafe-path',
    path,
    must: 'be a file that can be read: an edit in it would be lost otherwise',
    got: 'a file without the permission to read it',
    fix: `chmod u+rw ${path}`,
  };
}
