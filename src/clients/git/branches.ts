import type { Git } from './git';

/** The remote whose branches are what Argo CD reads. */
export const REMOTE = 'origin';

/** Names of a branch, the one that is nearer to what Argo CD reads first. */
export function branchNames(branch: string): readonly [remote: string, local: string] {
  return [`refs/remotes/${REMOTE}/${branch}`, `refs/heads/${branch}`];
}

/** The newest commit of a branch, as the remote had it last, or else as it is here; and how to call it. */
export interface Branch {
  readonly name: string;
  readonly commit: string;
}

/** Finds branches; those that are neither at the remote nor here are left out. One call of git for all. */
export function findBranches(git: Git, branches: readonly string[]): Map<string, Branch> {
  const commits = git.resolveAll(branches.flatMap(branchNames));
  const found = new Map<string, Branch>();
  branches.forEach((branch, index) => {
    const [remote, local] = commits.slice(2 * index, 2 * index + 2);
    if (remote !== undefined) found.set(branch, { name: `${REMOTE}/${branch}`, commit: remote });
    else if (local !== undefined) found.set(branch, { name: branch, commit: local });
  });
  return found;
}

/** What to say of a branch that is not found. */
export function missingBranch(branch: string): string {
  return `there is no branch ${branch}, here or at ${REMOTE}: git fetch ${REMOTE} ${branch}:refs/remotes/${REMOTE}/${branch}`;
}
