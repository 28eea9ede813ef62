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
 * How a path drifts. `edited`: changed by hand. `outdated`: unchanged since it was generated, but the config now renders
 * something else. `missing`: does not exist. `stale`: no longer generated. `foreign`: an unknown file in a folder where
 * every file is generated. `mode`: only the executable bit differs. `wrong-type`: a link or folder is in its place, or in
 * the place of one of its folders. `bad-shape`: a release file or hash manifest has invalid content. `unreadable`: no
 * permission to read it.
 */
type State =
  'edited' | 'outdated' | 'missing' | 'stale' | 'foreign' | 'mode' | 'wrong-type' | 'bad-shape' | 'unreadable';

/** A path that differs from `.projenrc.ts`. */
export interface Drift {
  readonly path: string;
  readonly state: State;
  readonly owner: Owner;
  /** The option that governs the path; null when no option does. */
  readonly option: string | null;
  /** What is wrong. */
  readonly detail: string;
  /** What to change instead; null when there is nothing. */
  readonly instead: string | null;
  /** The command that fixes the path. */
  readonly heal: string;
  /** Expected and actual content; undefined when content is not the problem. */
  readonly texts?: { readonly generated: string; readonly found: Buffer };
}

const SYNTH = 'npx projen';

/** The input of the check. */
export interface DriftInput {
  readonly tree: Tree;
  readonly folder: Folder;
  /** Names of the apps, which have folders where every file is generated. */
  readonly apps: readonly string[];
  /** Problems of release files. */
  readonly findings: readonly Finding[];
}

/** Compares a rendering with the folder. Your files and starter files never drift. Writes nothing. */
export function findDrift({ tree, folder, apps, findings }: DriftInput): Drift[] {
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
      return { ...base, state: 'missing', detail: 'missing' };
    case 'mode':
      return {
        ...base,
        state: 'mode',
        detail: file.executable ? 'must be executable' : 'must not be executable',
      };
    case 'link':
      return { ...base, state: 'wrong-type', detail: 'a symbolic link is in its place' };
    case 'folder':
      return {
        ...base,
        state: 'wrong-type',
        detail: 'a folder is in its place',
        heal: `move the folder away, then run ${SYNTH}`,
      };
    case 'unreadable':
      return { ...base, state: 'unreadable', detail: 'cannot be read', heal: `chmod u+rw ${path}` };
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
      detail: `merge conflict in line ${conflict}; resolve it in .projenrc.ts, this file follows`,
    };
  }
  if (file.owner === 'release') return { state: 'bad-shape', detail: 'does not match .projenrc.ts' };
  if (isHashManifest(file.path)) {
    return isShaped(found)
      ? { state: 'edited', detail: 'its hashes do not match the generated files' }
      : { state: 'bad-shape', detail: 'some lines are not a hash and a path, so it was edited by hand' };
  }
  if (isOurs(past, found)) {
    return { state: 'outdated', detail: 'out of date: .projenrc.ts or the library changed' };
  }
  return { state: 'edited', detail: `edited by hand${invisible(file.content, found)}` };
}

/** Describes an edit that a diff does not show well. */
function invisible(generated: string, found: Buffer): string {
  const text = found.toString('utf8');
  if (text === '') return ': the file is empty';
  if (text.startsWith('\uFEFF')) return ': starts with a byte order mark';
  if (text.includes('\r\n') && !generated.includes('\r\n')) return ': has Windows line endings (CRLF)';
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

/** Hash manifests that differ only because a listed file does. */
function manifestsThatFollow(files: readonly Drift[], stale: readonly Stale[]): ReadonlySet<string> {
  const moved = files.filter(({ state }) => state === 'outdated' || state === 'missing');
  return new Set([...moved, ...stale].map(({ path }) => manifestOf(path)));
}

function outdatedManifest(drift: Drift): Drift {
  return { ...drift, state: 'outdated', detail: 'lists files that are out of date' };
}

function describeRelease({ path, must, got, fix }: Finding, tree: Tree): Drift {
  const option = tree.get(path)?.option ?? null;
  const command = `git checkout HEAD -- ${path}`;
  return {
    path,
    state: 'bad-shape',
    owner: 'release',
    option,
    detail: `must ${must}, got ${got}`,
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
    detail: `no longer generated${isEdited ? ', and edited by hand' : ''}`,
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
    detail: 'unknown file in a folder where every file is generated',
    instead: null,
    heal: `move it to another folder, or rm ${path}`,
  };
}

function describeObstacle({ path, got }: Finding): Drift {
  return {
    path,
    state: 'wrong-type',
    owner: 'generated',
    option: null,
    detail: `must be a folder of this repository, got ${got}`,
    instead: null,
    heal: `move it away, then run ${SYNTH}`,
  };
}
