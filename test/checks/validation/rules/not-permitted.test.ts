import type { Files } from '../../../fixtures/seed/defects';
import { cleanTree, edit, found, judge } from '../support';

const K8S = 'apps/example-app/k8s';
const ARGO = 'apps/example-app/argo';
const SERVER = 'https://kubernetes.default.svc';

const PROJECT = (spec: string): string =>
  `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata:\n  name: example-app\n  namespace: argocd\nspec:\n${spec}`;

const KINDS = [
  '  namespaceResourceWhitelist:',
  ...['', 'apps', 'batch', 'bitnami.com'].map((group) => `  - {group: '${group}', kind: '*'}`),
].join('\n');
const CLUSTER = "  clusterResourceWhitelist: [{group: '', kind: Namespace}]";
const NAMESPACES = `  destinations: [{server: '${SERVER}', namespace: 'example-app-*'}]`;
const REPOSITORY = '  sourceRepos: [https://github.com/acme/shop.git]';

/** The clean tree with an AppProject that its Applications belong to. */
function inProject(change: (files: Files) => void, spec = [KINDS, CLUSTER, NAMESPACES, REPOSITORY].join('\n')) {
  return (files: Files): void => {
    files.set(`${ARGO}/project.yaml`, PROJECT(`${spec}\n`));
    edit(`${ARGO}/kustomization.yaml`, 'resources:\n', 'resources:\n- project.yaml\n')(files);
    for (const name of ['dev', 'staging', 'prod']) {
      edit(`${ARGO}/app-${name}.yaml`, 'project: default', 'project: example-app')(files);
    }
    change(files);
  };
}

const named = (change: (files: Files) => void): Promise<string[]> => found('not-permitted', change);

/** Adds an object to the base. */
function object(apiVersion: string, kind: string): (files: Files) => void {
  return (files) => {
    files.set(`${K8S}/base/extra.yaml`, `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: extra\n`);
    edit(`${K8S}/base/kustomization.yaml`, '- service.yaml\n', '- service.yaml\n- extra.yaml\n')(files);
  };
}

const nothing = (): void => undefined;

test('a tree whose AppProject allows everything has no problem', async () => {
  expect(await named(inProject(nothing))).toEqual([]);
});

describe('a kind that the AppProject does not allow', () => {
  test.each([
    ['rbac.authorization.k8s.io/v1', 'Role', 'Role (rbac.authorization.k8s.io)'],
    ['external-secrets.io/v1', 'ExternalSecret', 'ExternalSecret (external-secrets.io)'],
    ['cert-manager.io/v1', 'Certificate', 'Certificate (cert-manager.io)'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'ClusterRoleBinding (rbac.authorization.k8s.io)'],
    ['keda.sh/v1alpha1', 'ScaledObject', 'ScaledObject (keda.sh)'],
    ['v1', 'PersistentVolume', 'PersistentVolume'],
  ])('is reported once, where it is written: %s %s', async (apiVersion, kind, text) => {
    expect(await named(inProject(object(apiVersion, kind)))).toEqual([
      `${K8S}/base/extra.yaml | kind: ${kind} => AppProject example-app does not allow the kind ${text}, so Argo CD refuses to ` +
        `sync ${kind} extra`,
    ]);
  });

  test('is fixed by an option of the app, or in the AppProject without a config', async () => {
    const fixesOf = async (apps?: { app: string; image: string; workloads: string[] }[]): Promise<string[]> => {
      const files = cleanTree();
      inProject(object('rbac.authorization.k8s.io/v1', 'ClusterRole'))(files);
      const { problems } = await judge(files, { apps });
      return problems.filter(({ rule }) => rule === 'not-permitted').map(({ fix }) => fix);
    };
    const entry = "{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }";
    expect(
      await fixesOf([{ app: 'example-app', image: 'docker.io/acme/example-app', workloads: ['example-app'] }]),
    ).toEqual([
      `add ${entry} to clusterResourceWhitelist of the app example-app in .projenrc.ts, or deploy it elsewhere`,
    ]);
    expect(await fixesOf()).toEqual([
      `add ${entry} to clusterResourceWhitelist of AppProject example-app, or deploy it elsewhere`,
    ]);
  });

  test('is judged by the AppProject as it is built, with patches', async () => {
    const patched = (files: Files): void => {
      object('batch/v1', 'CronJob')(files);
      files.set(
        `${ARGO}/kustomization.yaml`,
        `${files.get(`${ARGO}/kustomization.yaml`)}patches:\n- target: {kind: AppProject}\n  patch: |-\n` +
          '    - {op: replace, path: /spec/namespaceResourceWhitelist/2/kind, value: Job}\n',
      );
    };
    expect(await named(inProject(patched))).toEqual([
      expect.stringContaining('does not allow the kind CronJob (batch)') as string,
    ]);
  });

  test('may be in the blacklist', async () => {
    const spec = [CLUSTER, NAMESPACES, REPOSITORY, "  namespaceResourceBlacklist: [{group: '', kind: ConfigMap}]"];
    expect(await named(inProject(nothing, spec.join('\n')))).toEqual([
      `${K8S}/base/configmap.yaml | kind: ConfigMap => AppProject example-app does not allow the kind ConfigMap, so Argo CD ` +
        'refuses to sync ConfigMap example-config',
    ]);
  });
});

test.each([
  [
    'a kind of a group that is not known, in either list',
    'acme.example/v1',
    'ClusterThing',
    "{group: acme.example, kind: '*'}",
  ],
  [
    'an object of the cluster by its name',
    'rbac.authorization.k8s.io/v1',
    'ClusterRole',
    '{group: rbac.authorization.k8s.io, kind: ClusterRole, name: ext*}',
  ],
  ['every kind of the cluster', 'scheduling.k8s.io/v1', 'PriorityClass', "{group: '*', kind: '*'}"],
])('an AppProject may allow %s', async (_what, apiVersion, kind, entry) => {
  const cluster = `  clusterResourceWhitelist: [{group: '', kind: Namespace}, ${entry}]`;
  expect(await named(inProject(object(apiVersion, kind), [KINDS, cluster, NAMESPACES, REPOSITORY].join('\n')))).toEqual(
    [],
  );
});

describe('a namespace that the AppProject does not allow', () => {
  test.each([
    [
      'none of them',
      "  destinations: [{server: 'https://kubernetes.default.svc', namespace: 'example-app-prod'}]",
      ['dev', 'staging'],
    ],
    [
      'another cluster',
      "  destinations: [{server: 'https://eu.acme.test', namespace: '*'}]",
      ['dev', 'prod', 'staging'],
    ],
    [
      'all but one',
      "  destinations: [{server: '*', namespace: '*'}, {server: '*', namespace: '!example-app-dev'}]",
      ['dev'],
    ],
  ])('is reported for each object: %s', async (_what, destinations, environments) => {
    const lines = await named(inProject(nothing, [KINDS, CLUSTER, destinations, REPOSITORY].join('\n')));
    const namespaces = new Set(lines.map((line) => /does not allow the namespace example-app-(\w+),/.exec(line)?.[1]));
    expect([...namespaces].sort()).toEqual(environments);
    expect(lines).toContain(
      `${K8S}/base/service.yaml | kind: Service => AppProject example-app does not allow the namespace ` +
        `example-app-${environments[0]}, so Argo CD refuses to sync Service example-app`,
    );
  });

  test('is not known for a cluster that is identified in two ways', async () => {
    const byName = "  destinations: [{name: 'in-cluster', namespace: 'example-app-*'}]";
    expect(await named(inProject(nothing, [KINDS, CLUSTER, byName, REPOSITORY].join('\n')))).toEqual([]);
  });
});

test.each([
  ['https://github.com/acme/other', [`${ARGO}/app-dev.yaml`, `${ARGO}/app-prod.yaml`, `${ARGO}/app-staging.yaml`]],
  ['https://github.com/*', [`${ARGO}/app-dev.yaml`, `${ARGO}/app-prod.yaml`, `${ARGO}/app-staging.yaml`]],
  ['https://github.com/acme/*', []],
  ["'*'", []],
])('a repository that is not %s is reported', async (pattern, paths) => {
  const lines = await named(inProject(nothing, [KINDS, CLUSTER, NAMESPACES, `  sourceRepos: [${pattern}]`].join('\n')));
  expect(lines.sort()).toEqual(
    paths.map(
      (path) =>
        `${path} | repoURL: https://github.com/acme/shop => AppProject example-app does not allow the repository ` +
        `https://github.com/acme/shop, so Argo CD refuses to sync example-app-${/app-(\w+)\.yaml/.exec(path)?.[1]}`,
    ),
  );
});

test('a project that is not in the tree is not judged', async () => {
  expect(await named(object('rbac.authorization.k8s.io/v1', 'Role'))).toEqual([]);
});
