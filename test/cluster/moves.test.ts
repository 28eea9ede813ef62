import { ClusterRepository } from './repository';
import type { ClusterRepositoryOptions } from './repository';
import * as support from '../packed/support';
import { Cluster } from '../support/cluster/cluster';
import type { Pod } from '../support/cluster/objects';

jest.setTimeout(300_000);

const cluster = Cluster.shared();

afterAll(() => support.cleanUp());

async function podsIn(namespace: string): Promise<string[]> {
  return (await cluster.list<Pod>('Pod', namespace)).map(({ metadata }) => metadata.uid).sort();
}

/** Kinds and names of what an app deployed to a namespace. */
async function deployed(namespace: string): Promise<string[]> {
  const kinds = ['ConfigMap', 'Deployment', 'NetworkPolicy', 'Service', 'ServiceAccount'];
  const all = await Promise.all(
    kinds.map(async (kind) => (await cluster.list(kind, namespace)).map(({ metadata }) => `${kind} ${metadata.name}`)),
  );
  const names = all.flat();
  return names.filter((name) => !/^(?:ConfigMap kube-root-ca\.crt|ServiceAccount default)$/.test(name));
}

/** A repository whose only environment runs, with the same config in another namespace. */
async function running(name: string, argocd: ClusterRepositoryOptions['argocd']): Promise<ClusterRepository> {
  const repository = ClusterRepository.create(cluster, {
    name,
    argocd,
    environments: { dev: {} },
    apps: { [name]: {} },
  });
  repository.release(name, 'dev', 'first');
  repository.applyRoot();
  await repository.sync(`${name}-dev`);
  await cluster.waitForPods(`${name}-dev`);
  return repository;
}

/** Moves it, and returns what synth reports. */
async function move(repository: ClusterRepository, argocd: ClusterRepositoryOptions['argocd']): Promise<string> {
  const { name } = repository;
  const apps = { [name]: { namespace: `${name}-moved` } };
  const removed = { [`dev@${name}-dev`]: 'new names' };
  const { all } = repository.configure({ argocd, environments: { dev: {} }, apps, removed });
  repository.push('feat: another namespace');
  await repository.sync(`${name}-dev`);
  await cluster.waitForPods(`${name}-moved`);
  return all;
}

test('with an AppProject per app, what runs in the old namespace stays, as synth reports', async () => {
  const repository = await running('leaver', undefined);
  const before = { objects: await deployed('leaver-dev'), pods: await podsIn('leaver-dev') };
  const report = await move(repository, undefined);
  expect(report).toContain(
    'leaver-dev: what runs in namespace leaver-dev keeps running without Argo CD until you delete it (new names)',
  );
  expect(await deployed('leaver-moved')).toEqual(before.objects);
  expect({ objects: await deployed('leaver-dev'), pods: await podsIn('leaver-dev') }).toEqual(before);
});

test('with an AppProject that allows both namespaces, what runs in the old one is deleted, as synth reports', async () => {
  const argocd = { manages: 'applications', project: 'default' };
  const repository = await running('taker', argocd);
  const before = await deployed('taker-dev');
  const report = await move(repository, argocd);
  expect(report).toContain('taker-dev: Argo CD deletes what runs in namespace taker-dev (new names)');
  expect(await deployed('taker-moved')).toEqual(before);
  const isEmpty = async (): Promise<boolean> =>
    [...(await deployed('taker-dev')), ...(await podsIn('taker-dev'))].length === 0;
  await cluster.wait('the end of what ran in taker-dev', 60, isEmpty, {
    application: 'taker-dev',
    namespace: 'taker-dev',
  });
  expect((await cluster.get('Namespace', 'taker-dev'))!.status).toEqual({ phase: 'Active' });
});

test('a gated environment keeps what runs until its promotion, which moves it', async () => {
  const name = 'keeper';
  const options = { environments: { dev: {}, prod: {} }, apps: { [name]: {} } };
  const repository = ClusterRepository.create(cluster, { name, ...options });
  const first = repository.release(name, 'dev', 'first');
  repository.gitops('promote', name, 'prod', '--push', '--yes');
  repository.applyRoot();
  await repository.sync('keeper-dev');
  await cluster.waitForPods('keeper-prod', { image: first });
  const before = { objects: await deployed('keeper-prod'), pods: await podsIn('keeper-prod') };
  const { all } = repository.configure({
    ...options,
    apps: { [name]: { environments: { prod: { namespace: 'keeper-moved' } } } },
    removed: { 'prod@keeper-prod': 'new names' },
  });
  expect(all).toContain(
    'keeper-prod: until its next release, Argo CD refuses to sync it; then what runs in namespace keeper-prod keeps running',
  );
  repository.push('feat: another namespace');
  await repository.sync('keeper-dev');
  const refused = async (): Promise<boolean> => {
    const resources = (await cluster.application('keeper-prod'))?.status?.operationState?.syncResult?.resources ?? [];
    return resources.some(({ message }) => message === "namespace keeper-prod is not permitted in project 'keeper'");
  };
  await cluster.wait('a refused sync', 60, refused, { application: 'keeper-prod' });
  expect({ objects: await deployed('keeper-prod'), pods: await podsIn('keeper-prod') }).toEqual(before);

  // The retries of the refused sync end after 155 seconds. A person need not wait for them.
  cluster.argocd(['app', 'terminate-op', 'keeper-prod']);
  const second = repository.release(name, 'dev', 'second');
  const promotion = repository.gitops('promote', name, 'prod', '--push', '--yes').all;
  expect(promotion).not.toMatch(/Argo CD removes|pods that stop/);
  expect(promotion).toMatch(
    /stays in the cluster: ConfigMap keeper-config .*Deployment keeper \(the AppProject does not allow its namespace\)/,
  );
  await repository.sync('keeper-dev');
  await cluster.waitForApplication('keeper-prod', { sync: 'Synced', health: 'Healthy' });
  await cluster.waitForPods('keeper-moved', { image: second });
  expect({ objects: await deployed('keeper-prod'), pods: await podsIn('keeper-prod') }).toEqual(before);

  const back = ['rollback', name, 'prod', '--push', '--yes'];
  const { status, all: answer } = support.gitops(repository.folder, back, { expect: null });
  expect(status).toBe(1);
  expect(answer).toContain('to namespace keeper-prod, and Argo CD allows only keeper-moved since the move');
});

test('a removed environment leaves what runs, as synth reports', async () => {
  const name = 'remover';
  const all = { dev: {}, staging: {}, prod: {} };
  const repository = ClusterRepository.create(cluster, { name, environments: all, apps: { [name]: {} } });
  for (const environment of ['dev', 'staging']) repository.release(name, environment, 'first');
  repository.applyRoot();
  await repository.sync('remover-dev', 'remover-staging');
  await cluster.waitForPods('remover-staging');
  const before = { objects: await deployed('remover-staging'), pods: await podsIn('remover-staging') };
  const { staging: _staging, ...environments } = all;
  const report = repository.configure({ environments, apps: { [name]: {} }, removed: { staging: 'merged' } }).all;
  expect(report.replace(/\s+/g, ' ')).toContain(
    'Argo CD deletes 1 Application, as removed confirms, and leaves what runs. Delete it yourself: ' +
      'remover-staging: namespace remover-staging (merged)',
  );
  repository.push('feat: an environment less');
  await cluster.refresh(repository.root);
  const isGone = async (): Promise<boolean> => (await cluster.application('remover-staging')) === undefined;
  await cluster.wait('the end of the Application', 60, isGone, { application: 'remover-staging' });
  await repository.sync('remover-dev');
  expect({ objects: await deployed('remover-staging'), pods: await podsIn('remover-staging') }).toEqual(before);
});
