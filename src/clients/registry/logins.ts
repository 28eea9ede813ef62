import type { Location } from './locate';
import { DOCKER_HUB } from './locate';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/** How to log in to a registry. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** Accepted by a token service in exchange for another token, but not by a registry. */
  | { readonly kind: 'identity-token'; readonly token: string };

/** The entry for a registry in a file of logins: credentials, or the program that stores them and their name there. */
export type Login = Credentials | { readonly kind: 'helper'; readonly helper: string; readonly server: string };

/** The key of Docker Hub in files that docker writes. */
const HUB_KEY = 'https://index.docker.io/v1/';

/** The user name that a helper returns if the secret is an identity token. */
const TOKEN_USER = '<token>';

/**
 * The logins for a registry in a file of Docker or podman, in order of precedence. As with Docker: the helper for the
 * registry, the store for all registries, then the file itself.
 *
 * @see https://docs.docker.com/reference/cli/docker/login/
 * @see https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
export function loginsIn(file: unknown, location: Location): Login[] {
  if (!isRecord(file)) return [];
  const { credHelpers, credsStore, auths } = file;
  const keys = keysOf(location);
  // Docker uses the old address of Docker Hub, regardless of the key.
  const server = location.host === DOCKER_HUB ? HUB_KEY : location.host;
  const helpers = [keys.map((key) => entry(credHelpers, key)).find(isHelper), credsStore].filter(isHelper);
  const stored = keys.map((key) => credentialsIn(entry(auths, key))).find((found) => found !== undefined);
  return [
    ...helpers.map((helper): Login => ({ kind: 'helper', helper, server })),
    ...(stored === undefined ? [] : [stored]),
  ];
}

/** Reads the output of `docker-credential-… get`. */
export function credentialsOfHelper(output: string): Credentials | undefined {
  const answer = parseJson(output);
  if (!isRecord(answer)) return undefined;
  const { Username: username, Secret: secret } = answer;
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  return username === TOKEN_USER
    ? { kind: 'identity-token', token: secret }
    : { kind: 'password', username, password: secret };
}

/** The keys that a registry may have in a file, most specific first. podman also stores logins for single paths. */
function keysOf({ host, repository }: Location): string[] {
  const parts = `${host}/${repository}`.split('/');
  const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  const addresses = [`https://${host}`, `https://${host}/`, `https://${host}/v1/`, `https://${host}/v2/`];
  return [...paths, ...(host === DOCKER_HUB ? [HUB_KEY, 'index.docker.io'] : addresses)];
}

function entry(record: unknown, key: string): unknown {
  return isRecord(record) && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The name becomes part of a program name, so it must not contain a path. */
function isHelper(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name);
}

function credentialsIn(auth: unknown): Credentials | undefined {
  if (!isRecord(auth)) return undefined;
  const { identitytoken: token, auth: encoded } = auth;
  if (typeof token === 'string' && token !== '') return { kind: 'identity-token', token };
  if (typeof encoded !== 'string') return undefined;
  const decoded = Buffer.from(encoded, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = decoded.indexOf(':');
  if (colon < 1) return undefined;
  return { kind: 'password', username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
