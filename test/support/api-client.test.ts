import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from './api-client';
import { makeTlsCertificate } from './tls';

/** What a client gets from a server that ends this number of connections without an answer, and how many it saw. */
async function askAfter(ends: number): Promise<{ readonly status: number | string; readonly requests: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'api-client-'));
  const { key, certificate } = makeTlsCertificate(folder);
  let requests = 0;
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    requests += 1;
    if (requests <= ends) request.socket.destroy();
    else response.end('{}');
  });
  try {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const client = new ApiClient({ port }, () => readFileSync(certificate, 'utf8'), 'token');
    const status = await client.get('/readyz').then(
      (answer) => answer.status,
      (error: Error) => error.message,
    );
    return { status, requests };
  } finally {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  }
}

test('a request is repeated when its connection ends without an answer, a few times', async () => {
  expect(await askAfter(1)).toEqual({ status: 200, requests: 2 });
  expect(await askAfter(3)).toEqual({ status: 200, requests: 4 });
  expect(await askAfter(99)).toEqual({ status: 'socket hang up', requests: 6 });
});
