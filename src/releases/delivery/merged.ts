import type { LoggedCommit } from '../../clients/git/answers';
import type { Git } from '../../clients/git/git';
import { parseMessage } from '../files/message';

/**
 * Replaces releases that reached a branch by a merge with the merge, which gets their message. Only the merge ever ran,
 * with everything else that was on the branch by then, so only the merge can be rolled back to. A squash or rebase needs
 * nothing: it leaves an ordinary commit on the branch.
 */
export function releasesMerged(git: Git, head: string, commits: readonly LoggedCommit[]): LoggedCommit[] {
  const parents = git.parents(commits.map(({ hash }) => hash));
  const merges = commits.filter(({ hash }) => parents.get(hash)?.length === 2);
  if (merges.length === 0) return [...commits];
  const line = new Set(git.firstParents(head));
  const known = new Map(commits.map((commit) => [commit.hash, commit]));
  const dropped = new Set<string>();
  const messages = new Map<string, string>();
  for (const { hash, message } of merges) {
    if (!line.has(hash)) continue;
    const side = sideOf(git, (parents.get(hash) as readonly string[])[1], line, parents);
    const release = known.get(side.at(-1) as string);
    if (release === undefined || !isRelease(release, parents.get(release.hash) ?? [], line)) continue;
    for (const one of side) dropped.add(one);
    if (parseMessage(message) === undefined) messages.set(hash, release.message);
  }
  return commits
    .filter(({ hash }) => !dropped.has(hash))
    .map((commit) => ({ ...commit, message: messages.get(commit.hash) ?? commit.message }));
}

/**
 * The commits that a merge brought, back to the release. GitHub's "Update branch" puts merges of the target after it.
 */
function sideOf(
  git: Git,
  tip: string,
  line: ReadonlySet<string>,
  known: ReadonlyMap<string, readonly string[]>,
): string[] {
  const side = [tip];
  for (;;) {
    const last = side[side.length - 1];
    const [first, second] = known.get(last) ?? git.parents([last]).get(last) ?? [];
    if (second === undefined || line.has(last) || !line.has(second)) return side;
    side.push(first);
  }
}

/** Whether a commit is a release that waited on a release branch: a single commit on top of the line, but not part of it. */
function isRelease({ hash, message }: LoggedCommit, parents: readonly string[], line: ReadonlySet<string>): boolean {
  return !line.has(hash) && parents.length === 1 && line.has(parents[0]) && parseMessage(message) !== undefined;
}
