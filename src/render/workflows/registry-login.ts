import type { WorkflowTemplate } from './template';
import type { RegistryLogin } from '../../config/model';
import { hostOf } from '../../config/registries';

/** Docker logs in to this registry by default. */
const DOCKER_HUB = 'docker.io';

/** The steps of each way to log in. */
const STEPS: Readonly<Record<RegistryLogin['kind'], readonly string[]>> = {
  password: ['Log in to the registry'],
  'github-token': ['Log in to the registry with the workflow token'],
  aws: ['Assume the AWS role', 'Log in to Amazon ECR'],
  google: ['Get a Google Cloud access token', 'Log in to Artifact Registry'],
};

/** Keeps and fills in the steps of one way to log in. */
export function setLogin(template: WorkflowTemplate, job: string, login: RegistryLogin, registry: string): void {
  const others = Object.entries(STEPS).filter(([kind]) => kind !== login.kind);
  template.removeSteps(
    job,
    others.flatMap(([, names]) => names),
  );
  const host = hostOf(registry);
  const [first, second] = STEPS[login.kind].map((name) => [...template.step(job, name), 'with']);
  if (login.kind === 'aws') {
    template.set([...first, 'aws-region'], login.region);
    template.set([...first, 'role-to-assume'], login.role);
    template.replaceText([...second, 'registries'], login.account);
  } else if (login.kind === 'google') {
    template.set([...first, 'service_account'], login.serviceAccount);
    template.set([...first, 'workload_identity_provider'], login.identityProvider);
    template.set([...second, 'registry'], host);
  } else if (host === DOCKER_HUB) {
    template.remove([...first, 'registry']);
  } else {
    template.set([...first, 'registry'], host);
  }
}
