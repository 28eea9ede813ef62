import { parseAddress } from '../../checks/doctor/address';
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
  if (GITHUB_ACTIONS !== 'true' || !GITHUB_REPOSITORY || !/^\d+$/.test(GITHUB_RUN_ID ?? '')) return undefined;
  const address = parseAddress(`${GITHUB_SERVER_URL ?? 'https://github.com'}/${GITHUB_REPOSITORY}`);
  if (address === undefined) return undefined;
  const id = String(GITHUB_RUN_ID);
  const attempt = /^\d+$/.test(GITHUB_RUN_ATTEMPT ?? '') ? String(GITHUB_RUN_ATTEMPT) : '1';
  return { address, id, attempt, url: `${address.url}/actions/runs/${id}/attempts/${attempt}` };
}
