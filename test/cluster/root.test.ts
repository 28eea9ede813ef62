import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import { Cluster } from '../support/cluster/cluster';

jest.setTimeout(180_000);

const cluster = Cluster.shared();
const NAMESPACE = 'root-dev';
const APPS = 'argo/root-app/kustomization.yaml';
let repository: ClusterRepository;

beforeAll(async () => {
  repository = ClusterRepository.create(cluster, { name: 'root', environments: { dev: {} }, apps: { root: {} } });
  repository.release('root', 'dev', 'first');
  repository.applyRoot();
  await cluster.waitForApplication('root-dev', { sync: 'Synced', health: 'Healthy', revision: repository.head() });
});

afterAll(() => support.cleanUp());

/** Every object of the app and Argo CD that a wrong prune would delete, by its identity. */
async function survivors(): Promise<string[]> {
  const objects = [
    await cluster.get('AppProject', 'root', cluster.argocdNamespace),
    await cluster.application('root-dev'),
    await cluster.get('Namespace', NAMESPACE),
    await cluster.get('Deployment', 'root', NAMESPACE),
    await cluster.get('Service', 'root', NAMESPACE),
    ...(await cluster.list('Pod', NAMESPACE)),
  ];
  return objects.map((object) => {
    const { uid, deletionTimestamp } = (object?.metadata ?? {}) as { uid?: string; deletionTimestamp?: string };
    return `${object?.kind} ${uid} ${deletionTimestamp ?? ''}`;
  });
}

async function conditions(): Promise<string[]> {
  const root = await cluster.application(repository.root);
  return (root?.status?.conditions ?? []).map(({ type, message }) => `${type}: ${message}`);
}

test('a merge that empties the list of apps deletes nothing, and its revert recovers', async () => {
  const before = await survivors();
  const list = support.run('cat', [APPS], { cwd: repository.folder }).stdout;
  expect(list).toContain('- ../../apps/root/argo\n');
  repository.write(APPS, list.replace(/resources:\n(- .*\n)+/, 'resources: []\n'));
  const emptied = repository.push('chore: merge everything');
  await cluster.refresh(repository.root);
  await cluster.waitForApplication(repository.root, { revision: emptied, sync: 'OutOfSync' });
  await cluster.wait('a condition', 30, async () => (await conditions()).length > 0, { application: repository.root });
  expect(await conditions()).toEqual([
    `SyncError: Skipping sync attempt to [${emptied}]: auto-sync will wipe out all resources`,
  ]);
  expect(await survivors()).toEqual(before);

  repository.write(APPS, list);
  const fixed = repository.push('fix: the apps are back');
  await cluster.refresh(repository.root);
  await cluster.waitForApplication(repository.root, { revision: fixed, sync: 'Synced', health: 'Healthy' });
  expect(await conditions()).toEqual([]);
  expect(await survivors()).toEqual(before);
});
