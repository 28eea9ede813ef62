import type { Rejected } from './pushed';
import { GitError } from '../../clients/git/process';

/** The error for a rejected push; `advice` is what to do about it unless git or the server gave a better clue. */
export function rejection(branch: string, { why, fix }: Rejected, advice: string): GitError {
  return new GitError(
    `the push to ${branch} was rejected: ${why}; nothing was released. ${fix ?? advice}. To check the setup: make doctor`,
  );
}
