import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';

jest.setTimeout(180_000);

const cluster = Cluster.shared();
const NAMESPACE = 'rollback-dev';
const options = (greeting: string) => ({
  environments: { dev: {} },
  apps: { rollback: { env: { GREETING: greeting } } },
});
let repository: ClusterRepository;

/** What runs: the image and the configuration of the pods, and the pods. */
interface State {
  readonly image: string;
  readonly greeting: string;
  /** Of the configuration with which the pods started. */
  readonly checksum?: string;
  readonly pods: readonly string[];
}

beforeAll(() => {
  repository = ClusterRepository.create(cluster, { name: 'rollback', ...options('one') });
});

afterAll(() => support.cleanUp());

function checksumOf({ metadata }: KubernetesObject): string | undefined {
  return (metadata as { annotations?: Record<string, string> }).annotations?.['checksum/config'];
}

/** Waits until the newest commit, or another revision, is healthy with an image, and returns what runs. */
async function running(image: string, revision = repository.head()): Promise<State> {
  await cluster.refresh(repository.root);
  await cluster.waitForApplication(repository.root, { sync: 'Synced', revision: repository.head() });
  await cluster.refresh('rollback-dev');
  await cluster.waitForApplication('rollback-dev', { sync: 'Synced', health: 'Healthy', revision });
  const pods = await cluster.waitForPods(NAMESPACE, { image });
  const { data } = (await cluster.get('ConfigMap', 'rollback-config', NAMESPACE)) as KubernetesObject & {
    data: { GREETING: string };
  };
  const [checksum, ...others] = new Set(pods.map(checksumOf));
  expect(others).toEqual([]);
  return { image, greeting: data.GREETING, checksum, pods: pods.map(({ metadata }) => metadata.name).sort() };
}

/** Changes the configuration, and releases an image with it; both are pushed. */
function releaseWith(greeting: string, tag: string): string {
  repository.configure(options(greeting));
  repository.push(`feat: greeting ${greeting}`);
  return repository.release('rollback', 'dev', tag);
}

test('a rollback reaches the pods and stays, until it is unpinned', async () => {
  const first = repository.release('rollback', 'dev', 'first');
  const firstCommit = repository.head();
  repository.applyRoot();
  await cluster.waitForApplication(repository.root, { sync: 'Synced', revision: firstCommit });
  const one = await running(first);
  expect(one).toMatchObject({ image: first, greeting: 'one' });

  const two = await running(releaseWith('two', 'second'));
  expect(two.greeting).toBe('two');
  expect(two.checksum).not.toBe(one.checksum);

  repository.gitops('rollback', 'rollback', 'dev', '--reason', 'it greets twice', '--push');
  const back = await running(first, firstCommit);
  expect({ ...back, pods: [] }).toEqual({ ...one, pods: [] });
  expect(back.pods).not.toEqual(two.pods);

  const third = releaseWith('three', 'third');
  expect(await running(first, firstCommit)).toEqual(back);

  repository.gitops('unpin', 'rollback', 'dev', '--push');
  expect(await running(third)).toMatchObject({ image: third, greeting: 'three' });
});
