import { parse } from 'yaml';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { contentOf, renderOf } from '../../support/render-cases';

const SHOP: PythonGitOpsAppOptions = {
  name: 'market',
  repoUrl: 'https://github.com/acme/market',
  registry: 'docker.io/acme',
  serviceMonitor: {},
  observability: { install: true, namespace: 'watching' },
  argocd: { namespace: 'gitops' },
  apps: { shop: {} },
};

const FOLDER = 'argo/observability/applications';

/**
 * Values of the chart at the pinned version that are set, each found in its values.yaml. The chart itself can't be
 * rendered here: chart repositories can't be reached from these tests.
 */
const VALUES_OF_CHART = [
  'alertmanager.alertmanagerSpec.alertmanagerConfigMatcherStrategy',
  'alertmanager.config.inhibit_rules',
  'grafana.sidecar.dashboards.enabled',
  'grafana.sidecar.dashboards.label',
  'grafana.sidecar.dashboards.labelValue',
  'grafana.sidecar.dashboards.searchNamespace',
  'kubeControllerManager.enabled',
  'kubeEtcd.enabled',
  'kubeProxy.enabled',
  'kubeScheduler.enabled',
  'prometheus.additionalPodMonitors',
  'prometheus.additionalServiceMonitors',
  'prometheus.prometheusSpec.enableFeatures',
  'prometheus.prometheusSpec.podMonitorSelectorNilUsesHelmValues',
  'prometheus.prometheusSpec.probeSelectorNilUsesHelmValues',
  'prometheus.prometheusSpec.ruleSelectorNilUsesHelmValues',
  'prometheus.prometheusSpec.scrapeConfigSelectorNilUsesHelmValues',
  'prometheus.prometheusSpec.serviceMonitorSelectorNilUsesHelmValues',
];

interface Stack {
  readonly metadata: { readonly name: string; readonly annotations: object };
  readonly spec: {
    readonly project: string;
    readonly destination: object;
    readonly source: {
      readonly chart: string;
      readonly targetRevision: string;
      readonly helm: { readonly values: string };
    };
    readonly syncPolicy: { readonly syncOptions: readonly string[] };
  };
}

interface Values {
  readonly prometheus: { readonly additionalServiceMonitors: readonly object[] };
  readonly alertmanager: {
    readonly config: {
      readonly inhibit_rules: readonly {
        readonly source_matchers?: readonly string[];
        readonly target_matchers: readonly string[];
        readonly equal?: readonly string[];
      }[];
    };
  };
}

const files = (options: PythonGitOpsAppOptions): string[] =>
  [...renderOf(options).keys()].filter((path) => path.startsWith(`${FOLDER}/`)).sort();

const object = (options: PythonGitOpsAppOptions, name: string): unknown =>
  parse(contentOf(renderOf(options), `${FOLDER}/${name}`));

const stack = (options = SHOP): Stack => object(options, 'app-market-prometheus.yaml') as Stack;
const values = (): Values => parse(stack().spec.source.helm.values) as Values;

test('nothing is installed by default', () => {
  expect(files({ ...SHOP, observability: {} }).filter((path) => /prometheus|stack/.test(path))).toEqual([]);
});

test('an Application installs the pinned chart before the rules that need it', () => {
  const { metadata, spec } = stack();
  expect(metadata).toMatchObject({ name: 'market-prometheus', annotations: { 'argocd.argoproj.io/sync-wave': '-1' } });
  expect(spec).toMatchObject({
    project: 'market-prometheus',
    destination: { namespace: 'watching', server: 'https://kubernetes.default.svc' },
    source: { chart: 'kube-prometheus-stack', targetRevision: '88.5.3' },
  });
  // Its definitions are longer than the annotation of a client-side apply may be.
  expect(spec.syncPolicy.syncOptions).toEqual([
    'CreateNamespace=true',
    'FailOnSharedResource=true',
    'ServerSideApply=true',
  ]);
});

test('the AppProject allows the chart only, and kinds of the whole cluster by name', () => {
  expect(object(SHOP, 'stack-project.yaml')).toMatchObject({
    metadata: { name: 'market-prometheus', namespace: 'gitops' },
    spec: {
      sourceRepos: ['https://prometheus-community.github.io/helm-charts'],
      destinations: [{ namespace: 'watching' }, { namespace: 'kube-system' }],
      clusterResourceWhitelist: [
        { kind: 'Namespace' },
        { kind: 'MutatingWebhookConfiguration' },
        { kind: 'ValidatingWebhookConfiguration' },
        { kind: 'CustomResourceDefinition' },
        { kind: 'ClusterRole' },
        { kind: 'ClusterRoleBinding' },
      ],
    },
  });
});

test('each cluster gets its own', () => {
  const clusters = { eu: { server: 'https://eu.example' }, us: { name: 'us' } };
  const options = { ...SHOP, environments: { dev: {}, prod: { clusters } } };
  expect(files(options).filter((path) => path.includes('-prometheus'))).toEqual([
    `${FOLDER}/app-market-prometheus-prod-eu.yaml`,
    `${FOLDER}/app-market-prometheus-prod-us.yaml`,
    `${FOLDER}/app-market-prometheus.yaml`,
  ]);
  const { resources } = object(options, 'kustomization.yaml') as { resources: string[] };
  expect(resources).toHaveLength(files(options).length - 1);
});

test('the AppProject of a platform team is used instead of an own', () => {
  const options = { ...SHOP, argocd: { manages: 'applications', project: 'platform' } };
  expect(files(options)).not.toContain(`${FOLDER}/stack-project.yaml`);
  expect(stack(options).spec.project).toBe('platform');
});

test('only values that the chart has are set', () => {
  expect(pathsOf(values())).toEqual(VALUES_OF_CHART);
});

/** The paths of all values, down to those of the list. */
function pathsOf(value: unknown, path = ''): string[] {
  if (VALUES_OF_CHART.includes(path) || value === null || typeof value !== 'object') return [path];
  return Object.entries(value)
    .flatMap(([key, inner]) => pathsOf(inner, path === '' ? key : `${path}.${key}`))
    .sort();
}

test('Argo CD is scraped in its own namespace', () => {
  expect(values().prometheus.additionalServiceMonitors).toMatchObject([
    { name: 'argocd', namespaceSelector: { matchNames: ['gitops'] } },
  ]);
});

test('alerts silence those that they explain, and only alerts that exist', () => {
  const rules = contentOf(
    renderOf({ ...SHOP, apps: { shop: { secrets: ['TOKEN'] } } }),
    'argo/observability/rules/shop.yaml',
  );
  const alerts = new Set([...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name));
  const { inhibit_rules: all } = values().alertmanager.config;
  const own = all.filter(({ equal = [] }) => equal.includes('app') || equal.includes('pod'));
  const names = own.flatMap(({ source_matchers: source = [], target_matchers: target }) =>
    [...source, ...target].flatMap((matcher) => /^alertname =~? (.*)$/.exec(matcher)?.[1].split('|') ?? []),
  );
  expect(names).toHaveLength(15);
  expect(names.filter((name) => !alerts.has(name))).toEqual([]);
});
