import { TOKEN } from '../../config/gate-token';
import { gateFacts } from '../../config/gates';
import type { Repository } from '../../config/model';
import { buildSecretNames, isDeployable, pusherSecret, releasesByPush } from '../../config/model';

/** Secrets that the jobs of one app read, each once, by name. */
export function secretsOfApp(repository: Repository): string[] {
  const { login, credentials, npmTokenSecret, packageIndexSecret } = repository.delivery;
  const releases = releasesByPush(repository);
  const automatic = repository.environments.filter(({ gated }) => !gated);
  const names = [
    ...(isDeployable(repository) && login.kind === 'password' ? ['DOCKER_USERNAME', 'DOCKER_PASSWORD'] : []),
    ...buildSecretNames(repository),
    packageIndexSecret,
    releases ? npmTokenSecret : undefined,
    releases && gateFacts(repository, automatic).isAsked ? TOKEN : undefined,
    releases ? pusherSecret(credentials) : undefined,
    ...secretsOfSteps(repository),
  ];
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Secrets that steps of the user's own read. The token of the run needs no handing on. */
function secretsOfSteps({ ciSteps: { beforeTests, afterTests } }: Repository): string[] {
  const values = [...beforeTests, ...afterTests].flatMap((step) => [
    ...Object.values(step.env ?? {}),
    ...Object.values(step.with ?? {}),
  ]);
  const names = values.flatMap((value) => [...value.matchAll(SECRET)].map(([, dotted, quoted]) => dotted ?? quoted));
  return [...new Set(names)].filter((name) => name.toUpperCase() !== 'GITHUB_TOKEN').sort();
}

const SECRET = /\bsecrets(?:\.([A-Za-z_]\w*)|\['([A-Za-z_]\w*)'\])/g;

/** Hands secrets on by name to a workflow that is called: all of them would be more than it needs. */
export function handedOn(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, secret(name)]));
}

/** How a workflow that is called says which secrets it takes. */
export function declared(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { required: false }]));
}

/** The expression for a secret. */
export function secret(name: string): string {
  return `\${{ secrets.${name} }}`;
}
