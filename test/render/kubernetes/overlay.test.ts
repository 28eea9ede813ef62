import { createHash } from 'node:crypto';
import type { AppOptions, PythonGitOpsAppOptions } from '../../../src/config/options';
import { reconcileReleases } from '../../../src/releases/files/reconcile';
import { renderBase } from '../../../src/render/kubernetes/base';
import { manifestsOf } from '../../../src/render/kubernetes/manifests';
import { renderOverlay } from '../../../src/render/kubernetes/overlay';
import { appOf, byPath, contentOf, DEFAULT, FIVE, repositoryOf, RICH } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';
import type { Operation } from '../../support/render-json-patch';
import { applyJsonPatch } from '../../support/render-json-patch';
import type { KubeObject, Kustomization } from '../../support/render-objects';
import {
  find,
  hasLabels,
  identity,
  kustomizationOf,
  objectOf,
  parseYaml,
  withoutHeader,
} from '../../support/render-objects';

afterAll(removeFolders);

/** Base, overlays and release files of an app. */
function render(options: PythonGitOpsAppOptions, name: string) {
  const repository = repositoryOf(options);
  const app = appOf(repository, name);
  const releases = reconcileReleases(
    repository,
    app,
    () => undefined,
    () => undefined,
  );
  return byPath([
    ...renderBase(repository, app),
    ...app.environments.flatMap((own) => renderOverlay(repository, app, own)),
    ...releases.files,
  ]);
}

type Files = ReturnType<typeof render>;

/** The objects that a kustomization lists beside it; the overlay's first entry is the base. */
function ownObjects(files: Files, folder: string): KubeObject[] {
  const { resources = [] } = kustomizationOf(files, `${folder}/kustomization.yaml`);
  return resources.filter((name) => !name.startsWith('..')).map((name) => objectOf(files, `${folder}/${name}`));
}

function baseObjects(files: Files, app: string): KubeObject[] {
  return ownObjects(files, `apps/${app}/k8s/base`);
}

function matches(object: KubeObject, target: Readonly<Record<string, string>>): boolean {
  const [group, version] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : ['', object.apiVersion];
  const { name } = object.metadata;
  const found: Record<string, string> = { group, version, kind: object.kind, name };
  return Object.entries(target).every(([key, value]) => found[key] === value);
}

/** Applies the patches of an overlay to the objects of the base; each must match exactly one. */
function patched(objects: readonly KubeObject[], { patches = [] }: Kustomization): KubeObject[] {
  let result = [...objects];
  for (const { patch, target } of patches) {
    if (!target) throw new Error(`a patch has no target: ${patch}`);
    // Those of the user, which are in no base.
    if (target.kind === 'SealedSecret') continue;
    const hit = result.filter((object) => matches(object, target));
    if (hit.length !== 1) throw new Error(`${JSON.stringify(target)} matches ${hit.length} objects of the base`);
    const operations = parseYaml<Operation[]>(patch);
    result = result.map((object) => (object === hit[0] ? applyJsonPatch(object, operations) : object));
  }
  return result;
}

/** The template of the pods that an object makes. */
function podOf({ kind, spec }: KubeObject): KubeObject | undefined {
  if (kind === 'Deployment' || kind === 'Job') return spec.template as KubeObject;
  return kind === 'CronJob' ? (spec.jobTemplate.spec.template as KubeObject) : undefined;
}

/** What kustomize does besides patches: labels, namespace and the tag of the image. */
function completed(object: KubeObject, kustomizations: readonly Kustomization[], tag: string): KubeObject {
  const result = structuredClone(object);
  const { namespace } = kustomizations[kustomizations.length - 1];
  const pairs = Object.assign({}, ...kustomizations.flatMap(({ labels = [] }) => labels.map((l) => l.pairs))) as object;
  Object.assign(result.metadata, { labels: { ...result.metadata.labels, ...pairs } });
  if (result.kind === 'Namespace') result.metadata.name = namespace as string;
  else result.metadata.namespace = namespace;
  const annotations = Object.assign({}, ...kustomizations.map((k) => k.commonAnnotations)) as object;
  const annotate = ({ metadata }: Pick<KubeObject, 'metadata'>): void => {
    if (Object.keys(annotations).length === 0) return;
    Object.assign(metadata, { annotations: { ...(metadata.annotations as object), ...annotations } });
  };
  annotate(result);
  const pod = podOf(result);
  if (pod) {
    annotate(pod);
    Object.assign(pod.metadata, { labels: { ...pod.metadata.labels, ...pairs } });
    for (const container of pod.spec.containers as { image: string }[]) {
      container.image = container.image.replace(/@.*$/, `:${tag}`);
    }
  }
  if (result.kind === 'CronJob') {
    const hasAny = Object.keys(annotations).length > 0;
    result.spec.jobTemplate.metadata = { ...(hasAny ? { annotations } : {}), labels: pairs };
  }
  return result;
}

const CASES = [
  ...['dev', 'staging', 'prod'].map((environment) => ['default', DEFAULT, 'storefront', environment] as const),
  ...['storefront', 'reports', 'checkout'].flatMap((app) =>
    ['dev', 'staging', 'canary', 'prod'].map((environment) => ['rich', RICH, app, environment] as const),
  ),
  ...Object.keys(FIVE.apps ?? {}).flatMap((app) =>
    ['dev', 'staging', 'prod'].map((environment) => ['five', FIVE, app, environment] as const),
  ),
];

describe.each(CASES)('in the case %s, the overlay', (_case, options, app, environment) => {
  const files = render(options, app);
  const folder = `apps/${app}/k8s/overlays/${environment}`;
  const overlay = kustomizationOf(files, `${folder}/kustomization.yaml`);
  const base = baseObjects(files, app);

  test(`of ${app} in ${environment} has patches that each match one object of the base, and only paths that exist in it`, () => {
    expect(() => patched(base, overlay)).not.toThrow();
  });

  test(`of ${app} in ${environment} makes of the base what the settings of the environment render`, () => {
    const repository = repositoryOf(options);
    const own = appOf(repository, app).environments.find((candidate) => candidate.environment.name === environment);
    if (!own) throw new Error(`no environment ${environment}`);
    const rendered = manifestsOf(repository, appOf(repository, app), own).map(({ object }) => object as KubeObject);
    const byIdentity = (objects: readonly KubeObject[]): object =>
      Object.fromEntries(objects.map((object) => [identity(object), object]));
    expect(byIdentity(patched(base, overlay))).toEqual(byIdentity(rendered));
  });

  test(`of ${app} in ${environment} builds with kustomize to the base with the patches applied, and objects of its own`, async () => {
    const built = await kustomize(writeTree(files.values()), folder);
    const kustomizations = [kustomizationOf(files, `apps/${app}/k8s/base/kustomization.yaml`), overlay];
    const [{ newTag: tag }] = kustomizationOf(files, `${folder}/release/kustomization.yaml`).images as [
      { newTag: string },
    ];
    const expected = [
      ...patched(base, overlay).map((object) => completed(object, kustomizations, tag)),
      ...ownObjects(files, folder).map((object) => completed(object, [overlay], tag)),
    ];
    expect(built.map(identity).sort()).toEqual(expected.map(identity).sort());
    for (const object of expected) expect(find(built, object.kind, object.metadata.name)).toEqual(object);
  });

  test(`of ${app} in ${environment} gives the pods the checksum of the data that reach the ConfigMap`, async () => {
    const built = await kustomize(writeTree(files.values()), folder);
    const { data } = find(built, 'ConfigMap', `${app}-config`) as KubeObject & { data: Record<string, string> };
    const byName = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
    const checksum = createHash('sha256').update(JSON.stringify(byName)).digest('hex');
    for (const object of built.filter((candidate) => podOf(candidate) !== undefined)) {
      const annotations = (podOf(object) as KubeObject).metadata.annotations as Record<string, string>;
      expect([object.metadata.name, annotations['checksum/config']]).toEqual([object.metadata.name, checksum]);
    }
  });
});

describe('the overlay of the first environment', () => {
  const files = render(DEFAULT, 'storefront');
  const path = 'apps/storefront/k8s/overlays/dev/kustomization.yaml';

  test('is written as a person would write it, with inline patches', () => {
    const checksum = createHash('sha256')
      .update('{"APP_ENV":"dev","LOG_LEVEL":"DEBUG","REQUEST_LOGS":"false"}')
      .digest('hex');
    expect(withoutHeader(contentOf(files, path))).toBe(`apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: storefront-dev
resources:
- ../../base
components:
- release
- secrets
labels:
- includeTemplates: true
  pairs:
    app.kubernetes.io/instance: storefront-dev
    environment: dev
patches:
- patch: |-
    - op: replace
      path: /data/APP_ENV
      value: dev
    - op: replace
      path: /data/LOG_LEVEL
      value: DEBUG
  target:
    version: v1
    kind: ConfigMap
    name: storefront-config
- patch: |-
    - op: replace
      path: /spec/ingress/0/from/0/namespaceSelector/matchLabels/environment
      value: dev
  target:
    group: networking.k8s.io
    version: v1
    kind: NetworkPolicy
    name: storefront
- patch: |-
    - op: replace
      path: /spec/template/metadata/annotations/checksum~1config
      value: ${checksum}
  target:
    group: apps
    version: v1
    kind: Deployment
    name: storefront
`);
  });

  test('has a Component for sealed secrets that is the user’s, and builds while it is empty', () => {
    const file = files.get('apps/storefront/k8s/overlays/dev/secrets/kustomization.yaml');
    expect(file).toMatchObject({ owner: 'starter' });
    expect(parseYaml(file?.content ?? '')).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      resources: [],
    });
  });
});

test.each([
  ['dev', { replicas: 1, memory: '64Mi', cpu: '250m', 'ephemeral-storage': '256Mi', logLevel: 'DEBUG' }],
  ['staging', { replicas: 2, memory: '128Mi', cpu: '250m', 'ephemeral-storage': '256Mi', logLevel: 'INFO' }],
  ['prod', { replicas: 3, memory: '256Mi', cpu: '250m', 'ephemeral-storage': '256Mi', logLevel: 'WARNING' }],
])('the defaults in %s are %p', async (environment, expected) => {
  const built = await build(DEFAULT, 'storefront', environment);
  expect(settingsOf(built, 'storefront')).toEqual(expected);
});

test.each([
  ['checkout', 'prod', { replicas: 10, memory: '1Gi', cpu: '2', 'ephemeral-storage': '256Mi', logLevel: 'WARNING' }],
  ['checkout', 'canary', { replicas: 1, memory: '128Mi', cpu: '250m', 'ephemeral-storage': '256Mi', logLevel: 'INFO' }],
  ['reports', 'dev', { replicas: 1, memory: '96Mi', cpu: '250m', 'ephemeral-storage': '256Mi', logLevel: 'ERROR' }],
  [
    'storefront',
    'staging',
    { replicas: 2, memory: '128Mi', cpu: '250m', 'ephemeral-storage': '256Mi', logLevel: 'DEBUG' },
  ],
  [
    'storefront',
    'prod',
    { replicas: 5, memory: '256Mi', cpu: '250m', 'ephemeral-storage': '256Mi', logLevel: 'WARNING' },
  ],
])('%s in %s gets what is said nearest to it: %p', async (app, environment, expected) => {
  const built = await build(RICH, app, environment);
  expect(settingsOf(built, app)).toEqual(expected);
});

test.each([
  ['storefront', 'dev', 'false'],
  ['storefront', 'staging', 'true'],
  ['reports', 'staging', 'false'],
])('%s in %s has REQUEST_LOGS as the text %p', async (app, environment, expected) => {
  const built = await build(RICH, app, environment);
  expect(find(built, 'ConfigMap', `${app}-config`).data).toHaveProperty('REQUEST_LOGS', expected);
});

describe('disruption budgets', () => {
  const budgets = async (replicas: number): Promise<KubeObject[]> => {
    const { checkout } = RICH.apps as Record<string, AppOptions>;
    const built = await build(
      { ...RICH, environments: { dev: { replicas }, prod: {} }, apps: { checkout: { ...checkout, environments: {} } } },
      'checkout',
      'dev',
    );
    const all = built.filter(({ kind }) => kind === 'PodDisruptionBudget');
    for (const budget of all) {
      const { matchLabels } = budget.spec.selector as { matchLabels: Record<string, string> };
      const selected = built.filter(
        ({ kind, spec }) => kind === 'Deployment' && hasLabels(spec.template.metadata.labels as object, matchLabels),
      );
      // Each one counts the pods of one Deployment, which carries its name.
      expect(selected.map(identity)).toEqual([`Deployment ${budget.metadata.name}`]);
      expect(budget.metadata.namespace).toBe(selected[0].metadata.namespace);
    }
    return all;
  };

  test.each([0, 1])('are none with %i replicas, which no drain may wait for', async (replicas) => {
    expect(await budgets(replicas)).toEqual([]);
  });

  test.each([2, 3, 1000])('are one for each workload with %i replicas', async (replicas) => {
    expect((await budgets(replicas)).map(({ metadata }) => metadata.name)).toEqual(['checkout', 'checkout-admin']);
  });

  test('are files that say where the wish to change them belongs', () => {
    const folder = 'apps/checkout/k8s/overlays/prod';
    const files = render(RICH, 'checkout');
    for (const name of ['poddisruptionbudget.yaml', 'poddisruptionbudget-admin.yaml']) {
      expect(files.get(`${folder}/${name}`)).toMatchObject({
        owner: 'generated',
        option: 'apps.checkout.environments.prod',
        instead: 'It exists for two or more pods: set replicas or autoscaling in apps.checkout.environments.prod.',
      });
    }
    expect(kustomizationOf(files, `${folder}/kustomization.yaml`).resources).toEqual([
      '../../base',
      'poddisruptionbudget.yaml',
      'poddisruptionbudget-admin.yaml',
    ]);
  });
});

describe('the ServiceMonitor of an overlay', () => {
  test.each(['storefront', 'reports', 'checkout'])('of %s selects every Service of its namespace', async (app) => {
    const built = await build(RICH, app, 'prod');
    const { metadata, spec } = find(built, 'ServiceMonitor', app);
    expect(metadata.labels).toMatchObject({ release: 'kube-prometheus-stack', environment: 'prod' });
    // Without a selector of namespaces it looks into its own.
    expect(spec).not.toHaveProperty('namespaceSelector');
    for (const service of built.filter(({ kind }) => kind === 'Service')) {
      expect(service.metadata.namespace).toBe(metadata.namespace);
      expect(hasLabels(service.metadata.labels, spec.selector.matchLabels as Record<string, string>)).toBe(true);
      expect((service.spec.ports as { name: string }[]).map(({ name }) => name)).toContain(spec.endpoints[0].port);
    }
  });

  test.each(['true', '1e5', '012', 'on', 'null', '1_000', ''])('keeps the label value %j a text', async (value) => {
    const built = await build({ ...DEFAULT, serviceMonitor: { labels: { team: value } } }, 'storefront', 'dev');
    expect(find(built, 'ServiceMonitor', 'storefront').metadata.labels).toHaveProperty('team', value);
  });

  test('is not there unless the config asks for it', async () => {
    const built = await build(DEFAULT, 'storefront', 'dev');
    expect(built.filter(({ kind }) => kind === 'ServiceMonitor')).toEqual([]);
  });
});

test('every workload of an app gets the values of the environment', async () => {
  const built = await build(RICH, 'checkout', 'prod');
  const settings = ['checkout', 'checkout-admin'].map((name) => settingsOf(built, 'checkout', name));
  expect(settings[1]).toEqual(settings[0]);
});

describe('the checksum of the configuration', () => {
  test.each([{ logLevel: 'ERROR' }, { requestLogs: true }])('changes with %p, so that the pods restart', (own) => {
    expect(checksumOf(own)).not.toBe(checksumOf({}));
  });

  test.each([{ replicas: 7 }, { memory: '512Mi' }, { cpu: '1' }])('stays with %p, which is no configuration', (own) => {
    expect(checksumOf(own)).toBe(checksumOf({}));
  });
});

function checksumOf(dev: object): unknown {
  const files = render({ ...DEFAULT, environments: { dev, prod: {} } }, 'storefront');
  const overlay = kustomizationOf(files, 'apps/storefront/k8s/overlays/dev/kustomization.yaml');
  const deployment = patched(baseObjects(files, 'storefront'), overlay).find(({ kind }) => kind === 'Deployment');
  return deployment?.spec.template.metadata.annotations['checksum/config'];
}

async function build(options: PythonGitOpsAppOptions, app: string, environment: string): Promise<KubeObject[]> {
  const files = render(options, app);
  return kustomize(writeTree(files.values()), `apps/${app}/k8s/overlays/${environment}`);
}

function settingsOf(objects: readonly KubeObject[], app: string, deployment = app): object {
  const { spec } = find(objects, 'Deployment', deployment);
  const { requests, limits } = spec.template.spec.containers[0].resources as Record<string, Record<string, string>>;
  expect(limits).toEqual(requests);
  const { data } = find(objects, 'ConfigMap', `${app}-config`);
  return { replicas: spec.replicas as number, ...requests, logLevel: data.LOG_LEVEL as string };
}
