import { findForeign } from './generated-folders';
import type { Finding } from '../../common/findings';
import { compare } from '../../common/order';
import type { Changed, Stale } from '../../files/disk/comparison';
import { compareWithFolder } from '../../files/disk/comparison';
import type { Folder } from '../../files/disk/folder';
import type { Past } from '../../files/disk/past';
import { isOurs } from '../../files/disk/past';
import { conflictLine } from '../../files/tree/conflict';
import { isHashManifest, manifestOf } from '../../files/tree/hash-manifest';
import type { Owner, Tree, TreeFile } from '../../files/tree/tree';

/**
 * How a path drifts. `edited`: its content was changed by hand. `outdated`: it is what was generated last, and no
 * longer what the config renders. `missing`: it is not there. `stale`: it is generated no more. `foreign`: nobody
 * generates it, and it lies in a wholly generated folder. `mode`: only its executable bit differs. `wrong-type`: a link
 * or a folder is in its place, or in the place of one of its folders. `bad-shape`: a release file or hash manifest holds
 * what it must not hold. `unreadable`: the permission to read it is missing.
 */
export type State =
  'edited' | 'outdated' | 'missing' | 'stale' | 'foreign' | 'mode' | 'wrong-type' | 'bad-shape' | 'unreadable';

/** One path that is not what `.projenrc.ts` says. */
export interface Drift {
  readonly path: string;
  readonly state: State;
  readonly owner: Owner;
  /** The option that governs the path; null where none does any more. */
  readonly option: string | null;
  /** What is wrong, for a person. */
  readonly detail: string;
  /** What to change instead; null where there is nothing. */
  readonly instead: string | null;
  /** The command that brings the path in line. */
  readonly heal: string;
  /** What it is to be, and what it is; undefined where that says nothing. */
  readonly texts?: { readonly generated: string; readonly found: Buffer };
}

const SYNTH = 'npx projen';

/** What is looked at. */
export interface Subject {
  readonly tree: Tree;
  readonly folder: Folder;
  /** Names of the apps, whose folders are partly wholly generated. */
  readonly apps: readonly string[];
  /** What is wrong with release files. */
  readonly findings: readonly Finding[];
}

/** Compares a rendering with the folder. Files of the user and starter files never drift. Nothing is written. */
export function findDrift({ tree, folder, apps, findings }: Subject): Drift[] {
  const { changed, stale, obstacles } = compareWithFolder(tree, folder);
  const broken = new Map(findings.map((finding) => [finding.path, finding]));
  const checked = changed.filter(({ file }) => file.owner !== 'starter' && !broken.has(file.path));
  const files = checked.map((change) => describeChange(change));
  const followed = manifestsThatFollow(files, stale);
  const known = new Set(stale.map(({ path }) => path));
  return [
    ...[...broken.values()].map((finding) => describeRelease(finding, tree)),
    ...files.map((drift) => (followed.has(drift.path) && drift.state === 'edited' ? outdatedManifest(drift) : drift)),
    ...stale.map(describeStale),
    ...findForeign(tree, folder, apps)
      .filter(({ path }) => !known.has(path))
      .map(describeForeign),
    ...obstacles.map(describeObstacle),
  ].sort((a, b) => compare(a.path, b.path));
}

function describeChange(change: Changed): Drift {
  const { file, difference } = change;
  const { path, owner, option, instead } = file;
  const base = { path, owner, option, instead, heal: SYNTH };
  switch (difference.kind) {
    case 'missing':
      return { ...base, state: 'missing', detail: 'it is not there' };
    case 'mode':
      return {
        ...base,
        state: 'mode',
        detail: file.executable ? 'it must be executable' : 'it must not be executable',
      };
    case 'link':
      return { ...base, state: 'wrong-type', detail: 'a symbolic link is in its place' };
    case 'folder':
      return {
        ...base,
        state: 'wrong-type',
        detail: 'a folder is in its place',
        heal: `move the folder away, then ${SYNTH}`,
      };
    case 'unreadable':
      return { ...base, state: 'unreadable', detail: 'it cannot be read', heal: `chmod u+rw ${path}` };
    case 'content':
      return {
        ...base,
        ...describeContent(file, difference.content, change.past),
        texts: { generated: file.content, found: difference.content },
      };
  }
}

function describeContent(file: TreeFile, found: Buffer, past?: Past): { state: State; detail: string } {
  const conflict = conflictLine(found.toString('utf8'));
  if (conflict !== undefined) {
    return {
      state: isHashManifest(file.path) ? 'bad-shape' : 'edited',
      detail: `it holds a merge conflict, in line ${conflict}; which side is right follows from .projenrc.ts`,
    };
  }
  if (file.owner === 'release') return { state: 'bad-shape', detail: 'it does not fit what .projenrc.ts says now' };
  if (isHashManifest(file.path)) {
    return isShaped(found)
      ? { state: 'edited', detail: 'the hashes in it are not those of what is generated' }
      : { state: 'bad-shape', detail: 'it has lines that are no hash and path: a hand edit' };
  }
  if (isOurs(past, found)) {
    return { state: 'outdated', detail: 'it is not what .projenrc.ts and the library say now' };
  }
  return { state: 'edited', detail: `it was edited${invisible(file.content, found)}` };
}

/** Names what a diff does not show well. */
function invisible(generated: string, found: Buffer): string {
  const text = found.toString('utf8');
  if (text === '') return ': it is empty';
  if (text.startsWith('\uFEFF')) return ': it begins with a byte order mark';
  if (text.includes('\r\n') && !generated.includes('\r\n')) return ': it has Windows line endings (CRLF)';
  return '';
}

/** Whether every line of a hash manifest is a hash and a path. */
function isShaped(found: Buffer): boolean {
  return found
    .toString('utf8')
    .split('\n')
    .slice(0, -1)
    .every((line) => /^[0-9a-f]{64} {2}\S.*$/.test(line));
}

/** Hash manifests that differ because something that they list does, and by nobody's hand. */
function manifestsThatFollow(files: readonly Drift[], stale: readonly Stale[]): ReadonlySet<string> {
  const moved = files.filter(({ state }) => state === 'outdated' || state === 'missing');
  return new Set([...moved, ...stale].map(({ path }) => manifestOf(path)));
}

function outdatedManifest(drift: Drift): Drift {
  return { ...drift, state: 'outdated', detail: 'it lists files that are not what .projenrc.ts says now' };
}

function describeRelease({ path, must, got, fix }: Finding, tree: Tree): Drift {
  const option = tree.get(path)?.option ?? null;
  const command = `git checkout HEAD -- ${path}`;
  return {
    path,
    state: 'bad-shape',
    owner: 'release',
    option,
    detail: `it must ${must}; it is ${got}`,
    instead: tree.get(path)?.instead ?? null,
    heal: fix.includes(command) ? command : fix,
  };
}

function describeStale({ path, entry, past }: Stale): Drift {
  const isEdited = entry.kind === 'file' && past !== undefined && !isOurs(past, entry.content);
  return {
    path,
    state: 'stale',
    owner: past === undefined && !isHashManifest(path) ? 'release' : 'generated',
    option: null,
    detail: `it is no longer generated${isEdited ? ', and was edited' : ''}`,
    instead: null,
    heal: entry.kind === 'unreadable' ? `chmod u+rw ${path}` : SYNTH,
  };
}

function describeForeign({ path, option }: { readonly path: string; readonly option: string }): Drift {
  return {
    path,
    state: 'foreign',
    owner: 'yours',
    option,
    detail: 'nobody generates it, and every other file of its folder is generated',
    instead: null,
    heal: `git mv it to a folder of yours, or rm ${path}`,
  };
}

function describeObstacle({ path, got }: Finding): Drift {
  return {
    path,
    state: 'wrong-type',
    owner: 'generated',
    option: null,
    detail: `it must be a folder of this repository; it is ${got}`,
    instead: null,
    heal: `move it away, then ${SYNTH}`,
  };
}
