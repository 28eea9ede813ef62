import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import type { AppOptions, PythonGitOpsAppOptions } from '../../src/config/options';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';

jest.setTimeout(300_000);

const cluster = Cluster.shared();
const EXTRA = 'apps/grow/k8s/extra/role.yaml';
const RBAC = 'rbac.authorization.k8s.io';
const ROLE = `apiVersion: ${RBAC}/v1
kind: Role
metadata:
  name: grow-reader
rules:
- apiGroups: ['']
  resources: ['configmaps']
  verbs: ['get']
`;
/** Kinds that an app deploys here. */
const KINDS = [
  'ConfigMap',
  'Deployment',
  'NetworkPolicy',
  'Pod',
  'ReplicaSet',
  'Role',
  'Service',
  'ServiceAccount',
  'PodDisruptionBudget',
];
let repository: ClusterRepository;

interface Project extends KubernetesObject {
  readonly spec: {
    readonly destinations: readonly { readonly namespace: string }[];
    readonly namespaceResourceWhitelist: readonly { readonly group: string; readonly kind: string }[];
  };
}

beforeAll(async () => {
  repository = ClusterRepository.create(cluster, { name: 'grow', environments: { dev: {} }, apps: { grow: {} } });
  repository.release('grow', 'dev', 'first');
  // The only time that a person changes Argo CD in this file.
  repository.applyRoot();
  await repository.sync('grow-dev');
});

afterAll(() => support.cleanUp());

function configure(
  app: AppOptions,
  environments: PythonGitOpsAppOptions['environments'] = { dev: {} },
): support.Result {
  return repository.configure({ environments, apps: { grow: app } });
}

/** Kinds of the API group of roles that the AppProject allows. */
async function allowed(): Promise<string[]> {
  const project = await cluster.get<Project>('AppProject', 'grow', cluster.argocdNamespace);
  const all = project!.spec.namespaceResourceWhitelist;
  return all.flatMap(({ group, kind }) => (group === RBAC ? [kind] : []));
}

async function applications(): Promise<string[]> {
  const all = await cluster.list('Application', cluster.argocdNamespace);
  return all.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('grow-'));
}

/** Keeps Argo CD from looking at an Application, or lets it look again. */
async function pause(application: string, value: 'true' | null): Promise<void> {
  const annotations = { 'argocd.argoproj.io/skip-reconcile': value };
  await cluster.patch('Application', application, cluster.argocdNamespace, { metadata: { annotations } });
}

/** What the apps of this file deployed to a namespace, with the identity of each object. */
async function deployed(namespace: string): Promise<string[]> {
  const all = await Promise.all(
    KINDS.map(async (kind) =>
      (await cluster.list(kind, namespace)).map(
        ({ metadata }) => `${kind} ${metadata.name} ${(metadata as { uid?: string }).uid}`,
      ),
    ),
  );
  return all
    .flat()
    .filter((line) => !/^(?:ConfigMap kube-root-ca\.crt|ServiceAccount default) /.test(line))
    .sort();
}

test('an extra manifest of another kind is deployed: the AppProject allows it', async () => {
  expect(await allowed()).toEqual([]);
  const options = { extraManifests: ['role.yaml'] };
  repository.write(EXTRA, ROLE);
  configure(options);
  repository.push('feat: a role');
  await repository.sync('grow-dev');
  expect(await cluster.get('Role', 'grow-reader', 'grow-dev')).toBeDefined();
  expect(await allowed()).toEqual(['Role']);
});

test('it is deleted while its kind stays allowed, and then the permission goes', async () => {
  rmSync(join(repository.folder, EXTRA));
  configure({ namespaceResourceWhitelist: [{ group: RBAC, kind: 'Role' }] });
  repository.push('feat: no role');
  await repository.sync('grow-dev');
  expect(await cluster.get('Role', 'grow-reader', 'grow-dev')).toBeUndefined();
  expect(await allowed()).toEqual(['Role']);
  const { all } = configure({});
  expect(all).toContain('Role');
  repository.push('feat: no permission');
  await repository.sync('grow-dev');
  expect(await allowed()).toEqual([]);
});

test('without the permission it stays in the cluster, and Argo CD deletes it once its kind is allowed again', async () => {
  repository.write(EXTRA, ROLE);
  configure({ extraManifests: ['role.yaml'] });
  repository.push('feat: the role again');
  await repository.sync('grow-dev');
  expect(await cluster.get('Role', 'grow-reader', 'grow-dev')).toBeDefined();
  rmSync(join(repository.folder, EXTRA));
  const { all } = configure({});
  expect(all).toContain('apps/grow/argo/project.yaml no longer allows Role (rbac.authorization.k8s.io).');
  expect(all).toContain('list each in apps.grow.namespaceResourceWhitelist.');
  expect(repository.gitops('diff', 'dev', '--merge', '--summary').stdout).toContain(
    'removed from git, but stays in the cluster: Role grow-reader (the AppProject does not allow its kind)',
  );
  // Argo CD deletes it only if it looks at the app before the AppProject has changed.
  await pause('grow-dev', 'true');
  repository.push('feat: neither role nor permission');
  await repository.sync();
  expect(await allowed()).toEqual([]);
  await pause('grow-dev', null);
  await repository.sync('grow-dev');
  expect(await cluster.get('Role', 'grow-reader', 'grow-dev')).toBeDefined();
  configure({ namespaceResourceWhitelist: [{ group: RBAC, kind: 'Role' }] });
  repository.push('fix: the permission');
  await repository.sync('grow-dev');
  expect(await cluster.get('Role', 'grow-reader', 'grow-dev')).toBeUndefined();
  configure({});
  repository.push('feat: no permission');
  await repository.sync('grow-dev');
});

test('an environment gets its namespace, Application, and destination with its first release', async () => {
  const environments = { dev: {}, qa: { gated: false } };
  configure({}, environments);
  repository.push('feat: qa');
  await repository.sync('grow-dev');
  expect(await applications()).toEqual(['grow-dev', 'grow-root']);
  const image = repository.release('grow', 'qa', 'first');
  await repository.sync('grow-dev', 'grow-qa');
  await cluster.waitForPods('grow-qa', { image });
  const { metadata } = (await cluster.get('Namespace', 'grow-qa'))!;
  expect(metadata.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
});

test('an app is deployed with its own AppProject', async () => {
  support.git(repository.folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  repository.gitops('add-app', 'grow-more');
  repository.push('feat: another app');
  const image = repository.release('grow-more', 'dev', 'first');
  await repository.sync('grow-dev', 'grow-more-dev');
  await cluster.waitForPods('grow-more-dev', { image });
  const project = await cluster.get<Project>('AppProject', 'grow-more', cluster.argocdNamespace);
  expect(project!.spec.destinations.map(({ namespace }) => namespace)).toEqual(['grow-more-dev', 'grow-more-qa']);
});

test('a removed app goes with all that it deployed, then its AppProject; namespace and other apps stay', async () => {
  const others = [...(await deployed('grow-dev')), ...(await deployed('grow-qa'))];
  const before = (await deployed('grow-more-dev')).map((line) => line.split(' ')[0]);
  expect(before).toEqual(expect.arrayContaining(['ConfigMap', 'Deployment', 'NetworkPolicy', 'Pod', 'Service']));
  support.git(repository.folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  const { stdout } = repository.gitops('remove-app', 'grow-more');
  expect(stdout).toContain('1. deleted   the Application grow-more-dev with everything deployed');
  expect(stdout).toContain('2. deleted   the AppProject grow-more, after the Applications');
  repository.push('feat: one app less');
  await cluster.refresh(repository.root);
  const seen = new Set<string>();
  const isGone = async (): Promise<boolean> => {
    const [project, application, workload] = await Promise.all([
      cluster.get('AppProject', 'grow-more', cluster.argocdNamespace),
      cluster.application('grow-more-dev'),
      cluster.get('Deployment', 'grow-more', 'grow-more-dev'),
    ]);
    const present = { project, application, workload };
    seen.add(
      Object.entries(present)
        .flatMap(([name, object]) => (object ? [name] : []))
        .join(' '),
    );
    return project === undefined && application === undefined;
  };
  await cluster.wait('the end of grow-more', 90, isGone, { application: 'grow-more-dev' });
  // Each thing outlives what depends on it.
  const orders = ['project application workload', 'project application', 'project', ''];
  expect([...seen].filter((present) => !orders.includes(present))).toEqual([]);
  expect(await deployed('grow-more-dev')).toEqual([]);
  expect((await cluster.get('Namespace', 'grow-more-dev'))!.status).toEqual({ phase: 'Active' });
  await repository.sync('grow-dev', 'grow-qa');
  expect([...(await deployed('grow-dev')), ...(await deployed('grow-qa'))]).toEqual(others);
});
