import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import type { DeliveryOptions, PythonGitOpsAppOptions } from '../options';
import { withOrganization } from '../organization';
import type { LoginKind } from '../registries';
import { loginOf } from '../registries';

/** The options that a way to log in needs, and that mean nothing with another one. */
const NEEDED: readonly (readonly [option: keyof DeliveryOptions, login: LoginKind])[] = [
  ['awsRole', 'aws'],
  ['googleIdentityProvider', 'google'],
  ['googleServiceAccount', 'google'],
];

/** The registries that only one way to log in fits. */
const PLACES: Readonly<Partial<Record<LoginKind, string>>> = {
  'github-token': 'ghcr.io',
  aws: 'Amazon ECR, as in <account>.dkr.ecr.<region>.amazonaws.com',
  google: 'Artifact Registry, as in <region>-docker.pkg.dev',
};

/** Checks that the way to log in fits the registry, and has what it needs. */
export function checkDelivery(said: PythonGitOpsAppOptions, report: Report): void {
  const { delivery = {}, registry } = withOrganization(said);
  const path =
    said.delivery === undefined && said.organization?.delivery !== undefined ? 'organization.delivery' : 'delivery';
  if (delivery.releases === 'pull-request' && delivery.credentials === 'deploy-key') {
    const must = "be 'token' or 'github-app' where releases is 'pull-request': a key opens no pull request";
    const fix =
      "set credentials: 'github-app', or remove releases: what lets deploy keys pass by a rule needs no pull request";
    report({ code: 'conflicting-options', path: `${path}.credentials`, must, got: show('deploy-key'), fix });
  }
  const byHost = registry === undefined ? undefined : loginOf(registry);
  const login = (delivery.registryLogin ?? byHost ?? 'password') as LoginKind;
  const place = PLACES[login];
  if (place !== undefined && byHost !== undefined && byHost !== login) {
    const must = `fit the registry: ${login} is for ${place}`;
    const fix = `remove it: for ${registry} it is ${byHost}`;
    report({ code: 'conflicting-options', path: `${path}.registryLogin`, must, got: show(login), fix });
    return;
  }
  for (const [option, needs] of NEEDED) {
    const value = delivery[option];
    if (login === needs && value === undefined) {
      const must = `be set where the workflow logs in to the registry with ${needs}`;
      const fix = `add ${option}, or set registryLogin: 'password'`;
      report({ code: 'missing-option', path: `${path}.${option}`, must, got: 'nothing', fix });
    }
    if (login !== needs && value !== undefined) {
      const must = `be left out unless the workflow logs in to the registry with ${needs}`;
      const fix = `remove it; the workflow logs in with ${login}`;
      report({ code: 'conflicting-options', path: `${path}.${option}`, must, got: show(value), fix });
    }
  }
}
