import { configMap, namespace, secretTemplate, service, serviceAccount } from '../../../src/render/kubernetes/objects';
import { appOf, DEFAULT, repositoryOf, RICH } from '../../support/render-cases';

const storefront = appOf(repositoryOf(DEFAULT), 'storefront');
const checkout = appOf(repositoryOf(RICH), 'checkout');

describe('the Namespace', () => {
  test('asks for the restricted Pod Security Standard of one version, in all three modes', () => {
    expect(namespace(storefront)).toMatchObject({
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
    expect(namespace(storefront)).toHaveProperty('metadata.annotations', {
      'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    });
  });

  test('has no namespace of its own: it is an object of the cluster', () => {
    expect(namespace(storefront)).not.toHaveProperty('metadata.namespace');
  });
});

test('the ServiceAccount gives its pods no token', () => {
  expect(serviceAccount(storefront)).toEqual({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'storefront', namespace: 'storefront' },
    automountServiceAccountToken: false,
  });
});

test('the ConfigMap holds what depends on the environment, and text only', () => {
  expect(configMap(storefront)).toEqual({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'storefront-config', namespace: 'storefront' },
    data: { APP_ENV: 'base', LOG_LEVEL: 'INFO' },
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

test('the template of secrets is a SealedSecret without values, for the Secret that the pods read', () => {
  expect(secretTemplate(storefront)).toEqual({
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata: { name: 'storefront-secrets', namespace: 'storefront-ENVIRONMENT' },
    spec: {
      encryptedData: {},
      template: { metadata: { name: 'storefront-secrets', namespace: 'storefront-ENVIRONMENT' }, type: 'Opaque' },
    },
  });
});
