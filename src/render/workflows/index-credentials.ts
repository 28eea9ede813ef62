import { secret } from './secrets';
import type { WorkflowTemplate } from './template';
import type { Repository } from '../../config/model';

export const WRITE_CREDENTIALS = 'Write the credentials of the package index';
export const REMOVE_CREDENTIALS = 'Remove the credentials of the package index';

/** Lets one step of a job install from a package index that asks for credentials, and no step that comes after it. */
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
