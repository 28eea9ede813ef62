import { deployment, hook, object, pods } from './objects';
import { compareObjects } from '../../../src/checks/changes/compare';
import type { Effect } from '../../../src/checks/changes/effects';
import { effectsOf } from '../../../src/checks/changes/effects';
import { AppProject } from '../../../src/checks/validation/app-projects';
import type { KubeObject } from '../../../src/checks/validation/objects';

/** The effects that are not empty. */
function effects(
  before: readonly KubeObject[],
  after: readonly KubeObject[],
  isPruned = true,
  project?: AppProject,
): object {
  const found = effectsOf(compareObjects(before, after), after, {
    isPruned,
    refusal: (one) => project?.refusal(one),
  });
  const entries = Object.entries(found) as [string, readonly Effect[]][];
  return Object.fromEntries(
    entries.flatMap(([key, list]) => {
      const words = list.map(({ kind, name, why }) => [`${kind} ${name}`, ...why].join(' | '));
      return list.length === 0 ? [] : [[key, words]];
    }),
  );
}

/** The effects of a change in the pods of a Deployment. */
function restart(template: object): object {
  return effects([deployment('web')], [deployment('web', { template })]);
}

describe('pods restart', () => {
  test.each<[string, object, string]>([
    ['an image', pods({ image: 'web:2' }), 'image'],
    ['a variable', pods({ env: [{ name: 'A', value: '1' }] }), 'env'],
    ['a checksum', pods({}, {}, { annotations: { 'checksum/config': 'a' } }), 'checksum/config'],
    ['a label', pods({}, {}, { labels: { app: 'web', team: 'a' } }), 'label team'],
    ['a volume', pods({}, { volumes: [] }), 'volumes'],
    ['a second container', pods({}, { initContainers: [{ name: 'wait' }] }), 'container wait'],
  ])('because of %s', (_what, template, why) => {
    expect(restart(template)).toEqual({ restarts: [`Deployment web | ${why}`] });
  });

  test('for several reasons at once', () => {
    const template = pods({ image: 'web:2', resources: {} }, {}, { annotations: { a: 'b' } });
    expect(restart(template)).toEqual({ restarts: ['Deployment web | a | image | resources'] });
  });

  test('because of the order of containers', () => {
    const two = (...names: string[]): object => ({ spec: { containers: names.map((name) => ({ name })) } });
    expect(
      effects([deployment('web', { template: two('a', 'b') })], [deployment('web', { template: two('b', 'a') })]),
    ).toEqual({
      restarts: ['Deployment web | order of the containers'],
    });
  });

  test('not because of replicas, the strategy, or a label of only the Deployment', () => {
    expect(effects([deployment('web')], [deployment('web', { replicas: 3 })])).toEqual({
      scales: ['Deployment web | 1 to 3'],
    });
    expect(effects([deployment('web')], [deployment('web', { strategy: { type: 'Recreate' } })])).toEqual({});
    const labeled = { ...deployment('web'), metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } } };
    expect(effects([deployment('web')], [labeled])).toEqual({});
  });

  test('not when there are none', () => {
    const none = (template: object): KubeObject => deployment('web', { replicas: 0, template });
    expect(effects([none(pods())], [none(pods({ image: 'web:2' }))])).toEqual({});
  });

  test('and an autoscaler decides the number of pods', () => {
    const { replicas: _replicas, ...spec } = deployment('web').spec as { replicas: number };
    expect(effects([deployment('web')], [object('Deployment', 'web', { spec })])).toEqual({
      scales: ['Deployment web | 1 to what the autoscaler decides'],
    });
  });
});

test('objects of namespaces that the AppProject does not allow stay', () => {
  const everything = [{ group: '*', kind: '*' }];
  const allowing = (...destinations: object[]): AppProject =>
    new AppProject({
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'AppProject',
      spec: { clusterResourceWhitelist: everything, namespaceResourceWhitelist: everything, destinations },
    });
  const before = [deployment('web'), object('Namespace', 'shop')];
  const left = {
    pruned: ['Namespace shop'],
    left: ['Deployment web | the AppProject does not allow its namespace'],
  };
  expect(effects(before, [], true, allowing({ namespace: 'live', server: 'https://a' }))).toEqual(left);
  expect(
    effects(before, [], true, allowing({ namespace: '*', name: 'eu' }, { namespace: '!shop', name: 'eu' })),
  ).toEqual(left);
  const all = { pruned: ['Deployment web', 'Namespace shop'], stops: ['Deployment web'] };
  expect(effects(before, [], true, allowing({ namespace: 'sh*', name: 'eu' }))).toEqual(all);
});

test('objects of kinds that the AppProject does not allow stay', () => {
  const project = new AppProject({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    spec: {
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      namespaceResourceWhitelist: [{ group: 'apps', kind: 'Deployment' }],
      destinations: [{ namespace: 'shop', server: 'https://a' }],
    },
  });
  const before = [deployment('web'), object('Role', 'reader'), object('Namespace', 'shop')].map((one) =>
    one.kind === 'Role' ? { ...one, apiVersion: 'rbac.authorization.k8s.io/v1' } : one,
  );
  expect(effects(before, [], true, project)).toEqual({
    pruned: ['Deployment web', 'Namespace shop'],
    stops: ['Deployment web'],
    left: ['Role reader | the AppProject does not allow its kind'],
  });
  // Its definition is the only thing that counts: a namespace is not a kind of the other list.
  const other = new AppProject({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    spec: {
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
      destinations: [{ namespace: 'shop', server: 'https://a' }],
    },
  });
  expect(effects(before, [], true, other)).toEqual({
    pruned: ['Deployment web', 'Role reader'],
    stops: ['Deployment web'],
    left: ['Namespace shop | the AppProject does not allow its kind'],
  });
});

test('new workloads start; removed ones stop and are pruned', () => {
  expect(effects([deployment('old')], [deployment('new')])).toEqual({
    starts: ['Deployment new'],
    stops: ['Deployment old'],
    pruned: ['Deployment old'],
  });
});

describe('objects that leave git', () => {
  const kept = (option: string): KubeObject =>
    object('Namespace', 'shop', { metadata: { annotations: { 'argocd.argoproj.io/sync-options': option } } });

  test.each(['Prune=false', 'Delete=false,Prune=false', 'Validate=false, Delete=false'])('stays with %s', (option) => {
    expect(effects([kept(option)], [])).toEqual({ left: ['Namespace shop'] });
  });

  test('stay and keep running when Argo CD does not prune', () => {
    expect(effects([deployment('web')], [], false)).toEqual({ left: ['Deployment web'] });
  });
});

describe('cron jobs and jobs', () => {
  const cron = (schedule: string, template: object): KubeObject =>
    object('CronJob', 'clean', { spec: { schedule, jobTemplate: { spec: { template } } } });

  test('a cron job changes from its next run', () => {
    expect(effects([cron('0 3 * * *', pods())], [cron('0 4 * * *', pods({ image: 'web:2' }))])).toEqual({
      cronJobs: ['CronJob clean | schedule | image'],
    });
    expect(effects([], [cron('0 3 * * *', pods())])).toEqual({ cronJobs: ['CronJob clean'] });
  });

  test('a sync job runs again in every sync, changed or not', () => {
    const job = hook('migrate', pods());
    expect(effects([job, deployment('web')], [job, deployment('web', { replicas: 2 })])).toEqual({
      scales: ['Deployment web | 1 to 2'],
      jobs: ['Job migrate'],
    });
    expect(effects([job], [job])).toEqual({});
  });

  test('a sync job alone causes no sync, and may change in place', () => {
    expect(effects([hook('migrate', pods())], [hook('migrate', pods({ image: 'web:2' }))])).toEqual({
      waitingJobs: ['Job migrate | image'],
    });
  });

  test('another job runs when it is new, and is immutable', () => {
    const job = (image: string): KubeObject => object('Job', 'once', { spec: { template: pods({ image }) } });
    expect(effects([], [job('web:1')])).toEqual({ jobs: ['Job once'] });
    expect(effects([job('web:1')], [job('web:2')])).toEqual({ immutable: ['Job once | spec.template'] });
  });
});

describe('changes that are rejected', () => {
  const claim = (spec: object): KubeObject => object('PersistentVolumeClaim', 'data', { spec });
  const sized = (storage: string): KubeObject => claim({ resources: { requests: { storage } } });

  test.each<[string, KubeObject, KubeObject, string[]]>([
    [
      'a selector',
      deployment('web'),
      deployment('web', { selector: { matchLabels: { app: 'other' } } }),
      ['Deployment web | spec.selector'],
    ],
    [
      'a claim’s class',
      claim({ storageClassName: 'a' }),
      claim({ storageClassName: 'b' }),
      ['PersistentVolumeClaim data | spec.storageClassName'],
    ],
    [
      'a smaller claim',
      sized('2Gi'),
      sized('1500Mi'),
      ['PersistentVolumeClaim data | spec.resources.requests.storage'],
    ],
    [
      'the name of a stateful set’s service',
      object('StatefulSet', 's', { spec: { serviceName: 'a' } }),
      object('StatefulSet', 's', { spec: { serviceName: 'b' } }),
      ['StatefulSet s | spec.serviceName'],
    ],
    [
      'a role',
      object('RoleBinding', 'r', { roleRef: { name: 'a' } }),
      object('RoleBinding', 'r', { roleRef: { name: 'b' } }),
      ['RoleBinding r | roleRef'],
    ],
    [
      'frozen data',
      object('ConfigMap', 'c', { immutable: true, data: { A: '1' } }),
      object('ConfigMap', 'c', { immutable: true, data: { A: '2' } }),
      ['ConfigMap c | data'],
    ],
  ])('is %s', (_what, before, after, immutable) => {
    expect(effects([before], [after])).toEqual({ immutable });
  });

  test('is not a growing claim, unfrozen data, or an object that Argo CD may recreate', () => {
    expect(effects([sized('1Gi')], [sized('1.5Gi')])).toEqual({});
    expect(
      effects([object('ConfigMap', 'c', { data: { A: '1' } })], [object('ConfigMap', 'c', { data: { A: '2' } })]),
    ).toEqual({});
    const forced = {
      ...deployment('web', { selector: {} }),
      metadata: {
        name: 'web',
        namespace: 'shop',
        annotations: { 'argocd.argoproj.io/sync-options': 'Replace=true,Force=true' },
      },
    };
    expect(effects([deployment('web')], [forced])).toEqual({});
  });
});

describe('values that running pods have already read', () => {
  const reading = (container: object): KubeObject => deployment('web', { template: pods(container) });
  const change = (kind: string, container: object): object =>
    effects(
      [object(kind, 'values', { data: { A: '1' } }), reading(container)],
      [object(kind, 'values', { data: { A: '2' } }), reading(container)],
    );

  test.each<[string, object]>([
    ['ConfigMap', { envFrom: [{ configMapRef: { name: 'values' } }] }],
    ['Secret', { envFrom: [{ secretRef: { name: 'values' } }] }],
    ['SealedSecret', { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'values', key: 'A' } } }] }],
  ])('of a %s', (kind, container) => {
    expect(change(kind, container)).toEqual({ unread: [`${kind} values | Deployment web`] });
  });

  test('not of an object that no pod reads as environment, nor of pods that restart or start anyway', () => {
    expect(change('ConfigMap', { envFrom: [{ secretRef: { name: 'values' } }] })).toEqual({});
    const [map, after] = [
      object('ConfigMap', 'values', { data: {} }),
      reading({ envFrom: [{ configMapRef: { name: 'values' } }] }),
    ];
    expect(effects([], [map, after])).toEqual({ starts: ['Deployment web'] });
    expect(effects([deployment('web')], [map, after])).toEqual({ restarts: ['Deployment web | envFrom'] });
  });
});
