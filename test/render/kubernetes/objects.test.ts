import type { AppOptions } from '../../../src/config/options';
import {
  configMap,
  namespaceObject,
  podDisruptionBudget,
  service,
  serviceAccount,
  serviceMonitor,
} from '../../../src/render/kubernetes/objects';
import { appOf, byPath, DEFAULT, renderOf, repositoryOf, RICH } from '../../support/render-cases';
import type { KubeObject } from '../../support/render-objects';
import { objectOf } from '../../support/render-objects';

const storefront = appOf(repositoryOf(DEFAULT), 'storefront');
const checkout = appOf(repositoryOf(RICH), 'checkout');

describe('the Namespace', () => {
  test('asks for the restricted Pod Security Standard of one version, in all three modes', () => {
    expect(namespaceObject(storefront)).toMatchObject({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'storefront',
        labels: {
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/audit-version': 'v1.34',
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/enforce-version': 'v1.34',
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/warn-version': 'v1.34',
        },
      },
    });
  });

  test('is never deleted by Argo CD, since what else lives in it would go along', () => {
    expect(namespaceObject(storefront)).toHaveProperty('metadata.annotations', {
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
      'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    });
  });

  test('has no namespace of its own: it is an object of the cluster', () => {
    expect(namespaceObject(storefront)).not.toHaveProperty('metadata.namespace');
  });
});

test('the ServiceAccount gives its pods no token', () => {
  expect(serviceAccount(storefront, storefront.base)).toEqual({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'storefront', namespace: 'storefront' },
    automountServiceAccountToken: false,
  });
});

describe('a ServiceAccount that exists already', () => {
  const files = (web: AppOptions) =>
    byPath(renderOf({ name: 'shop', environments: { dev: {}, prod: {} }, apps: { web } }).values());
  const account = 'apps/web/k8s/base/serviceaccount.yaml';
  const podOf = (tree: ReturnType<typeof files>): unknown =>
    (objectOf(tree, 'apps/web/k8s/base/deployment.yaml').spec as { template: { spec: { serviceAccountName: string } } })
      .template.spec.serviceAccountName;
  const overlay = (tree: ReturnType<typeof files>, environment: string): string =>
    tree.get(`apps/web/k8s/overlays/${environment}/kustomization.yaml`)?.content ?? '';

  test('is named by the pods and not generated', () => {
    const tree = files({ serviceAccount: { name: 'platform' } });
    expect(tree.has(account)).toBe(false);
    expect(podOf(tree)).toBe('platform');
  });

  test('can be that of one environment', () => {
    const tree = files({ environments: { prod: { serviceAccount: { name: 'platform' } } } });
    expect(tree.has(account)).toBe(true);
    expect(podOf(tree)).toBe('web');
    expect(overlay(tree, 'prod')).toContain('kind: ServiceAccount');
    expect(overlay(tree, 'prod')).toContain('$patch: delete');
    expect(overlay(tree, 'prod')).toContain('value: platform');
    expect(overlay(tree, 'dev')).not.toContain('serviceAccount');
  });

  test('of every environment leaves none in the base', () => {
    const own = { serviceAccount: { name: 'platform' } };
    const tree = files({ environments: { dev: own, prod: own } });
    expect(tree.has(account)).toBe(false);
    expect(overlay(tree, 'dev')).not.toContain('$patch: delete');
  });
});

test('the ConfigMap holds what depends on the environment, and text only', () => {
  expect(configMap(storefront, storefront.base)).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'storefront-config', namespace: 'storefront' },
    data: { APP_ENV: 'base', LOG_LEVEL: 'INFO', REQUEST_LOGS: 'false' },
  });
});

describe('the Service of a workload', () => {
  test.each(checkout.workloads.map((workload) => [workload.name, workload] as const))(
    '%s listens on port 80 and leads to the named port of its own pods',
    (name, workload) => {
      const labels = { 'app.kubernetes.io/name': 'checkout', 'app.kubernetes.io/component': name };
      expect(service(checkout, workload)).toEqual({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: workload.objectName, namespace: 'checkout', labels },
        spec: {
          type: 'ClusterIP',
          ports: [{ name: 'http', appProtocol: 'http', port: 80, protocol: 'TCP', targetPort: 'http' }],
          selector: labels,
        },
      });
    },
  );
});

describe('the PodDisruptionBudget of a workload', () => {
  const [prod] = checkout.environments.filter(({ environment }) => environment.name === 'prod');

  test.each(checkout.workloads.map((workload) => [workload.name, workload] as const))(
    'lets one pod of %s be away at a time, and never holds a drain up for pods that are not ready',
    (name, workload) => {
      const labels = { 'app.kubernetes.io/name': 'checkout', 'app.kubernetes.io/component': name };
      expect(podDisruptionBudget(repositoryOf(RICH), checkout, workload, prod)).toEqual({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: {
          name: workload.objectName,
          namespace: 'checkout-prod',
          labels: { ...labels, 'app.kubernetes.io/part-of': RICH.name },
        },
        spec: { maxUnavailable: 1, selector: { matchLabels: labels }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
      });
    },
  );
});

describe('the ServiceMonitor of an app', () => {
  test('scrapes the metrics of all its Services by the name of their port', () => {
    expect(
      serviceMonitor(checkout, { path: '/internal/metrics/' }, { labels: { release: 'prometheus' }, interval: '15s' }),
    ).toEqual({
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: {
        name: 'checkout',
        namespace: 'checkout',
        labels: { release: 'prometheus', 'app.kubernetes.io/name': 'checkout' },
      },
      spec: {
        selector: { matchLabels: { 'app.kubernetes.io/name': 'checkout' } },
        endpoints: [{ port: 'http', path: '/internal/metrics/', interval: '15s' }],
      },
    });
  });

  test.each(checkout.workloads.map((workload) => [workload.name, workload] as const))(
    'selects the Service of %s, and finds its port by name',
    (_name, workload) => {
      const { selector, endpoints } = (
        serviceMonitor(checkout, { path: '/metrics' }, { labels: {}, interval: '30s' }) as KubeObject
      ).spec;
      const { metadata, spec } = service(checkout, workload) as KubeObject;
      expect(metadata.labels).toMatchObject(selector.matchLabels as object);
      expect((spec.ports as { name: string }[]).map(({ name }) => name)).toEqual([endpoints[0].port]);
    },
  );

  test('keeps the label with which it names the app, whatever the config says', () => {
    const labels = { 'app.kubernetes.io/name': 'other' };
    expect(serviceMonitor(checkout, { path: '/metrics' }, { labels, interval: '30s' })).toHaveProperty(
      'metadata.labels',
      {
        'app.kubernetes.io/name': 'checkout',
      },
    );
  });
});
