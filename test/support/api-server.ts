import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { ApiAnswer, KubernetesObject } from './api-client';
import { ApiClient } from './api-client';
import type { Background } from './background';
import { background, freePorts, waitFor } from './background';
import { apiServerArguments, certificateOf, etcdArguments, makeServiceAccountKey } from './control-plane';

/** What scripts/api-server.sh builds. */
export const ETCD = 'etcd-3.6.16';
export const API_SERVER = 'kube-apiserver-1.34.4';

/** Seconds within which each program has to be ready, also on a busy machine. */
const START_SECONDS = 120;

/** A running API server with nothing in it but the definitions of the custom resources. */
export interface ApiServer {
  readonly client: ApiClient;
  readonly stop: () => Promise<void>;
}

/** Where the scripts keep tools. */
export function toolCache(): string {
  return (
    process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'python-gitops')
  );
}

/** A file of the tool cache, which must be there. */
export function cached(path: string, script: string): string {
  const found = join(toolCache(), path);
  if (!existsSync(found)) throw new Error(`${found} is missing: run ${script}`);
  return found;
}

/** The objects of a stream of YAML documents. */
export function objectsOf(yaml: string): KubernetesObject[] {
  return parseAllDocuments(yaml).flatMap((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    const object: unknown = document.toJS();
    return object === null ? [] : [object as KubernetesObject];
  });
}

/**
 * Starts etcd and kube-apiserver on free ports of the loopback address, with their data in a temporary folder. There
 * is no controller manager: nothing is done with what is stored, and no default ServiceAccount appears.
 */
export async function startApiServer(): Promise<ApiServer> {
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
    programs.push(startKubernetes(folder, etcd, api, token));
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
  return background(cached(`bin/${ETCD}`, 'scripts/api-server.sh'), args, join(folder, 'etcd.log'));
}

function startKubernetes(folder: string, etcd: string, port: number, token: string): Background {
  const tokens = join(folder, 'tokens.csv');
  writeFileSync(tokens, `${token},test,test,system:masters\n`, { mode: 0o600 });
  const args = [
    ...apiServerArguments(folder, { etcd, port, tokens, serviceAccountKey: makeServiceAccountKey(folder) }),
    // It refuses pods whose ServiceAccount is not stored; here nothing but namespaces is stored.
    '--disable-admission-plugins=ServiceAccount',
  ];
  return background(cached(`bin/${API_SERVER}`, 'scripts/api-server.sh'), args, join(folder, 'api-server.log'));
}

/** Stores the definitions of the custom resources, and waits until the server serves all of them. */
export async function defineCustomResources(client: ApiClient, program: Background): Promise<void> {
  const folder = cached('crds', 'scripts/custom-resources.sh');
  const definitions = readdirSync(folder)
    .sort()
    .flatMap((name) => objectsOf(readFileSync(join(folder, name), 'utf8')));
  for (const definition of definitions) {
    const { status, message } = await client.apply(definition, { dryRun: false });
    if (status >= 300) throw new Error(`the API server refused ${definition.metadata.name}: ${message}`);
  }
  for (const definition of definitions) {
    await waitFor(() => isServed(client, definition), {
      what: `${definition.metadata.name} is served`,
      seconds: START_SECONDS,
      program,
    });
  }
}

interface DefinitionSpec {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

async function isServed(client: ApiClient, definition: KubernetesObject): Promise<boolean> {
  const { group, names, versions } = definition.spec as DefinitionSpec;
  for (const { name } of versions.filter((version) => version.served)) {
    const { body } = await client.get(`/apis/${group}/${name}`);
    const kinds = ((body as { resources?: { kind: string }[] } | undefined)?.resources ?? []).map(({ kind }) => kind);
    if (!kinds.includes(names.kind)) return false;
  }
  return true;
}

/** What is wrong with an answer, with the name of what was sent; nothing when it was accepted without a word. */
export function complaints(object: KubernetesObject, { status, message, warnings }: ApiAnswer): string[] {
  const name = `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}`;
  const refused = status >= 300 ? [`${name}: ${status} ${message}`] : [];
  return [...refused, ...warnings.map((warning) => `${name}: warning: ${warning}`)];
}

/** Stores the namespaces that objects are in, with the labels that they have among them. */
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
