import { add, edit, found } from '../support';

const APP = 'apps/example-app/k8s';
const DEPLOYMENT = `${APP}/base/deployment.yaml`;
const named = (change: Parameters<typeof found>[1]): Promise<string[]> => found('S10-broken-reference', change);

const secretRef = '        - secretRef:\n            name: example-app-secret\n';

describe('a reference to an object that is not in the build', () => {
  test('is reported where it is written, with the builds that lack it', async () => {
    const lines = await named(edit(`${APP}/overlays/prod/kustomization.yaml`, '- sealed-secret.yaml\n', ''));
    expect(lines).toEqual([
      `${DEPLOYMENT} | name: example-app-secret => Deployment example-app refers to the Secret example-app-secret, which is ` +
        `missing from the build of ${APP}/overlays/prod`,
    ]);
  });

  test.each([
    [
      'a ConfigMap of envFrom',
      '        - configMapRef:\n            name: example-config\n',
      '        - configMapRef:\n            name: other\n',
      'ConfigMap other',
    ],
    [
      'a key of a Secret',
      secretRef,
      `${secretRef}        env:\n        - name: A\n          valueFrom:\n            secretKeyRef: {name: other, key: a}\n`,
      'Secret other',
    ],
    [
      'a key of a ConfigMap',
      secretRef,
      `${secretRef}        env:\n        - name: A\n          valueFrom:\n            configMapKeyRef: {name: other, key: a}\n`,
      'ConfigMap other',
    ],
    [
      'a volume of a Secret',
      '      containers:\n',
      '      volumes:\n      - name: v\n        secret: {secretName: other}\n      containers:\n',
      'Secret other',
    ],
    [
      'a volume of a ConfigMap',
      '      containers:\n',
      '      volumes:\n      - name: v\n        configMap: {name: other}\n      containers:\n',
      'ConfigMap other',
    ],
    [
      'a projected volume',
      '      containers:\n',
      '      volumes:\n      - name: v\n        projected: {sources: [{secret: {name: other}}]}\n      containers:\n',
      'Secret other',
    ],
    [
      'an init container',
      '      containers:\n',
      '      initContainers:\n      - name: i\n        image: x:1\n        envFrom: [{secretRef: {name: other}}]\n      containers:\n',
      'Secret other',
    ],
  ])('is found in %s', async (_what, from, to, target) => {
    const lines = await named(edit(DEPLOYMENT, from, to));
    expect(lines).toEqual([
      expect.stringContaining(
        `=> Deployment example-app refers to the ${target}, which is missing from the build of ${APP}/overlays/dev, ${APP}/overlays/prod, ${APP}/overlays/staging`,
      ),
    ]);
  });

  const withoutSealed = edit(`${APP}/overlays/prod/kustomization.yaml`, '- sealed-secret.yaml', '- other.yaml');
  const metadata = 'metadata:\n  name: made\n  namespace: example-app-prod\n';
  test.each([
    ['it is optional', edit(DEPLOYMENT, secretRef, `${secretRef}            optional: true\n`)],
    [
      'an ExternalSecret makes it',
      add({
        [`${APP}/overlays/prod/other.yaml`]: `apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n${metadata}spec:\n  target:\n    name: example-app-secret\n`,
      }),
    ],
    [
      'a SealedSecret of another name makes it',
      add({
        [`${APP}/overlays/prod/other.yaml`]: `apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n${metadata}spec:\n  encryptedData: {A: x}\n  template:\n    metadata:\n      name: example-app-secret\n`,
      }),
    ],
    [
      'a Certificate makes it',
      add({
        [`${APP}/overlays/prod/other.yaml`]: `apiVersion: cert-manager.io/v1\nkind: Certificate\n${metadata}spec:\n  secretName: example-app-secret\n`,
      }),
    ],
  ])('is not reported when %s', async (_what, change) => {
    const lines = await named((files) => {
      files.set(`${APP}/overlays/prod/other.yaml`, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n');
      withoutSealed(files);
      change(files);
    });
    expect(lines).toEqual([]);
  });

  test('is not reported when another build in the same namespace has it', async () => {
    const lines = await named((files) => {
      edit(`${APP}/overlays/prod/kustomization.yaml`, '- sealed-secret.yaml\n', '')(files);
      files.set('shared/kustomization.yaml', 'namespace: example-app-prod\nresources: [sealed.yaml]\n');
      files.set('shared/sealed.yaml', files.get(`${APP}/overlays/prod/sealed-secret.yaml`) as string);
    });
    expect(lines).toEqual([]);
  });
});

describe('a SealedSecret that is renamed or moved', () => {
  const moved = edit(`${APP}/overlays/prod/sealed-secret.yaml`, 'namespace: example-app-prod', 'namespace: somewhere');

  test('cannot be decrypted', async () => {
    expect(await named(moved)).toEqual([
      `${APP}/overlays/prod/sealed-secret.yaml | name: example-app-secret => ${APP}/overlays/prod renames or moves the ` +
        'SealedSecret example-app-secret, so it cannot be decrypted',
    ]);
  });

  test('can be decrypted when it was sealed for the whole cluster', async () => {
    const lines = await named((files) => {
      moved(files);
      edit(
        `${APP}/overlays/prod/sealed-secret.yaml`,
        'metadata:\n',
        'metadata:\n  annotations:\n    sealedsecrets.bitnami.com/cluster-wide: "true"\n',
      )(files);
    });
    expect(lines).toEqual([]);
  });
});
