import type { PullRequest } from './pull-requests';

/** Where a release goes: a branch of the remote, or the files of the working tree. */
export interface Target {
  /** The branch whose release files change; undefined for the working tree. */
  readonly branch?: string;
  /** The branch that a pull request merges from; undefined when commits go straight to `branch`. */
  readonly from?: string;
  /** Fetches the target. */
  readonly head: () => Promise<Head>;
}

/** A target as it was when it was last fetched. */
export interface Head {
  /** The commit that new commits go on top of. */
  readonly commit: string;
  readonly waiting?: Waiting;
  /** Returns the text of a file, or undefined if there is none. */
  readonly read: (path: string) => string | undefined;
  /** Carries out a plan that was made for this head. Changes nothing if the target has moved. */
  readonly submit: (plan: Plan) => Promise<Attempt>;
}

/** A release that is waiting to be merged. */
export interface Waiting {
  readonly commit: string;
  /** Undefined between the push of a release and the opening of its pull request. */
  readonly pullRequest?: PullRequest;
}

/** What to do with a target. */
export type Plan =
  | ({ readonly kind: 'commit' } & NewFiles)
  /** Close the pull request: it is no longer wanted, and the target already has the wanted state. */
  | { readonly kind: 'close'; readonly why: string }
  | { readonly kind: 'nothing' };

export interface NewFiles {
  /** New content by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/** The outcome of one attempt. `retry`: the target moved after it was fetched, or the network failed. */
export type Attempt =
  { readonly kind: 'done'; readonly submitted: Submitted } | { readonly kind: 'retry'; readonly why: string };

/** What was done; nothing if all is undefined. */
export interface Submitted {
  /** The commit that was pushed. */
  readonly commit?: string;
  readonly pullRequest?: PullRequest;
  readonly did?: 'opened' | 'updated' | 'unchanged' | 'closed';
  /** What a dry run would change. */
  readonly changes?: readonly FileChange[];
}

export interface FileChange {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The files that a plan changes; none unless it commits something. */
export function plannedFiles(plan: Plan): NewFiles['files'] {
  return plan.kind === 'commit' ? plan.files : new Map<string, string>();
}

export function done(submitted: Submitted = {}): Attempt {
  return { kind: 'done', submitted };
}
