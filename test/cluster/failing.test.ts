import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import type { Background } from '../support/background';
import { Cluster } from '../support/cluster/cluster';
import type { Application, Pod } from '../support/cluster/objects';
import { isReady } from '../support/cluster/objects';

jest.setTimeout(180_000);

const cluster = Cluster.shared();
const healthy = { sync: 'Synced', health: 'Healthy' } as const;
let repository: ClusterRepository;

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

describe('a release that never becomes ready', () => {
  let gate: Background;
  let outputs: string;

  test('is Degraded, and the pods of the release before keep serving', async () => {
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

  test('does not pass the gate, which shows why, and does not reach the next environment', async () => {
    const staging = async (): Promise<unknown> => [
      (await cluster.application('unready-staging'))?.spec,
      await serving('unready-staging'),
    ];
    const before = await staging();
    expect(await gate.exit).toBe('1');
    expect(readFileSync(outputs, 'utf8')).toBe('passed=false\n');
    expect(gate.output()).toBe('x');
    await cluster.refresh('unready-staging');
    await cluster.waitForApplication('unready-staging', { ...healthy, revision: repository.head() });
    expect(await staging()).toEqual(before);
  });
});
