import type { Clone } from './clone';
import { rejection } from './rejection';
import type { Attempt, Plan, Target } from './target';
import { done } from './target';

/** A branch of the remote that release commits are pushed to. */
export function pushTarget(git: Clone, branch: string): Target {
  return {
    branch,
    head: async () => {
      const commit = git.fetch(branch);
      return {
        commit,
        read: (path) => git.show(commit, path),
        submit: async (plan) => push(git, branch, commit, plan),
      };
    },
  };
}

function push(git: Clone, branch: string, parent: string, plan: Plan): Attempt {
  if (plan.kind !== 'commit' || plan.files.size === 0) return done();
  const commit = git.commit(parent, plan.files, plan.message);
  const pushed = git.push(commit, branch);
  if (pushed.kind === 'rejected') throw rejection(branch, pushed, advice(branch, pushed.why));
  return pushed.kind === 'done' ? done({ commit }) : pushed;
}

function advice(branch: string, why: string): string {
  const isProtected = /protected|GH006|GH013|pre-receive hook declined|rule violations/i.test(why);
  return isProtected
    ? "If no environment has a gate, release by pull request: delivery: { releases: 'pull-request' }. Otherwise push as a " +
        `GitHub App or with a deploy key, and let it bypass the rule of ${branch}: ` +
        "delivery: { credentials: 'github-app' } or 'deploy-key'"
    : 'Check the permissions of the token or key that pushes';
}
