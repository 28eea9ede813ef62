import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../../src/checks/validation/objects';
import { formatFieldPath } from '../../../src/checks/validation/objects';
import { Schemas } from '../../../src/checks/validation/schemas';

const ROOT = join(__dirname, '..', '..', '..');
const schemas = new Schemas();

/** Problems of an object as lines. */
function check(object: object): string[] {
  return schemas
    .check(object as KubeObject)
    .map(({ path, message, fix }) => `${formatFieldPath(path)} ${message}; ${fix}`);
}

const deployment = (container: object): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: { a: 'b' } }, template: { spec: { containers: [{ name: 'web', ...container }] } } },
});

describe('an object', () => {
  test.each([
    ['Deployment', deployment({ resources: { limits: { memory: '64Mi', cpu: 2 } }, ports: [{ containerPort: 80 }] })],
    [
      'Service',
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'a' },
        spec: { ports: [{ port: 80, targetPort: 'http' }] },
      },
    ],
    ['one with a null, which the API server drops', deployment({ env: null, resources: { limits: null } })],
    [
      'Application',
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: { name: 'a', finalizers: ['resources-finalizer.argocd.argoproj.io'] },
        spec: {
          project: 'a',
          destination: { server: 'x' },
          source: { repoURL: 'x', path: 'y' },
          syncPolicy: { automated: {} },
        },
      },
    ],
    [
      'SealedSecret',
      { apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: {}, spec: { encryptedData: { A: 'x' } } },
    ],
    [
      'ServiceMonitor',
      {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: {},
        spec: { selector: {}, endpoints: [{ port: 'http' }] },
      },
    ],
    [
      'ConfigMap with any keys',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { '1': 'x' } }, data: { 'a.b/c': 'x' } },
    ],
  ])('%s that the API server accepts has no problem', (_kind, object) => {
    expect(check(object)).toEqual([]);
  });

  test.each([
    [
      'a misspelt field, with what was meant',
      deployment({ imagePullPolcy: 'Always' }),
      [
        'spec.template.spec.containers[0].imagePullPolcy has the unknown field imagePullPolcy; did you mean imagePullPolicy?',
      ],
    ],
    [
      'text where a number is asked for',
      deployment({ ports: [{ containerPort: '80' }] }),
      ['spec.template.spec.containers[0].ports[0].containerPort must be an integer, got "80"; remove the quotes'],
    ],
    [
      'a number where text is asked for',
      deployment({ env: [{ name: 'A', value: 1 }] }),
      ['spec.template.spec.containers[0].env[0].value must be a string, got 1; quote it: "1"'],
    ],
    [
      'a field that is missing',
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: { template: {} } },
      ['spec lacks the field selector; add selector'],
    ],
    [
      'a quantity that is none',
      deployment({ resources: { limits: { memory: '64Mx' } } }),
      [
        expect.stringMatching(
          /^spec\.template\.spec\.containers\[0\]\.resources\.limits\.memory must match .* got "64Mx"/,
        ),
      ],
    ],
    [
      'a misspelt field of a custom resource',
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Application',
        metadata: {},
        spec: { project: 'a', destinatoin: {}, destination: {} },
      },
      ['spec.destinatoin has the unknown field destinatoin; did you mean destination?'],
    ],
    [
      'metadata of a custom resource',
      { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { label: {} }, spec: {} },
      ['metadata.label has the unknown field label; did you mean labels?'],
    ],
  ])('with %s is reported', (_what, object, expected) => {
    expect(check(object)).toEqual(expected);
  });

  test('with many problems has a limited number of errors', () => {
    const fields = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`zzzzzzzz${index}`, 1]));
    expect(check(deployment(fields))).toHaveLength(20);
  });

  test('of an unknown kind passes, and is known to be unknown', () => {
    const object = { apiVersion: 'acme.test/v1', kind: 'Thing', metadata: { name: 'a' }, anything: 1 };
    expect([check(object), schemas.knows(object)]).toEqual([[], false]);
    expect(schemas.knows({ apiVersion: 'apps/v1', kind: 'Deployment' })).toBe(true);
    expect(schemas.knows({ apiVersion: 'apps/v1beta1', kind: 'Deployment' })).toBe(false);
  });
});

describe('the schemas', () => {
  const files = ['kubernetes.json', 'custom-resources.json'].map((name) =>
    readFileSync(join(ROOT, 'schemas', name), 'utf8'),
  );
  const kinds = files.flatMap((text) => Object.keys((JSON.parse(text) as { kinds: object }).kinds));

  test('cover the kinds of app repositories', () => {
    expect(kinds).toEqual(
      expect.arrayContaining([
        'apps/v1 Deployment',
        'autoscaling/v2 HorizontalPodAutoscaler',
        'batch/v1 CronJob',
        'networking.k8s.io/v1 Ingress',
        'policy/v1 PodDisruptionBudget',
        'v1 Secret',
        'argoproj.io/v1alpha1 AppProject',
        'argoproj.io/v1alpha1 Application',
        'argoproj.io/v1alpha1 ApplicationSet',
        'bitnami.com/v1alpha1 SealedSecret',
        'monitoring.coreos.com/v1 PodMonitor',
        'monitoring.coreos.com/v1 ServiceMonitor',
      ]),
    );
    expect(schemas.version).toBe('1.34');
  });

  test('all compile', () => {
    for (const kind of kinds) {
      const [apiVersion, name] = kind.split(' ');
      const object = { apiVersion, kind: name, unknownField: 1 } as KubeObject;
      const open = schemas.check(object).length === 0;
      // No kind allows unknown fields.
      expect([kind, open]).toEqual([kind, false]);
    }
  });

  test('are small enough for the package', () => {
    expect(files.join('').length).toBeLessThan(300_000);
  });

  test('match the output of the script', () => {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'scripts/schemas.js'), '--check'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
