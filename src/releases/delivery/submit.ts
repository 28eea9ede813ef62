import { backoff } from './backoff';
import type { Head, Plan, Submitted, Target } from './target';
import { GitError } from '../../clients/git/process';

/** How often a release is attempted. With twenty pipelines at once, the last one needs about this many. */
export const ATTEMPTS = 60;

interface SubmitOptions {
  /** Called before each further attempt. */
  readonly onRetry?: (attempt: number, why: string) => void;
  /** Waits after a failed attempt. */
  readonly wait?: (attempt: number) => Promise<void>;
}

/**
 * Carries out a plan for a target. If the target moves in the meantime, fetches it and plans again.
 * @throws GitError if a push is rejected, or no attempt succeeds
 */
export async function submit(
  target: Target,
  plan: (head: Head) => Plan,
  { onRetry = () => undefined, wait = backoff }: SubmitOptions = {},
): Promise<Submitted> {
  for (let attempt = 1; ; attempt += 1) {
    const head = await target.head();
    const result = await head.submit(plan(head));
    if (result.kind === 'done') return result.submitted;
    if (attempt === ATTEMPTS) throw new GitError(gaveUp(target, result.why));
    onRetry(attempt, result.why);
    await wait(attempt);
  }
}

function gaveUp({ from, branch }: Target, why: string): string {
  return `gave up after ${ATTEMPTS} attempts to push to ${from ?? branch}: ${why}; nothing was released. Run the command again.`;
}
