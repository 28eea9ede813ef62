import type { IsCommitted } from './committed';
import { committedIn } from './committed';
import type { Changed, Stale } from './comparison';
import { compareWithFolder } from './comparison';
import type { Folder } from './folder';
import type { Past } from './past';
import { isOurs, isSaved } from './past';
import type { Finding } from '../../common/findings';
import { compare } from '../../common/order';
import { isHashManifest } from '../tree/hash-manifest';
import type { Tree, TreeFile } from '../tree/tree';

/** Why a file is written. */
export type Reason = 'new' | 'updated' | 'restored' | 'healed';

/** Where an edit is safe: in git's last commit, or in the patch of a run that was ended half way. */
export type KeptBy = 'commit' | 'patch';

export interface Write {
  readonly file: TreeFile;
  readonly reason: Reason;
  /** What is on disk and neither generated before nor now: a person's work, that must not be lost. */
  readonly edit?: Buffer;
  /** Where the edit is kept already; without, it is saved before it is overwritten. */
  readonly keptBy?: KeptBy;
  /** Hashes of what was generated before; none when nothing was. */
  readonly ours?: readonly string[];
}

export interface Removal {
  readonly path: string;
  readonly edit?: Buffer;
  /** As for a write. */
  readonly keptBy?: KeptBy;
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
export function plan(tree: Tree, folder: Folder, isCommitted: IsCommitted = committedIn(folder.root)): Plan {
  const { changed, stale, unchanged, obstacles } = compareWithFolder(tree, folder);
  const findings = [...obstacles];
  const writes: Write[] = [];
  for (const change of changed) {
    const { kind } = change.difference;
    if (kind === 'folder') findings.push(folderInTheWay(change.file.path));
    else if (kind === 'unreadable') findings.push(unreadable(change.file.path));
    else writes.push(planWrite(change, isCommitted));
  }
  // Nobody can say whether it was edited, so that removing it might lose something.
  findings.push(...stale.filter(({ entry }) => entry.kind === 'unreadable').map(({ path }) => unreadable(path)));
  findings.sort((a, b) => compare(a.path, b.path));
  return { writes, removals: stale.map((entry) => planRemoval(entry, isCommitted)), unchanged, findings };
}

function planWrite({ file, difference, past }: Changed, isCommitted: IsCommitted): Write {
  const base = { file, ours: past?.ours };
  if (difference.kind === 'missing') return { ...base, reason: past === undefined ? 'new' : 'restored' };
  if (difference.kind !== 'content') return { ...base, reason: 'healed' };
  const { content } = difference;
  const hasNoEdits = file.owner === 'release' || file.byField || isHashManifest(file.path);
  if (hasNoEdits || isOurs(past, content)) return { ...base, reason: 'updated' };
  return { ...base, reason: 'healed', edit: content, keptBy: whereKept(file.path, past, content, isCommitted) };
}

function planRemoval({ path, entry, past }: Stale, isCommitted: IsCommitted): Removal {
  const base = { path, ours: past?.ours };
  if (entry.kind !== 'file' || past === undefined) return base;
  const { content, executable } = entry;
  if (isOurs(past, content)) return base;
  return { ...base, edit: content, keptBy: whereKept(path, past, content, isCommitted), executable };
}

function whereKept(
  path: string,
  past: Past | undefined,
  content: Buffer,
  isCommitted: IsCommitted,
): KeptBy | undefined {
  if (isSaved(past, content)) return 'patch';
  return isCommitted(path, content) ? 'commit' : undefined;
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
