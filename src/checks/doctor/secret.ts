import type { RepositoryAddress } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, notChecked, ok } from './check';

/** Names of secrets, by the place that holds them. */
export type SecretFacts = readonly { readonly place: string; readonly names: Asked<readonly string[]> }[];

/** A secret that jobs of the workflow read. */
export interface WantedSecret {
  readonly name: string;
  readonly purpose: string;
  readonly group: 'registry' | 'github';
  /** The environment that it belongs in; undefined for the repository. */
  readonly environment?: string;
}

/** Checks that a place has a secret. Its value cannot be read. */
export function secretCheck(wanted: WantedSecret, facts: SecretFacts, { host, path, url }: RepositoryAddress): Check {
  const { name, purpose, group, environment } = wanted;
  const subject = { id: `${group}.secret.${name}`, group, title: `GitHub has the secret ${name}` } as const;
  const place = facts.find(({ names }) => isAnswered(names) && names.answer.includes(name));
  if (place !== undefined) return ok(subject, `${purpose}; in the ${place.place}`);
  const unknown = facts.find(({ names }) => !isAnswered(names));
  const who = 'GitHub administrator';
  if (unknown !== undefined) {
    const settings =
      environment === undefined ? `${url}/settings/secrets/actions` : `${url}/settings/environments, ${environment}`;
    return notChecked(subject, `${purpose}; ${unknown.names.why}`, who, settings);
  }
  const target = host === 'github.com' ? path : `${host}/${path}`;
  const where = environment === undefined ? '' : ` --env ${environment}`;
  return failed(subject, `${purpose}; not found`, who, `gh secret set ${name}${where} --repo ${target}`);
}
