import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fit } from './fit';
import { RenderedRepository } from './rendered';
import { built, complaintsOf } from './strict';
import { waitUntilSynced } from './synced';
import type { AppEnvironment } from '../../src/config/model';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { Cluster } from '../support/cluster/cluster';
import { CASES } from '../support/render-cases';

/* What sync.test.ts checks fails on objects that are wrong. */

jest.setTimeout(300_000);

const cluster = Cluster.shared();
const CONTAINER = ['spec', 'template', 'spec', 'containers', 0];

const isReleased = ({ environment: { name } }: AppEnvironment): boolean => name === 'dev';

let repository: RenderedRepository;
let objects: readonly KubernetesObject[];

beforeAll(async () => {
  const place = { repoUrl: cluster.git.url('strict'), argocdNamespace: cluster.argocdNamespace, project: 'strict' };
  repository = new RenderedRepository(cluster, 'strict');
  repository.add(fit({ ...CASES.default, name: 'strict' }, { ...place, suffix: '-strict' }), { isReleased });
  objects = [...(await built(repository.folder, repository.overlays)), ...repository.argo];
});

afterAll(async () => {
  support.cleanUp();
  await cluster.delete('Application', 'strict-root', cluster.argocdNamespace);
});

/** The complaints about the objects of one environment, with another value at a path of the first object of a kind. */
async function planted(kind: string, path: readonly (string | number)[], value: unknown): Promise<string[]> {
  const all = structuredClone(objects) as KubernetesObject[];
  const last = path[path.length - 1];
  const found = all.find((object) => object.kind === kind) as unknown as Record<string | number, never>;
  const parent = path.slice(0, -1).reduce((at, key) => at[key], found) as Record<string | number, unknown>;
  parent[last] = value;
  return complaintsOf(cluster, all);
}

test('without a mistake, there is no complaint', async () => {
  expect(await complaintsOf(cluster, objects)).toEqual([]);
});

test.each([
  [
    'a pod that runs as root',
    'Deployment',
    [...CONTAINER, 'securityContext', 'runAsUser'],
    0,
    /^Deployment storefront-strict-\w+\/storefront-strict: warning: would violate PodSecurity "restricted:v1\.34": runAsUser=0/,
  ],
  [
    'a field that does not exist',
    'Deployment',
    ['spec', 'replicaz'],
    3,
    /\.spec\.replicaz: field not declared in schema/,
  ],
  ['a value of the wrong type', 'Deployment', ['spec', 'replicas'], 'three', /\.spec\.replicas/],
  [
    'a selector that selects nothing',
    'Deployment',
    ['spec', 'selector', 'matchLabels'],
    { a: 'b' },
    /`selector` does not match template `labels`/,
  ],
  [
    'a field that Argo CD does not know',
    'Application',
    ['spec', 'destinatoin'],
    {},
    /\.spec\.destinatoin: field not declared in schema/,
  ],
])('%s is reported', async (_what, kind, path, value, message) => {
  expect(await planted(kind, path, value)).toEqual([expect.stringMatching(message)]);
});

test('an Application with a kind that its AppProject does not allow is reported', async () => {
  const file = join(repository.folder, 'apps/storefront-strict/argo/project.yaml');
  const text = readFileSync(file, 'utf8');
  const service = '  - group: ""\n    kind: Service\n';
  expect(text).toContain(service);
  writeFileSync(file, text.replace(service, ''));
  repository.push([]);
  repository.applyRoot();
  const isRejected = async (): Promise<boolean> =>
    (await cluster.application('storefront-strict-dev'))?.status?.operationState?.message !== undefined;
  await cluster.wait('the result of a sync', 60, isRejected, { application: 'storefront-strict-dev' });
  await expect(waitUntilSynced(cluster, ['strict-root', 'storefront-strict-dev'], 5)).rejects.toThrow(
    'resource :Service is not permitted in project storefront-strict',
  );
});
