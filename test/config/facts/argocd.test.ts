import { check, onlyFinding, shop } from '../../support/config-check';

test('Applications without projects of their own name the project that they are in', () => {
  expect(onlyFinding(shop({ argocd: { manages: 'applications' } }))).toEqual({
    code: 'missing-option',
    path: 'argocd.project',
    must: 'name the AppProject of the Applications, because this repository manages none',
    got: 'nothing',
    fix: 'add project',
  });
  expect(check(shop({ argocd: { manages: 'applications', project: 'team' } }))).toEqual([]);
  const organization = { argocd: { manages: 'applications' } };
  expect(check(shop({ organization }))).toEqual(['organization.argocd.project missing-option']);
});

test.each([undefined, 'projects-and-applications', 'nothing'])(
  'a project means nothing where manages is %s',
  (manages) => {
    expect(check(shop({ argocd: { manages, project: 'team' } }))).toEqual(['argocd.project conflicting-options']);
  },
);

test.each([
  ['retryRefresh', false],
  ['retryRefresh', true],
  ['manifestGeneratePaths', true],
])('%s: %j means nothing where the repository has no Applications', (option, value) => {
  expect(onlyFinding(shop({ argocd: { manages: 'nothing', [option]: value } }))).toEqual({
    code: 'conflicting-options',
    path: `argocd.${option}`,
    must: "be left out when manages is 'nothing': this repository has no Applications",
    got: String(value),
    fix: 'remove it',
  });
  expect(check(shop({ argocd: { [option]: value } }))).toEqual([]);
});

test('rendering only what changed requires retries with the newest commit', () => {
  const unsafe = { manifestGeneratePaths: true, retryRefresh: false };
  const finding = {
    code: 'conflicting-options',
    path: 'argocd.manifestGeneratePaths',
    must: 'be left out if retryRefresh is false: after a failed sync, Argo CD could skip the commit that fixes it',
    got: 'true',
    fix: 'remove it',
  };
  expect(onlyFinding(shop({ argocd: unsafe }))).toEqual(finding);
  expect(onlyFinding(shop({ organization: { argocd: unsafe } }))).toMatchObject({
    path: 'organization.argocd.manifestGeneratePaths',
  });
  expect(check(shop({ argocd: { ...unsafe, retryRefresh: true } }))).toEqual([]);
  expect(check(shop({ argocd: { ...unsafe, manifestGeneratePaths: false } }))).toEqual([]);
});

describe('lists of kinds that an AppProject allows', () => {
  const list = [{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }, { kind: 'PersistentVolume' }];
  const ofNamespace = [{ group: 'rbac.authorization.k8s.io', kind: 'Role' }, { kind: 'ResourceQuota' }];
  const everywhere = {
    defaults: { clusterResourceWhitelist: list },
    environments: { dev: { namespaceResourceWhitelist: ofNamespace } },
    apps: {
      web: { clusterResourceWhitelist: list, environments: { dev: { namespaceResourceWhitelist: ofNamespace } } },
    },
  };

  test('are set at every level', () => {
    expect(check(shop(everywhere))).toEqual([]);
    expect(check(shop({ organization: { defaults: { clusterResourceWhitelist: list } } }))).toEqual([]);
  });

  test.each([{ manages: 'applications', project: 'team' }, { manages: 'nothing' }])(
    'are refused where no AppProject is generated: %j',
    (argocd) => {
      expect(check(shop({ ...everywhere, argocd }))).toEqual([
        'apps.web.clusterResourceWhitelist conflicting-options',
        'apps.web.environments.dev.namespaceResourceWhitelist conflicting-options',
        'defaults.clusterResourceWhitelist conflicting-options',
        'environments.dev.namespaceResourceWhitelist conflicting-options',
      ]);
      // An organization sets them for all its repositories.
      expect(check(shop({ organization: { defaults: everywhere.defaults }, argocd }))).toEqual([]);
      expect(onlyFinding(shop({ defaults: everywhere.defaults, argocd }))).toMatchObject({
        must: "be left out unless argocd.manages is 'projects-and-applications'",
        fix: 'remove it, and allow these kinds in the AppProject',
      });
    },
  );

  test.each([
    [{ kind: 'clusterRole' }, 'clusterResourceWhitelist[0].kind invalid-value'],
    [{ group: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' }, 'clusterResourceWhitelist[0].group invalid-value'],
    [{ group: 'RBAC', kind: 'ClusterRole' }, 'clusterResourceWhitelist[0].group invalid-value'],
    [{ group: 'apps' }, 'clusterResourceWhitelist[0].kind wrong-type'],
    ['ClusterRole', 'clusterResourceWhitelist[0] wrong-type'],
  ])('have entries with a group and a kind, unlike %j', (entry, finding) => {
    expect(check(shop({ defaults: { clusterResourceWhitelist: [entry] } }))).toEqual([`defaults.${finding}`]);
  });

  test('have no entry twice, and need no version', () => {
    const twice = [{ kind: 'Node' }, { group: '', kind: 'Node' }];
    expect(check(shop({ defaults: { clusterResourceWhitelist: twice } }))).toEqual([
      'defaults.clusterResourceWhitelist[1] not-unique',
    ]);
    const { fix } = onlyFinding(shop({ defaults: { clusterResourceWhitelist: [{ group: 'apps/v1', kind: 'X' }] } }));
    expect(fix).toBe("use 'apps': leave out the version");
  });

  test.each([
    [{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }, 'ClusterRole (rbac.authorization.k8s.io)'],
    [{ kind: 'PersistentVolume' }, 'PersistentVolume'],
    [{ group: 'storage.k8s.io', kind: 'StorageClass' }, 'StorageClass (storage.k8s.io)'],
    // All kinds of the group belong to the cluster.
    [{ group: 'scheduling.k8s.io', kind: '*' }, '* (scheduling.k8s.io)'],
  ])('have no entry that belongs to the cluster in the list of namespaces: %j', (entry, got) => {
    const own = { namespaceResourceWhitelist: [...ofNamespace, entry] };
    expect(onlyFinding(shop({ apps: { web: { environments: { dev: own } } } }))).toEqual({
      code: 'invalid-value',
      path: 'apps.web.environments.dev.namespaceResourceWhitelist[2]',
      must: 'be a kind that belongs to a namespace, not to the cluster',
      got,
      fix: 'move it to clusterResourceWhitelist',
    });
  });

  test.each([
    [{ group: 'rbac.authorization.k8s.io', kind: 'Role' }, 'Role (rbac.authorization.k8s.io)'],
    [{ kind: 'ConfigMap' }, 'ConfigMap'],
    [{ group: 'monitoring.coreos.com', kind: 'PrometheusRule' }, 'PrometheusRule (monitoring.coreos.com)'],
    [{ group: 'apps', kind: '*' }, '* (apps)'],
  ])('have no entry that belongs to a namespace in the list of the cluster: %j', (entry, got) => {
    expect(onlyFinding(shop({ organization: { defaults: { clusterResourceWhitelist: [entry] } } }))).toEqual({
      code: 'invalid-value',
      path: 'organization.defaults.clusterResourceWhitelist[0]',
      must: 'be a kind that belongs to the cluster, not to a namespace',
      got,
      fix: 'move it to namespaceResourceWhitelist',
    });
  });

  test('have entries of any scope where it is not known', () => {
    const any = [
      { group: '*', kind: '*' },
      { group: 'acme.example', kind: 'ClusterDatabase' },
      { group: 'rbac.authorization.k8s.io', kind: '*' },
    ];
    const newer = { group: 'kyverno.io', kind: 'ClusterPolicyOfNextYear' };
    const both = { clusterResourceWhitelist: [...any, newer], namespaceResourceWhitelist: any };
    expect(check(shop({ defaults: both }))).toEqual([]);
  });

  // As groups they would match nothing.
  test.each(['v1', 'core', 'core/v1', 'v1beta1'])('have no group %j', (group) => {
    const finding = onlyFinding(shop({ defaults: { namespaceResourceWhitelist: [{ group, kind: 'ResourceQuota' }] } }));
    expect(finding).toMatchObject({
      path: 'defaults.namespaceResourceWhitelist[0].group',
      must: "be an API group, such as 'rbac.authorization.k8s.io', '' for the core group, or '*'",
      fix: "use '': the core group has no name",
    });
  });
});

describe('a cluster', () => {
  const withClusters = (clusters: object): Record<string, unknown> => shop({ environments: { dev: { clusters } } });
  const PATH = 'environments.dev.clusters';

  test.each([
    [{ eu: { server: 'https://10.1.2.3:6443' }, us: { name: 'prod-us' } }, []],
    [{ eu: {} }, [`${PATH}.eu invalid-value`]],
    [{ eu: { server: 'https://a', name: 'b' } }, [`${PATH}.eu invalid-value`]],
    [{ eu: { name: 'a' }, us: { name: 'a' } }, [`${PATH}.us not-unique`]],
    [{}, [`${PATH} invalid-value`]],
    // What is wrong is said once, and not missing as well.
    [{ eu: { server: 5 } }, [`${PATH}.eu.server wrong-type`]],
    [{ eu: { server: 'http://a' } }, [`${PATH}.eu.server invalid-value`]],
    [{ eu: { server: 'https://u:p@a' } }, [`${PATH}.eu.server invalid-value`]],
    [{ eu: { name: 'a b' } }, [`${PATH}.eu.name invalid-value`]],
  ])('is said in one way: %j has the findings %j', (clusters, findings) => {
    expect(check(withClusters(clusters))).toEqual(findings);
  });
});

test('the Application of each cluster has a name of its own', () => {
  const environments = { dev: { clusters: { 'b-c': { name: 'x' } } }, 'dev-b': { clusters: { c: { name: 'y' } } } };
  expect(check(shop({ environments, apps: { a: {} } }))).toEqual(['apps.a not-unique']);
});

test('notifications need Applications to annotate', () => {
  const notifications = { failed: { slack: ['alerts'] } };
  const must = ': this repository has no Applications';
  expect(onlyFinding(shop({ argocd: { manages: 'nothing', notifications } }))).toMatchObject({
    path: 'argocd.notifications',
    must: `be left out when manages is 'nothing'${must}`,
  });
  const environments = { dev: { notifications }, prod: {} };
  expect(onlyFinding(shop({ argocd: { manages: 'nothing' }, environments }))).toMatchObject({
    code: 'conflicting-options',
    path: 'environments.dev.notifications',
    must: `be left out when argocd.manages is 'nothing'${must}`,
    fix: 'remove it',
  });
  expect(check(shop({ argocd: { manages: 'applications', project: 'team', notifications }, environments }))).toEqual(
    [],
  );
});
