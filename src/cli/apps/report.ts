import type { AppEdit } from './edit';
import { changedOptions, editDiff } from './edit';
import { count, pathList } from '../../common/printed';
import { RC_FILE } from '../../project/projen/rc-name';
import type { Change } from '../../project/rc/edit';
import { formatPlan } from '../../project/synthesis/report';
import type { Written } from '../../project/synthesis/writing';
import { diffLines } from '../printing/diff';
import { writtenJson } from '../printing/written';

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

/** What would be done: the diff of `.projenrc.ts`, and the files that follow. */
export function dryLines(edit: AppEdit): string[] {
  return [...diffLines(editDiff(edit)), '', ...formatPlan(edit.plan)];
}

/** Paths under a headline, shortened; nothing without paths. */
export function listUnder(headline: string, paths: readonly string[]): string[] {
  return pathList(headline, paths, '; use --json to see all of them');
}

/** The JSON of the commands that edit apps. */
export function editToJson(edit: AppEdit, written: Written | undefined, more: object): object {
  const { schemaVersion, dryRun, ...files } = writtenJson(written?.plan ?? edit.plan, written);
  return { schemaVersion, dryRun, changes: changedOptions(edit.changes), diff: editDiff(edit), ...files, ...more };
}

export function countFiles(paths: readonly string[]): string {
  return count(paths.length, 'file');
}
