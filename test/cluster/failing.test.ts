import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import type { Background } from '../support/background';
import { Cluster } from '../support/cluster/cluster';
import type { Application, Pod } from '../support/cluster/objects';
import { isReady } from '../support/cluster/objects';

jest.setTimeout(300_000);

const cluster = Cluster.shared();
const healthy = { sync: 'Synced', health: 'Healthy' } as const;
let repository: ClusterRepository;
/** Of the release that never becomes ready: it waits for a minute, during which other tests run. */
let gate: Background;
let outputs: string;
/** Image of the release after the one whose job fails. */
let fixed: string;

const EXTRA = 'apps/refused/k8s/extra/extra.yaml';
const manifest = (spec: string): string => `apiVersion: v1\nkind: Service\nmetadata: { name: extra }\nspec: ${spec}\n`;

beforeAll(async () => {
  repository = ClusterRepository.create(cluster, {
    name: 'failing',
    environments: { dev: {}, staging: { gated: false } },
    argocd: { address: cluster.argocdAddress },
    apps: {
      // Its image never becomes ready.
      unready: {
        environments: { dev: { gate: { check: 'health', timeoutMinutes: 1 } } },
        patches: [{ kind: 'Deployment', merge: { spec: { progressDeadlineSeconds: 5 } } }],
      },
      // Its job fails.
      stopped: { workloads: { web: {}, migrate: { type: 'job', command: ['migrate'] } } },
      // The API server refuses one of its manifests.
      refused: { extraManifests: ['extra.yaml'] },
    },
  });
  for (const app of ['unready', 'stopped', 'refused']) repository.release(app, 'dev', 'first');
  repository.release('unready', 'staging', 'first');
  repository.applyRoot();
  for (const name of ['unready-staging', 'unready-dev', 'stopped-dev', 'refused-dev']) {
    await cluster.waitForApplication(name, { ...healthy, revision: repository.head() });
  }
});

afterAll(() => support.cleanUp());

/** Pods that serve, with their images. */
async function serving(namespace: string): Promise<string[]> {
  const pods = await cluster.list<Pod>('Pod', namespace, 'app.kubernetes.io/component=web');
  return pods.filter(isReady).map(({ metadata, spec }) => `${metadata.name} ${spec.containers[0].image}`);
}

/** Waits until Argo CD retries the sync of the newest commit, and returns what failed. */
async function retried(name: string): Promise<string[]> {
  const revision = repository.head();
  let found: string[] = [];
  const isRetried = async (): Promise<boolean> => {
    const { retryCount = 0, syncResult } = (await cluster.application(name))?.status?.operationState ?? {};
    const failed = (syncResult?.resources ?? []).filter(({ hookPhase }) => hookPhase === 'Failed');
    found = failed.map((resource) => `${resource.kind} ${resource.name}: ${resource.message}`);
    return retryCount > 0 && syncResult?.revision === revision && found.length > 0;
  };
  await cluster.wait('a retry of the failed sync', 60, isRetried, { application: name });
  return found;
}

/** Nothing but Argo CD itself has started the last sync. */
function expectAutomated({ status }: Application): void {
  expect(status?.operationState?.operation?.initiatedBy).toEqual({ automated: true });
}

test('a release that never becomes ready is Degraded, and the pods of the release before keep serving', async () => {
  const before = await serving('unready-dev');
  const image = repository.release('unready', 'dev', 'broken-second');
  await cluster.refresh('unready-dev');
  const folder = support.makeFolder('gate');
  outputs = join(folder, 'outputs');
  writeFileSync(outputs, '');
  const args = ['gate', 'unready', 'dev', '--image', image, '--output'];
  gate = repository.startInCluster(args, join(folder, 'log'), { GITHUB_OUTPUT: outputs });
  await cluster.waitForApplication('unready-dev', {
    sync: 'Synced',
    health: 'Degraded',
    revision: repository.head(),
  });
  expect(before).toHaveLength(1);
  expect(await serving('unready-dev')).toEqual(before);
});

test('a job that fails stops its release: the pods of the release before keep running', async () => {
  const before = await serving('stopped-dev');
  repository.release('stopped', 'dev', 'failing-second');
  await cluster.refresh('stopped-dev');
  expect(await retried('stopped-dev')).toEqual(['Job stopped-migrate: Job has reached the specified backoff limit']);
  expect(before).toHaveLength(1);
  expect(await serving('stopped-dev')).toEqual(before);
  // The last test waits for the next release, because Argo CD retries after 10 and 20 seconds.
  fixed = repository.release('stopped', 'dev', 'third');
  await cluster.refresh('stopped-dev');
});

test('a commit that fixes a failing sync is synced while Argo CD retries the broken one', async () => {
  repository.write(EXTRA, manifest('{ type: NodePort, ports: [{ port: 80, nodePort: 80 }] }'));
  repository.push('feat: a Service that the API server refuses');
  await cluster.refresh('refused-dev');
  expect(await retried('refused-dev')).toEqual([
    'Service extra: Service "extra" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the ' +
      'valid range. The range of valid ports is 30000-32767',
  ]);
  repository.write(EXTRA, manifest('{ ports: [{ port: 80 }] }'));
  const revision = repository.push('fix: a Service that the API server accepts');
  await cluster.refresh('refused-dev');
  expectAutomated(await cluster.waitForApplication('refused-dev', { ...healthy, phase: 'Succeeded', revision }));
  const service = await cluster.get('Service', 'extra', 'refused-dev');
  expect(service).toMatchObject({ spec: { type: 'ClusterIP' } });
});

test('the release after a failed job is synced while Argo CD retries the failed one', async () => {
  const done = await cluster.waitForApplication('stopped-dev', { ...healthy, phase: 'Succeeded' }, 90);
  expectAutomated(done);
  await cluster.waitForPods('stopped-dev', { image: fixed });
});

test('the release that never becomes ready does not pass the gate, and does not reach the next environment', async () => {
  const staging = async (): Promise<unknown> => [
    (await cluster.application('unready-staging'))?.spec,
    await serving('unready-staging'),
  ];
  const before = await staging();
  const exit = await gate.exit;
  expect({ exit, output: gate.output() }).toMatchObject({ exit: '1' });
  expect(readFileSync(outputs, 'utf8')).toMatch(
    /^passed=false\nimage=:broken-second\S*\nwhy=unready-dev: Degraded, .*\n$/,
  );
  expect(gate.output()).toContain(
    [
      'unready in dev did not pass with broken-second: unready-dev: Degraded, Deployment "unready" exceeded its progress deadline, still after 1 minute.',
      'It stays in dev and goes no further.',
    ].join('\n'),
  );
  await cluster.refresh('unready-staging');
  await cluster.waitForApplication('unready-staging', { ...healthy, revision: repository.head() });
  expect(await staging()).toEqual(before);
});
