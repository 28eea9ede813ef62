import { readTemplate } from '../../../src/files/tree/templates';
import { deployment } from '../../../src/render/kubernetes/deployment';
import { appOf, DEFAULT, repositoryOf, RICH } from '../../support/render-cases';
import type { KubeObject } from '../../support/render-objects';

function render(options: typeof DEFAULT, app: string, workload = 'web'): KubeObject {
  const repository = repositoryOf(options);
  const own = appOf(repository, app);
  const found = own.workloads.find(({ name }) => name === workload);
  if (!found) throw new Error(`no workload ${workload}`);
  return deployment(repository, own, found, own.base) as KubeObject;
}

/** The Deployment of a service with these options. */
function withWorkload(workload: object): KubeObject {
  return render({ ...DEFAULT, apps: { storefront: { workloads: { web: workload } } } }, 'storefront');
}

/** The variables of a container with this name. */
function variable(name: string, { spec }: KubeObject): object[] {
  const { env } = spec.template.spec.containers[0] as { readonly env: { readonly name: string }[] };
  return env.filter((one) => one.name === name);
}

/** The case without a ServiceMonitor, so that Prometheus is told by annotations. */
const ANNOTATED = { ...RICH, serviceMonitor: undefined };

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'];

describe('the Deployment of a workload', () => {
  const object = render(DEFAULT, 'storefront');
  const pod = object.spec.template.spec;
  const [container] = pod.containers;

  test('is named after the app, in the namespace that the overlay replaces', () => {
    expect(object.apiVersion).toBe('apps/v1');
    expect(object.kind).toBe('Deployment');
    expect(object.metadata).toEqual({
      name: 'storefront',
      namespace: 'storefront',
      labels: { 'app.kubernetes.io/name': 'storefront', 'app.kubernetes.io/component': 'web' },
    });
  });

  test('selects by labels that are final: no environment, no version, no repository', () => {
    const selector = { 'app.kubernetes.io/name': 'storefront', 'app.kubernetes.io/component': 'web' };
    expect(object.spec.selector).toEqual({ matchLabels: selector });
    expect(object.spec.template.metadata.labels).toEqual(selector);
  });

  test('runs one container, named after the workload, with the image of the app in no version that exists', () => {
    expect(pod.containers).toHaveLength(1);
    expect(container.name).toBe('web');
    expect(container.image).toBe(`docker.io/acme/storefront@sha256:${'0'.repeat(64)}`);
  });

  test('never takes a pod away before its successor is ready', () => {
    expect(object.spec.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    expect(object.spec.revisionHistoryLimit).toBe(5);
    expect(object.spec.progressDeadlineSeconds).toBe(300);
  });

  test('asks the server itself for life and readiness, by the name of its port', () => {
    expect(container.startupProbe).toEqual({
      httpGet: { path: '/health', port: 'http' },
      periodSeconds: 2,
      timeoutSeconds: 2,
      failureThreshold: 30,
    });
    expect(container.livenessProbe.httpGet).toEqual({ path: '/health', port: 'http' });
    expect(container.readinessProbe.httpGet).toEqual({ path: '/ready', port: 'http' });
  });

  test('ends in time: the pause before SIGTERM and the requests in flight fit into the grace period', () => {
    expect(container.lifecycle.preStop.sleep.seconds).toBe(5);
    expect(pod.terminationGracePeriodSeconds).toBe(30);
    // 5 seconds are left to stop.
    expect(readTemplate('app/src/gitops_runtime/settings.py')).toContain('\n    graceful_timeout: int = 20\n');
    expect(variable('GRACEFUL_TIMEOUT', object)).toEqual([]);
  });

  test.each([
    [15, '5'],
    [120, '110'],
    [3600, '3590'],
  ])('with %d seconds to end, leaves requests %s', (terminationGracePeriodSeconds, value) => {
    expect(variable('GRACEFUL_TIMEOUT', withWorkload({ terminationGracePeriodSeconds }))).toEqual([
      { name: 'GRACEFUL_TIMEOUT', value },
    ]);
  });

  test('does not override a timeout of yours, which the ConfigMap or the workload holds', () => {
    const options = { ...DEFAULT, defaults: { env: { GRACEFUL_TIMEOUT: '7' } } };
    expect(variable('GRACEFUL_TIMEOUT', render(options, 'storefront'))).toEqual([]);
    const own = withWorkload({ env: { GRACEFUL_TIMEOUT: '8' } });
    expect(variable('GRACEFUL_TIMEOUT', own)).toEqual([{ name: 'GRACEFUL_TIMEOUT', value: '8' }]);
  });

  test.each([
    ['the default probes', {}, 300],
    ['a slow start', { probes: { startup: { failureThreshold: 600 } } }, 1440],
    ['attempts that take longer than their period', { probes: { startup: { timeoutSeconds: 10 } } }, 540],
    ['no startup probe', { probes: { startup: { enabled: false } } }, 300],
    ['an old pod that ends first', { strategy: 'Recreate', terminationGracePeriodSeconds: 120 }, 420],
  ])('has time for %s', (_what, workload, seconds) => {
    expect(withWorkload(workload).spec.progressDeadlineSeconds).toBe(seconds);
  });

  test('meets the restricted Pod Security Standard at the pod', () => {
    expect(pod.securityContext).toEqual({
      fsGroup: 10001,
      fsGroupChangePolicy: 'OnRootMismatch',
      runAsGroup: 10001,
      runAsNonRoot: true,
      runAsUser: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) expect(pod).not.toHaveProperty(field);
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.enableServiceLinks).toBe(false);
  });

  test('meets the restricted Pod Security Standard at the container', () => {
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      readOnlyRootFilesystem: true,
      runAsGroup: 10001,
      runAsNonRoot: true,
      runAsUser: 10001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('can write to /tmp only, and not without end', () => {
    expect(pod.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }]);
    expect(container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
  });

  test('asks for what it may use, so that the pod is of the class Guaranteed', () => {
    const resources = { cpu: '250m', 'ephemeral-storage': '256Mi', memory: '64Mi' };
    expect(container.resources).toEqual({ requests: resources, limits: resources });
  });

  test('has room on the disk of its node for /tmp, for the logs that the kubelet keeps, and as much again', () => {
    const size = (quantity: string) => Number(/^([0-9]+)Mi$/.exec(quantity)?.[1]);
    const logs = 5 * 10;
    const used = size(pod.volumes[0].emptyDir.sizeLimit as string) + logs;
    expect(size(container.resources.limits['ephemeral-storage'] as string)).toBeGreaterThanOrEqual(2 * used);
  });

  test('looks names of other sites up as they are, and appends the domains of the cluster to short ones only', () => {
    expect(pod.dnsConfig).toEqual({ options: [{ name: 'ndots', value: '2' }] });
  });

  test('takes its environment from the ConfigMap, and of a Secret nothing as long as it declares none', () => {
    expect(container.envFrom).toEqual([{ configMapRef: { name: 'storefront-config' } }]);
    expect(JSON.stringify(pod)).not.toMatch(/secret/i);
  });

  test('spreads its own pods over nodes and zones, without blocking when it cannot', () => {
    const spread = pod.topologySpreadConstraints as KubeObject[];
    expect(spread.map(({ topologyKey }) => topologyKey as string)).toEqual([
      'kubernetes.io/hostname',
      'topology.kubernetes.io/zone',
    ]);
    for (const constraint of spread) {
      expect(constraint.labelSelector).toEqual(object.spec.selector);
      expect(constraint.whenUnsatisfiable).toBe('ScheduleAnyway');
    }
  });
});

describe.each([
  ['the default port', DEFAULT, 'storefront', 'web', 5000],
  ['the port of the app', ANNOTATED, 'checkout', 'web', 8080],
  ['a port of its own', ANNOTATED, 'checkout', 'admin', 8081],
] as const)('a workload with %s', (_case, options, app, workload, port) => {
  const object = render(options, app, workload);
  const [container] = object.spec.template.spec.containers;

  test('has that port in the container, the variable PORT and the scrape annotation', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: port, protocol: 'TCP' }]);
    expect(container.env).toEqual([
      { name: 'APP_NAME', value: app },
      { name: 'PORT', value: String(port) },
    ]);
    expect(object.spec.template.metadata.annotations).toMatchObject({
      'prometheus.io/path': '/metrics',
      'prometheus.io/port': String(port),
      'prometheus.io/scrape': 'true',
    });
  });

  test('has probes that find that port by its name', () => {
    for (const probe of PROBES) {
      const { port: target } = container[probe].httpGet as { port: string };
      const found = (container.ports as { name: string; containerPort: number }[]).filter(
        ({ name }) => name === target,
      );
      expect({ probe, ports: found.map(({ containerPort }) => containerPort) }).toEqual({ probe, ports: [port] });
    }
  });
});

describe('metrics', () => {
  const annotations = (metrics: object): unknown =>
    render({ ...DEFAULT, apps: { storefront: { metrics } } }, 'storefront', 'web').spec.template.metadata.annotations;

  test('are scraped at their path', () => {
    expect(annotations({ path: '/internal/metrics' })).toMatchObject({ 'prometheus.io/path': '/internal/metrics' });
  });

  test('that are off are not scraped', () => {
    expect(Object.keys(annotations({ enabled: false }) as object).filter((name) => /prometheus/.test(name))).toEqual(
      [],
    );
  });
});

describe('with a ServiceMonitor', () => {
  test.each(['web', 'admin'])('%s has no scrape annotations: every pod would be scraped twice', (workload) => {
    const { annotations } = render(RICH, 'checkout', workload).spec.template.metadata as KubeObject['metadata'];
    expect(Object.keys(annotations as object)).toEqual(['checksum/config']);
  });

  test('nothing else of the Deployment is different', () => {
    const [scraped, annotated] = [RICH, ANNOTATED].map((options) => render(options, 'checkout'));
    const { annotations } = annotated.spec.template.metadata as { annotations: Record<string, string> };
    for (const key of ['path', 'port', 'scrape']) delete annotations[`prometheus.io/${key}`];
    expect(scraped).toEqual(annotated);
  });
});

test('a workload that is not called web carries the name of the app and its own', () => {
  const object = render(RICH, 'checkout', 'admin');
  expect(object.metadata.name).toBe('checkout-admin');
  expect(object.spec.selector.matchLabels).toEqual({
    'app.kubernetes.io/name': 'checkout',
    'app.kubernetes.io/component': 'admin',
  });
  expect(object.spec.template.spec.containers[0].name).toBe('admin');
});
