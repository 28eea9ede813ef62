import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterRepository } from './repository';
import { BUNDLE, packNextVersion } from '../packed/next-version';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';
import type { Pod } from '../support/cluster/objects';

jest.setTimeout(300_000);

interface Selecting extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly uid: string; readonly generation?: number };
  readonly spec: { readonly selector?: object; readonly podSelector?: object };
}

const cluster = Cluster.shared();
const APP = 'steps';
const ENVIRONMENTS = { dev: {}, staging: {}, prod: {} };
let repository: ClusterRepository;

beforeAll(() => {
  repository = ClusterRepository.create(cluster, { name: APP, environments: ENVIRONMENTS, apps: { [APP]: {} } });
  repository.applyRoot();
});

afterAll(() => support.cleanUp());

const namespaceOf = (environment: string): string => `${APP}-${environment}`;

async function applications(): Promise<string[]> {
  const all = await cluster.list('Application', cluster.argocdNamespace);
  return all.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(`${APP}-`));
}

/** Lets Argo CD look at an Application that stays at its own revision. */
async function look(environment: string): Promise<void> {
  const name = namespaceOf(environment);
  await cluster.refresh(name);
  const hasLooked = async (): Promise<boolean> => {
    const annotations = (await cluster.application(name))?.metadata.annotations as object | undefined;
    return !Object.keys(annotations ?? {}).includes('argocd.argoproj.io/refresh');
  };
  await cluster.wait(`a refresh of ${name}`, 30, hasLooked, { application: name });
  await cluster.waitForApplication(name, { sync: 'Synced', health: 'Healthy' });
}

/** What must not change where nothing is released: the Application, the state of its workloads, and each pod. */
async function frozen(environment: string): Promise<object> {
  const namespace = namespaceOf(environment);
  const application = await cluster.application(namespace);
  const identity = ({ metadata: { name, uid, generation } }: Selecting): string => `${name} ${uid} ${generation}`;
  return {
    spec: application?.spec,
    revision: application?.status?.sync?.revision,
    deployments: (await cluster.list<Selecting>('Deployment', namespace)).map(identity),
    pods: (await cluster.list<Pod>('Pod', namespace)).map(({ metadata }) => metadata.uid).sort(),
  };
}

/** Names and selectors of an environment's objects, which no upgrade may change. */
async function identities(environment: string): Promise<object[]> {
  const namespace = namespaceOf(environment);
  const kinds = ['Deployment', 'NetworkPolicy', 'PodDisruptionBudget', 'Service', 'ServiceAccount'];
  const all = await Promise.all(
    kinds.map(async (kind) =>
      (await cluster.list<Selecting>(kind, namespace)).map(({ metadata: { name, uid }, spec }) => ({
        kind,
        name,
        uid,
        selector: spec?.selector ?? spec?.podSelector,
      })),
    ),
  );
  return all.flat();
}

/** A variable of the app, as the ConfigMap of its pods has it. */
async function greeting(environment: string): Promise<unknown> {
  const [config] = (await cluster.list('ConfigMap', namespaceOf(environment))).filter(({ metadata }) =>
    metadata.name.startsWith(`${APP}-config`),
  );
  return (config.data as Record<string, string>).GREETING;
}

test('each environment appears with its first release, production with its promotion', async () => {
  await repository.sync();
  expect(await applications()).toEqual(['steps-root']);
  const image = repository.release(APP, 'dev', 'first');
  await repository.sync('steps-dev');
  expect(await applications()).toEqual(['steps-dev', 'steps-root']);
  repository.gitops('release', APP, 'staging', '--from', 'dev', '--push');
  await repository.sync('steps-dev', 'steps-staging');
  expect(await applications()).toEqual(['steps-dev', 'steps-root', 'steps-staging']);
  repository.gitops('promote', APP, 'prod', '--push', '--yes');
  await repository.sync('steps-dev');
  await cluster.waitForPods('steps-prod', { image });
});

test('a change of the base on main reaches what tracks main, and leaves production alone', async () => {
  await look('prod');
  const before = await frozen('prod');
  repository.configure({ environments: ENVIRONMENTS, apps: { [APP]: { env: { GREETING: 'hello' } } } });
  repository.push('feat: a greeting');
  repository.release(APP, 'dev', 'second');
  await repository.sync('steps-dev', 'steps-staging');
  expect(await Promise.all(['dev', 'staging', 'prod'].map(greeting))).toEqual(['hello', 'hello', undefined]);
  await look('prod');
  expect(await frozen('prod')).toEqual(before);
});

test('a promotion brings image and configuration of the promoted revision', async () => {
  repository.gitops('release', APP, 'staging', '--from', 'dev', '--push');
  await repository.sync('steps-staging');
  const revision = repository.head();
  repository.gitops('promote', APP, 'prod', '--push', '--yes');
  await repository.sync('steps-dev');
  const application = await cluster.waitForApplication('steps-prod', { sync: 'Synced', health: 'Healthy', revision });
  expect(application.spec.source.targetRevision).toBe(revision);
  const [pod] = await cluster.waitForPods('steps-prod');
  expect(pod.spec.containers[0].image).toContain(':second@');
  expect(await greeting('prod')).toBe('hello');
});

test('a library upgrade rolls out where main is tracked, and touches nothing that is pinned or gated', async () => {
  repository.gitops('pin', APP, 'staging', '--reason', 'a load test', '--push', '--yes');
  await repository.sync('steps-dev');
  await look('staging');
  await look('prod');
  const still = { staging: await frozen('staging'), prod: await frozen('prod') };
  const before = await identities('dev');
  const pods = (await cluster.waitForPods('steps-dev')).map(({ metadata }) => metadata.uid);
  support.git(repository.folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  const packageJson = join(repository.folder, 'package.json');
  const declared = /"@org\/python-gitops-app": "([^"]+)"/.exec(readFileSync(packageJson, 'utf8'))![1];
  const next = packNextVersion([BUNDLE, 'NDOTS = "2"', 'NDOTS = "3"']);
  support.edit(packageJson, declared, `file:${next}`);
  support.synth(repository.folder);
  repository.push('build: upgrade the library');
  await repository.sync('steps-dev');
  const isRolledOut = async (): Promise<boolean> =>
    (await cluster.waitForPods('steps-dev')).every(
      ({ metadata, spec }) => !pods.includes(metadata.uid) && JSON.stringify(spec).includes('"ndots","value":"3"'),
    );
  await cluster.wait('the rollout', 60, isRolledOut, { application: 'steps-dev' });
  expect(await identities('dev')).toEqual(before);
  await look('staging');
  await look('prod');
  expect({ staging: await frozen('staging'), prod: await frozen('prod') }).toEqual(still);
});
