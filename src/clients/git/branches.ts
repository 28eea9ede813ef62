import type { Git } from './git';

/** The remote with the branches that Argo CD reads. */
export const REMOTE = 'origin';

/** The refs of a branch; the remote one first, because Argo CD reads the remote. */
export function branchNames(branch: string): readonly [remote: string, local: string] {
  return [`refs/remotes/${REMOTE}/${branch}`, `refs/heads/${branch}`];
}

/** The newest commit of a branch as last fetched, or else of the local branch, and its name. */
export interface Branch {
  readonly name: string;
  readonly commit: string;
}

/** Finds branches with one call of git. Omits those that exist neither on the remote nor locally. */
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

/** The message for a branch that is not found. */
export function missingBranch(branch: string): string {
  return `the branch ${branch} is missing, both locally and on ${REMOTE}: git fetch ${REMOTE} ${fetched(branch)}`;
}

/** The argument with which git fetch gets a branch of the remote, even if the clone has only another one. */
export function fetched(branch: string): string {
  return `${branch}:refs/remotes/${REMOTE}/${branch}`;
}
