import { isSameRepository } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { count } from '../../common/printed';

/** The state of the local clone, and the answer of the remote. */
export interface GitFacts {
  readonly isRepository: boolean;
  /** URLs of `origin`: as written, and as git resolves it. Empty without one. */
  readonly origin: readonly string[];
  /** The commit that is checked out; undefined before the first one. */
  readonly head?: string;
  /** The branch that is checked out; undefined when none is. */
  readonly branch?: string;
  /** Newest commits of the remote branches, by branch. */
  readonly remote: Asked<ReadonlyMap<string, string>>;
  /** The message of the remote when it has no such repository, or denies access. */
  readonly refused?: string;
  /** Whether a remote branch, as last fetched, contains the commit that is checked out. */
  readonly isFetched: boolean;
  /**
   * Commits that only the remote branch has, and those that only this one has; undefined when the newest commit of the
   * remote was not fetched.
   */
  readonly distance?: { readonly behind: number; readonly ahead: number };
}

/** The requirements of the config. */
export interface WantedGit {
  readonly repoUrl?: string;
  readonly defaultBranch: string;
  /** Branches that environments track, besides the default one. */
  readonly branches: readonly string[];
}

/** Checks the repository, its remote, and its branches; skips checks that depend on a failed one. */
export function gitChecks(facts: GitFacts, wanted: WantedGit): Check[] {
  const repository = { id: 'git.repository', group: 'git', title: 'this is a git repository with a commit' } as const;
  if (!facts.isRepository) {
    return [failed(repository, 'no repository here', 'you', 'git init --initial-branch=' + wanted.defaultBranch)];
  }
  if (facts.head === undefined) {
    return [
      failed(repository, 'no commits', 'you', "git add --all && git commit --message 'Initial commit'"),
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
  const subject = { id: 'git.origin', group: 'git', title: 'origin matches repoUrl' } as const;
  const written = repoUrl ?? 'ADDRESS';
  if (origin.length === 0) return [failed(subject, 'no origin', 'you', `git remote add origin ${written}`)];
  if (repoUrl === undefined) return [notChecked(subject, 'repoUrl is not set', 'you', 'set repoUrl')];
  if (origin.some((url) => isSameRepository(url, repoUrl))) return [ok(subject, withoutPassword(origin[0]))];
  const fix = `git remote set-url origin ${written}, or correct repoUrl in .projenrc.ts and run npx projen`;
  return [failed(subject, `origin is ${withoutPassword(origin[0])}, repoUrl is ${repoUrl}`, 'you', fix)];
}

function remoteChecks(facts: GitFacts, head: string, { repoUrl, defaultBranch, branches }: WantedGit): Check[] {
  if (facts.refused !== undefined) {
    const subject = { id: 'git.remote', group: 'git', title: 'origin exists' } as const;
    return [failed(subject, facts.refused, 'you', `create ${repoUrl ?? 'it'} on its host, or ask for access`)];
  }
  const all = [defaultBranch, ...branches.filter((branch) => branch !== defaultBranch)];
  return [...all.map((branch) => branchCheck(facts, branch, defaultBranch)), ...pushChecks(facts, head)];
}

function branchCheck({ remote }: GitFacts, branch: string, defaultBranch: string): Check {
  const subject = { id: `git.branch.${branch}`, group: 'git', title: `${branch} exists on origin` } as const;
  if (!isAnswered(remote)) return notChecked(subject, remote.why, 'you', `git ls-remote origin ${branch}`);
  const commit = remote.answer.get(branch);
  if (commit !== undefined) return ok(subject, commit.slice(0, 8));
  const fix =
    branch === defaultBranch
      ? `git push --set-upstream origin ${branch}`
      : `git push origin ${defaultBranch}:refs/heads/${branch}`;
  return failed(subject, 'not found on origin', 'you', fix);
}

function pushChecks({ remote, branch, distance, isFetched }: GitFacts, head: string): Check[] {
  const pushed = { id: 'git.pushed', group: 'git', title: 'the current commit is pushed' } as const;
  const current = { id: 'git.current', group: 'git', title: 'this branch is up to date with origin' } as const;
  const short = head.slice(0, 8);
  if (!isAnswered(remote)) {
    return [
      notChecked(pushed, remote.why, 'you', 'git fetch && git status'),
      notChecked(current, remote.why, 'you', 'git fetch && git status'),
    ];
  }
  const newest = branch === undefined ? undefined : remote.answer.get(branch);
  const isThere = [...remote.answer.values()].includes(head) || isFetched || distance?.ahead === 0;
  const ahead = distance === undefined ? `${short} is not on origin` : `${commits(distance.ahead)} not pushed`;
  const push =
    branch === undefined
      ? 'switch to a branch (git switch), then git push'
      : `git push --set-upstream origin ${branch}`;
  const pushCheck = isThere ? ok(pushed, `${short} is on origin`) : failed(pushed, ahead, 'you', push);
  // A branch that the remote lacks cannot be behind.
  if (newest === undefined) return [pushCheck];
  const isCurrent = newest === head || distance?.behind === 0;
  const behind =
    distance === undefined
      ? `origin has ${newest.slice(0, 8)}, which was not fetched`
      : `${commits(distance.behind)} behind origin`;
  const currentCheck = isCurrent
    ? ok(current, `origin has ${newest.slice(0, 8)}`)
    : failed(current, behind, 'you', 'git pull');
  // Without a comparison it is unknown whether the commit was pushed.
  const isUnsure = !isThere && distance === undefined;
  return isUnsure
    ? [notChecked(pushed, behind, 'you', 'git pull && git status'), currentCheck]
    : [pushCheck, currentCheck];
}

function commits(number: number): string {
  return count(number, 'commit', 'commits');
}

/** A URL may hold a token, which must not be shown. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-z]+:\/\/)[^/@]*@/i, (match, scheme: string) =>
    match.includes(':', scheme.length) ? scheme : match,
  );
}
