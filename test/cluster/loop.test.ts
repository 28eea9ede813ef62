import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import { Cluster } from '../support/cluster/cluster';
import type { Pod } from '../support/cluster/objects';

jest.setTimeout(300_000);

const cluster = Cluster.shared();
const NAMESPACE = 'loop-dev';
let repository: ClusterRepository;

beforeAll(() => {
  repository = ClusterRepository.create(cluster, {
    name: 'loop',
    environments: { dev: { gate: { check: 'health', timeoutMinutes: 1 } }, prod: {} },
    argocd: { address: cluster.argocdAddress },
    apps: { loop: {} },
  });
  repository.applyRoot();
});

afterAll(() => support.cleanUp());

function images(pods: readonly Pod[]): string[] {
  return [...new Set(pods.flatMap(({ spec }) => spec.containers.map(({ image }) => image)))];
}

test('before the first release, the root is healthy and there is no other Application', async () => {
  await cluster.waitForApplication(repository.root, { sync: 'Synced', health: 'Healthy', revision: repository.head() });
  const names = (await cluster.list('Application')).map(({ metadata }) => metadata.name);
  expect(names.filter((name) => name.startsWith('loop'))).toEqual(['loop-root']);
  expect(await cluster.get('AppProject', 'loop', cluster.argocdNamespace)).toBeDefined();
});

test('the first release appears, and its pods become ready', async () => {
  const image = repository.release('loop', 'dev', 'first');
  await cluster.refresh(repository.root);
  await cluster.waitForApplication('loop-dev', { sync: 'Synced', health: 'Healthy', revision: repository.head() });
  expect(images(await cluster.waitForPods(NAMESPACE, { image }))).toEqual([image]);
  expect(await cluster.application('loop-prod')).toBeUndefined();
});

test('a second release replaces the pods', async () => {
  const image = repository.release('loop', 'dev', 'second');
  const pushed = Date.now();
  const times: [string, number][] = [];
  const passed = (step: string): void => void times.push([step, (Date.now() - pushed) / 1000]);
  await cluster.refresh('loop-dev');
  const revision = repository.head();
  await cluster.waitForApplication('loop-dev', { revision });
  passed('Argo CD sees the commit');
  await cluster.waitForApplication('loop-dev', { revision, sync: 'Synced' });
  passed('it is synced');
  const pods = await cluster.waitForPods(NAMESPACE, { image });
  passed('all pods are ready');
  await cluster.waitForApplication('loop-dev', { revision, sync: 'Synced', health: 'Healthy' });
  passed('the Application is healthy');
  console.log(times.map(([step, seconds]) => `${seconds.toFixed(1).padStart(6)} s after the push: ${step}`).join('\n'));
  expect(images(pods)).toEqual([image]);
});

test('the gate passes once Argo CD reports the release as healthy', () => {
  const { stdout } = repository.gitopsInCluster(['gate', 'loop', 'dev', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ app: 'loop', environment: 'dev', check: 'health', result: 'passed' });
});

test('the gate fails on an image whose pods never become ready, and shows what Argo CD waits for', async () => {
  const image = repository.release('loop', 'dev', 'broken-third');
  await cluster.refresh('loop-dev');
  await cluster.waitForApplication('loop-dev', { revision: repository.head(), sync: 'Synced', health: 'Progressing' });
  const { status, stdout } = repository.gitopsInCluster(['gate', 'loop', 'dev', '--json'], { expect: null });
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    image,
    result: 'failed',
    why: expect.stringContaining('Progressing') as string,
  });
});
