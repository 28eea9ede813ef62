import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import * as support from '../packed/support';
import { waitFor } from '../support/background';
import { Cluster } from '../support/cluster/cluster';
import { OwnCluster } from '../support/cluster/own-cluster';

jest.setTimeout(300_000);

afterAll(() => support.cleanUp());

describe('a cluster of one test, next to the shared one', () => {
  let cluster: OwnCluster;

  beforeAll(async () => {
    cluster = await OwnCluster.start({ nodes: 1, capacity: { pods: '3' }, argocdNamespace: 'gitops' });
  });

  afterAll(() => cluster?.stop());

  test('has its own nodes, and Argo CD in another namespace', async () => {
    const [node, ...others] = await cluster.list('Node');
    expect(others).toEqual([]);
    expect(node.status).toMatchObject({ allocatable: { pods: '3', 'ephemeral-storage': '1Ti' } });
    expect(await cluster.get('AppProject', 'default', 'gitops')).toBeDefined();
    expect(cluster.folder).not.toBe(Cluster.shared().folder);
  });

  test('shows that Argo CD cannot reach a git server that is down, and recovers', async () => {
    const repository = ClusterRepository.create(cluster, {
      name: 'own',
      environments: { dev: {} },
      apps: { own: {} },
      argocd: { namespace: 'gitops' },
    });
    await cluster.halt('git-server');
    repository.applyRoot();
    const condition = async (): Promise<string> =>
      (await cluster.application('own-root'))?.status?.conditions
        ?.map(({ type, message }) => `${type}: ${message}`)
        .join() ?? '';
    await cluster.wait('a condition', 60, async () => (await condition()) !== '', { application: 'own-root' });
    expect(await condition()).toMatch(/ComparisonError: .*127\.0\.0\.1:9443.*connection refused/);
    await cluster.resume('git-server');
    await cluster.refresh('own-root');
    await cluster.waitForApplication('own-root', { sync: 'Synced', health: 'Healthy', revision: repository.head() });
  });
});

test('a killed test run leaves no program behind', async () => {
  const script = `require('./test/support/cluster/own-cluster').OwnCluster.start().then(({ folder }) => console.log(folder))`;
  const args = ['--require', 'sucrase/register/ts', '--eval', script];
  const child = spawn(process.execPath, args, {
    cwd: join(__dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  const folder = printed.toString().trim();
  const pids = join(folder, 'pids');
  const programs = readdirSync(pids).map((name) => [name, readFileSync(join(pids, name), 'utf8').trim()]);
  expect(programs.length).toBeGreaterThan(12);
  const alive = (): string[] => programs.filter(([, pid]) => existsSync(`/proc/${pid}`)).map(([name]) => name);
  expect(alive()).toHaveLength(programs.length);
  child.kill('SIGKILL');
  await waitFor(() => alive().length === 0, { what: 'the end of all programs', seconds: 30 });
  // The next run would remove it, too.
  rmSync(folder, { recursive: true });
});
