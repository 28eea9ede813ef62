import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from './api-server';
import { background, freePorts, waitFor } from './background';

/** A request as the stand-in of a registry got it. */
export interface Got {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

type Reply = (got: Got, response: ServerResponse, request: IncomingMessage) => void;

/** A server on the loopback address with answers from a test; records its requests. */
export class AnsweringServer {
  static async start(reply: Reply): Promise<AnsweringServer> {
    const one = new AnsweringServer(reply);
    await new Promise<void>((resolve) => one.server.listen(0, '127.0.0.1', resolve));
    return one;
  }

  readonly got: Got[] = [];
  private readonly server: Server;

  private constructor(reply: Reply) {
    this.server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const got = { method, url, authorization: headers.authorization, body: Buffer.concat(parts).toString() };
        this.got.push(got);
        reply(got, response, request);
      });
    });
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A real registry on the loopback address, with nothing in it. */
export interface RealRegistry {
  readonly host: string;
  /** Puts an image there; returns the digest of its manifest. */
  readonly push: (repository: string, tag: string) => Promise<string>;
  readonly remove: (repository: string, reference: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startRegistry(): Promise<RealRegistry> {
  const [port] = await freePorts(1);
  const host = `127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const binary = cached('bin/registry-0.22.1', 'scripts/tools.sh');
  const program = background(binary, ['-port', String(port)], join(folder, 'log'));
  const answers = async (): Promise<boolean> => (await fetch(`http://${host}/v2/`)).ok;
  await waitFor(answers, { what: 'the registry answers', seconds: 30, program });
  const stop = async (): Promise<void> => {
    await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    host,
    push: (repository, tag) => push(`http://${host}/v2/${repository}`, tag),
    remove: async (repository, reference) => {
      await done(fetch(`http://${host}/v2/${repository}/manifests/${reference}`, { method: 'DELETE' }));
    },
    stop,
  };
}

/** The smallest image that there is: a config that names its tag, and no layers. */
async function push(address: string, tag: string): Promise<string> {
  const config = JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Labels: { tag } } });
  const started = await done(fetch(`${address}/blobs/uploads/`, { method: 'POST' }));
  const upload = new URL(started.headers.get('location') ?? '', `${address}/`);
  upload.searchParams.set('digest', digestOf(config));
  await done(fetch(upload, { method: 'PUT', body: config }));
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      digest: digestOf(config),
      size: Buffer.byteLength(config),
    },
    layers: [],
  });
  const headers = { 'Content-Type': mediaType };
  await done(fetch(`${address}/manifests/${tag}`, { method: 'PUT', headers, body: manifest }));
  return digestOf(manifest);
}

async function done(request: Promise<Response>): Promise<Response> {
  const response = await request;
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answers HTTP ${response.status}: ${text}`);
  return response;
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
