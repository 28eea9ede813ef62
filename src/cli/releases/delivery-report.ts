import { formatImage } from '../../common/image-reference';
import type { ReleaseMessage } from '../../releases/files/message';
import { SHORT } from '../../releases/files/message';
import type { Move } from '../../releases/files/moves';
import { diffLines } from '../printing/diff';

/** A move with its message. */
export interface MoveDecision {
  readonly kind: 'move';
  readonly move: Move;
  readonly message: ReleaseMessage;
  /** Whether a pipeline decided it, and no person. */
  readonly isAutomatic?: boolean;
}

/** What is to be done in a place: a move, or nothing, and why. */
export type Decision = MoveDecision | { readonly kind: 'superseded'; readonly why: string };

/** A pull request that carries what was decided, and what became of it. */
export interface Proposal {
  readonly branch: string;
  readonly target: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly did: 'opened' | 'updated' | 'unchanged' | 'closed';
}

/** What was done, as `--json` prints it. */
export interface Result {
  readonly app: string;
  readonly environment: string;
  readonly decision: Decision;
  readonly files: readonly string[];
  readonly commits: readonly { readonly branch: string; readonly commit: string }[];
  /** Pull requests, where releases reach a branch by them. */
  readonly proposals?: readonly Proposal[];
  /** What would be done instead, in a dry run: by branch, or in the files here. */
  readonly dryRun?: readonly { readonly branch?: string; readonly target?: string; readonly diff: string }[];
}

/** For programs. */
export function toJson(
  { app, environment, decision, files, commits, proposals, dryRun }: Result,
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
  const pullRequests = proposals?.map(({ branch, target, number, url, did }) => ({ branch, target, number, url, did }));
  return JSON.stringify(
    { schemaVersion: 1, app, environment, ...done, files, commits, pullRequests, ...dry, ...fields },
    undefined,
    2,
  );
}

/** For a person; `branches` are those that files which were changed here have to be pushed to. */
export function describe(
  { app, environment, decision, files, commits, proposals = [], dryRun }: Result,
  branches: readonly string[],
): string {
  if (decision.kind === 'superseded') {
    return `${app} in ${environment}: superseded, ${decision.why}; nothing to change.`;
  }
  const { move } = decision;
  const image = formatImage(move.image);
  const at = move.revision ? ` with the configuration of commit ${move.revision.slice(0, SHORT)}` : '';
  if (files.length === 0) {
    const closed = proposals.map((proposal) => `  ${proposalLine(proposal)}`);
    return [`${app} in ${environment} has ${image}${at} already; nothing to change.`, ...closed, ...move.notes].join(
      '\n',
    );
  }
  if (dryRun !== undefined) {
    const diffs = dryRun.filter(({ diff }) => diff !== '');
    return [
      `${app} in ${environment} would get ${image}${at}${move.waits === undefined ? '' : ` once it is unpinned; it is pinned: ${move.waits}`}.`,
      ...move.notes,
      ...diffs.flatMap(({ branch, target, diff }) => [
        '',
        ...(branch === undefined
          ? []
          : [`One commit on ${branch}${target ? `, for a pull request to ${target}` : ''}:`]),
        ...diffLines(diff),
      ]),
      '',
      'Nothing was changed. Next: the same without --dry-run.',
    ].join('\n');
  }
  const once = proposals.length > 0 ? ' once this is merged' : '';
  const first =
    move.waits === undefined
      ? `${app} in ${environment} gets ${image}${at}${once}.`
      : `${app} in ${environment} gets ${image} once it is unpinned; it is pinned: ${move.waits}.`;
  const head = [first, ...files.map((path) => `  changed ${path}`), ...move.notes];
  if (proposals.length > 0) {
    const next = proposals.length === 1 ? 'merge it' : 'merge them, in this order';
    return [
      ...head,
      ...proposals.map((one) => `  ${proposalLine(one)}`),
      '',
      `Next: ${next}; Argo CD syncs it then.`,
    ].join('\n');
  }
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

/** What became of a pull request, for a person. */
export function proposalLine({ branch, target, number, url, title, did }: Proposal): string {
  const name = `pull request #${number}`;
  switch (did) {
    case 'opened':
      return `opened ${name} from ${branch} to ${target}: ${url}`;
    case 'updated':
      return `brought ${name} from ${branch} to ${target} up to date: ${url}`;
    case 'unchanged':
      return `${name} from ${branch} to ${target} says it already: ${url}`;
    case 'closed':
      return `closed ${name} to ${target}, which asked for something else (${title}): ${url}`;
  }
}
