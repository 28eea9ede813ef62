import { backoff } from './backoff';
import type { PullRequest } from './pull-requests';
import { HostError } from './pull-requests';
import type { Submitted } from './target';
import type { WaitingPlace } from './waiting';
import { findWaiting } from './waiting';
import { GitError } from '../../clients/git/process';
import type { PullRequestText } from '../files/pull-request';

export interface SettleOptions extends WaitingPlace {
  /** Writes the text of a pull request from the message of its commit. */
  readonly describe: (message: string) => PullRequestText;
  /** Waits before another look. */
  readonly wait?: (attempt: number) => Promise<void>;
}

/** How often the text is updated while the branch keeps moving. */
const ROUNDS = 20;

/**
 * Opens the pull request for a pushed commit, or updates its text. Returns undefined if it was merged or closed in the
 * meantime.
 * @param before the pull request that was open before the push
 */
export async function settle(
  options: SettleOptions,
  commit: string,
  before?: PullRequest,
): Promise<Submitted | undefined> {
  try {
    return await matchText(options, before);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const { from, branch } = options;
    throw new GitError(
      `commit ${commit.slice(0, 12)} was pushed to ${from}, but its pull request to ${branch} is out of date: ` +
        `${error.message}. Nothing is released until it is merged. Fix the error, then run the same command again to continue.`,
    );
  }
}

/**
 * Makes the text of the pull request match the commit on its branch. The process that wrote the text last checks the branch
 * again, so the text ends up matching the last push, in whatever order several processes write.
 */
async function matchText(options: SettleOptions, before: PullRequest | undefined): Promise<Submitted | undefined> {
  const { git, pullRequests, from, branch, describe, wait = backoff } = options;
  let did: Submitted['did'] = 'unchanged';
  let written: string | undefined;
  let opened: PullRequest | undefined;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { waiting } = await findWaiting(options);
    if (waiting === undefined) return opened && { pullRequest: opened, did };
    const pullRequest = waiting.pullRequest ?? opened;
    const text = describe(git.message(waiting.commit));
    if (pullRequest === undefined) {
      if (before !== undefined) return undefined;
      opened = await pullRequests.open(from, branch, text);
      if (opened === undefined) await wait(round);
      else [did, written] = ['opened', waiting.commit];
    } else if (written === waiting.commit || hasText(pullRequest, text)) {
      return { pullRequest: { ...pullRequest, ...text }, did };
    } else {
      await pullRequests.update(pullRequest.number, text);
      written = waiting.commit;
      if (did !== 'opened') did = 'updated';
    }
  }
  throw new HostError('its branch keeps moving');
}

function hasText(pullRequest: PullRequest, text: PullRequestText): boolean {
  const plain = (body: string): string => body.replaceAll('\r\n', '\n').trim();
  return pullRequest.title === text.title && plain(pullRequest.body) === plain(text.body);
}
