import type { Decision, Proposal, Result } from './delivery-report';
import { proposalLine } from './delivery-report';
import type { Base, Place } from './place';
import { branchesOf, placeAtRemote, releaseFiles } from './place';
import { pullRequestsOf } from './pull-requests';
import { readWaiting } from './waiting';
import { GitError } from '../../clients/git/process';
import { releaseBranch } from '../../config/names';
import type { Plan, PullRequests, Waiting } from '../../releases/delivery/propose';
import { findWaiting, HostError, propose } from '../../releases/delivery/propose';
import { formatMessage, subject } from '../../releases/files/message';
import { pullRequestText } from '../../releases/files/pull-request';

/** How one app in one environment is released by pull request. */
export interface Proposals {
  readonly pullRequests: PullRequests;
  /** The newest commit of a branch, with what waits to be merged there. */
  readonly placeAt: (target: string) => Promise<Place>;
}

/** @throws CommandError when the repository is not at a host that has pull requests */
export function proposalsTo(base: Base, root: string): Proposals {
  const pullRequests = pullRequestsOf(base.repository, root);
  return {
    pullRequests,
    placeAt: async (target) => {
      const branch = branchFor(base, target);
      const { head, waiting } = await findWaiting({ git: base.git(), pullRequests, branch, target });
      return placeWith(base, target, head, waiting);
    },
  };
}

/** Opens a pull request, or brings the open one up to date, to one branch after the other. */
export async function proposed(
  base: Base,
  { pullRequests }: Proposals,
  decide: (place: Place) => Decision,
): Promise<Result> {
  const { repository, app, own } = base;
  const git = base.git();
  const proposals: Proposal[] = [];
  const commits: { branch: string; commit: string }[] = [];
  const files = new Set<string>();
  let last: Decision | undefined;
  for (const target of branchesOf(base)) {
    const branch = branchFor(base, target);
    const { commit, pullRequest, did } = await saying(proposals, () =>
      propose({
        git,
        pullRequests,
        branch,
        target,
        plan: (head, waiting) => {
          const place = placeWith(base, target, head, waiting);
          last = decide(place);
          if (last.kind === 'move') for (const path of last.move.files.keys()) files.add(path);
          return planFor(last, place, target);
        },
        describe: pullRequestText,
        onRetry: (attempt, why) =>
          console.error(`another release was faster (${why}), attempt ${attempt}; trying again`),
      }),
    );
    if (commit !== undefined) commits.push({ branch, commit });
    if (pullRequest !== undefined && did !== undefined) proposals.push({ branch, target, did, ...pullRequest });
  }
  const decision = last as Decision;
  const changed = releaseFiles(repository, app, own).filter((path) => files.has(path));
  return {
    app: app.name,
    environment: own.environment.name,
    decision,
    files: decision.kind === 'superseded' ? [] : changed,
    commits,
    proposals,
  };
}

/** The branch that a release waits on. */
export function branchFor({ app, own }: Base, target: string): string {
  return releaseBranch(app.name, own.environment.name, target);
}

function placeWith(base: Base, target: string, head: string, waiting: Waiting | undefined): Place {
  const place = placeAtRemote(base, target, head);
  return { ...place, waiting: waiting && readWaiting(place, base.git(), waiting, branchFor(base, target)) };
}

/** What becomes of the pull request, by what was decided upon the target. */
function planFor(decision: Decision, { waiting }: Place, target: string): Plan {
  if (decision.kind === 'superseded') return { kind: 'nothing' };
  const { move, message, isAutomatic } = decision;
  if (move.files.size > 0) return { kind: 'commit', files: move.files, message: formatMessage(message) };
  // What a pipeline finds done already is no reason to take back what somebody else asks for.
  if (waiting === undefined || isAutomatic) return { kind: 'nothing' };
  return { kind: 'close', why: `${target} already has what was asked for last, ${subject(message)}` };
}

/** Says what is given up for what was decided. */
export function withNote(decision: Decision, { waiting }: Place): Decision {
  if (decision.kind === 'superseded' || waiting === undefined || decision.move.files.size === 0) return decision;
  if (subject(decision.message) === waiting.title) return decision;
  const note = `This takes the place of what ${waiting.name} said: ${waiting.title}`;
  return { ...decision, move: { ...decision.move, notes: [...decision.move.notes, note] } };
}

/** Adds to an error what was done before it. */
async function saying<T>(before: readonly Proposal[], body: () => Promise<T>): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (before.length === 0 || !(error instanceof HostError || error instanceof GitError)) throw error;
    const done = before.map((proposal) => proposalLine(proposal)).join('; ');
    throw new GitError(`${error.message}. Before that: ${done}. The same command again does what is missing.`);
  }
}
