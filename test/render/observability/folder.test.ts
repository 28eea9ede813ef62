import { parse } from 'yaml';
import { Schemas } from '../../../src/checks/validation/schemas';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { fileAddress } from '../../../src/config/web-address';
import { manifestOf } from '../../../src/files/tree/hash-manifest';
import { renderedRules } from '../../support/promtool';
import { contentOf, releasesOf, renderOf, repositoryOf } from '../../support/render-cases';
import { kustomize, removeFolders, writeTree } from '../../support/render-disk';

afterAll(removeFolders);

const FOLDER = 'argo/observability';

const MARKET: PythonGitOpsAppOptions = {
  name: 'market',
  repoUrl: 'https://github.com/acme/market',
  registry: 'docker.io/acme',
  serviceMonitor: { labels: { release: 'stack' } },
  observability: { dashboards: 'none' },
  apps: { shop: {}, mailer: { workloads: { mailer: { command: ['python', '-m', 'mailer'] } } } },
};

const paths = (options: PythonGitOpsAppOptions): string[] =>
  [...renderOf(options).keys()].filter((path) => path.startsWith('argo/')).sort();

const object = (options: PythonGitOpsAppOptions, path: string): unknown => parse(contentOf(renderOf(options), path));

test('the rules of each app are in a file of its own', () => {
  expect(paths(MARKET)).toEqual([
    `${FOLDER}/applications/app-market-observability.yaml`,
    `${FOLDER}/applications/kustomization.yaml`,
    `${FOLDER}/applications/project.yaml`,
    `${FOLDER}/kustomization.yaml`,
    `${FOLDER}/rules/mailer.yaml`,
    `${FOLDER}/rules/shop.yaml`,
    'argo/root-app.yaml',
    'argo/root-app/kustomization.yaml',
  ]);
});

test.each([
  ['neither rules nor dashboards are wanted', { observability: { rules: 'none' } }],
  ['there is no app', { apps: {} }],
  ['the address of the repository is unknown', { repoUrl: undefined }],
])('there is no folder where %s', (_why, options) => {
  expect(paths({ ...MARKET, ...options }).filter((path) => path.startsWith(FOLDER))).toEqual([]);
  expect(contentOf(renderOf({ ...MARKET, ...options }), 'argo/root-app/kustomization.yaml')).not.toContain(
    'observability',
  );
});

test('a change of one app touches no file of another', () => {
  const observed = { ...MARKET, observability: {} };
  const before = renderOf(observed);
  const apps = { ...MARKET.apps, shop: { objective: { availability: 99 } } };
  const changed = [...renderOf({ ...observed, apps }).values()].filter(
    ({ path, content }) => before.get(path)?.content !== content,
  );
  // The page shows the objective of the first app, and one dashboard those of all apps.
  expect(changed.map(({ path }) => path).sort()).toEqual([
    `${FOLDER}/dashboards/shop.json`,
    `${FOLDER}/delivery.json`,
    `${FOLDER}/rules/shop.yaml`,
    'docs/ALERTS.md',
  ]);
  expect(manifestOf(`${FOLDER}/rules/shop.yaml`)).toBe('apps/shop/.generated.sha256');
  expect(manifestOf(`${FOLDER}/kustomization.yaml`)).toBe('.generated.sha256');
  expect(manifestOf(`${FOLDER}/applications/app-shop.yaml`)).toBe('.generated.sha256');
});

test.each([
  ['operator', 'PrometheusRule'],
  ['config-map', 'ConfigMap'],
])(
  'kustomize builds the rules for %s, in the namespace of Prometheus, and the schemas accept them',
  async (rules, kind) => {
    const options = { ...MARKET, observability: { rules, dashboards: 'none', namespace: 'prometheus' } };
    const built = await kustomize(writeTree(renderOf(options).values()), FOLDER);
    expect(built.map((one) => [one.kind, one.metadata.namespace, one.metadata.name])).toEqual([
      [kind, 'prometheus', 'market-mailer'],
      [kind, 'prometheus', 'market-shop'],
    ]);
    const schemas = new Schemas();
    for (const one of built) {
      expect([schemas.knows(one), schemas.check(one)]).toEqual([true, []]);
      expect(one.metadata.labels).toEqual({
        release: 'stack',
        'app.kubernetes.io/name': one.metadata.name.replace('market-', ''),
        'app.kubernetes.io/part-of': 'market',
      });
    }
  },
);

test('the schema of the rules refuses what Prometheus does not know', () => {
  const rules = object(MARKET, `${FOLDER}/rules/shop.yaml`) as { spec: { groups: { rules: object[] }[] } };
  const broken = structuredClone(rules);
  broken.spec.groups[0].rules[0] = { alert: 'X', expr: 'up', for: 'soon' };
  const errors = new Schemas().check(broken as never).map(({ message }) => message);
  expect(errors).not.toEqual([]);
});

test('both forms contain the same rules', () => {
  const other = { ...MARKET, observability: { rules: 'config-map' } };
  expect(renderedRules(other, 'shop')).toEqual(renderedRules(MARKET, 'shop'));
  expect(Object.keys((object(other, `${FOLDER}/rules/shop.yaml`) as { data: object }).data)).toEqual([
    'market-shop.yaml',
  ]);
});

test('the root lists the Application of the rules, which tracks the default branch', async () => {
  const options = { ...MARKET, defaultBranch: 'trunk', argocd: { namespace: 'gitops' } };
  const list = object(options, 'argo/root-app/kustomization.yaml') as { resources: string[] };
  expect(list.resources).toEqual(['../../apps/mailer/argo', '../../apps/shop/argo', '../observability/applications']);
  const root = await kustomize(writeTree(withReleases(options)), 'argo/root-app');
  const own = root.filter(({ metadata }) => metadata.name === 'market-observability');
  expect(own.map(({ kind }) => kind)).toEqual(['AppProject', 'Application']);
  expect(own[1]).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'market-observability',
      namespace: 'gitops',
      finalizers: ['resources-finalizer.argocd.argoproj.io/foreground'],
    },
    spec: {
      destination: { namespace: 'monitoring', server: 'https://kubernetes.default.svc' },
      project: 'market-observability',
      revisionHistoryLimit: 10,
      source: { path: FOLDER, repoURL: 'https://github.com/acme/market', targetRevision: 'trunk' },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' }, refresh: true },
        syncOptions: ['ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true', 'ServerSideApply=true'],
      },
    },
  });
  expect(own[0].spec).toEqual({
    description: 'Rules and dashboards for the apps of market.',
    sourceRepos: ['https://github.com/acme/market'],
    destinations: [{ namespace: 'monitoring', server: 'https://kubernetes.default.svc' }],
    clusterResourceWhitelist: [],
    namespaceResourceWhitelist: [
      { group: '', kind: 'ConfigMap' },
      { group: 'monitoring.coreos.com', kind: 'PrometheusRule' },
    ],
  });
});

/** All files, with those of releases, which the Applications need. */
function withReleases(options: PythonGitOpsAppOptions): Iterable<{ path: string; content: string } & never> {
  const repository = repositoryOf(options);
  const releases = [...releasesOf(repository).values()].flatMap(({ files }) => files);
  return new Map([...renderOf(options), ...releases.map((file) => [file.path, file] as const)]).values() as never;
}

test('each cluster has an Application, and all use the AppProject that exists', () => {
  const clusters = { eu: { name: 'eu-1' }, us: { server: 'https://us.example' } };
  const options = {
    ...MARKET,
    environments: { dev: {}, prod: { clusters } },
    argocd: { manages: 'applications', project: 'team' },
  };
  const applications = paths(options).filter((path) => path.includes('/applications/app-'));
  expect(
    applications.map((path) => (object(options, path) as { spec: { destination: object; project: string } }).spec),
  ).toEqual(
    [{ name: 'eu-1' }, { server: 'https://us.example' }, { server: 'https://kubernetes.default.svc' }].map((cluster) =>
      expect.objectContaining({ destination: { namespace: 'monitoring', ...cluster }, project: 'team' }),
    ),
  );
  expect(paths(options)).not.toContain(`${FOLDER}/applications/project.yaml`);
  const project = object({ ...options, argocd: {} }, `${FOLDER}/applications/project.yaml`) as {
    spec: { destinations: object[] };
  };
  expect(project.spec.destinations).toHaveLength(3);
});

test('where Applications are managed elsewhere, only the rules are generated', () => {
  expect(paths({ ...MARKET, argocd: { manages: 'nothing' } })).toEqual([
    `${FOLDER}/kustomization.yaml`,
    `${FOLDER}/rules/mailer.yaml`,
    `${FOLDER}/rules/shop.yaml`,
  ]);
});

/** The expressions of the rules of an app, as one text. */
function expressions(options: PythonGitOpsAppOptions, app: string): string {
  return renderedRules(options, app)
    .groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))
    .join('\n');
}

describe('the rules select', () => {
  test('requests by namespace, and by pod where apps share one', () => {
    expect(expressions(MARKET, 'shop')).toContain('http_requests_total{namespace="shop-prod"}');
    const shared = {
      ...MARKET,
      environments: { dev: {}, prod: { namespace: 'live' } },
      apps: { shop: { createNamespace: false }, front: { createNamespace: false, workloads: { web: {}, api: {} } } },
    };
    expect(expressions(shared, 'front')).toContain(
      'http_requests_total{namespace="live",pod=~"(front|front-api)(-[a-z0-9]+){2}"}',
    );
  });

  test('pods of long names, which Kubernetes shortens', () => {
    const workload = 'a-workload-with-quite-a-long-name';
    const options = {
      ...MARKET,
      apps: { 'an-app-with-a-long-name': { workloads: { web: {}, [workload]: { port: 8081 } } } },
    };
    const text = expressions(options, 'an-app-with-a-long-name');
    const pods =
      /kube_pod_container_status_restarts_total\{namespace="an-app-with-a-long-name-prod",pod=~"([^"]*)"/.exec(
        text,
      )?.[1];
    const name = `an-app-with-a-long-name-${workload}`;
    const whole = new RegExp(`^(?:${pods})$`);
    for (const pod of [`${`${name}-75675f5897-`.slice(0, 58)}x2b4z`, 'an-app-with-a-long-name-75675f5897-x2b4z']) {
      expect([pod, whole.test(pod)]).toEqual([pod, true]);
    }
    expect(whole.test('an-app-with-a-long-name-2-web-75675f5897-x2b4z')).toBe(false);
  });

  test('the Applications of all clusters, in the AppProject that exists', () => {
    const clusters = { eu: { name: 'eu-1' }, us: { server: 'https://us.example' } };
    const options = {
      ...MARKET,
      environments: { dev: {}, prod: { clusters } },
      argocd: { manages: 'applications', project: 'team' },
    };
    expect(expressions(options, 'shop')).toContain('argocd_app_info{name=~"shop-prod-eu|shop-prod-us",project="team"');
  });

  test('what the objective sets, exactly', () => {
    const objective = { availability: 99.95, latency: { seconds: 1, percent: 97.5 }, minimumRequests: 7 };
    const text = expressions({ ...MARKET, apps: { shop: { objective } } }, 'shop');
    expect(text).toContain('> 14.4 * 0.0005\n');
    expect(text).toContain('> 14.4 * 0.025\n');
    expect(text).toContain('le="1.0"');
    expect(text).toContain('[1h])) >= 7\n');
  });
});

test.each([
  ['https://github.com/acme/shop', 'https://github.com/acme/shop/blob/main/docs/ALERTS.md'],
  ['https://github.com/acme/shop.git', 'https://github.com/acme/shop/blob/main/docs/ALERTS.md'],
  ['git@git.acme.example:platform/shop.git', 'https://git.acme.example/platform/shop/blob/main/docs/ALERTS.md'],
  ['ssh://git@git.acme.example:2222/platform/shop', 'https://git.acme.example/platform/shop/blob/main/docs/ALERTS.md'],
  ['https://gitlab.com/acme/shop', 'https://gitlab.com/acme/shop/-/blob/main/docs/ALERTS.md'],
  ['https://codeberg.org/acme/shop', 'https://codeberg.org/acme/shop/src/branch/main/docs/ALERTS.md'],
  ['https://bitbucket.org/acme/shop', 'https://bitbucket.org/acme/shop/src/main/docs/ALERTS.md'],
  [
    'https://dev.azure.com/acme/shop/_git/shop',
    'https://dev.azure.com/acme/shop/_git/shop?path=/docs/ALERTS.md&version=GBmain',
  ],
])('the runbook of %s is at %s', (repoUrl, address) => {
  expect(fileAddress(repoUrl, 'main', 'docs/ALERTS.md')).toBe(address);
});
