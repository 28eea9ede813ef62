import { ClusterRepository } from './repository';
import type { AppOptions } from '../../src/config/options';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';
import type { Pod } from '../support/cluster/objects';

jest.setTimeout(300_000);

interface Deployment extends KubernetesObject {
  readonly spec: { readonly replicas: number };
}

const cluster = Cluster.shared();
const APP = 'elastic';
const NAMESPACE = `${APP}-dev`;
const FIXED: AppOptions = { replicas: 3, cpu: '100m' };
const SCALED: AppOptions = { ...FIXED, autoscaling: { maxReplicas: 6, targetCpu: 50 } };
let repository: ClusterRepository;

beforeAll(async () => {
  repository = ClusterRepository.create(cluster, { name: APP, environments: { dev: {} }, apps: { [APP]: FIXED } });
  repository.release(APP, 'dev', 'first');
  repository.applyRoot();
  await repository.sync(NAMESPACE);
  await pods(3);
});

afterAll(() => support.cleanUp());

function configure(app: AppOptions): void {
  repository.configure({ environments: { dev: {} }, apps: { [APP]: app } });
  repository.push('feat: another number of pods');
}

/** Names of the pods, once there are as many, all of them ready. */
async function pods(count: number): Promise<string[]> {
  let found: Pod[] = [];
  const isThere = async (): Promise<boolean> => {
    found = await cluster.waitForPods(NAMESPACE);
    return found.length === count;
  };
  await cluster.wait(`${count} pods`, 60, isThere, { application: NAMESPACE });
  return found.map(({ metadata }) => metadata.name).sort();
}

async function replicas(): Promise<number> {
  return (await cluster.get<Deployment>('Deployment', APP, NAMESPACE))!.spec.replicas;
}

async function refresh(): Promise<void> {
  const revision = repository.head();
  await cluster.refresh(NAMESPACE);
  await cluster.waitForApplication(NAMESPACE, { sync: 'Synced', revision });
}

test('turning autoscaling on keeps all pods, even if Argo CD sees it in the app before the root', async () => {
  const before = await pods(3);
  configure(SCALED);
  await refresh();
  expect(await cluster.get('HorizontalPodAutoscaler', APP, NAMESPACE)).toBeDefined();
  expect(await pods(3)).toEqual(before);
  await repository.sync(NAMESPACE);
  expect(await pods(3)).toEqual(before);
});

test('the autoscaler adds pods, and neither a refresh nor a release takes them back', async () => {
  await cluster.setUsage(NAMESPACE, { cpu: '100m' });
  await pods(6);
  await refresh();
  expect(await replicas()).toBe(6);
  const numbers: number[] = [];
  const image = repository.release(APP, 'dev', 'second');
  await cluster.refresh(NAMESPACE);
  const isReleased = async (): Promise<boolean> => {
    numbers.push(await replicas());
    const all = await cluster.list<Pod>('Pod', NAMESPACE);
    return all.length === 6 && all.every(({ spec }) => spec.containers[0].image === image);
  };
  await cluster.wait('six pods of the second image', 60, isReleased, { application: NAMESPACE });
  expect([...new Set(numbers)]).toEqual([6]);
  await cluster.waitForApplication(NAMESPACE, { sync: 'Synced', health: 'Healthy', revision: repository.head() });
});

test('turning it off keeps the pods until the next release, which sets the number of the config', async () => {
  const before = await pods(6);
  configure(FIXED);
  await repository.sync(NAMESPACE);
  const isGone = async (): Promise<boolean> =>
    (await cluster.get('HorizontalPodAutoscaler', APP, NAMESPACE)) === undefined;
  await cluster.wait('the end of the autoscaler', 30, isGone, { application: NAMESPACE });
  expect(await pods(6)).toEqual(before);
  repository.release(APP, 'dev', 'third');
  await repository.sync(NAMESPACE);
  await pods(3);
});

test('turning it on again keeps all pods, if Argo CD sees it in the root first', async () => {
  const before = await pods(3);
  await cluster.setUsage(NAMESPACE, { cpu: '45m' });
  configure(SCALED);
  await repository.sync(NAMESPACE);
  expect(await cluster.get('HorizontalPodAutoscaler', APP, NAMESPACE)).toBeDefined();
  expect(await pods(3)).toEqual(before);
});
