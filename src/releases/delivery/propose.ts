import type { Clone } from './clone';
import type { Planned } from './publish';
import { ATTEMPTS, pause, pauseBefore, tooLate } from './publish';
import type { Git } from '../../clients/git/git';
import { GitError } from '../../clients/git/process';
import type { PullRequestText } from '../files/pull-request';

/** A pull request that is open. */
export interface PullRequest extends PullRequestText {
  readonly number: number;
  readonly url: string;
}

/** The pull requests of a host. Each method throws a `HostError` when the host refuses, or does not answer. */
export interface PullRequests {
  /** The open one from a branch to another one, and what the branch held when earlier ones were closed or merged. */
  find(branch: string, target: string): Promise<{ readonly open?: PullRequest; readonly closed: readonly string[] }>;
  /** Undefined when somebody else has opened one meanwhile. */
  open(branch: string, target: string, text: PullRequestText): Promise<PullRequest | undefined>;
  update(number: number, text: PullRequestText): Promise<void>;
  close(number: number, why: string, body: string): Promise<void>;
}

/** The host of the pull requests cannot do what was asked: what it said. */
export class HostError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HostError';
  }
}

/** A release that waits to be merged. */
export interface Waiting {
  readonly commit: string;
  /** Undefined for a moment: between the push of a release and the opening of its pull request. */
  readonly pullRequest?: PullRequest;
}

/** What is to become of the pull request. */
export type Plan =
  | ({ readonly kind: 'commit' } & Planned)
  /** What it says is no longer wanted, and the target is as it should be: why. */
  | { readonly kind: 'close'; readonly why: string }
  | { readonly kind: 'nothing' };

/** What was done: the commit that was pushed, and the pull request with what became of it. */
export interface Proposed {
  readonly commit?: string;
  readonly pullRequest?: PullRequest;
  readonly did?: 'opened' | 'updated' | 'unchanged' | 'closed';
}

export interface ProposeOptions {
  readonly git: Clone;
  readonly pullRequests: PullRequests;
  /** The branch that the release waits on. */
  readonly branch: string;
  /** The branch that it is to be merged into. */
  readonly target: string;
  /** Decides anew upon the newest commit of the target and what waits there, at each attempt. */
  readonly plan: (head: string, waiting: Waiting | undefined) => Plan;
  /** What a pull request says, by the message of its commit. */
  readonly describe: (message: string) => PullRequestText;
  readonly onRetry?: (attempt: number, why: string) => void;
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly random?: () => number;
}

/** How often the text of a pull request is brought in line with a branch that moves meanwhile. */
const ROUNDS = 20;

/** What is known before something is decided. */
export interface Found {
  /** Newest commit of the target. */
  readonly head: string;
  /** What the branch holds, be it waiting or a leftover. */
  readonly held?: string;
  readonly waiting?: Waiting;
}

/**
 * Looks for a release that waits. What lies on the branch is a leftover when a pull request with it was merged or closed.
 * Otherwise it waits, although there may be no pull request yet: another pipeline may have pushed it a moment ago.
 */
export async function findWaiting({
  git,
  pullRequests,
  branch,
  target,
}: Pick<ProposeOptions, 'git' | 'pullRequests' | 'branch' | 'target'>): Promise<Found> {
  // In this order: a pull request that is opened after the look at the branch is seen, and no commit is taken for a leftover.
  const held = git.fetchIfThere(branch);
  const { open, closed } = await pullRequests.find(branch, target);
  const head = git.fetch(target);
  if (held === undefined) return { head };
  const isLeftover = open === undefined && (closed.includes(held) || git.isAncestor(held, head) === true);
  return { head, held, ...(isLeftover ? {} : { waiting: { commit: held, pullRequest: open } }) };
}

/**
 * Puts a release on a branch of its own, and keeps one pull request for it open and up to date. The push replaces only
 * what was taken into account, so that of two releases at once the one that came second decides anew.
 * @throws HostError when the host did not answer; nothing was pushed then
 * @throws GitError when the push is refused for good, or the release was pushed and its pull request could not be opened
 */
export async function propose(options: ProposeOptions): Promise<Proposed> {
  const { git, branch, plan, onRetry = () => undefined, sleep = pause, random = Math.random } = options;
  let why = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const found = await findWaiting(options);
    const planned = plan(found.head, found.waiting);
    if (planned.kind === 'close') return close(options, found.waiting, planned.why);
    if (planned.kind === 'nothing' || planned.files.size === 0) {
      return found.waiting === undefined ? {} : withPullRequest(options, found.waiting.commit, undefined);
    }
    const isThere = found.waiting !== undefined && isSame(git, found.waiting.commit, found.head, planned);
    const commit = isThere ? found.waiting.commit : git.commit(found.head, planned.files, planned.message);
    const pushed = isThere ? ({ kind: 'done' } as const) : git.replace(commit, branch, found.held);
    if (pushed.kind === 'refused') throw new GitError(refusal(branch, pushed.why));
    if (pushed.kind === 'done') {
      const done = await withPullRequest(options, commit, found.waiting?.pullRequest);
      if (done !== MERGED) {
        return isThere ? done : { ...done, commit, did: done.did === 'opened' ? 'opened' : 'updated' };
      }
    }
    why = pushed.kind === 'done' ? 'the pull request was merged or closed meanwhile' : pushed.why;
    if (attempt === ATTEMPTS) break;
    onRetry(attempt, why);
    await sleep(pauseBefore(attempt, random()));
  }
  throw tooLate(branch, why);
}

/** The pull request that was open is open no more, so that all is to be decided anew. */
const MERGED: Proposed = {};

/** Opens the pull request, or brings it in line with what lies on its branch; says what stands where if that fails. */
async function withPullRequest(
  options: ProposeOptions,
  commit: string,
  before: PullRequest | undefined,
): Promise<Proposed> {
  try {
    return await settle(options, before);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    const { branch, target } = options;
    throw new GitError(
      `the branch ${branch} of the remote has commit ${commit.slice(0, 12)}, but its pull request to ${target} is not ` +
        `up to date: ${error.message}. Nothing moves before it is merged. Mend that, then run the same command again: it ` +
        'goes on from there.',
    );
  }
}

/**
 * Makes the pull request say what the commit on its branch says. Whoever wrote the text last looks at the branch once
 * more, so that the text is that of the last push, whatever the order of those who write it.
 */
async function settle(options: ProposeOptions, before: PullRequest | undefined): Promise<Proposed> {
  const { git, pullRequests, branch, target, describe, sleep = pause, random = Math.random } = options;
  let did: Proposed['did'] = 'unchanged';
  let written: string | undefined;
  let opened: PullRequest | undefined;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { waiting } = await findWaiting(options);
    if (waiting === undefined) return opened === undefined ? MERGED : { pullRequest: opened, did };
    const pullRequest = waiting.pullRequest ?? opened;
    const text = describe(git.message(waiting.commit));
    if (pullRequest === undefined) {
      if (before !== undefined) return MERGED;
      opened = await pullRequests.open(branch, target, text);
      if (opened === undefined) await sleep(pauseBefore(round, random()));
      else [did, written] = ['opened', waiting.commit];
    } else if (written === waiting.commit || isSaid(pullRequest, text)) {
      return { pullRequest: { ...pullRequest, ...text }, did };
    } else {
      await pullRequests.update(pullRequest.number, text);
      written = waiting.commit;
      if (did !== 'opened') did = 'updated';
    }
  }
  throw new HostError('it is moved all the time');
}

async function close(options: ProposeOptions, waiting: Waiting | undefined, why: string): Promise<Proposed> {
  const { pullRequest } = waiting ?? {};
  if (pullRequest === undefined) return {};
  await options.pullRequests.close(pullRequest.number, why, pullRequest.body);
  return { pullRequest, did: 'closed' };
}

function refusal(branch: string, why: string): string {
  return (
    `the push to ${branch} was refused: ${why}; nothing was released. Look at the rights of the token or key that ` +
    'pushes, and at rules for branches below release/.'
  );
}

function isSaid(pullRequest: PullRequest, text: PullRequestText): boolean {
  const plain = (body: string): string => body.replaceAll('\r\n', '\n').trim();
  return pullRequest.title === text.title && plain(pullRequest.body) === plain(text.body);
}

/** Whether a commit already does what is planned upon the same commit; who runs it makes no difference. */
function isSame(git: Git, commit: string, head: string, { files, message }: Planned): boolean {
  const plain = (text: string): string => text.replace(/^Release-Run: .*\n?/m, '').trim();
  return (
    git.resolve(`${commit}^`) === head &&
    plain(git.message(commit)) === plain(message) &&
    [...files].every(([path, content]) => git.show(commit, path) === content)
  );
}
