import { generatedHeader } from '../../../src/files/tree/header';
import { renderBase } from '../../../src/render/kubernetes/base';
import { appOf, byPath, contentOf, DEFAULT, repositoryOf, RICH } from '../../support/render-cases';
import { kustomizationOf, objectOf, withoutHeader } from '../../support/render-objects';

function render(options: typeof DEFAULT, name: string) {
  const repository = repositoryOf(options);
  return byPath(renderBase(repository, appOf(repository, name)));
}

const BASE = 'apps/storefront/k8s/base';

describe('the base of an app with one workload', () => {
  const files = render(DEFAULT, 'storefront');

  test('has one file for each object, and the template of secrets', () => {
    expect([...files.keys()].sort()).toEqual(
      [
        'configmap',
        'deployment',
        'kustomization',
        'namespace',
        'networkpolicy',
        'secret-template',
        'service',
        'serviceaccount',
      ].map((name) => `${BASE}/${name}.yaml`),
    );
  });

  test('has a kustomization that lists the objects in order, and not the template of secrets', () => {
    expect(withoutHeader(contentOf(files, `${BASE}/kustomization.yaml`))).toBe(
      [
        'apiVersion: kustomize.config.k8s.io/v1beta1',
        'kind: Kustomization',
        'namespace: storefront',
        'resources:',
        '- configmap.yaml',
        '- deployment.yaml',
        '- namespace.yaml',
        '- networkpolicy.yaml',
        '- service.yaml',
        '- serviceaccount.yaml',
        'labels:',
        '- includeTemplates: true',
        '  pairs:',
        '    app.kubernetes.io/part-of: shop',
        '',
      ].join('\n'),
    );
  });

  test('has files that belong to the library, name themselves and the option that governs them', () => {
    for (const file of files.values()) {
      expect(file).toMatchObject({ owner: 'generated', option: 'apps.storefront' });
      const header = generatedHeader(file.path, 'apps.storefront');
      expect(file.content.slice(0, header.length)).toBe(header);
      expect({ path: file.path, instead: file.instead }).toEqual({
        path: file.path,
        instead: expect.stringMatching(/^[A-Z].+\.$/),
      });
    }
  });

  test('says on the template of secrets that nothing lists it', () => {
    expect(contentOf(files, `${BASE}/secret-template.yaml`).split('\n')[2]).toBe(
      '# For reference only, never deployed: make seal writes the sealed values to the overlay of each environment.',
    );
  });

  test('has no plaintext Secret', () => {
    const kinds = [...files.keys()].map((path) => objectOf(files, path).kind).sort();
    expect(kinds).toEqual([
      'ConfigMap',
      'Deployment',
      'Kustomization',
      'Namespace',
      'NetworkPolicy',
      'SealedSecret',
      'Service',
      'ServiceAccount',
    ]);
  });
});

describe('the base of an app with two workloads', () => {
  const files = render(RICH, 'checkout');

  test('has a Deployment and a Service for each, in files of their own, and lists them', () => {
    expect(kustomizationOf(files, 'apps/checkout/k8s/base/kustomization.yaml').resources).toEqual([
      'configmap.yaml',
      'deployment-admin.yaml',
      'deployment.yaml',
      'namespace.yaml',
      'networkpolicy.yaml',
      'service-admin.yaml',
      'service.yaml',
      'serviceaccount.yaml',
      'servicemonitor.yaml',
    ]);
  });

  test.each([
    ['deployment.yaml', 'Deployment', 'checkout'],
    ['deployment-admin.yaml', 'Deployment', 'checkout-admin'],
    ['service.yaml', 'Service', 'checkout'],
    ['service-admin.yaml', 'Service', 'checkout-admin'],
    ['networkpolicy.yaml', 'NetworkPolicy', 'checkout'],
    ['servicemonitor.yaml', 'ServiceMonitor', 'checkout'],
  ])('has in %s the %s %s', (name, kind, object) => {
    expect(objectOf(files, `apps/checkout/k8s/base/${name}`)).toMatchObject({ kind, metadata: { name: object } });
  });

  test('runs one image in both', () => {
    const images = ['deployment.yaml', 'deployment-admin.yaml'].map(
      (name) => objectOf(files, `apps/checkout/k8s/base/${name}`).spec.template.spec.containers[0].image as string,
    );
    // A digest of no image: where no release replaces it, the pod cannot start.
    const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme/checkout@sha256:${'0'.repeat(64)}`;
    expect(images).toEqual([image, image]);
  });
});

test('without a registry the image has a local name, which no public registry can answer for', () => {
  const files = render({ name: 'shop', apps: { storefront: {} } }, 'storefront');
  const { image } = objectOf(files, `${BASE}/deployment.yaml`).spec.template.spec.containers[0] as { image: string };
  expect(image).toBe(`localhost/storefront@sha256:${'0'.repeat(64)}`);
});
