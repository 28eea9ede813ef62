import { createHash } from 'node:crypto';
import { parseChallenges } from './challenge';
import type { Location } from './locate';
import { isLoopback } from './locate';
import type { Credentials } from './logins';
import type { Found } from './machine';
import { isDigest } from '../../common/image-reference';
import { parseJson } from '../../common/json';
import { isUntrusted, reasonOf } from '../../common/network';
import { isRecord } from '../../common/records';

/** What a registry says of one image. */
export type Answer =
  | { readonly kind: 'found'; readonly digest: string }
  | { readonly kind: 'missing' }
  /** It does not show this to whoever asks; some say so of what is not there, too. */
  | { readonly kind: 'denied'; readonly why: string }
  | { readonly kind: 'unreachable'; readonly why: string };

/** How long one request may take, and all of a question, in milliseconds: someone waits, perhaps in an incident. */
const LIMIT = 4_000;
const LIMIT_OF_ALL = 9_000;

/** So many times one is sent elsewhere. */
const REDIRECTS = 3;

/** Lists of images and single ones, as OCI and Docker call them. */
const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** What a service of tokens calls who asks. */
const CLIENT = 'python-gitops';

/** Ends a question: the registry's answer is known, or will not come. */
class Decided extends Error {
  constructor(readonly answer: Answer) {
    super(answer.kind);
  }
}

/**
 * Asks a registry whether it has an image, by tag or digest. Credentials are looked for when it wants some; they go to
 * the registry, or to the service of tokens that it names, and not where either of them redirects to.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 * @see https://distribution.github.io/distribution/spec/auth/token/
 */
export async function askRegistry(
  location: Location,
  reference: string,
  findCredentials: () => Promise<Found>,
  now: () => number = Date.now,
): Promise<Answer> {
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

  async ask(findCredentials: () => Promise<Found>): Promise<Answer> {
    let response = await this.manifest('HEAD');
    let authorization: string | undefined;
    if (response.status === 401) {
      const header = response.headers.get('www-authenticate') ?? '';
      const { credentials, trouble } = await findCredentials();
      const because = [
        credentials === undefined ? 'there is no login of it here' : 'the login that is here is not enough',
        ...trouble,
      ].join('; ');
      authorization = await this.authorize(header, credentials, because);
      response = await this.manifest('HEAD', authorization);
      if ([401, 403].includes(response.status)) throw denied(response.status, because);
    }
    return this.answerOf(response, authorization);
  }

  private async answerOf(response: Response, authorization?: string): Promise<Answer> {
    const { status } = response;
    if (status === 404) return { kind: 'missing' };
    if (status === 403) throw denied(status, `${this.location.host} asks for no login`);
    if (!response.ok) throw unreachable(`${this.location.host} answers HTTP ${status}`);
    // What a digest names has no other one.
    if (isDigest(this.reference)) return { kind: 'found', digest: this.reference };
    const said = response.headers.get('docker-content-digest');
    return { kind: 'found', digest: isDigest(said) ? said : await this.digestOfManifest(authorization) };
  }

  /** The specification only recommends the header; a digest is the hash of what it names. */
  private async digestOfManifest(authorization?: string): Promise<string> {
    const response = await this.manifest('GET', authorization);
    const content = await this.told(() => response.arrayBuffer());
    if (!response.ok) throw unreachable(`${this.location.host} answers HTTP ${response.status}`);
    return `sha256:${createHash('sha256').update(Buffer.from(content)).digest('hex')}`;
  }

  /** What shows the registry who asks, as it wants it. */
  private async authorize(header: string, credentials: Credentials | undefined, because: string): Promise<string> {
    const challenges = parseChallenges(header);
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer');
    if (bearer !== undefined) return `Bearer ${await this.token(bearer.parameters, credentials, because)}`;
    if (!challenges.some(({ scheme }) => scheme === 'basic')) {
      throw denied(401, `${this.location.host} names no way to log in that is known here`);
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
      throw denied(401, `${this.location.host} names no service of tokens that is asked by https`);
    }
    const query = { service: parameters.get('service') ?? this.location.host, scope: this.scopeOf(parameters) };
    const response = await this.send(realm, tokenRequest(realm, query, credentials));
    const { status } = response;
    const body = await this.told(() => response.text(), realm.host);
    if ([401, 403].includes(status)) throw denied(status, because);
    const said = response.ok ? parseJson(body) : undefined;
    const token = isRecord(said) ? (said.token ?? said.access_token) : undefined;
    // A header takes no line breaks, and no token has any.
    if (typeof token === 'string' && /^[\x21-\x7e]+$/.test(token)) return token;
    throw unreachable(`${realm.host} gives no token: HTTP ${status}`);
  }

  private scopeOf(parameters: ReadonlyMap<string, string>): string {
    return parameters.get('scope') ?? `repository:${this.location.repository}:pull`;
  }

  /** Asks for the manifest, wherever the registry keeps it; only itself is shown who asks. */
  private async manifest(method: 'HEAD' | 'GET', authorization?: string): Promise<Response> {
    const { origin, repository } = this.location;
    let address = new URL(`${origin}/v2/${repository}/manifests/${this.reference}`);
    let headers: Record<string, string> = { Accept: ACCEPT, ...(authorization && { Authorization: authorization }) };
    for (let left = REDIRECTS; ; left -= 1) {
      const response = await this.send(address, { method, headers });
      if (![301, 302, 303, 307, 308].includes(response.status)) return response;
      // What nobody reads would keep the connection.
      await response.body?.cancel();
      const next = this.trusted(response.headers.get('location') ?? '', address);
      if (next === undefined || left === 0) throw unreachable(`${address.host} redirects to no place that is asked`);
      address = next;
      headers = { Accept: ACCEPT };
    }
  }

  /** An address that a registry names: by https, and on this machine only where the registry is on it, too. */
  private trusted(text: string, base: string | URL): URL | undefined {
    if (text === '' || !URL.canParse(text, String(base))) return undefined;
    const address = new URL(text, base);
    // What stands before the host would be a login, and not ours.
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

  /** Says in a person's words why something did not arrive. */
  private async told<T>(body: () => Promise<T>, host = this.location.host): Promise<T> {
    try {
      return await body();
    } catch (error) {
      const reason = reasonOf(error);
      throw unreachable(
        isUntrusted(reason)
          ? `${host} has a certificate that is not trusted (${reason}): name its CA in NODE_EXTRA_CA_CERTS`
          : `${host} does not answer: ${reason}`,
      );
    }
  }
}

/** How a token is asked for: with the login in a header, or, for an identity token, in a form. */
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
