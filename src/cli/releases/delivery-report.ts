import type { Outcome, Proposal, PushedCommit, Result } from './result';
import { commitOf, proposalOf } from './result';
import { formatImage } from '../../common/image-reference';
import { formatJson } from '../../common/printed';
import { SHORT } from '../../releases/files/message';
import type { Move } from '../../releases/files/moves';
import { diffLines } from '../printing/diff';

/** For programs. */
export function deliveryToJson(
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
  return formatJson({ schemaVersion: 1, app, environment, ...done, files, commits, pullRequests, ...dry, ...fields });
}

/** For people; `branches` are those to push to when only the files here changed. */
export function describeDelivery(result: Result, branches: readonly string[]): string {
  const { app, environment, decision, files, proposals = [] } = result;
  const where = `${app} in ${environment}`;
  if (decision.kind === 'superseded') return `${where}: superseded, ${decision.why}; nothing to change.`;
  const { move } = decision;
  if (files.length === 0) {
    const lines = indented(proposals.map(proposalLine));
    return [`${where} already has ${version(move)}; nothing to change.`, ...lines, ...move.notes].join('\n');
  }
  const first = `${where} ${result.dryRun === undefined ? 'gets' : 'would get'} ${version(move)}${when(move, proposals)}.`;
  const rest =
    result.dryRun === undefined
      ? [...files.map((path) => `  changed ${path}`), ...move.notes, ...doneReport(result, branches)]
      : [
          ...move.notes,
          ...result.dryRun.flatMap(wouldChange),
          '',
          'Nothing was changed. Next: run it without --dry-run.',
        ];
  return [first, ...rest].join('\n');
}

/** What was done for one target, a line for each thing. */
export function doneLines(outcome: Outcome): string[] {
  return [...proposalOf(outcome).map(proposalLine), ...(outcome.target.from ? [] : commitOf(outcome).map(commitLine))];
}

function version({ image, revision }: Move): string {
  const configuration = revision ? ` with the configuration of commit ${revision.slice(0, SHORT)}` : '';
  return `${formatImage(image)}${configuration}`;
}

function when({ waits }: Move, proposals: readonly Proposal[]): string {
  if (waits !== undefined) return ` when it is unpinned (pinned: ${waits})`;
  return proposals.length > 0 ? ' when this is merged' : '';
}

/** What was done, and what to do next. */
function doneReport({ commits, proposals = [] }: Result, branches: readonly string[]): string[] {
  if (proposals.length > 0) {
    const merge = proposals.length === 1 ? 'merge it' : 'merge them in this order';
    return [...indented(proposals.map(proposalLine)), '', `Next: ${merge}. Argo CD then syncs the change.`];
  }
  if (commits.length > 0) {
    const next = 'Next: Argo CD syncs the change. Your working tree is unchanged; to get the commit: git pull';
    return [...indented(commits.map(commitLine)), '', next];
  }
  return ['', `Next: commit them and push to ${branches.join(' and ')}. Argo CD then syncs the change.`];
}

function wouldChange({ branch, target, diff }: NonNullable<Result['dryRun']>[number]): string[] {
  if (diff === '') return [];
  const pullRequest = target === undefined ? '' : `, for a pull request to ${target}`;
  return ['', ...(branch === undefined ? [] : [`One commit on ${branch}${pullRequest}:`]), ...diffLines(diff)];
}

function commitLine({ branch, commit }: PushedCommit): string {
  return `pushed ${commit.slice(0, SHORT)} to ${branch}`;
}

function proposalLine({ branch, target, number, url, title, did }: Proposal): string {
  const name = `pull request #${number}`;
  switch (did) {
    case 'opened':
    case 'updated':
      return `${did} ${name} from ${branch} to ${target}: ${url}`;
    case 'unchanged':
      return `${name} from ${branch} to ${target} is up to date: ${url}`;
    case 'closed':
      return `closed ${name} to ${target}, which is no longer needed (${title}): ${url}`;
  }
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
