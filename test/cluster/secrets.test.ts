import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';

jest.setTimeout(300_000);

interface Secret extends KubernetesObject {
  readonly data: Readonly<Record<string, string>>;
}

const cluster = Cluster.shared();
const APP = 'hushed';
const NAMESPACE = `${APP}-dev`;
const SECRET = `${APP}-secrets`;
let repository: ClusterRepository;

beforeAll(async () => {
  repository = ClusterRepository.create(cluster, { name: APP, environments: { dev: {} }, apps: { [APP]: {} } });
  await saveCertificate();
  configure('FIRST');
});

afterAll(() => support.cleanUp());

/** Fetches the certificate, as docs/SEALED_SECRETS.md describes. */
async function saveCertificate(): Promise<string> {
  const certificate = await cluster.sealedSecretsCertificate();
  mkdirSync(join(repository.folder, 'sealed-secrets'), { recursive: true });
  writeFileSync(join(repository.folder, 'sealed-secrets', 'dev.pem'), certificate);
  return certificate;
}

function configure(...secrets: readonly string[]): void {
  repository.configure({ environments: { dev: {} }, apps: { [APP]: { secrets: [...secrets] } } });
}

function seal(key: string, value: string): string {
  const path = join(support.makeFolder('value'), 'value');
  writeFileSync(path, value);
  return repository.gitops('seal', APP, 'dev', key, '--file', path).all;
}

/** The opened values, by key. */
async function values(): Promise<Record<string, string>> {
  const secret = await cluster.get<Secret>('Secret', SECRET, NAMESPACE);
  const entries = Object.entries(secret?.data ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

interface Variable {
  readonly name: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}

/** Variables of the pods that come from a Secret, each with the Secret and the key. */
async function references(): Promise<string[]> {
  const pods = await cluster.waitForPods(NAMESPACE);
  const containers = pods.flatMap(({ spec }) => spec.containers as unknown as { env?: Variable[] }[]);
  return containers.flatMap(({ env = [] }) =>
    env.flatMap(({ name, valueFrom }) => {
      const from = valueFrom?.secretKeyRef;
      return from ? [`${name} from ${from.name}/${from.key}`] : [];
    }),
  );
}

test('a sealed value becomes the Secret that the pods read', async () => {
  expect(seal('FIRST', 'one')).not.toContain('Warning');
  repository.push('feat: a secret');
  repository.release(APP, 'dev', 'first');
  repository.applyRoot();
  await repository.sync(NAMESPACE);
  expect(await references()).toEqual([`FIRST from ${SECRET}/FIRST`]);
  expect(await values()).toEqual({ FIRST: 'one' });
});

test('after the key is renewed, seal warns about the certificate, and both values open', async () => {
  const before = await cluster.sealedSecretsCertificate();
  // The controller makes a new key on this signal, as it does every 30 days.
  process.kill(Number(readFileSync(join(cluster.folder, 'pids', 'sealed-secrets-controller'), 'utf8')), 'SIGUSR1');
  const isRenewed = async (): Promise<boolean> => (await cluster.sealedSecretsCertificate()) !== before;
  await cluster.wait('a new key', 30, isRenewed);
  configure('FIRST', 'SECOND');
  await saveCertificate();
  expect(seal('SECOND', 'two')).toMatch(
    /Certificate sealed-secrets\/dev\.pem: SHA-256 ([0-9A-F:]{95})\nWarning: the certificate changed since the last seal, which used (?!\1)[0-9A-F:]{95}\./,
  );
  repository.push('feat: another secret');
  await repository.sync(NAMESPACE);
  await cluster.wait('both values', 30, async () => 'SECOND' in (await values()), { application: NAMESPACE });
  expect(await values()).toEqual({ FIRST: 'one', SECOND: 'two' });
  const both = [`FIRST from ${SECRET}/FIRST`, `SECOND from ${SECRET}/SECOND`];
  await cluster.wait('pods that read both', 60, async () => (await references()).join() === both.join(), {
    application: NAMESPACE,
  });
});

test('a value that is sealed with the old key opens again when its Secret is lost', async () => {
  const uid = async (): Promise<unknown> => (await cluster.get('Secret', SECRET, NAMESPACE))?.metadata.uid;
  const lost = await uid();
  await cluster.delete('Secret', SECRET, NAMESPACE);
  const isNew = async (): Promise<boolean> => ![undefined, lost].includes((await uid()) as string | undefined);
  await cluster.wait('another Secret', 30, isNew, { application: NAMESPACE });
  expect(await values()).toEqual({ FIRST: 'one', SECOND: 'two' });
});
