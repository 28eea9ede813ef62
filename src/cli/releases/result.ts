import type { Decision } from './decision';
import { decidedFiles } from './decision';
import type { Base } from './place';
import { releaseFiles } from './place';
import type { Submitted, Target } from '../../releases/delivery/target';
import { unifiedDiff } from '../printing/diff';

/** What was decided and done for one target. */
export interface Outcome {
  readonly target: Target;
  readonly decision: Decision;
  readonly submitted: Submitted;
}

/** The pull request of a release, and what was done with it. */
export interface Proposal {
  readonly branch: string;
  readonly target: string;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly did: 'opened' | 'updated' | 'unchanged' | 'closed';
}

export interface PushedCommit {
  readonly branch: string;
  readonly commit: string;
}

/** What was done, as `--json` prints it. */
export interface Result {
  readonly app: string;
  readonly environment: string;
  readonly decision: Decision;
  readonly files: readonly string[];
  readonly commits: readonly PushedCommit[];
  /** Undefined unless releases reach a branch by pull request. */
  readonly proposals?: readonly Proposal[];
  /** What a dry run would change, by branch or in the working tree. */
  readonly dryRun?: readonly { readonly branch?: string; readonly target?: string; readonly diff: string }[];
}

/** Sums up the outcomes. The last target decides what is reported. */
export function resultOf({ repository, app, own }: Base, outcomes: readonly Outcome[]): Result {
  const changed = new Set(outcomes.flatMap(({ decision }) => [...decidedFiles(decision).keys()]));
  const dryRun = outcomes.flatMap(dryRunOf);
  const isProposed = outcomes.some(({ target }) => target.from !== undefined);
  const { decision } = outcomes[outcomes.length - 1];
  return {
    app: app.name,
    environment: own.environment.name,
    decision,
    files: releaseFiles(repository, app, own).filter((path) => changed.has(path)),
    commits: outcomes.flatMap(commitOf),
    ...(isProposed && dryRun.length === 0 ? { proposals: outcomes.flatMap(proposalOf) } : {}),
    ...(dryRun.length > 0 ? { dryRun } : {}),
  };
}

export function commitOf({ target, submitted: { commit } }: Outcome): PushedCommit[] {
  const branch = target.from ?? target.branch;
  return branch === undefined || commit === undefined ? [] : [{ branch, commit }];
}

export function proposalOf({ target, submitted: { pullRequest, did } }: Outcome): Proposal[] {
  const { from, branch } = target;
  if (from === undefined || branch === undefined || pullRequest === undefined || did === undefined) return [];
  const { number, url, title } = pullRequest;
  return [{ branch: from, target: branch, did, number, url, title }];
}

function dryRunOf({ target: { branch, from }, submitted: { changes } }: Outcome): Result['dryRun'] & object {
  if (changes === undefined) return [];
  return [{ branch: from ?? branch, ...(from === undefined ? {} : { target: branch }), diff: unifiedDiff(changes) }];
}
