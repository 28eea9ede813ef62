import type { RepositoryAddress } from './address';
import type { Check } from './check';
import { loginSecrets, REGISTRY_ENVIRONMENT } from './registry-login';
import type { SecretFacts } from './secret';
import { secretCheck } from './secret';
import type { RegistryLogin } from '../../config/model';
import { hostOf } from '../../config/registries';

export interface WantedRegistry {
  readonly registry: string;
  readonly login: RegistryLogin;
  /** Names of secrets that the workflow's other steps read. */
  readonly buildSecrets: readonly string[];
  readonly address: RepositoryAddress;
}

/** The secrets with which images are pushed and built. Their values nobody can read, so only their names are compared. */
export function registryChecks(
  facts: SecretFacts,
  { registry, login: kind, buildSecrets, address }: WantedRegistry,
): Check[] {
  const login = loginSecrets(kind);
  const check = (name: string, purpose: string): Check =>
    secretCheck({ name, purpose, group: 'registry', environment: REGISTRY_ENVIRONMENT }, facts, address);
  return [
    ...login.map((name) => check(name, `logs in to ${hostOf(registry)}`)),
    ...buildSecrets.filter((name) => !login.includes(name)).map((name) => check(name, 'read by image builds')),
  ];
}
