import type { Location } from './locate';
import { DOCKER_HUB } from './locate';
import { parseJson } from '../../common/json';
import { isRecord } from '../../common/records';

/** What a registry is shown. */
export type Credentials =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** What a service of tokens gives other tokens for, and a registry itself does not take. */
  | { readonly kind: 'identity-token'; readonly token: string };

/** What a file of logins says of a registry: its credentials, or which program has them, under which name. */
export type Login = Credentials | { readonly kind: 'helper'; readonly helper: string; readonly server: string };

/** The key of Docker Hub in files that docker writes. */
const HUB_KEY = 'https://index.docker.io/v1/';

/** What a helper gives as the user's name when the secret is an identity token. */
const TOKEN_USER = '<token>';

/**
 * The logins of a registry in a file of docker or podman, the one that counts first. As with docker, a helper of the
 * registry comes before the store of all registries, and that before what is in the file itself.
 *
 * @see https://docs.docker.com/reference/cli/docker/login/
 * @see https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md
 */
export function loginsIn(file: unknown, location: Location): Login[] {
  if (!isRecord(file)) return [];
  const { credHelpers, credsStore, auths } = file;
  const keys = keysOf(location);
  // docker itself asks for Docker Hub by its old address, whatever the entry is called.
  const server = location.host === DOCKER_HUB ? HUB_KEY : location.host;
  const helpers = [keys.map((key) => entry(credHelpers, key)).find(isHelper), credsStore].filter(isHelper);
  const stored = keys.map((key) => credentialsIn(entry(auths, key))).find((found) => found !== undefined);
  return [
    ...helpers.map((helper): Login => ({ kind: 'helper', helper, server })),
    ...(stored === undefined ? [] : [stored]),
  ];
}

/** What `docker-credential-… get` printed. */
export function credentialsOfHelper(output: string): Credentials | undefined {
  const said = parseJson(output);
  if (!isRecord(said)) return undefined;
  const { Username: username, Secret: secret } = said;
  if (typeof username !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  return username === TOKEN_USER
    ? { kind: 'identity-token', token: secret }
    : { kind: 'password', username, password: secret };
}

/** How a registry may be called in a file, what says most of it first: podman keeps logins of single paths, too. */
function keysOf({ host, repository }: Location): string[] {
  const parts = `${host}/${repository}`.split('/');
  const paths = parts.map((_, index) => parts.slice(0, parts.length - index).join('/'));
  const addresses = [`https://${host}`, `https://${host}/`, `https://${host}/v1/`, `https://${host}/v2/`];
  return [...paths, ...(host === DOCKER_HUB ? [HUB_KEY, 'index.docker.io'] : addresses)];
}

function entry(record: unknown, key: string): unknown {
  return isRecord(record) && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Its name becomes part of a program's, so that it must not lead to another folder. */
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
