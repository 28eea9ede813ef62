import type { WorkflowTemplate } from './template';
import { TOKEN } from '../../config/gate-token';
import { gateFacts } from '../../config/gates';
import type { Repository } from '../../config/model';
import { buildSecretNames, isDeployable, pusherSecret, releasesByPush } from '../../config/model';

/** Names of the secrets that the jobs of one app read, without duplicates. */
export function secretsOfApp(repository: Repository): string[] {
  const { credentials, npmTokenSecret, packageIndexSecret } = repository.delivery;
  const releases = releasesByPush(repository);
  const automatic = repository.environments.filter(({ gated }) => !gated);
  const names = [
    ...secretsOfLogin(repository),
    ...buildSecretNames(repository),
    packageIndexSecret,
    releases ? npmTokenSecret : undefined,
    releases && gateFacts(repository, automatic).isAsked ? TOKEN : undefined,
    releases ? pusherSecret(credentials) : undefined,
    ...secretsOfSteps(repository),
  ];
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** Secrets that log in to the registry. */
export function secretsOfLogin(repository: Repository): string[] {
  const isByPassword = isDeployable(repository) && repository.delivery.login.kind === 'password';
  return isByPassword ? ['DOCKER_USERNAME', 'DOCKER_PASSWORD'] : [];
}

/** Sets the secrets that a job reports if its run doesn't get them, as in pull requests from forks. */
export function reportMissing(template: WorkflowTemplate, job: string, names: readonly string[]): void {
  const report = 'Report missing secrets';
  const unique = [...new Set(names)];
  if (unique.length === 0) template.removeSteps(job, [report]);
  // A line for each, since linters limit the length of lines.
  else template.set([...template.step(job, report), 'env', 'MISSING'], unique.map(orItsName).join('\n'));
}

/** An expression for the name of a secret if that is empty, which passes no value on. */
function orItsName(name: string): string {
  return `\${{ secrets.${name} == '' && '${name} ' || '' }}`;
}

/** Secrets that the user's own steps read. The workflow token is always available. */
export function secretsOfSteps({ ciSteps: { beforeTests, afterTests } }: Repository): string[] {
  const values = [...beforeTests, ...afterTests].flatMap((step) => [
    ...Object.values(step.env ?? {}),
    ...Object.values(step.with ?? {}),
  ]);
  const names = values.flatMap((value) => [...value.matchAll(SECRET)].map(([, dotted, quoted]) => dotted ?? quoted));
  return [...new Set(names)].filter((name) => name.toUpperCase() !== 'GITHUB_TOKEN').sort();
}

const SECRET = /\bsecrets(?:\.([A-Za-z_]\w*)|\['([A-Za-z_]\w*)'\])/g;

/** Passes secrets to a called workflow by name, so that it gets only those that it needs. */
export function handedOn(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, secret(name)]));
}

/** Declares the secrets of a called workflow. */
export function declared(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { required: false }]));
}

/** The expression for a secret. */
export function secret(name: string): string {
  return `\${{ secrets.${name} }}`;
}
