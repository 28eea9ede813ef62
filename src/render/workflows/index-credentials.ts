import { secret } from './secrets';
import type { WorkflowTemplate } from './template';
import type { Repository } from '../../config/model';

export const WRITE_CREDENTIALS = 'Write package index credentials';
export const REMOVE_CREDENTIALS = 'Remove package index credentials';

/** Gives one step of a job, and no later one, credentials for the package index. */
export function setIndexCredentials(
  template: WorkflowTemplate,
  job: string,
  step: string,
  { delivery: { packageIndexSecret } }: Repository,
): void {
  if (packageIndexSecret === undefined) {
    template.removeSteps(job, [WRITE_CREDENTIALS, REMOVE_CREDENTIALS]);
    template.remove([...template.step(job, step), 'env', 'NETRC']);
    return;
  }
  template.set([...template.step(job, WRITE_CREDENTIALS), 'env', 'CREDENTIALS'], secret(packageIndexSecret));
}
