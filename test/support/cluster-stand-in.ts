import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Background } from './background';
import { background, freePorts } from './background';
import { makeTlsCertificate } from './tls';
import { sourceCommit } from '../../src/common/image-reference';
import { parseImageFile } from '../../src/releases/files/image-file';

/** What a gate asks about a cluster, without one: a service that runs what was released, and Argo CD's API. */
export interface ClusterStandIn {
  /** Address of the app in dev. */
  readonly address: string;
  /** Address of Argo CD, which trusts the token alone. */
  readonly argocd: string;
  /** File with the certificates that a workflow trusts: its own among them. */
  readonly trusted: string;
  readonly stop: () => Promise<void>;
}

export const ARGOCD_TOKEN = 'token-of-argocd';

/** The app whose server answers for dev. */
export interface ServedApp {
  readonly name: string;
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Applications whose sync fails, by name. */
  readonly cannotSync: readonly string[];
}

/**
 * Follows the remote as Argo CD does: what was released to dev is served by the app's own server, from a checkout with its
 * packages installed; and every other Application is synced with the branch, and healthy.
 */
export async function startCluster(scratch: string, remote: string, app: ServedApp): Promise<ClusterStandIn> {
  let served = '';
  let program: Background | undefined;
  const git = (...args: string[]): string => spawnSync('git', args, { cwd: remote, encoding: 'utf8' }).stdout.trim();
  const [port] = await freePorts(1);
  const follow = async (): Promise<void> => {
    const file = git('show', `main:apps/${app.name}/k8s/overlays/dev/release/kustomization.yaml`);
    const image = parseImageFile(file)?.image;
    const tag = image && sourceCommit(image);
    if (tag === undefined || tag === served) return;
    served = tag;
    await program?.stop();
    const env = { ...app.env, APP_VERSION: tag, PORT: String(port) };
    program = background(join(app.folder, 'scripts/server.sh'), [], join(scratch, 'server.log'), { env });
  };
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    last = last.then(follow);
  }, 500);

  const { key, certificate } = makeTlsCertificate(scratch);
  const argocd = createSecureServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (request, response) => {
      const { pathname } = new URL(request.url ?? '', 'https://x');
      const name = /^\/api\/v1\/applications\/([a-z-]+)$/.exec(pathname)?.[1];
      if (request.headers.authorization !== `Bearer ${ARGOCD_TOKEN}`) response.writeHead(401).end('{}');
      else if (name === undefined) response.writeHead(404).end('{}');
      else response.end(JSON.stringify(applicationAt(name, git('rev-parse', 'main'), app.cannotSync.includes(name))));
    },
  );
  const secure = await listen(argocd);
  return {
    address: `http://127.0.0.1:${port}`,
    argocd: `https://127.0.0.1:${secure}`,
    trusted: bundle(scratch, certificate),
    stop: async () => {
      clearInterval(timer);
      await last;
      await program?.stop();
      await close(argocd);
    },
  };
}

function applicationAt(name: string, revision: string, hasFailed: boolean): object {
  const failure = { phase: 'Failed', message: 'denied by the stand-in', syncResult: { revision } };
  return {
    metadata: { name },
    status: {
      health: { status: 'Healthy' },
      reconciledAt: '2026-01-10T10:00:41Z',
      sync: {
        status: hasFailed ? 'OutOfSync' : 'Synced',
        revision,
        comparedTo: { source: { targetRevision: 'main' } },
      },
      ...(hasFailed ? { operationState: failure } : {}),
    },
  };
}

/** The certificate together with those that the machine trusts, since there is only one file of them. */
function bundle(folder: string, certificate: string): string {
  const known = process.env.NODE_EXTRA_CA_CERTS;
  const file = join(folder, 'trusted.crt');
  const all = [...(known ? [known] : []), certificate].map((path) => readFileSync(path, 'utf8'));
  writeFileSync(file, all.join('\n'));
  return file;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
