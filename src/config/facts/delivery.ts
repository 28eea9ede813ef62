import type { Report } from '../../common/findings';
import { show } from '../../common/findings';
import type { DeliveryOptions, PythonGitOpsAppOptions } from '../options';
import { withOrganization } from '../organization';
import type { LoginKind } from '../registries';
import { loginOf } from '../registries';

/** Options that one login method requires and the others ignore. */
const NEEDED: readonly (readonly [option: keyof DeliveryOptions, login: LoginKind])[] = [
  ['awsRole', 'aws'],
  ['googleIdentityProvider', 'google'],
  ['googleServiceAccount', 'google'],
];

/** Registries that support only one login method. */
const PLACES: Readonly<Partial<Record<LoginKind, string>>> = {
  'github-token': 'ghcr.io',
  aws: 'Amazon ECR, as in <account>.dkr.ecr.<region>.amazonaws.com',
  google: 'Artifact Registry, as in <region>-docker.pkg.dev',
};

/** Checks that the login method fits the registry and has the options that it requires. */
export function checkDelivery(options: PythonGitOpsAppOptions, report: Report): void {
  const { delivery = {}, registry } = withOrganization(options);
  const path =
    options.delivery === undefined && options.organization?.delivery !== undefined
      ? 'organization.delivery'
      : 'delivery';
  if (delivery.releases === 'pull-request' && delivery.credentials === 'deploy-key') {
    const must = "be 'token' or 'github-app' if releases is 'pull-request': a deploy key cannot open pull requests";
    const fix =
      "set credentials: 'github-app', or remove releases: a deploy key that can bypass the branch rule needs no pull requests";
    const finding = { path: `${path}.credentials`, must, got: show('deploy-key'), fix };
    report({ ...finding, code: 'conflicting-options', cause: 'delivery.releases' });
  }
  const byHost = registry === undefined ? undefined : loginOf(registry);
  const login = (delivery.registryLogin ?? byHost ?? 'password') as LoginKind;
  const place = PLACES[login];
  if (place !== undefined && byHost !== undefined && byHost !== login) {
    const must = `fit the registry: ${login} is for ${place}`;
    const fix = `remove it: the default for ${registry} is ${byHost}`;
    report({ code: 'conflicting-options', path: `${path}.registryLogin`, must, got: show(login), fix });
    return;
  }
  for (const [option, needs] of NEEDED) {
    const value = delivery[option];
    if (login === needs && value === undefined) {
      const must = `be set if the workflow logs in to the registry with ${needs}`;
      const fix = `add ${option}, or set registryLogin: 'password'`;
      report({ code: 'missing-option', path: `${path}.${option}`, must, got: 'nothing', fix, cause: 'registry' });
    }
    if (login !== needs && value !== undefined) {
      const must = `be left out unless the workflow logs in to the registry with ${needs}`;
      const fix = `remove it; the workflow logs in with ${login}`;
      report({
        code: 'conflicting-options',
        path: `${path}.${option}`,
        must,
        got: show(value),
        fix,
        cause: 'registry',
      });
    }
  }
}
