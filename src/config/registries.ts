/** A method of logging in to a registry. */
export type LoginKind = 'password' | 'github-token' | 'aws' | 'google';

/** Account and region of an Amazon ECR registry. */
export interface EcrHost {
  readonly account: string;
  readonly region: string;
}

const ECR = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/** Host of a registry, with its port. */
export function hostOf(registry: string): string {
  return registry.split('/')[0];
}

export function ecrHost(host: string): EcrHost | undefined {
  const [, account, region] = ECR.exec(host) ?? [];
  return account === undefined ? undefined : { account, region };
}

/** The login method that a registry's host implies. */
export function loginOf(registry: string): LoginKind {
  const host = hostOf(registry);
  if (host === 'ghcr.io') return 'github-token';
  if (ecrHost(host) !== undefined) return 'aws';
  return host.endsWith('-docker.pkg.dev') ? 'google' : 'password';
}
