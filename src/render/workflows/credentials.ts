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

/** Says who pushes releases in a job: the token of the run, which then may write, or a GitHub App. */
export function setPusher(template: WorkflowTemplate, job: string, { delivery }: Repository): void {
  const token = 'Get a token of the GitHub App';
  const isApp = delivery.credentials === 'github-app';
  if (!isApp) {
    template.removeSteps(job, [token]);
    template.setVariable(job, 'GH_TOKEN', '${{ github.token }}');
  } else if (delivery.releases === 'push') {
    template.remove([...template.step(job, token), 'with', 'permission-pull-requests']);
  }
  template.setPermissions(job, isApp ? [CHECKS_OUT] : pusherPermissions(delivery));
}
