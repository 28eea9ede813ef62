import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binary } from './binaries';
import type { KubernetesObject } from '../api-client';
import { ApiClient } from '../api-client';
import { cached, complaints, defineCustomResources } from '../api-server';
import type { Background } from '../background';
import { background, freePorts, waitFor } from '../background';
import { apiServerArguments, certificateOf, etcdArguments, makeServiceAccountKey } from '../control-plane';

/** Seconds within which each program has to be ready, also on a busy machine. */
const START_SECONDS = 120;

/** A running API server with nothing in it but the definitions of the custom resources. */
export interface ApiServer {
  readonly client: ApiClient;
  readonly stop: () => Promise<void>;
}

/**
 * Starts etcd and a kube-apiserver of the tool cache on free ports of the loopback address, with their data in a
 * temporary folder. There is no controller manager: nothing is done with what is stored, and no default ServiceAccount
 * appears.
 */
export async function startApiServer(name: string): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'api-server-'));
  const programs: Background[] = [];
  const stop = async (): Promise<void> => {
    for (const program of programs.splice(0).reverse()) await program.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const [clients, peers, api] = await freePorts(3);
    const etcd = `http://127.0.0.1:${clients}`;
    programs.push(startEtcd(folder, etcd, `http://127.0.0.1:${peers}`));
    await waitFor(async () => (await fetch(`${etcd}/health`)).ok, {
      what: 'etcd is ready',
      seconds: START_SECONDS,
      program: programs[0],
    });
    const token = randomBytes(16).toString('hex');
    programs.push(startKubernetes(name, folder, etcd, api, token));
    // The server makes its own certificate, and the client trusts exactly that one.
    const client = new ApiClient({ port: api }, () => readFileSync(certificateOf(folder), 'utf8'), token);
    await waitFor(async () => (await client.get('/readyz')).status === 200, {
      what: 'kube-apiserver is ready',
      seconds: START_SECONDS,
      program: programs[1],
    });
    await defineCustomResources(client, programs[1]);
    return { client, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts etcd, which listens to clients and peers at these addresses. */
function startEtcd(folder: string, clients: string, peers: string): Background {
  const args = etcdArguments(join(folder, 'etcd'), clients, peers);
  return background(binary('etcd'), args, join(folder, 'etcd.log'));
}

function startKubernetes(name: string, folder: string, etcd: string, port: number, token: string): Background {
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${token},test,test,system:masters\n`, { mode: 0o600 });
  const args = [
    ...apiServerArguments(folder, { etcd, port, tokens, serviceAccountKey: makeServiceAccountKey(folder) }),
    // It refuses pods whose ServiceAccount is not stored; here nothing but namespaces is stored.
    '--disable-admission-plugins=ServiceAccount',
  ];
  return background(cached(`bin/${name}`, 'scripts/cluster-tools.sh'), args, join(folder, 'api-server.log'));
}

/** Stores the namespaces that objects are in, with the labels that they have there. */
export async function storeNamespaces(client: ApiClient, objects: readonly KubernetesObject[]): Promise<void> {
  const own = objects.filter(({ kind }) => kind === 'Namespace');
  const named = new Set(own.map(({ metadata }) => metadata.name));
  const others = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  const plain = [...others]
    .filter((name) => !named.has(name))
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  for (const namespace of [...own, ...plain]) {
    const found = complaints(namespace, await client.apply(namespace, { dryRun: false }));
    if (found.length > 0) throw new Error(found.join('\n'));
  }
}
