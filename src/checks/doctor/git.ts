import { isSameRepository } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { count } from '../../common/printed';

/** What git knows here, and what the remote answered. */
export interface GitFacts {
  readonly isRepository: boolean;
  /** Spellings of the address of `origin`: as it is written, and as git takes it. Empty without one. */
  readonly origin: readonly string[];
  /** The commit that is checked out; undefined before the first one. */
  readonly head?: string;
  /** The branch that is checked out; undefined when none is. */
  readonly branch?: string;
  /** Commits of the branches of the remote, by the names of the branches. */
  readonly remote: Asked<ReadonlyMap<string, string>>;
  /** What the remote said when it has no such repository, or shows none. */
  readonly refused?: string;
  /** Whether a branch of the remote, as it was fetched last, leads to the commit that is checked out. */
  readonly isFetched: boolean;
  /**
   * Commits that only the remote's branch of the same name has, and those that only this one has; undefined when git
   * does not know the remote's newest commit.
   */
  readonly distance?: { readonly behind: number; readonly ahead: number };
}

/** What the config says. */
export interface WantedGit {
  readonly repoUrl?: string;
  readonly defaultBranch: string;
  /** Branches that environments follow, beside the default one. */
  readonly branches: readonly string[];
}

/** The repository, its remote and its branches. What depends on something that is missing is left out. */
export function gitChecks(facts: GitFacts, wanted: WantedGit): Check[] {
  const repository = { id: 'git.repository', group: 'git', title: 'this is a git repository with a commit' } as const;
  if (!facts.isRepository) {
    return [failed(repository, 'git has none here', 'you', 'git init --initial-branch=' + wanted.defaultBranch)];
  }
  if (facts.head === undefined) {
    return [
      failed(repository, 'there is no commit', 'you', "git add --all && git commit --message 'Begin'"),
      ...originChecks(facts, wanted),
    ];
  }
  return [
    ok(repository, `${facts.branch ?? 'no branch'} at ${facts.head.slice(0, 8)}`),
    ...originChecks(facts, wanted),
    ...(facts.origin.length > 0 ? remoteChecks(facts, facts.head, wanted) : []),
  ];
}

function originChecks({ origin }: GitFacts, { repoUrl }: WantedGit): Check[] {
  const subject = { id: 'git.origin', group: 'git', title: 'origin is what repoUrl says' } as const;
  const written = repoUrl ?? 'ADDRESS';
  if (origin.length === 0) return [failed(subject, 'no origin', 'you', `git remote add origin ${written}`)];
  if (repoUrl === undefined) return [notChecked(subject, 'repoUrl is not set', 'you', 'set repoUrl')];
  if (origin.some((url) => isSameRepository(url, repoUrl))) return [ok(subject, withoutPassword(origin[0]))];
  const fix = `git remote set-url origin ${written}, or correct repoUrl in .projenrc.ts and run npx projen`;
  return [failed(subject, `origin is ${withoutPassword(origin[0])}, repoUrl is ${repoUrl}`, 'you', fix)];
}

function remoteChecks(facts: GitFacts, head: string, { repoUrl, defaultBranch, branches }: WantedGit): Check[] {
  if (facts.refused !== undefined) {
    const subject = { id: 'git.remote', group: 'git', title: 'origin is there' } as const;
    return [failed(subject, facts.refused, 'you', `create ${repoUrl ?? 'it'} at its host, or ask for access to it`)];
  }
  const all = [defaultBranch, ...branches.filter((branch) => branch !== defaultBranch)];
  return [...all.map((branch) => branchCheck(facts, branch, defaultBranch)), ...pushChecks(facts, head)];
}

function branchCheck({ remote }: GitFacts, branch: string, defaultBranch: string): Check {
  const subject = { id: `git.branch.${branch}`, group: 'git', title: `${branch} exists at origin` } as const;
  if (!isAnswered(remote)) return notChecked(subject, remote.why, 'you', `git ls-remote origin ${branch}`);
  const commit = remote.answer.get(branch);
  if (commit !== undefined) return ok(subject, commit.slice(0, 8));
  const fix =
    branch === defaultBranch
      ? `git push --set-upstream origin ${branch}`
      : `git push origin ${defaultBranch}:refs/heads/${branch}`;
  return failed(subject, 'origin has no such branch', 'you', fix);
}

function pushChecks({ remote, branch, distance, isFetched }: GitFacts, head: string): Check[] {
  const pushed = { id: 'git.pushed', group: 'git', title: 'what is committed here is pushed' } as const;
  const current = { id: 'git.current', group: 'git', title: 'this branch has what origin has' } as const;
  const short = head.slice(0, 8);
  if (!isAnswered(remote)) {
    return [
      notChecked(pushed, remote.why, 'you', 'git fetch, then git status'),
      notChecked(current, remote.why, 'you', 'git fetch, then git status'),
    ];
  }
  const newest = branch === undefined ? undefined : remote.answer.get(branch);
  const isThere = [...remote.answer.values()].includes(head) || isFetched || distance?.ahead === 0;
  const ahead = distance === undefined ? `${short} is nowhere at origin` : `${commits(distance.ahead)} only here`;
  const push =
    branch === undefined ? 'git switch to a branch, then git push' : `git push --set-upstream origin ${branch}`;
  const pushCheck = isThere ? ok(pushed, `${short} is at origin`) : failed(pushed, ahead, 'you', push);
  // A branch that the remote does not have cannot be behind.
  if (newest === undefined) return [pushCheck];
  const isCurrent = newest === head || distance?.behind === 0;
  const behind =
    distance === undefined
      ? `origin has ${newest.slice(0, 8)}, which is not here`
      : `${commits(distance.behind)} only at origin`;
  const currentCheck = isCurrent
    ? ok(current, `origin has ${newest.slice(0, 8)}`)
    : failed(current, behind, 'you', 'git pull');
  // What is pushed cannot be said of a commit that nobody compared.
  const isUnsure = !isThere && distance === undefined;
  return isUnsure
    ? [notChecked(pushed, behind, 'you', 'git pull, then git status'), currentCheck]
    : [pushCheck, currentCheck];
}

function commits(number: number): string {
  return count(number, 'commit', 'commits');
}

/** An address may hold a token, which nobody should read over a shoulder. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/i, (match, scheme: string) =>
    match.includes(':', scheme.length) ? scheme : match,
  );
}
