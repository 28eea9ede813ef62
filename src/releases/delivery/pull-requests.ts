import type { PullRequestText } from '../files/pull-request';

/** An open pull request. */
export interface PullRequest extends PullRequestText {
  readonly number: number;
  readonly url: string;
}

/** The pull requests of a host. Every method throws a `HostError` if the host refuses or does not answer. */
export interface PullRequests {
  /** Finds the open pull request between two branches, and the last commits of those that were closed or merged. */
  find(branch: string, target: string): Promise<{ readonly open?: PullRequest; readonly closed: readonly string[] }>;
  /** Opens a pull request; returns undefined if another process opened one in the meantime. */
  open(branch: string, target: string, text: PullRequestText): Promise<PullRequest | undefined>;
  update(number: number, text: PullRequestText): Promise<void>;
  close(number: number, why: string, body: string): Promise<void>;
}

/** The host refused a request or did not answer. */
export class HostError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HostError';
  }
}
