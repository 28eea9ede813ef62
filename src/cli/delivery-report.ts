import { diffLines } from './dry-run';
import { formatImage } from '../release/image';
import type { ReleaseMessage } from '../release/message';
import { SHORT } from '../release/message';
import type { Move } from '../release/moves';

/** What is to be done in a place: a move with its message, or nothing, and why. */
export type Decision =
  | { readonly kind: 'move'; readonly move: Move; readonly message: ReleaseMessage }
  | { readonly kind: 'superseded'; readonly why: string };

/** What was done, as `--json` prints it. */
export interface Result {
  readonly app: string;
  readonly environment: string;
  readonly decision: Decision;
  readonly files: readonly string[];
  readonly commits: readonly { readonly branch: string; readonly commit: string }[];
  /** What would be done instead, in a dry run: by branch, or in the files here. */
  readonly dryRun?: readonly { readonly branch?: string; readonly diff: string }[];
}

/** What is needed to find a place. */
/** For programs. */
export function toJson(
  { app, environment, decision, files, commits, dryRun }: Result,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  const done =
    decision.kind === 'move'
      ? {
          kind: decision.message.verb,
          image: formatImage(decision.move.image),
          revision: decision.move.revision,
          waits: decision.move.waits,
          notes: decision.move.notes,
        }
      : { superseded: decision.why };
  const dry = dryRun === undefined ? {} : { dryRun };
  return JSON.stringify(
    { schemaVersion: 1, app, environment, ...done, files, commits, ...dry, ...fields },
    undefined,
    2,
  );
}

/** For a person; `branches` are those that files which were changed here have to be pushed to. */
export function describe(
  { app, environment, decision, files, commits, dryRun }: Result,
  branches: readonly string[],
): string {
  if (decision.kind === 'superseded') {
    return `${app} in ${environment}: superseded, ${decision.why}; nothing to change.`;
  }
  const { move } = decision;
  const image = formatImage(move.image);
  const at = move.revision ? ` with the configuration of commit ${move.revision.slice(0, SHORT)}` : '';
  if (files.length === 0) {
    return [`${app} in ${environment} has ${image}${at} already; nothing to change.`, ...move.notes].join('\n');
  }
  if (dryRun !== undefined) {
    const diffs = dryRun.filter(({ diff }) => diff !== '');
    return [
      `${app} in ${environment} would get ${image}${at}${move.waits === undefined ? '' : ` once it is unpinned; it is pinned: ${move.waits}`}.`,
      ...move.notes,
      ...diffs.flatMap(({ branch, diff }) => [
        '',
        ...(branch === undefined ? [] : [`One commit on ${branch}:`]),
        ...diffLines(diff),
      ]),
      '',
      'Nothing was changed. Next: the same without --dry-run.',
    ].join('\n');
  }
  const first =
    move.waits === undefined
      ? `${app} in ${environment} gets ${image}${at}.`
      : `${app} in ${environment} gets ${image} once it is unpinned; it is pinned: ${move.waits}.`;
  const head = [first, ...files.map((path) => `  changed ${path}`), ...move.notes];
  if (commits.length > 0) {
    const where = commits.map(({ branch, commit }) => `  pushed ${commit.slice(0, SHORT)} to ${branch}`);
    return [
      ...head,
      ...where,
      '',
      'Next: Argo CD syncs it. Your own files are as they were: git pull brings the commit.',
    ].join('\n');
  }
  return [...head, '', `Next: commit and push them to ${branches.join(' and to ')}; Argo CD syncs from there.`].join(
    '\n',
  );
}
