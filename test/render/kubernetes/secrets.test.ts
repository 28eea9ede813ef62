import type { AppOptions } from '../../../src/config/options';
import { resolve } from '../../../src/config/resolve';
import { manifestsOf } from '../../../src/render/kubernetes/manifests';
import { renderOverlay } from '../../../src/render/kubernetes/overlay';
import { secretTemplate } from '../../../src/render/kubernetes/secrets';
import { contentOf, byPath } from '../../support/render-cases';
import { kustomizationOf, type KubeObject } from '../../support/render-objects';

const WORKLOADS = {
  web: {},
  mailer: { command: ['mail'], env: { A_FIRST: '1' } },
  nightly: { command: ['x'], schedule: '0 3 * * *' },
};
const OWN: AppOptions = {
  secrets: ['TOKEN', 'DATABASE_URL'],
  secretFiles: ['key.pem', 'ca.pem'],
  workloads: WORKLOADS,
};

function repositoryOf(own: AppOptions) {
  return resolve({ name: 'shop', apps: { web: own } });
}

/** The pods of every workload of an app, by the kind of their object. */
function podsOf(own: AppOptions): Map<string, KubeObject> {
  const repository = repositoryOf(own);
  const [app] = repository.apps;
  const objects = manifestsOf(repository, app, app.base).map(({ object }) => object as unknown as KubeObject);
  const pods = objects
    .filter(({ kind }) => ['Deployment', 'CronJob'].includes(kind))
    .map(
      ({ metadata, spec }) => [metadata.name, (spec.template ?? spec.jobTemplate.spec.template) as KubeObject] as const,
    );
  return new Map(pods);
}

const reference = (key: string): object => ({ name: key, valueFrom: { secretKeyRef: { name: 'web-secrets', key } } });

test.each(['web', 'web-mailer', 'web-nightly'])(
  '%s reads each declared key, cannot start without it, and gets no other key',
  (name) => {
    const { spec } = podsOf(OWN).get(name) as KubeObject;
    const [container] = spec.containers as [KubeObject];
    expect(container.env.filter(({ valueFrom }: KubeObject) => valueFrom)).toEqual([
      reference('DATABASE_URL'),
      reference('TOKEN'),
    ]);
    expect(container.envFrom).toEqual([{ configMapRef: { name: 'web-config' } }]);
    const items = [
      { key: 'ca.pem', path: 'ca.pem' },
      { key: 'key.pem', path: 'key.pem' },
    ];
    expect(spec.volumes).toEqual([
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      { name: 'secrets', secret: { secretName: 'web-secrets', defaultMode: 0o440, items } },
    ]);
    expect(container.volumeMounts).toEqual([
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'secrets', mountPath: '/etc/secrets', readOnly: true },
    ]);
    // The group of the files is that of the container.
    expect(spec.securityContext).toMatchObject({ fsGroup: 10001, runAsGroup: 10001 });
  },
);

test.each<[string, AppOptions]>([
  ['variables only', { secrets: ['TOKEN'] }],
  ['nothing', {}],
])('an app with %s has no volume of secrets', (_what, own) => {
  const { spec } = podsOf(own).get('web') as KubeObject;
  expect(spec.volumes).toHaveLength(1);
  expect(spec.containers[0].volumeMounts).toHaveLength(1);
});

test('the order of the keys in the config changes nothing', () => {
  const reversed = { ...OWN, secrets: OWN.secrets?.slice().reverse(), secretFiles: OWN.secretFiles?.slice().reverse() };
  expect([...podsOf(reversed)]).toEqual([...podsOf(OWN)]);
});

test('a variable that only an environment has moves no secret: its patch adds one entry at the end', () => {
  const own = { ...OWN, environments: { dev: { workloads: { mailer: { env: { A_BEFORE: '2', Z: '3' } } } } } };
  const repository = repositoryOf(own);
  const [app] = repository.apps;
  const { patches = [] } = kustomizationOf(
    byPath(renderOverlay(repository, app, app.environments[0])),
    'apps/web/k8s/overlays/dev/kustomization.yaml',
  );
  const patch = patches.find(({ target }) => target?.name === 'web-mailer')?.patch ?? '';
  expect(patch).not.toContain('secretKeyRef');
  expect(patch.match(/env\/\S+/g)?.every((place) => /env\/(?:[3-9]|-)/.test(place))).toBe(true);
});

test('what is needed before the workloads is in an earlier wave: the pods would start with the old values', () => {
  const [ordered, plain] = [OWN, {}].map((own) => {
    const repository = repositoryOf(own);
    const [app] = repository.apps;
    const files = byPath(renderOverlay(repository, app, app.environments[0]));
    return contentOf(files, 'apps/web/k8s/overlays/dev/kustomization.yaml');
  });
  expect(ordered).toContain('kind: SealedSecret');
  expect(ordered).toContain('argocd.argoproj.io/sync-wave: "-2"');
  expect(plain).not.toContain('SealedSecret');
});

test('the template is a SealedSecret with the declared keys and no values', () => {
  const metadata = { name: 'web-secrets', namespace: 'web-ENVIRONMENT' };
  expect(secretTemplate(repositoryOf(OWN).apps[0])).toEqual({
    apiVersion: 'bitnami.com/v1alpha1',
    kind: 'SealedSecret',
    metadata,
    spec: {
      encryptedData: { DATABASE_URL: '', TOKEN: '', 'ca.pem': '', 'key.pem': '' },
      template: { metadata, type: 'Opaque' },
    },
  });
  expect(secretTemplate(repositoryOf({}).apps[0])).toHaveProperty('spec.encryptedData', {});
});
