import type { Rendering } from './rendering';
import type { Written } from './writing';
import type { FindingsError } from '../../common/findings';
import type { NotSet, Repository } from '../../config/model';
import { notSet } from '../../config/model';
import type { KeptBy, Plan } from '../../files/disk/plan';
import { savedEditName } from '../../files/disk/saved-edits';
import { conflictLine } from '../../files/tree/conflict';
import type { TreeFile } from '../../files/tree/tree';

/** How many paths a summary names. */
const NAMED_PATHS = 12;

/** What synth did, for a person: what changed and why, what was saved, and one next step. */
export function formatSynthesis(rendering: Rendering, written: Written): string {
  const { plan } = written;
  const lines = changes(plan);
  if (lines.length === 0) lines.push(`${plan.unchanged} files are what .projenrc.ts says; nothing to change.`);
  // How to get an edit back stands last, where nobody overlooks it.
  return [
    ...lines,
    ...formatNotSet(rendering.repository),
    ...formatOtherLocks(rendering.repository, written),
    ...saved(written),
  ].join('\n');
}

/** What heal did. */
export function formatHealing(written: Written): string {
  const lines = changes(written.plan);
  if (lines.length === 0) lines.push('These paths are what .projenrc.ts says; nothing to change.');
  return [...lines, ...saved(written)].join('\n');
}

/** The last words of `projen new`. */
export function formatCreation(rendering: Rendering, written: Written, exitCode: number): string {
  const { repository, tree } = rendering;
  const files = tree.files();
  const by = (owner: TreeFile['owner']): TreeFile[] => files.filter((file) => file.owner === owner);
  const app = repository.apps[0]?.name;
  const lines = [
    '',
    exitCode === 0
      ? `Created ${repository.name}: ${written.plan.writes.length} files.`
      : `Created ${repository.name}: ${written.plan.writes.length} files. The first git commit failed, as it says above; ` +
        'mend it (git config user.name and user.email, say), then run git add --all && git commit.',
    '',
    `  yours      .projenrc.ts, and what is written once: apps/${app}/src/server.py, its tests and requirements, README.md`,
    `  generated  ${by('generated').length} files, Dockerfile to documents: npx projen writes them again, so change .projenrc.ts instead`,
    `  release    ${by('release').length} files that CI moves: which image and which revision run where`,
    ...formatNotSet(repository),
    ...formatOtherLocks(repository, written),
    '',
    'Next: make run',
  ];
  return lines.join('\n');
}

/** Why `projen new` wrote nothing. */
export function formatFailedCreation(error: FindingsError): string {
  return `${error.message}\n\nThe npm packages that projen new installed are all that is new; run it again once this is mended.`;
}

/** Names what is not set yet, and what is left out until it is. */
export function formatNotSet(repository: Pick<Repository, 'repoUrl' | 'registry'>): string[] {
  const missing = notSet(repository);
  if (missing.length === 0) return [];
  return ['', 'Not set yet in .projenrc.ts:', ...missing.map(formatMissing)];
}

function formatMissing({ option, example, leavesOut }: NotSet): string {
  return `  ${option.padEnd(9)} as in ${example}; left out until then: ${leavesOut}`;
}

/** Says of locks that nothing reads any more that they can go. */
function formatOtherLocks({ packageManager }: Repository, { otherLocks }: Written): string[] {
  return otherLocks.flatMap(({ name, lock }) => [
    '',
    `${lock} is the lock of ${name}, and packageManager is ${packageManager.name}: nothing here reads it any more.`,
    `It is yours. To remove it: rm ${lock}`,
  ]);
}

function changes(plan: Plan): string[] {
  const lines: string[] = [];
  for (const [reason, verb] of [
    ['new', 'wrote'],
    ['updated', 'updated'],
    ['restored', 'restored'],
    ['healed', 'healed'],
  ] as const) {
    lines.push(
      ...paths(
        verb,
        plan.writes.filter((write) => write.reason === reason).map((write) => write.file.path),
      ),
    );
  }
  lines.push(
    ...paths(
      'removed',
      plan.removals.map((removal) => removal.path),
    ),
  );
  return lines;
}

function paths(verb: string, list: readonly string[]): string[] {
  if (list.length === 0) return [];
  const rest = list.length - NAMED_PATHS;
  return [
    `${verb} ${list.length} ${list.length === 1 ? 'file' : 'files'}:`,
    ...list.slice(0, NAMED_PATHS).map((path) => `  ${path}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

interface HandEdit {
  readonly path: string;
  readonly keptBy?: KeptBy;
  /** What to do instead, with the option in front where there is one. */
  readonly line: string;
}

/** Says of hand edits what to change instead, and how to get them back. */
function saved({ plan, savedEdits }: Written): string[] {
  const edits = handEdits(plan);
  const committed = edits.filter(({ keptBy }) => keptBy === 'commit');
  const patched = edits.filter(({ keptBy }) => keptBy !== 'commit');
  const lines: string[] = [];
  if (committed.length > 0) {
    const named = committed.length > NAMED_PATHS ? 'PATH' : committed.map(({ path }) => quoted(path)).join(' ');
    lines.push('', 'These files had been edited by hand, and the edits are committed. The option to change instead:');
    lines.push(...committed.map(({ line }) => line), `To get them back: git checkout HEAD -- ${named}`);
  }
  if (patched.length > 0) {
    lines.push('', 'These files had been edited by hand. The option to change instead:');
    lines.push(...patched.map(({ line }) => line));
  } else if (savedEdits.length > 0) {
    lines.push('', 'An earlier run, which was ended half way, has saved hand edits.');
  }
  for (const path of savedEdits) {
    lines.push(`Saved in ${path}`, `To get it back: npx python-gitops restore ${savedEditName(path)}`);
  }
  return lines;
}

function handEdits(plan: Plan): HandEdit[] {
  return [
    ...plan.writes.flatMap(({ file: { path, option, instead }, edit, keptBy }) =>
      edit ? [{ path, keptBy, line: `  ${path} (${option}): ${hint(edit, instead)}` }] : [],
    ),
    ...plan.removals.flatMap(({ path, edit, keptBy }) =>
      edit ? [{ path, keptBy, line: `  ${path}: it is no longer generated` }] : [],
    ),
  ];
}

/** Nobody needs the two sides of a merge in a file that follows from `.projenrc.ts`. */
function hint(edit: Buffer, instead: string): string {
  const isConflict = conflictLine(edit.toString('utf8')) !== undefined;
  return isConflict ? 'it held a merge conflict; it is what .projenrc.ts says now' : instead;
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w./@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
