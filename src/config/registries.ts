/** A registry that the workflow can log in to in a way of its own. */
export type LoginKind = 'password' | 'github-token' | 'aws' | 'google';

/** Where a registry of Amazon ECR is. */
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

/** How one logs in to a registry, as far as its host says. */
export function loginOf(registry: string): LoginKind {
  const host = hostOf(registry);
  if (host === 'ghcr.io') return 'github-token';
  if (ecrHost(host) !== undefined) return 'aws';
  return host.endsWith('-docker.pkg.dev') ? 'google' : 'password';
}
