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
type Reason = 'new' | 'updated' | 'restored' | 'healed';

/** Where an edit is already safe: in the last commit, or in the patch of a killed run. */
export type KeptBy = 'commit' | 'patch';

export interface Write {
  readonly file: TreeFile;
  readonly reason: Reason;
  /** Content on disk that was generated neither before nor now: an edit that must not be lost. */
  readonly edit?: Buffer;
  /** Where the edit is already kept; otherwise it is saved before it is overwritten. */
  readonly keptBy?: KeptBy;
  /** Hashes of content that was generated before. */
  readonly ours?: readonly string[];
}

export interface Removal {
  readonly path: string;
  readonly edit?: Buffer;
  /** As for a write. */
  readonly keptBy?: KeptBy;
  readonly executable?: boolean;
  /** Hashes of content that was generated before. */
  readonly ours?: readonly string[];
}

/** The changes that bring a folder in line with a tree. Planning writes nothing. */
export interface WritePlan {
  readonly writes: readonly Write[];
  readonly removals: readonly Removal[];
  readonly unchanged: number;
  readonly findings: readonly Finding[];
}

/** Plans what to write and remove, and which edits to save first. */
export function plan(tree: Tree, folder: Folder, isCommitted: IsCommitted = committedIn(folder.root)): WritePlan {
  const { changed, stale, unchanged, obstacles } = compareWithFolder(tree, folder);
  const findings = [...obstacles];
  const writes: Write[] = [];
  for (const change of changed) {
    const { kind } = change.difference;
    if (kind === 'folder') findings.push(folderInTheWay(change.file.path));
    else if (kind === 'unreadable') findings.push(unreadable(change.file.path));
    else if (isOwnFile(change)) findings.push(ownFileInTheWay(change.file));
    else writes.push(planWrite(change, isCommitted));
  }
  // It may have been edited, so removing it could lose an edit.
  findings.push(...stale.filter(({ entry }) => entry.kind === 'unreadable').map(({ path }) => unreadable(path)));
  findings.sort((a, b) => compare(a.path, b.path));
  return { writes, removals: stale.map((entry) => planRemoval(entry, isCommitted)), unchanged, findings };
}

/** Whether the team has its own file at the path of an option that is new. */
function isOwnFile({ file, difference: { kind }, past }: Changed): boolean {
  return file.optedInBy !== undefined && past === undefined && kind !== 'missing' && kind !== 'mode';
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
    fix: 'move the folder away: a file with this name is generated',
  };
}

function ownFileInTheWay({ path, optedInBy }: TreeFile): Finding {
  return {
    code: 'unsafe-path',
    path,
    must: `not exist before ${optedInBy} generates it`,
    got: 'your own file',
    fix: `rename or delete it, or remove ${optedInBy} from .projenrc.ts`,
  };
}

function unreadable(path: string): Finding {
  return {
    code: 'unsafe-path',
    path,
    must: 'be readable, since an edit in it would be lost otherwise',
    got: 'no permission to read it',
    fix: `run chmod u+rw ${path}`,
  };
}
