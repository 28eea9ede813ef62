import type { LoggedCommit } from '../../clients/git/answers';
import type { Git } from '../../clients/git/git';
import { parseMessage } from '../files/message';

/**
 * The commits of a branch, less those of releases that reached it by a merge: the merge stands for them, with what they
 * say. Only the merge ran, together with all that the branch had by then, and so only the merge is gone back to. A squash
 * or a rebase leaves one commit on the branch itself, which is one like any other.
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

/** What a merge brought, back to the release: before it may stand merges of the branch into it, as GitHub offers them. */
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

/** Whether a commit is a release that waited on a branch of its own: one commit upon the branch, and not of it. */
function isRelease({ hash, message }: LoggedCommit, parents: readonly string[], line: ReadonlySet<string>): boolean {
  return !line.has(hash) && parents.length === 1 && line.has(parents[0]) && parseMessage(message) !== undefined;
}
