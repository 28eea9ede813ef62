import type { RepositoryAddress } from '../../checks/doctor/address';

/** The run of a workflow on GitHub. */
export interface WorkflowRun {
  /** The repository of the run, which may be a fork. */
  readonly address: RepositoryAddress;
  readonly id: string;
  readonly attempt: string;
  readonly url: string;
}

/** The run that this process is part of; undefined outside GitHub Actions. */
export function workflowRun(): WorkflowRun | undefined {
  const { GITHUB_ACTIONS, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = process.env;
  const server = /^https?:\/\/([\w.-]+(?::\d+)?)$/.exec(GITHUB_SERVER_URL ?? '');
  const isRun = GITHUB_ACTIONS === 'true' && /^[\w.-]+\/[\w.-]+$/.test(GITHUB_REPOSITORY ?? '');
  if (!isRun || server === null || !/^\d+$/.test(GITHUB_RUN_ID ?? '')) return undefined;
  const [url, path, id] = [`${server[0]}/${GITHUB_REPOSITORY}`, String(GITHUB_REPOSITORY), String(GITHUB_RUN_ID)];
  const attempt = /^\d+$/.test(GITHUB_RUN_ATTEMPT ?? '') ? String(GITHUB_RUN_ATTEMPT) : '1';
  return { address: { host: server[1], path, url }, id, attempt, url: `${url}/actions/runs/${id}/attempts/${attempt}` };
}
