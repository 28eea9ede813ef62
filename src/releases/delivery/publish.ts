import type { Clone } from './clone';
import type { Pushed } from './pushed';
import { GitError } from '../../clients/git/process';

/** What is to be committed upon a commit of the branch. */
export interface Planned {
  /** New content of files, by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/** What was pushed: the commit, or nothing when there was nothing to do. */
export interface Published {
  readonly commit?: string;
  readonly attempts: number;
}

export interface PublishOptions {
  readonly git: Clone;
  readonly branch: string;
  /** Decides anew upon the newest commit of the branch, at each attempt; undefined when nothing is to be done. */
  readonly plan: (head: string) => Planned | undefined;
  /** Told before each further attempt. */
  readonly onRetry?: (attempt: number, why: string) => void;
  /** Waits for so many milliseconds. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** A number from 0 to 1. */
  readonly random?: () => number;
}

/** How often a push is tried. With twenty pipelines at once, the last one needs about as many. */
export const ATTEMPTS = 60;

/** First and longest pause between two attempts, in milliseconds. */
const PAUSE = { first: 200, longest: 5_000 };

/**
 * Commits upon the newest commit of a branch and pushes; when another push was faster, decides anew upon that one. The
 * pauses are random, so that pipelines that met once do not meet again; there is an end to it.
 * @throws GitError when the push is refused for good, or another one was faster each time; nothing was pushed then
 */
export async function publish({
  git,
  branch,
  plan,
  onRetry = () => undefined,
  sleep = pause,
  random = Math.random,
}: PublishOptions): Promise<Published> {
  let why = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const head = git.fetch(branch);
    const planned = plan(head);
    if (planned === undefined || planned.files.size === 0) return { attempts: attempt };
    const commit = git.commit(head, planned.files, planned.message);
    const pushed = git.push(commit, branch);
    if (pushed.kind === 'done') return { commit, attempts: attempt };
    if (pushed.kind === 'refused') throw new GitError(refusal(branch, pushed));
    why = pushed.why;
    if (attempt === ATTEMPTS) break;
    onRetry(attempt, why);
    await sleep(pauseBefore(attempt, random()));
  }
  throw tooLate(branch, why);
}

/** Another push was faster each time. */
export function tooLate(branch: string, why: string): GitError {
  return new GitError(
    `${ATTEMPTS} pushes to ${branch} came too late, the last one for: ${why}; nothing was released. ` +
      'Run the command again: it begins upon the newest commit.',
  );
}

/** Between nothing and an exponentially growing limit: full jitter. */
export function pauseBefore(attempt: number, random: number): number {
  return Math.round(random * Math.min(PAUSE.longest, PAUSE.first * 2 ** Math.min(attempt - 1, 10)));
}

/** Why a push was refused for good, and what to do about it. */
export function refusal(
  branch: string,
  { why, todo = advice(branch, why) }: Exclude<Pushed, { readonly kind: 'done' }>,
): string {
  return `the push to ${branch} was refused: ${why}; nothing was released. ${todo}. make doctor says what is missing.`;
}

function advice(branch: string, why: string): string {
  const isProtected = /protected|GH006|GH013|pre-receive hook declined|rule violations/i.test(why);
  return isProtected
    ? `Without gates, release by pull request, with delivery: { releases: 'pull-request' }; or let whoever pushes releases pass by the rule of ${branch}: a GitHub App or a deploy key of yours can, with delivery: { credentials: 'github-app' } or 'deploy-key'`
    : 'Look at the rights of the token or key that pushes';
}

/** Waits for so many milliseconds. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
