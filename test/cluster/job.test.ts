import { jobImage, jobRuns } from './jobs';
import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import { Cluster } from '../support/cluster/cluster';

jest.setTimeout(180_000);

const cluster = Cluster.shared();
const NAMESPACE = 'job-dev';
const APP = 'job-dev';
let repository: ClusterRepository;

beforeAll(() => {
  repository = ClusterRepository.create(cluster, {
    name: 'job',
    environments: { dev: {} },
    apps: { job: { workloads: { web: {}, migrate: { type: 'job', command: ['migrate'] } } } },
  });
});

afterAll(() => support.cleanUp());

/** Waits until Argo CD has synced the newest commit, and its pods are ready. */
async function synced(image: string): Promise<void> {
  const wanted = { sync: 'Synced', health: 'Healthy', revision: repository.head(), phase: 'Succeeded' } as const;
  await cluster.waitForApplication(APP, wanted);
  await cluster.waitForPods(NAMESPACE, { image });
}

/** Waits for a number of runs, and returns the image of the last one. */
async function lastOf(count: number): Promise<string> {
  const runs = async (): Promise<number> => jobRuns(cluster, NAMESPACE);
  await cluster.wait(`${count} runs of the job`, 30, async () => (await runs()) >= count, { application: APP });
  expect(await runs()).toBe(count);
  return jobImage(cluster, NAMESPACE, 'job-migrate');
}

test('a job before the deployment runs once for each release, and only then', async () => {
  const first = repository.release('job', 'dev', 'first');
  repository.applyRoot();
  await synced(first);
  expect(await lastOf(1)).toBe(first);

  await cluster.delete('Service', 'job', NAMESPACE);
  const isBack = async (): Promise<boolean> => (await cluster.get('Service', 'job', NAMESPACE)) !== undefined;
  await cluster.wait('the deleted Service', 30, isBack, { application: APP });
  repository.write('apps/job/src/notes.txt', 'code only\n');
  repository.push('feat: code only');
  await cluster.refresh(APP);
  await synced(first);
  expect(await lastOf(1)).toBe(first);

  const second = repository.release('job', 'dev', 'second');
  await cluster.refresh(APP);
  await synced(second);
  expect(await lastOf(2)).toBe(second);
});

test('a release that is pushed while another one is syncing is not lost, and its job runs, too', async () => {
  const slow = repository.release('job', 'dev', 'slow-third');
  await cluster.refresh(APP);
  expect(await lastOf(3)).toBe(slow);
  await cluster.waitForApplication(APP, { phase: 'Running', revision: repository.head() });
  const fourth = repository.release('job', 'dev', 'fourth');
  await cluster.refresh(APP);
  const meanwhile = await cluster.waitForApplication(APP, { phase: 'Running', revision: repository.head() });
  expect(meanwhile.status?.operationState?.syncResult?.revision).not.toBe(repository.head());
  await synced(fourth);
  expect(await lastOf(4)).toBe(fourth);
});
