import { createColors } from 'picocolors';
import type { AppEdit } from './edit';
import { changedOptions, editDiff } from './edit';
import type { WritePlan } from '../../files/disk/plan';
import { RC_FILE } from '../../project/projen/rc-name';
import type { Change } from '../../project/rc/edit';
import type { Written } from '../../project/synthesis/writing';
import { isColored } from '../printing/output';

/** How many paths are named; `--json` has all of them. */
const NAMED_PATHS = 12;

const VERBS: Readonly<Record<Change['kind'], string>> = {
  add: 'added',
  remove: 'removed',
  rename: 'renamed',
  replace: 'changed',
};

/** What was done to `.projenrc.ts`, one line for each option. */
export function editLines({ changes }: AppEdit): string[] {
  return changedOptions(changes).map(
    ({ kind, option, to }) => `${RC_FILE}: ${VERBS[kind]} ${option}${to === undefined ? '' : ` to ${to}`}`,
  );
}

/** What would be done: the difference of `.projenrc.ts`, and the files that follow. */
export function dryLines(edit: AppEdit): string[] {
  const color = createColors(isColored());
  const diff = editDiff(edit)
    .split('\n')
    .slice(0, -1)
    .map((line) => {
      if (line.startsWith('-')) return color.red(line);
      return line.startsWith('+') ? color.green(line) : line;
    });
  const { written, removed } = pathsOf(edit.plan);
  return [
    ...diff,
    '',
    ...listUnder(`would write ${countFiles(written)}:`, written),
    ...listUnder(`would remove ${countFiles(removed)}:`, removed),
  ];
}

/** Paths under a headline, the first of many; nothing where there are none. */
export function listUnder(headline: string, paths: readonly string[]): string[] {
  if (paths.length === 0) return [];
  const rest = paths.length - NAMED_PATHS;
  const more = rest > 0 ? [`  … and ${rest} more; --json names all of them`] : [];
  return [headline, ...paths.slice(0, NAMED_PATHS).map((path) => `  ${path}`), ...more];
}

/** So many files. */
export function countFiles(paths: readonly string[]): string {
  return `${paths.length} ${paths.length === 1 ? 'file' : 'files'}`;
}

/** What every one of these commands says to programs. */
export function editToJson(edit: AppEdit, written: Written | undefined, more: object): string {
  const { written: files, removed } = pathsOf(written?.plan ?? edit.plan);
  const json = {
    schemaVersion: 1,
    dryRun: written === undefined,
    changes: changedOptions(edit.changes),
    diff: editDiff(edit),
    written: files,
    removed,
    savedEdits: written?.savedEdits ?? [],
    ...more,
  };
  return JSON.stringify(json, undefined, 2);
}

function pathsOf({ writes, removals }: WritePlan): { written: string[]; removed: string[] } {
  return { written: writes.map(({ file }) => file.path), removed: removals.map(({ path }) => path) };
}
