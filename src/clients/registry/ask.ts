import { createHash } from 'node:crypto';
import { parseChallenges } from './challenge';
import type { Location } from './locate';
import { isLoopback } from './locate';
import type { Credentials } from './logins';
import type { FoundLogin } from './machine';
import { isDigest } from '../../common/image-reference';
import { parseJson } from '../../common/json';
import { isUntrusted, reasonOf } from '../../common/network';
import { isRecord } from '../../common/records';

/** What a registry answers about one image. */
export type RegistryAnswer =
  | { readonly kind: 'found'; readonly digest: string }
  | { readonly kind: 'missing' }
  /** The login is missing or not sufficient. Some registries also answer this for a missing image. */
  | { readonly kind: 'denied'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string };

/** How long one request and the whole question may take, in milliseconds. A person is waiting, perhaps in an incident. */
const LIMIT = 4_000;
const LIMIT_OF_ALL = 9_000;

/** How many redirects are followed. */
const REDIRECTS = 3;

/** Media types of image indexes and images, of OCI and Docker. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** The client ID for token services. */
const CLIENT = 'python-gitops';

/** Ends a question with an answer. */
class Decided extends Error {
  constructor(readonly answer: RegistryAnswer) {
    super(answer.kind);
  }
}

/**
 * Asks a registry whether it has an image, by tag or digest. Credentials are only looked up if the registry requires a
 * login. They are sent to the registry or the token service that it names, and never to a redirect target.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export async function askRegistry(
  location: Location,
  reference: string,
  findCredentials: () => Promise<FoundLogin>,
  now: () => number = Date.now,
): Promise<RegistryAnswer> {
  const question = new Question(location, reference, now);
  try {
    return await question.ask(findCredentials);
  } catch (error) {
    if (error instanceof Decided) return error.answer;
    throw error;
  }
}

class Question {
  private readonly end: number;

  constructor(
    private readonly location: Location,
    private readonly reference: string,
    private readonly now: () => number,
  ) {
    this.end = now() + LIMIT_OF_ALL;
  }

  async ask(findCredentials: () => Promise<FoundLogin>): Promise<RegistryAnswer> {
    let response = await this.manifest('HEAD');
    let authorization: string | undefined;
    if (response.status === 401) {
      const header = response.headers.get('www-authenticate') ?? '';
      const { credentials, trouble } = await findCredentials();
      const because = [
        credentials === undefined ? 'no login for it was found' : 'the login that was found is not sufficient',
        ...trouble,
      ].join('; ');
      authorization = await this.authorize(header, credentials, because);
      response = await this.manifest('HEAD', authorization);
      if ([401, 403].includes(response.status)) throw denied(response.status, because);
    }
    return this.answerOf(response, authorization);
  }

  private async answerOf(response: Response, authorization?: string): Promise<RegistryAnswer> {
    const { status } = response;
    if (status === 404) return { kind: 'missing' };
    if (status === 403) throw denied(status, `${this.location.host} does not ask for a login`);
    if (!response.ok) throw unreachable(`${this.location.host} answers HTTP ${status}`);
    // A reference by digest already is the digest.
    if (isDigest(this.reference)) return { kind: 'found', digest: this.reference };
    const header = response.headers.get('docker-content-digest');
    return { kind: 'found', digest: isDigest(header) ? header : await this.digestOfManifest(authorization) };
  }

  /** Computes the digest, because the specification only recommends the header. */
  private async digestOfManifest(authorization?: string): Promise<string> {
    const response = await this.manifest('GET', authorization);
    const content = await this.told(() => response.arrayBuffer());
    if (!response.ok) throw unreachable(`${this.location.host} answers HTTP ${response.status}`);
    return `sha256:${createHash('sha256').update(Buffer.from(content)).digest('hex')}`;
  }

  /** The authorization header for the scheme that the registry asks for. */
  private async authorize(header: string, credentials: Credentials | undefined, because: string): Promise<string> {
    const challenges = parseChallenges(header);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined) return `Bearer ${await this.token(bearer.parameters, credentials, because)}`;
    if (!challenges.some(({ scheme }) => scheme === 'basic')) {
      throw denied(401, `${this.location.host} asks for an unsupported kind of login`);
    }
    if (credentials?.kind !== 'password') throw denied(401, because);
    return basic(credentials);
  }

  private async token(
    parameters: ReadonlyMap<string, string>,
    credentials: Credentials | undefined,
    because: string,
  ): Promise<string> {
    const realm = this.trusted(parameters.get('realm') ?? '', this.location.origin);
    if (realm === undefined) {
      throw denied(401, `${this.location.host} names no token service with an https:// address`);
    }
    const query = { service: parameters.get('service') ?? this.location.host, scope: this.scopeOf(parameters) };
    const response = await this.send(realm, tokenRequest(realm, query, credentials));
    const { status } = response;
    const body = await this.told(() => response.text(), realm.host);
    if ([401, 403].includes(status)) throw denied(status, because);
    const answer = response.ok ? parseJson(body) : undefined;
    const token = isRecord(answer) ? (answer.token ?? answer.access_token) : undefined;
    // Only printable ASCII is safe in a header.
    if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token;
    throw unreachable(`${realm.host} returned no token: HTTP ${status}`);
  }

  private scopeOf(parameters: ReadonlyMap<string, string>): string {
    return parameters.get('scope') ?? `repository:${this.location.repository}:pull`;
  }

  /** Requests the manifest and follows redirects. Only the registry itself gets the authorization header. */
  private async manifest(method: 'HEAD' | 'GET', authorization?: string): Promise<Response> {
    const { origin, repository } = this.location;
    let address = new URL(`${origin}/v2/${repository}/manifests/${this.reference}`);
    let headers: Record<string, string> = { Accept: ACCEPT, ...(authorization && { Authorization: authorization }) };
    for (let left = REDIRECTS; ; left -= 1) {
      const response = await this.send(address, { method, headers });
      if (![301, 302, 303, 307, 308].includes(response.status)) return response;
      // An unread body would keep the connection open.
      await response.body?.cancel();
      const next = this.trusted(response.headers.get('location') ?? '', address);
      if (next === undefined || left === 0) {
        throw unreachable(`${address.host} redirects too often, or to an address that is not trusted`);
      }
      address = next;
      headers = { Accept: ACCEPT };
    }
  }

  /** An address that a registry names, if it uses https; on this machine only if the registry runs here, too. */
  private trusted(text: string, base: string | URL): URL | undefined {
    if (text === '' || !URL.canParse(text, String(base))) return undefined;
    const address = new URL(text, base);
    // A login in the address is not ours.
    if (address.username !== '' || address.password !== '') return undefined;
    const isHere = isLoopback(address.host);
    if (address.protocol === 'https:' && !isHere) return address;
    return isHere && isLoopback(this.location.host) && /^https?:$/.test(address.protocol) ? address : undefined;
  }

  private async send(address: URL, { method = 'GET', headers, body }: RequestInit): Promise<Response> {
    const limit = Math.max(1, Math.min(LIMIT, this.end - this.now()));
    const signal = AbortSignal.timeout(limit);
    return this.told(() => fetch(address, { method, headers, body, signal, redirect: 'manual' }), address.host);
  }

  /** Runs a request, and explains a failure. */
  private async told<T>(body: () => Promise<T>, host = this.location.host): Promise<T> {
    try {
      return await body();
    } catch (error) {
      const reason = reasonOf(error);
      throw unreachable(
        isUntrusted(reason)
          ? `${host} has a certificate that is not trusted (${reason}): set NODE_EXTRA_CA_CERTS to the file of its CA`
          : `${host} does not answer: ${reason}`,
      );
    }
  }
}

/** The request for a token: with the login in a header, or with an identity token in a form. */
function tokenRequest(
  realm: URL,
  query: { readonly service: string; readonly scope: string },
  credentials: Credentials | undefined,
): RequestInit {
  if (credentials?.kind === 'identity-token') {
    const form = { ...query, grant_type: 'refresh_token', client_id: CLIENT, refresh_token: credentials.token };
    return { method: 'POST', headers: { Accept: 'application/json' }, body: new URLSearchParams(form) };
  }
  for (const [name, value] of Object.entries(query)) realm.searchParams.set(name, value);
  const accept = { Accept: 'application/json' };
  return { headers: credentials === undefined ? accept : { ...accept, Authorization: basic(credentials) } };
}

function basic({ username, password }: Extract<Credentials, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function denied(status: number, why: string): Decided {
  return new Decided({ kind: 'denied', why: `HTTP ${status}: ${why}` });
}

function unreachable(why: string): Decided {
  return new Decided({ kind: 'unreachable', why });
}
