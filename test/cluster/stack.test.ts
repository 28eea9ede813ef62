import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from '../packed/support';
import type { KubernetesObject } from '../support/api-client';
import { cached, objectsOf } from '../support/api-server';
import { VERSIONS } from '../support/cluster/binaries';
import { Cluster } from '../support/cluster/cluster';
import { SLOW_SECONDS } from '../support/cluster/nodes';
import type { Pod } from '../support/cluster/objects';

jest.setTimeout(120_000);

const cluster = Cluster.shared();
const NAMESPACE = 'stack-test';

beforeAll(() => cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }]));

afterAll(async () => {
  await cluster.delete('Namespace', NAMESPACE);
  support.cleanUp();
});

function object(apiVersion: string, kind: string, name: string, content: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: NAMESPACE }, ...content };
}

function deployment(name: string, tag: string): KubernetesObject {
  const labels = { app: name };
  const containers = [
    { name: 'main', image: `registry.acme.example/x:${tag}`, resources: { requests: { cpu: '100m' } } },
  ];
  return object('apps/v1', 'Deployment', name, {
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } },
  });
}

function job(name: string, image: string, command: string[]): KubernetesObject {
  const spec = { restartPolicy: 'Never', containers: [{ name: 'main', image, command }] };
  return object('batch/v1', 'Job', name, { spec: { backoffLimit: 0, template: { spec } } });
}

interface Started extends KubernetesObject {
  readonly status: { readonly startTime: string; readonly completionTime: string; readonly failed?: number };
}

test('kubectl and the API server have the pinned version', () => {
  const versions: unknown = JSON.parse(cluster.kubectl(['version', '--output=json']));
  const expected = { gitVersion: `v${VERSIONS.kubernetes}` };
  expect(versions).toMatchObject({ clientVersion: expected, serverVersion: expected });
});

test('Argo CD and its kustomize have the pinned versions', () => {
  const versions: unknown = JSON.parse(cluster.argocd(['version', '--output=json']));
  const expected = expect.stringMatching(new RegExp(`^v${VERSIONS.argocd}\\b`)) as string;
  const kustomize = expect.stringMatching(new RegExp(`^v${VERSIONS.kustomize}\\b`)) as string;
  expect(versions).toMatchObject({
    client: { Version: expected },
    server: { Version: expected, KustomizeVersion: kustomize },
  });
});

test('the controller and the notifications of Argo CD answer', async () => {
  const { text } = await cluster.getFrom('argocdController', '/metrics');
  expect(text.split('\n').some((line) => line.startsWith('workqueue_depth{'))).toBe(true);
  expect((await cluster.getFrom('argocdNotifications', '/metrics')).status).toBe(200);
  expect(cluster.log('argocd-notifications')).toContain('Controller is running.');
});

test('pods become ready on the simulated nodes', async () => {
  await cluster.apply([deployment('well', '1')]);
  const [pod] = await cluster.waitForPods(NAMESPACE, { selector: 'app=well' });
  expect(pod.spec.nodeName).toMatch(/^node-[01]$/);
});

test('an image with broken in its tag cannot be pulled, and the message of a wait shows it', async () => {
  await cluster.apply([deployment('never', 'broken-1')]);
  const reasons = async (): Promise<string[]> => {
    const [pod] = await cluster.list<Pod>('Pod', NAMESPACE, 'app=never');
    return (pod?.status?.containerStatuses ?? []).flatMap(({ state }) => state?.waiting?.reason ?? []);
  };
  await cluster.wait('a pod without image', 30, async () => (await reasons()).length > 0);
  expect(await reasons()).toEqual(['ImagePullBackOff']);
  await expect(cluster.waitForPods(NAMESPACE, { selector: 'app=never' }, 1)).rejects.toThrow(
    /pod never-\S+: Pending, not ready, ImagePullBackOff, registry\.acme\.example\/x:broken-1/,
  );
});

test('Jobs complete, fail, or take their time, by image or command', async () => {
  await cluster.apply([
    job('quick', 'registry.acme.example/x:1', ['migrate']),
    job('failing-image', 'registry.acme.example/x:failing-1', ['migrate']),
    job('failing-command', 'registry.acme.example/x:1', ['migrate', '--failing']),
    job('slow', 'registry.acme.example/x:1', ['migrate', '--slow']),
  ]);
  cluster.kubectl(['wait', '--for=condition=Complete', 'job/quick', 'job/slow', `-n=${NAMESPACE}`, '--timeout=60s']);
  const failing = ['job/failing-image', 'job/failing-command'];
  cluster.kubectl(['wait', '--for=condition=Failed', ...failing, `-n=${NAMESPACE}`, '--timeout=60s']);
  const seconds = async (name: string): Promise<number> => {
    const { status } = (await cluster.get<Started>('Job', name, NAMESPACE))!;
    return (Date.parse(status.completionTime) - Date.parse(status.startTime)) / 1000;
  };
  expect(await seconds('slow')).toBeGreaterThanOrEqual(SLOW_SECONDS - 1);
  expect(await seconds('quick')).toBeLessThan(SLOW_SECONDS - 1);
});

test('an autoscaler follows the usage that a test sets', async () => {
  await cluster.apply([
    deployment('scaled', '1'),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'scaled', {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'scaled' },
        maxReplicas: 3,
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } },
        ],
      },
    }),
  ]);
  await cluster.setUsage(NAMESPACE, { cpu: '100m' });
  const pods = async (): Promise<number> => (await cluster.list('Pod', NAMESPACE, 'app=scaled')).length;
  await cluster.wait('three pods', 60, async () => (await pods()) === 3, { namespace: NAMESPACE });
});

test('an Ingress gets an address', async () => {
  await cluster.apply([
    object('networking.k8s.io/v1', 'Ingress', 'web', {
      spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
    }),
  ]);
  const address = '{.status.loadBalancer.ingress[0].ip}';
  const get = ['get', 'ingress/web', `-n=${NAMESPACE}`, `--output=jsonpath=${address}`];
  await cluster.wait('an address', 30, () => cluster.kubectl(get) === '192.0.2.80');
});

test('a value sealed with the certificate of the controller becomes a Secret', async () => {
  const certificate = join(support.makeFolder('sealing'), 'certificate.pem');
  writeFileSync(certificate, await cluster.sealedSecretsCertificate());
  const secret = object('v1', 'Secret', 'sealed', { stringData: { PASSWORD: 'hunter2' } });
  const kubeseal = cached('bin/kubeseal-0.27.1', 'scripts/tools.sh');
  const { stdout, stderr } = spawnSync(kubeseal, ['--cert', certificate, '--format=yaml'], {
    input: JSON.stringify(secret),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const [sealed] = objectsOf(stdout);
  expect(sealed.kind).toBe('SealedSecret');
  cluster.kubectl(['apply', '--filename=-'], stdout);
  const isThere = async (): Promise<boolean> => (await cluster.get('Secret', 'sealed', NAMESPACE)) !== undefined;
  await cluster.wait('the Secret', 30, isThere, { namespace: NAMESPACE });
  const opened = (await cluster.get('Secret', 'sealed', NAMESPACE)) as KubernetesObject & {
    data: { PASSWORD: string };
  };
  expect(Buffer.from(opened.data.PASSWORD, 'base64').toString()).toBe('hunter2');
});

test('a namespace with the restricted policy rejects a pod without a security context', async () => {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  const name = 'stack-restricted';
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x', namespace: name },
    spec: { containers: [{ name: 'main', image: 'x' }] },
  };
  await expect(cluster.apply([pod])).rejects.toThrow('violates PodSecurity "restricted:latest"');
  await cluster.delete('Namespace', name);
});

test('a wait for an Application that does not exist tells so', async () => {
  await expect(cluster.waitForApplication('nowhere', { sync: 'Synced' }, 1)).rejects.toThrow(
    'Application nowhere does not exist',
  );
});
