import type { RepositoryAddress } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';
import { loginSecrets, REGISTRY_ENVIRONMENT } from './registry-login';
import type { RegistryLogin } from '../config/model';

/** Names of the secrets that the job which pushes images can read, by where they are kept. */
export type SecretFacts = readonly { readonly place: string; readonly names: Asked<readonly string[]> }[];

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
  const [host] = registry.split('/');
  const login = loginSecrets(kind);
  return [
    ...login.map((name) => secretCheck(name, `logs in to ${host}`, facts, address)),
    ...buildSecrets
      .filter((name) => !login.includes(name))
      .map((name) => secretCheck(name, 'read by image builds', facts, address)),
  ];
}

function secretCheck(name: string, purpose: string, facts: SecretFacts, address: RepositoryAddress): Check {
  const subject = { id: `registry.secret.${name}`, group: 'registry', title: `GitHub has the secret ${name}` } as const;
  const place = facts.find(({ names }) => isAnswered(names) && names.answer.includes(name));
  if (place !== undefined) return ok(subject, `${purpose}; of the ${place.place}`);
  const unknown = facts.find(({ names }) => !isAnswered(names));
  const who = 'GitHub administrator';
  if (unknown !== undefined) {
    const why = `${purpose}; ${unknown.names.why}`;
    return notChecked(subject, why, who, `${address.url}/settings/environments, ${REGISTRY_ENVIRONMENT}`);
  }
  const target = address.host === 'github.com' ? address.path : `${address.host}/${address.path}`;
  return failed(
    subject,
    `${purpose}; there is none`,
    who,
    `gh secret set ${name} --env ${REGISTRY_ENVIRONMENT} --repo ${target}`,
  );
}
