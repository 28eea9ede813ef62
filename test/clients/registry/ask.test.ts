import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { RegistryAnswer } from '../../../src/clients/registry/ask';
import { askRegistry } from '../../../src/clients/registry/ask';
import type { Location } from '../../../src/clients/registry/locate';
import { locateRegistry } from '../../../src/clients/registry/locate';
import type { Credentials } from '../../../src/clients/registry/logins';
import type { Got, RealRegistry } from '../../support/registry';
import { AnsweringServer, startRegistry } from '../../support/registry';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;
const ADA: Credentials = { kind: 'password', username: 'ada', password: 'p:ä' };
const BASIC = `Basic ${Buffer.from('ada:p:ä').toString('base64')}`;

const servers: AnsweringServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(reply: (got: Got, response: ServerResponse) => void): Promise<AnsweringServer> {
  const server = await AnsweringServer.start(reply);
  servers.push(server);
  return server;
}

function ask(
  where: AnsweringServer | Location,
  credentials?: Credentials,
  reference = 'one',
  trouble: readonly string[] = [],
): Promise<RegistryAnswer> {
  const location = where instanceof AnsweringServer ? locateRegistry(`${where.host}/acme/shop`) : where;
  return askRegistry(location, reference, async () => ({ credentials, trouble }));
}

/** What a server was asked, in short. */
const asked = ({ got }: AnsweringServer): string[] =>
  got.map(({ method, url, authorization }) => [method, url, authorization ?? 'anonymous'].join(' '));

/** Why nothing is known, without the ports of the test. */
function why(answer: RegistryAnswer): string {
  return 'why' in answer ? `${answer.kind}: ${answer.why.replace(/127\.0\.0\.1:\d+/g, 'HOST')}` : answer.kind;
}

const found = (response: ServerResponse, digest = DIGEST): void =>
  void response.writeHead(200, { 'docker-content-digest': digest }).end();

describe('a registry without login', () => {
  test('is asked once, for lists and images of OCI and Docker', async () => {
    let accept: string | undefined;
    const server = await AnsweringServer.start((_got, response, { headers }) => {
      accept = headers.accept;
      found(response);
    });
    servers.push(server);
    expect(await ask(server)).toEqual({ kind: 'found', digest: DIGEST });
    expect(asked(server)).toEqual(['HEAD /v2/acme/shop/manifests/one anonymous']);
    expect(accept?.split(', ')).toEqual([
      'application/vnd.oci.image.index.v1+json',
      'application/vnd.docker.distribution.manifest.list.v2+json',
      'application/vnd.oci.image.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.v2+json',
    ]);
  });

  test('has the digest of a tag in its manifest if there is no header', async () => {
    const server = await start((_got, response) => response.writeHead(200).end('{"a":1}'));
    const digest = `sha256:${createHash('sha256').update('{"a":1}').digest('hex')}`;
    expect(await ask(server)).toEqual({ kind: 'found', digest });
    expect(asked(server)).toEqual([
      'HEAD /v2/acme/shop/manifests/one anonymous',
      'GET /v2/acme/shop/manifests/one anonymous',
    ]);
  });

  test('cannot change a digest', async () => {
    const server = await start((_got, response) => found(response, OTHER));
    expect(await ask(server, undefined, DIGEST)).toEqual({ kind: 'found', digest: DIGEST });
  });

  test.each([
    [404, 'missing'],
    [403, 'denied: HTTP 403: HOST does not ask for a login'],
    [429, 'unreachable: HOST answers HTTP 429'],
    [500, 'unreachable: HOST answers HTTP 500'],
    [503, 'unreachable: HOST answers HTTP 503'],
    [400, 'unreachable: HOST answers HTTP 400'],
  ])('and answers HTTP %d', async (status, answer) => {
    const server = await start((_got, response) => response.writeHead(status).end());
    expect(why(await ask(server, ADA))).toBe(answer);
    expect(asked(server)).toHaveLength(1);
  });
});

describe('a registry that wants a password', () => {
  const withBasic = (): Promise<AnsweringServer> =>
    start(({ authorization }, response) => {
      if (authorization === BASIC) found(response);
      else response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end();
    });

  test('gets it at the second question', async () => {
    const server = await withBasic();
    expect(await ask(server, ADA)).toEqual({ kind: 'found', digest: DIGEST });
    const path = '/v2/acme/shop/manifests/one';
    expect(asked(server)).toEqual([`HEAD ${path} anonymous`, `HEAD ${path} ${BASIC}`]);
  });

  test.each<[string, Credentials | undefined, string]>([
    ['anonymous', undefined, 'no login for it was found; docker-credential-x is not installed'],
    [
      'an identity token',
      { kind: 'identity-token', token: 't' },
      'the login that was found is not sufficient; docker-credential-x is not installed',
    ],
    [
      'a wrong password',
      { ...ADA, password: 'wrong' },
      'the login that was found is not sufficient; docker-credential-x is not installed',
    ],
  ])('is denied to %s', async (_who, credentials, because) => {
    const server = await withBasic();
    const answer = await ask(server, credentials, 'one', ['docker-credential-x is not installed']);
    expect(why(answer)).toBe(`denied: HTTP 401: ${because}`);
  });
});

describe('a registry with a token service', () => {
  interface Service {
    readonly reply?: (got: Got, response: ServerResponse) => void;
    readonly challenge?: (realm: string) => string;
  }

  /** A registry, and a service of tokens on another port. */
  async function withTokens({ reply, challenge }: Service = {}): Promise<[AnsweringServer, AnsweringServer]> {
    const tokens = await start((got, response) => {
      if (reply !== undefined) reply(got, response);
      else if (got.authorization === BASIC || got.body.includes('refresh_token=it')) response.end('{"token":"abc"}');
      else response.writeHead(401).end('no');
    });
    const realm = `http://${tokens.host}/token?account=x`;
    const registry = await start(({ authorization }, response) => {
      if (authorization === 'Bearer abc') return found(response);
      const header = challenge?.(realm) ?? `Bearer realm="${realm}",service="reg",scope="repository:acme/shop:pull"`;
      return void response.writeHead(401, { 'www-authenticate': header }).end();
    });
    return [registry, tokens];
  }

  test('gets a token; the password is only sent to the token service', async () => {
    const [registry, tokens] = await withTokens();
    expect(await ask(registry, ADA)).toEqual({ kind: 'found', digest: DIGEST });
    expect(asked(tokens)).toEqual([`GET /token?account=x&service=reg&scope=repository%3Aacme%2Fshop%3Apull ${BASIC}`]);
    expect(registry.got.map(({ authorization }) => authorization)).toEqual([undefined, 'Bearer abc']);
  });

  test('also accepts an anonymous token, by its other name', async () => {
    const [registry, tokens] = await withTokens({ reply: (_got, response) => response.end('{"access_token":"abc"}') });
    expect(await ask(registry)).toEqual({ kind: 'found', digest: DIGEST });
    expect(tokens.got[0].authorization).toBeUndefined();
  });

  test('takes an identity token in a form', async () => {
    const [registry, tokens] = await withTokens();
    expect(await ask(registry, { kind: 'identity-token', token: 'it' })).toEqual({ kind: 'found', digest: DIGEST });
    const [{ method, authorization, body }] = tokens.got;
    expect([method, authorization]).toEqual(['POST', undefined]);
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'python-gitops',
      refresh_token: 'it',
      service: 'reg',
      scope: 'repository:acme/shop:pull',
    });
  });

  test('is asked for the right to pull if it names none', async () => {
    const [registry, tokens] = await withTokens({ challenge: (realm) => `Basic realm="x", Bearer realm="${realm}"` });
    await ask(registry, ADA);
    const { searchParams } = new URL(tokens.got[0].url, 'http://x');
    expect([searchParams.get('scope'), searchParams.get('service')]).toEqual([
      'repository:acme/shop:pull',
      registry.host,
    ]);
  });

  test.each([
    [401, '', 'denied: HTTP 401: the login that was found is not sufficient'],
    [403, '', 'denied: HTTP 403: the login that was found is not sufficient'],
    [429, '', 'unreachable: HOST returned no token: HTTP 429'],
    [302, '', 'unreachable: HOST returned no token: HTTP 302'],
    [200, '<html>', 'unreachable: HOST returned no token: HTTP 200'],
    [200, '{"token":"a\\nb"}', 'unreachable: HOST returned no token: HTTP 200'],
    [200, '{"token":"of another image"}', 'unreachable: HOST returned no token: HTTP 200'],
    [200, '{"token":"of-another-image"}', 'denied: HTTP 401: the login that was found is not sufficient'],
  ])('which answers HTTP %d %s', async (status, body, answer) => {
    const reply = (_got: Got, response: ServerResponse): void => void response.writeHead(status).end(body);
    const [registry] = await withTokens({ reply });
    expect(why(await ask(registry, ADA))).toBe(answer);
  });

  test.each([
    ['by http', 'Bearer realm="http://tokens.example.com/"'],
    ['with a login in its address', 'Bearer realm="https://a:b@tokens.example.com/"'],
    ['by another protocol', 'Bearer realm="file:///etc/passwd"'],
    ['nowhere', 'Bearer service="x"'],
  ])('is not asked %s', async (_how, challenge) => {
    const [registry] = await withTokens({ challenge: () => challenge });
    expect(why(await ask(registry, ADA))).toBe(
      'denied: HTTP 401: HOST names no token service with an https:// address',
    );
    expect(registry.got).toHaveLength(1);
  });

  test('on this machine gets nothing for a registry elsewhere', async () => {
    const [registry, tokens] = await withTokens();
    // A name of this machine that is none of those which docker trusts.
    const location = { ...locateRegistry(`${registry.host}/acme/shop`), host: 'registry.example.com' };
    expect(why(await ask(location, ADA))).toBe(
      'denied: HTTP 401: registry.example.com names no token service with an https:// address',
    );
    expect(tokens.got).toEqual([]);
  });

  test.each(['Negotiate', ''])('or %j is an unsupported scheme', async (challenge) => {
    const [registry] = await withTokens({ challenge: () => challenge });
    expect(why(await ask(registry, ADA))).toBe('denied: HTTP 401: HOST asks for an unsupported kind of login');
  });
});

describe('a registry that redirects', () => {
  test('sends no credentials to the target', async () => {
    const elsewhere = await start((_got, response) => found(response));
    const server = await start(({ authorization }, response) => {
      if (authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      else response.writeHead(307, { location: `http://${elsewhere.host}/blob?signature=s` }).end();
    });
    expect(await ask(server, ADA)).toEqual({ kind: 'found', digest: DIGEST });
    expect(asked(elsewhere)).toEqual(['HEAD /blob?signature=s anonymous']);
  });

  test.each([
    ['in a circle', '/v2/acme/shop/manifests/one', 4],
    ['by http', 'http://example.com/', 1],
    ['nowhere', '', 1],
  ])('%s is not followed for ever', async (_where, location, times) => {
    const server = await start((_got, response) => response.writeHead(302, { location }).end());
    expect(why(await ask(server, ADA))).toBe(
      'unreachable: HOST redirects too often, or to an address that is not trusted',
    );
    expect(asked(server)).toHaveLength(times);
  });
});

describe('a registry that does not answer', () => {
  test('because the port is closed', async () => {
    const server = await AnsweringServer.start(() => undefined);
    const location = locateRegistry(`${server.host}/acme/shop`);
    await server.stop();
    expect(why(await ask(location))).toBe('unreachable: HOST does not answer: ECONNREFUSED');
  });

  test('because its name is invalid', async () => {
    expect(why(await ask(locateRegistry('registry.invalid/acme/shop')))).toMatch(
      /^unreachable: registry\.invalid does not answer: E/,
    );
  });

  test('gets a few seconds, and fewer if others were slow before', async () => {
    const server = await start(() => undefined);
    const began = Date.now();
    expect(why(await ask(server))).toBe('unreachable: HOST does not answer: timed out');
    expect(Date.now() - began).toBeGreaterThan(3_500);
    expect(Date.now() - began).toBeLessThan(6_000);
    // By this clock, almost all of the time is over.
    const clock = [0, 8_900];
    const again = Date.now();
    await askRegistry(
      locateRegistry(`${server.host}/acme/shop`),
      'one',
      async () => ({ trouble: [] }),
      () => clock.shift() ?? 0,
    );
    expect(Date.now() - again).toBeLessThan(2_000);
  });
});

describe('the registry itself', () => {
  let registry: RealRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.stop());

  test('has what was pushed, by tag and by digest, and nothing else', async () => {
    const digest = await registry.push('acme/shop', 'one');
    const location = locateRegistry(`${registry.host}/acme/shop`);
    expect(await ask(location)).toEqual({ kind: 'found', digest });
    expect(await ask(location, undefined, digest)).toEqual({ kind: 'found', digest });
    expect(await ask(location, undefined, 'two')).toEqual({ kind: 'missing' });
    expect(await ask(location, undefined, OTHER)).toEqual({ kind: 'missing' });
    expect(await ask(locateRegistry(`${registry.host}/acme/other`))).toEqual({ kind: 'missing' });
  });
});
