import { CHECKS_OUT, pusherPermissions } from './permissions';
import { secret } from './secrets';
import type { WorkflowTemplate } from './template';
import type { Repository } from '../../config/model';

/** Passes the token of a private npm registry, if there is one, to the installation of npm packages. */
export function setNpmToken(template: WorkflowTemplate, job: string, step: string, { delivery }: Repository): void {
  const env = [...template.step(job, step), 'env'];
  const { npmTokenSecret } = delivery;
  if (npmTokenSecret === undefined) template.remove(env);
  else template.replaceText([...env, 'NODE_AUTH_TOKEN'], secret(npmTokenSecret));
}

/** Sets the credentials that push releases in a job: the workflow token, a GitHub App, or a deploy key. */
export function setPusher(template: WorkflowTemplate, job: string, { delivery }: Repository): void {
  const { credentials, releases } = delivery;
  const token = 'Get a GitHub App token';
  if (credentials !== 'github-app') template.removeSteps(job, [token]);
  else if (releases === 'push') template.remove([...template.step(job, token), 'with', 'permission-pull-requests']);
  if (credentials !== 'deploy-key') template.removeVariable(job, 'DEPLOY_KEY');
  if (credentials === 'deploy-key') template.removeVariable(job, 'GH_TOKEN');
  if (credentials === 'token') template.setVariable(job, 'GH_TOKEN', '${{ github.token }}');
  template.setPermissions(job, credentials === 'token' ? pusherPermissions(delivery) : [CHECKS_OUT]);
}
