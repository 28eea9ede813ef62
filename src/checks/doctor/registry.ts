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
  /** Names of secrets that other steps of the workflow read. */
  readonly buildSecrets: readonly string[];
  readonly address: RepositoryAddress;
}

/** Checks the secrets for pushing and building images by name; their values cannot be read. */
export function registryChecks(
  facts: SecretFacts,
  { registry, login: kind, buildSecrets, address }: WantedRegistry,
): Check[] {
  const login = loginSecrets(kind);
  const check = (name: string, purpose: string): Check =>
    secretCheck({ name, purpose, group: 'registry', environment: REGISTRY_ENVIRONMENT }, facts, address);
  return [
    ...login.map((name) => check(name, `for the login to ${hostOf(registry)}`)),
    ...buildSecrets.filter((name) => !login.includes(name)).map((name) => check(name, 'for image builds')),
  ];
}
