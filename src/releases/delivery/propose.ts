import { rejection } from './rejection';
import type { SettleOptions } from './settle';
import { settle } from './settle';
import type { Attempt, NewFiles, Plan, Target } from './target';
import { done } from './target';
import type { Found } from './waiting';
import { findWaiting } from './waiting';
import type { Git } from '../../clients/git/git';

/**
 * A branch of the remote that releases reach by pull request. Each release is one commit on its own branch, with one pull
 * request that stays open and up to date until it is merged.
 */
export function pullRequestTarget(options: SettleOptions): Target {
  const { git, from, branch } = options;
  return {
    branch,
    from,
    head: async () => {
      const found = await findWaiting(options);
      return {
        commit: found.commit,
        waiting: found.waiting,
        read: (path) => git.show(found.commit, path),
        submit: (plan) => propose(options, found, plan),
      };
    },
  };
}

/** Pushes with a lease, so that of two releases at once the later one plans again. */
async function propose(options: SettleOptions, found: Found, plan: Plan): Promise<Attempt> {
  const { git, from } = options;
  const { commit: head, held, waiting } = found;
  if (plan.kind === 'close') return close(options, found, plan.why);
  if (plan.kind === 'nothing' || plan.files.size === 0) {
    return done(waiting && (await settle(options, waiting.commit)));
  }
  const isThere = waiting !== undefined && isSame(git, waiting.commit, head, plan);
  const commit = isThere ? waiting.commit : git.commit(head, plan.files, plan.message);
  if (!isThere) {
    const pushed = git.replace(commit, from, held);
    if (pushed.kind === 'rejected') throw rejection(from, pushed, ADVICE);
    if (pushed.kind === 'retry') return pushed;
  }
  const settled = await settle(options, commit, waiting?.pullRequest);
  if (settled === undefined) return { kind: 'retry', why: 'the pull request was merged or closed' };
  return done(isThere ? settled : { ...settled, commit, did: settled.did === 'opened' ? 'opened' : 'updated' });
}

const ADVICE = 'Check the permissions of the token or key that pushes, and the rules for branches below release/';

async function close({ pullRequests }: SettleOptions, { waiting }: Found, why: string): Promise<Attempt> {
  const { pullRequest } = waiting ?? {};
  if (pullRequest === undefined) return done();
  await pullRequests.close(pullRequest.number, why, pullRequest.body);
  return done({ pullRequest, did: 'closed' });
}

/** Whether a commit already makes these changes on top of this head. The run that made it does not matter. */
function isSame(git: Git, commit: string, head: string, { files, message }: NewFiles): boolean {
  const plain = (text: string): string => text.replace(/^Release-Run: .*\n?/m, '').trim();
  return (
    git.resolve(`${commit}^`) === head &&
    plain(git.message(commit)) === plain(message) &&
    [...files].every(([path, content]) => git.show(commit, path) === content)
  );
}
