import type { Clone } from './clone';
import type { PullRequests } from './pull-requests';
import type { Waiting } from './target';

/** Where a release waits. */
export interface WaitingPlace {
  readonly git: Clone;
  readonly pullRequests: PullRequests;
  /** The branch that the release waits on. */
  readonly from: string;
  /** The branch that it will be merged into. */
  readonly branch: string;
}

export interface Found {
  /** The newest commit of the branch to merge into. */
  readonly commit: string;
  /** The newest commit of the branch to merge from, whether it is waiting or left over. */
  readonly held?: string;
  readonly waiting?: Waiting;
}

/**
 * Finds a release that is waiting. A commit whose pull request was merged or closed is left over. Any other commit is
 * waiting, even without a pull request: another pipeline may have pushed it a moment ago.
 */
export async function findWaiting({ git, pullRequests, from, branch }: WaitingPlace): Promise<Found> {
  // The order matters: a pull request that is opened after the fetch is still seen, so its commit is not taken for a leftover.
  const held = git.fetchIfThere(from);
  const { open, closed } = await pullRequests.find(from, branch);
  const commit = git.fetch(branch);
  if (held === undefined) return { commit };
  const isLeftover = open === undefined && (closed.includes(held) || git.isAncestor(held, commit) === true);
  return { commit, held, ...(isLeftover ? {} : { waiting: { commit: held, pullRequest: open } }) };
}
