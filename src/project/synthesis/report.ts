import { formatAnnouncements } from './announcements';
import type { Rendering } from './rendering';
import { formatTightMemory } from './tight-memory';
import type { Written } from './writing';
import type { FirstCommit } from '../../clients/git/first-commit';
import type { FindingsError } from '../../common/findings';
import { count, pathList, SUMMARY_PATHS } from '../../common/printed';
import type { NotSet, Repository } from '../../config/model';
import { notSet } from '../../config/model';
import { otherHost } from '../../config/other-hosts';
import type { KeptBy, WritePlan } from '../../files/disk/plan';
import { savedEditName } from '../../files/disk/saved-edits';
import { conflictLine } from '../../files/tree/conflict';
import type { TreeFile } from '../../files/tree/tree';

/** The summary of a synth: what changed and why, which edits were saved, and a next step. */
export function formatSynthesis(rendering: Rendering, written: Written): string {
  const { plan } = written;
  const lines = changes(plan);
  if (lines.length === 0) lines.push(`${plan.unchanged} files match .projenrc.ts; nothing to change.`);
  // Instructions for saved edits go last, where they are not overlooked.
  return [
    ...lines,
    ...aboutHost(rendering),
    ...formatNotSet(rendering.repository),
    ...formatOtherLocks(rendering.repository, written),
    ...formatTightMemory(rendering.tightMemory),
    ...(written.announcements === undefined ? [] : formatAnnouncements(written.announcements)),
    ...saved(written),
  ].join('\n');
}

/** Where no workflows are generated, a person sets up the pipeline. */
function aboutHost({ repository, assumedHost }: Rendering): string[] {
  const host = otherHost(repository);
  if (host === undefined) return formatAssumed(assumedHost);
  return [
    '',
    `CI is generated only for GitHub, so there are no workflows for ${host}. Your own pipeline runs make check, builds the`,
    'images of python-gitops changed, and releases them with python-gitops release (see RELEASING.md).',
  ];
}

/** What is generated for a host whose name does not tell what it is. */
function formatAssumed(host: string | undefined): string[] {
  if (host === undefined) return [];
  return [
    '',
    `CI is generated for GitHub: ${host} is assumed to be a GitHub server. Set ci: 'github' to confirm that, or ci: 'none'`,
    'to leave out the workflows.',
  ];
}

/** The summary of a heal. */
export function formatHealing(written: Written): string {
  const lines = changes(written.plan);
  if (lines.length === 0) lines.push('These paths are up to date.');
  return [...lines, ...saved(written)].join('\n');
}

/** What a plan would change, for a dry run. */
export function formatPlan(
  { writes, removals, unchanged }: WritePlan,
  nothing = `${unchanged} files are up to date.`,
): string[] {
  const more = '; use --json to see all of them';
  const written = writes.map(({ file }) => file.path);
  const removed = removals.map(({ path }) => path);
  const edited = [
    ...writes.flatMap(({ file, edit, keptBy }) => (edit && !keptBy ? [file.path] : [])),
    ...removals.flatMap(({ path, edit, keptBy }) => (edit && !keptBy ? [path] : [])),
  ];
  if (written.length + removed.length === 0) return [nothing];
  return [
    ...pathList(`would write ${count(written.length, 'file')}:`, written, more),
    ...pathList(`would remove ${count(removed.length, 'file')}:`, removed, more),
    ...pathList(`would save the hand edits of ${count(edited.length, 'file')} first:`, edited, more),
  ];
}

/** The final message of `projen new`. */
export function formatCreation(rendering: Rendering, written: Written, commit: FirstCommit): string {
  const { repository, tree } = rendering;
  const files = tree.files();
  const by = (owner: TreeFile['owner']): TreeFile[] => files.filter((file) => file.owner === owner);
  const app = repository.apps[0]?.name;
  const lines = [
    '',
    [`Created ${repository.name}: ${written.plan.writes.length} files.`, ...notCommitted(repository, commit)].join(' '),
    '',
    `  yours      .projenrc.ts and starter files: apps/${app}/src/server.py, its tests and packages, README.md`,
    `  generated  ${by('generated').length} files from Dockerfile to documents: change .projenrc.ts instead, then run npx projen`,
    `  release    ${by('release').length} files that CI updates: which image and revision run where`,
    ...formatAssumed(rendering.assumedHost),
    ...formatNotSet(repository),
    ...formatOtherLocks(repository, written),
    ...formatTightMemory(rendering.tightMemory),
    '',
    'Next: make dev',
  ];
  return lines.join('\n');
}

/** What is left to do without a first commit. */
function notCommitted({ defaultBranch }: Repository, commit: FirstCommit): string[] {
  if (commit === 'done') return [];
  if (commit === 'failed') {
    return [
      'The first git commit failed, see above.',
      'Fix it (for example with git config user.name and user.email), then run git add --all && git commit.',
    ];
  }
  return [
    'git is not installed, so there is no repository yet.',
    `Install it (https://git-scm.com), then run git init --initial-branch=${defaultBranch} && git add --all && git commit.`,
  ];
}

/** Why `projen new` wrote nothing. */
export function formatFailedCreation(error: FindingsError, isEmpty: boolean): string {
  const rest = isEmpty ? '' : 'Only the npm packages were installed. ';
  return `${error.message}\n\n${rest}Fix this, then run projen new again.`;
}

/** Lists options that are not set, and what is not generated until they are. */
export function formatNotSet(repository: Pick<Repository, 'repoUrl' | 'registry'>): string[] {
  const missing = notSet(repository);
  if (missing.length === 0) return [];
  return ['', 'Not set yet in .projenrc.ts:', ...missing.map(formatMissing)];
}

function formatMissing({ option, example, leavesOut }: NotSet): string {
  return `  ${option.padEnd(9)} as in ${example}; not generated until then: ${leavesOut}`;
}

/** Lists locks of other package managers, which can be removed. */
function formatOtherLocks({ packageManager }: Repository, { otherLocks }: Written): string[] {
  return otherLocks.flatMap(({ name, lock }) => [
    '',
    `${lock} is the lock of ${name}, but packageManager is ${packageManager.name}, so it is no longer used.`,
    `To remove it: rm ${lock}`,
  ]);
}

function changes(plan: WritePlan): string[] {
  const verbs = { new: 'wrote', updated: 'updated', restored: 'restored', healed: 'healed' } as const;
  const written = Object.entries(verbs).flatMap(([reason, verb]) => {
    const paths = plan.writes.filter((write) => write.reason === reason).map((write) => write.file.path);
    return pathList(`${verb} ${count(paths.length, 'file')}:`, paths);
  });
  const removed = plan.removals.map(({ path }) => path);
  return [...written, ...pathList(`removed ${count(removed.length, 'file')}:`, removed)];
}

interface HandEdit {
  readonly path: string;
  readonly keptBy?: KeptBy;
  /** What to change instead, with its option. */
  readonly line: string;
}

/** For hand edits: what to change instead, and how to bring them back. */
function saved({ plan, savedEdits }: Written): string[] {
  const edits = handEdits(plan);
  const committed = edits.filter(({ keptBy }) => keptBy === 'commit');
  const patched = edits.filter(({ keptBy }) => keptBy !== 'commit');
  const lines: string[] = [];
  if (committed.length > 0) {
    const named = committed.length > SUMMARY_PATHS ? 'PATH' : committed.map(({ path }) => quoted(path)).join(' ');
    lines.push('', 'These files were edited by hand, and the edits are committed. Change these options instead:');
    lines.push(...committed.map(({ line }) => line), `To bring them back: git checkout HEAD -- ${named}`);
  }
  if (patched.length > 0) {
    lines.push('', 'These files were edited by hand. Change these options instead:');
    lines.push(...patched.map(({ line }) => line));
  } else if (savedEdits.length > 0) {
    lines.push('', 'An earlier run that was interrupted has saved hand edits.');
  }
  for (const path of savedEdits) {
    lines.push(`Saved in ${path}`, `To bring it back: npx python-gitops restore ${savedEditName(path)}`);
  }
  return lines;
}

function handEdits(plan: WritePlan): HandEdit[] {
  return [
    ...plan.writes.flatMap(({ file: { path, option, instead }, edit, keptBy }) =>
      edit ? [{ path, keptBy, line: `  ${path} (${option}): ${hint(edit, instead)}` }] : [],
    ),
    ...plan.removals.flatMap(({ path, edit, keptBy }) =>
      edit ? [{ path, keptBy, line: `  ${path}: no longer generated` }] : [],
    ),
  ];
}

/** The two sides of a merge conflict do not matter in a file that follows from `.projenrc.ts`. */
function hint(edit: Buffer, instead: string): string {
  const isConflict = conflictLine(edit.toString('utf8')) !== undefined;
  return isConflict ? 'had a merge conflict; now matches .projenrc.ts' : instead;
}

/** A path, quoted for a shell. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
