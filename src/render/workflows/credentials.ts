import { CHECKS_OUT, pusherPermissions } from './permissions';
import { secret } from './secrets';
import type { WorkflowTemplate } from './template';
import type { Repository } from '../../config/model';

/** Gives the installation of the npm packages the token of a private registry, where there is one. */
export function setNpmToken(template: WorkflowTemplate, job: string, step: string, { delivery }: Repository): void {
  const env = [...template.step(job, step), 'env'];
  const { npmTokenSecret } = delivery;
  if (npmTokenSecret === undefined) template.remove(env);
  else template.replaceText([...env, 'NODE_AUTH_TOKEN'], secret(npmTokenSecret));
}

/** Says who pushes releases in a job: the token of the run, which then may write, a GitHub App, or a deploy key. */
export function setPusher(template: WorkflowTemplate, job: string, { delivery }: Repository): void {
  const { credentials, releases } = delivery;
  const token = 'Get a token of the GitHub App';
  if (credentials !== 'github-app') template.removeSteps(job, [token]);
  else if (releases === 'push') template.remove([...template.step(job, token), 'with', 'permission-pull-requests']);
  if (credentials !== 'deploy-key') template.removeVariable(job, 'DEPLOY_KEY');
  if (credentials === 'deploy-key') template.removeVariable(job, 'GH_TOKEN');
  if (credentials === 'token') template.setVariable(job, 'GH_TOKEN', '${{ github.token }}');
  template.setPermissions(job, credentials === 'token' ? pusherPermissions(delivery) : [CHECKS_OUT]);
}
