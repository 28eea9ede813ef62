import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askApplication } from '../../../src/releases/gate/argocd-api';
import { makeTlsCertificate } from '../../support/tls';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Asks a server that answers in one way; what it was asked is kept. */
async function ask(status: number, body: string): Promise<{ answer: unknown; asked: IncomingMessage }> {
  let asked: IncomingMessage | undefined;
  const listener: RequestListener = (request, response) => {
    asked = request;
    response.writeHead(status, { connection: 'close' }).end(body);
  };
  const port = await listen(createServer(listener));
  const api = { address: `http://127.0.0.1:${port}/argo`, token: 'secret', namespace: 'gitops' };
  const answer = await askApplication(api, 'shop-dev', 'shop').catch((error: Error) => error.message);
  return { answer: typeof answer === 'string' ? answer.replaceAll(String(port), 'PORT') : answer, asked: asked! };
}

test('requests one Application with a refresh, with the token only in a header', async () => {
  const { answer, asked } = await ask(200, '{"status":{}}');
  expect(answer).toEqual({ kind: 'application', application: { status: {} } });
  expect(asked.method).toBe('GET');
  expect(asked.url).toBe('/argo/api/v1/applications/shop-dev?appNamespace=gitops&project=shop&refresh=normal');
  expect(asked.headers.authorization).toBe('Bearer secret');
});

test.each([
  [404, '{"code":5}', { state: 'waiting', why: 'shop-dev: Argo CD has no such Application yet', isUnseen: true }],
  [
    503,
    'no healthy upstream',
    { state: 'trouble', why: expect.stringMatching(/^http:.+ answers HTTP 503$/) as string },
  ],
])('looks again at %d %j', async (status, body, look) => {
  expect((await ask(status, body)).answer).toEqual({ kind: 'look', look });
});

test.each([
  [401, '{"code":16}', 'http://127.0.0.1:PORT/argo does not accept the token: renew the secret ARGOCD_AUTH_TOKEN'],
  [
    403,
    '{"code":7}',
    'the token of ARGOCD_AUTH_TOKEN may not see shop-dev: its role needs applications, get, shop/shop-dev',
  ],
  ...[
    [200, '<html>Sign in</html>'],
    [302, ''],
    [404, 'page not found'],
  ].map(([status, body]) => [
    status as number,
    body as string,
    `http://127.0.0.1:PORT/argo is not the API of Argo CD: it answers HTTP ${status}; set argocd.address in .projenrc.ts`,
  ]),
] as [number, string, string][])('gives up at %d %j', async (status, body, message) => {
  expect((await ask(status, body)).answer).toBe(message);
});

test.each([
  ['yes', 'look'],
  ['no', 'error'],
  ['', 'error'],
])('at 403, asks whether the token may get it: %j leads to %s', async (value, outcome) => {
  const asked: (string | undefined)[] = [];
  const listener: RequestListener = (request, response) => {
    const mayAnswer = request.url?.startsWith('/api/v1/account/') === true;
    asked.push(request.url, request.headers.authorization);
    response.writeHead(mayAnswer ? 200 : 403, { connection: 'close' });
    response.end(mayAnswer ? JSON.stringify({ value }) : '{"code":7}');
  };
  const port = await listen(createServer(listener));
  const api = { address: `http://127.0.0.1:${port}`, token: 'secret', namespace: 'argocd' };
  const answer = await askApplication(api, 'shop-dev', 'shop').catch((error: Error) => error.message);
  const why = 'shop-dev: Argo CD cannot read it, although the token may: the API server of its cluster may be down';
  expect(answer).toEqual(
    outcome === 'look'
      ? { kind: 'look', look: { state: 'trouble', why } }
      : 'the token of ARGOCD_AUTH_TOKEN may not see shop-dev: its role needs applications, get, shop/shop-dev',
  );
  expect(asked.slice(2)).toEqual(['/api/v1/account/can-i/applications/get/shop/shop-dev', 'Bearer secret']);
});

test('looks again without an answer', async () => {
  const port = await listen(createServer());
  await new Promise((resolve) => servers.splice(0)[0].close(resolve));
  const api = { address: `http://127.0.0.1:${port}`, token: 'secret', namespace: 'argocd' };
  expect(await askApplication(api, 'shop-dev', 'shop')).toEqual({
    kind: 'look',
    look: { state: 'trouble', why: `http://127.0.0.1:${port} does not answer: ECONNREFUSED` },
  });
});

test('gives up at an untrusted certificate, with the variable that trusts it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'argocd-api-'));
  try {
    const { key, certificate } = makeTlsCertificate(folder);
    const options = { key: readFileSync(key), cert: readFileSync(certificate) };
    const port = await listen(createSecureServer(options, (_request, response) => void response.end('{}')));
    const api = { address: `https://127.0.0.1:${port}`, token: 'secret', namespace: 'argocd' };
    await expect(askApplication(api, 'shop-dev', 'shop')).rejects.toThrow(
      `https://127.0.0.1:${port} has a certificate that is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT): set NODE_EXTRA_CA_CERTS to the file of its CA`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
