import { setNpmToken } from './credentials';
import { REMOVE_CREDENTIALS, setIndexCredentials, WRITE_CREDENTIALS } from './index-credentials';
import { reports } from './reporting';
import type { Stages } from './stages';
import type { WorkflowTemplate } from './template';
import { gateFacts } from '../../config/gates';
import type { Environment, Repository } from '../../config/model';

/** Minutes for setup, in addition to those of the gate. */
const SETUP_MINUTES = 10;

const WAIT = 'Wait for the gate of dev';

/** Name of the job that waits for the gate of an environment. */
export function gateJob({ name }: Environment): string {
  return `gate-${name}`;
}

/** A job for each gate of a push. */
export function setGates(template: WorkflowTemplate, gates: Stages['gates'], repository: Repository): void {
  if (gates.length === 0) {
    template.remove(['jobs', 'gate']);
    return;
  }
  template.repeatJob(
    'gate',
    gates.map(({ environment }) => gateJob(environment)),
  );
  for (const { environment, after } of gates) {
    const { name, branch } = environment;
    const job = gateJob(environment);
    template.set(['jobs', job, 'name'], `Gate of ${name}`);
    template.set(['jobs', job, 'needs'], ['image', after.job]);
    template.set(['jobs', job, 'if'], `github.ref_name == '${branch}'`);
    if (!reports(repository)) template.remove(['jobs', job, 'outputs', 'why']);
    const step = template.step(job, WAIT);
    const command = `node_modules/.bin/python-gitops gate "$APP" ${name} --image ":$GITHUB_SHA@$DIGEST" --output`;
    template.set([...step, 'run'], command);
    template.set([...step, 'name'], `Wait for the gate of ${name}`);
    setGate(template, job, `Wait for the gate of ${name}`, [environment], repository);
  }
}

/** Sets up a job that waits for the gate of one of these environments. */
export function setGate(
  template: WorkflowTemplate,
  job: string,
  step: string,
  environments: readonly Environment[],
  repository: Repository,
): void {
  const { isTested, isAsked, minutes } = gateFacts(repository, environments);
  template.set(['jobs', job, 'timeout-minutes'], minutes + SETUP_MINUTES);
  setNpmToken(template, job, 'Install npm packages', repository);
  if (isTested) {
    setIndexCredentials(template, job, step, repository);
  } else {
    template.removeSteps(job, ['Set up Python', 'Cache Python packages', WRITE_CREDENTIALS, REMOVE_CREDENTIALS]);
    template.remove([...template.step(job, step), 'env', 'NETRC']);
  }
  if (!isAsked) template.remove([...template.step(job, step), 'env', 'ARGOCD_AUTH_TOKEN']);
}
