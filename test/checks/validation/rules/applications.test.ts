import { SourceTree } from '../../../../src/checks/validation/source-tree';
import { add, cleanTree, edit, found } from '../support';

const PROD = 'apps/example-app/argo/app-prod.yaml';
const BASE = 'apps/example-app/k8s/base';

describe('S2: one Application in two places', () => {
  const copy = (changes: (text: string) => string) => (files: Map<string, string>) =>
    void files.set('argo/apps/copy.yaml', changes(files.get(PROD) as string));

  test('is reported with the other place', async () => {
    expect(
      await found(
        'S2-duplicate-application',
        copy((text) => `# a copy\n${text}`),
      ),
    ).toEqual([
      'argo/apps/copy.yaml | name: example-app-prod => Application example-app-prod is defined here and in ' +
        'apps/example-app/argo/app-prod.yaml:4',
    ]);
  });

  test.each([
    ['for another cluster', (text: string) => text.replace('https://kubernetes.default.svc', 'https://eu.acme.test')],
    ['under another name', (text: string) => text.replace('name: example-app-prod', 'name: example-app-eu')],
    ['in another namespace of Argo CD', (text: string) => text.replace('namespace: argocd', 'namespace: argocd-eu')],
  ])('is not reported %s', async (_what, changes) => {
    expect(await found('S2-duplicate-application', copy(changes))).toEqual([]);
  });
});

describe('S3: a missing entry', () => {
  test('is not called missing if it is a symbolic link', async () => {
    const change = edit(`${BASE}/kustomization.yaml`, 'service.yaml', 'svc.yaml');
    const files = cleanTree();
    change(files);
    const tree = new SourceTree(
      files.keys(),
      (path) => files.get(path),
      (path) => path === `${BASE}/svc.yaml`,
    );
    expect(await found('S3-missing-resource', change, { tree })).toEqual([
      `${BASE}/kustomization.yaml | - svc.yaml => lists svc.yaml, which is a symbolic link, so what it leads to cannot be checked`,
    ]);
  });

  test.each([
    [
      'a file',
      edit(`${BASE}/kustomization.yaml`, 'service.yaml', 'svc.yaml'),
      `${BASE}/kustomization.yaml | - svc.yaml => lists svc.yaml, which does not exist`,
    ],
    [
      'a folder without a kustomization',
      edit(`${BASE}/kustomization.yaml`, 'service.yaml', '../../src'),
      `${BASE}/kustomization.yaml | - ../../src => lists the folder ../../src, which has no kustomization.yaml`,
    ],
    [
      'a patch',
      edit(`${BASE}/kustomization.yaml`, 'resources:', 'patches:\n- path: patch.yaml\nresources:'),
      `${BASE}/kustomization.yaml | - path: patch.yaml => lists patch.yaml, which does not exist`,
    ],
    [
      'a file of a generator, under another name',
      edit(
        `${BASE}/kustomization.yaml`,
        'resources:',
        'configMapGenerator:\n- name: a\n  files:\n  - key=data.txt\nresources:',
      ),
      `${BASE}/kustomization.yaml | - key=data.txt => lists data.txt, which does not exist`,
    ],
    [
      'the folder of an Application',
      edit(PROD, 'overlays/prod', 'overlays/production'),
      `${PROD} | path: apps/example-app/k8s/overlays/production => Application example-app-prod reads the folder apps/example-app/k8s/overlays/production, which does not exist`,
    ],
  ])('%s is reported once, however many overlays use it', async (_what, change, expected) => {
    expect(await found('S3-missing-resource', change)).toEqual([expected]);
    // The failing builds are consequences.
    expect(await found('build', change)).toEqual([]);
  });

  test('an Application may read a folder of another repository', async () => {
    const elsewhere = (files: Map<string, string>): void => {
      files.set(PROD, (files.get(PROD) as string).replace('acme/shop', 'acme/other').replace('overlays/prod', 'chart'));
    };
    expect(await found('S3-missing-resource', elsewhere)).toEqual([]);
  });

  test('other kustomize errors are reported once, as they are', async () => {
    const twice = edit(`${BASE}/kustomization.yaml`, '- service.yaml', '- service.yaml\n- service2.yaml');
    const lines = await found('build', (files) => {
      twice(files);
      files.set(`${BASE}/service2.yaml`, files.get(`${BASE}/service.yaml`) as string);
    });
    expect(lines).toEqual([
      expect.stringMatching(
        /^apps\/example-app\/k8s\/overlays\/dev\/kustomization\.yaml => kustomize build \S+ fails: .*may not add resource with an already registered id: Service/,
      ),
    ]);
  });
});

describe('S9: an object that several Applications own', () => {
  test('is reported with all of them, at the last one', async () => {
    const shared = add({
      'apps/example-app/k8s/base/role.yaml':
        'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: reader\n',
    });
    const lines = await found('S9-shared-object', (files) => {
      shared(files);
      edit(`${BASE}/kustomization.yaml`, '- service.yaml', '- service.yaml\n- role.yaml')(files);
    });
    expect(lines).toEqual([
      'apps/example-app/argo/app-staging.yaml | name: example-app-staging => the Applications example-app-dev, ' +
        'example-app-prod, example-app-staging all own ClusterRole reader',
    ]);
  });

  test('in a shared namespace is reported with a count', async () => {
    const lines = await found(
      'S9-shared-object',
      edit(
        'apps/example-app/k8s/overlays/prod/kustomization.yaml',
        'namespace: example-app-prod',
        'namespace: example-app-dev',
      ),
    );
    expect(lines).toEqual([
      'apps/example-app/argo/app-prod.yaml | name: example-app-prod => the Applications example-app-dev, example-app-prod ' +
        'all own Namespace example-app-dev, ConfigMap example-config in example-app-dev, Service example-app in example-app-dev and 2 more',
    ]);
  });

  test('is not reported on another cluster', async () => {
    const lines = await found('S9-shared-object', (files) => {
      edit(
        'apps/example-app/k8s/overlays/prod/kustomization.yaml',
        'namespace: example-app-prod',
        'namespace: example-app-dev',
      )(files);
      edit(PROD, 'https://kubernetes.default.svc', 'https://eu.acme.test')(files);
    });
    expect(lines).toEqual([]);
  });

  test('is found in a plain folder that an Application reads', async () => {
    const application = (name: string): string =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata:\n  name: ${name}\nspec:\n  project: a\n  source: {repoURL: x, path: plain}\n  destination: {server: s, namespace: web}\n`;
    const lines = await found(
      'S9-shared-object',
      add({
        'argo/a.yaml': application('a'),
        'argo/b.yaml': application('b'),
        'plain/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n',
      }),
    );
    expect(lines).toEqual(['argo/b.yaml | name: b => the Applications a, b all own ConfigMap map in web']);
  });
});
