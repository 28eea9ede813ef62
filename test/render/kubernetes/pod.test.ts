import type { AppOptions } from '../../../src/config/options';
import { resolve } from '../../../src/config/resolve';
import { validate } from '../../../src/config/validate';
import { podTemplate } from '../../../src/render/kubernetes/pod';
import { onlyFinding, shop } from '../../support/config-check';
import type { KubeObject } from '../../support/render-objects';

/** The pods of the first workload of an app, as the base has them. */
function podOf(own: AppOptions): KubeObject {
  const repository = resolve({ name: 'shop', apps: { web: own } });
  const [app] = repository.apps;
  return podTemplate(repository, app, app.workloads[0], app.base) as KubeObject;
}

const containerOf = (own: AppOptions): Record<string, unknown> =>
  (podOf(own).spec.containers as [Record<string, unknown>])[0];

test('text of the config reaches the container as it is: Kubernetes replaces neither $(NAME) nor $$ in it', () => {
  const env = { A: '$(PORT)', B: '$$(PORT) $PORT ${PORT}', C: '$', D: 'a$$b' };
  const container = containerOf({ workloads: { web: { command: ['echo', '$(A)'], env } } });
  expect(container.command).toEqual(['echo', '$$(A)']);
  expect(container.env).toEqual([
    { name: 'APP_NAME', value: 'web' },
    { name: 'A', value: '$$(PORT)' },
    { name: 'B', value: '$$$$(PORT) $PORT ${PORT}' },
    { name: 'C', value: '$' },
    { name: 'D', value: 'a$$$b' },
  ]);
  // From left to right, Kubernetes reads $$ as $, and then a reference.
  const expand = (text: string): string =>
    text.replace(/\$\$|\$\((\w+)\)/g, (found) => (found === '$$' ? '$' : 'replaced'));
  expect((container.env as { name: string; value: string }[]).slice(1).map(({ value }) => expand(value))).toEqual(
    Object.values(env),
  );
});

test('a service is told its port and has its further ones, a worker has none', () => {
  expect(containerOf({ workloads: { web: { port: 8000, ports: { grpc: 9000 } } } })).toMatchObject({
    ports: [
      { name: 'http', containerPort: 8000, protocol: 'TCP' },
      { name: 'grpc', containerPort: 9000, protocol: 'TCP' },
    ],
    env: [{ name: 'APP_NAME' }, { name: 'PORT', value: '8000' }],
  });
  const worker = containerOf({ workloads: { mailer: { command: ['x'] } } });
  expect(worker).not.toHaveProperty('ports');
  expect(worker).not.toHaveProperty('lifecycle');
  expect(worker.env).toEqual([{ name: 'APP_NAME', value: 'web' }]);
});

test('requests and limits are told apart, and a limit of CPU may be none', () => {
  expect(containerOf({ memory: '128Mi', memoryLimit: '1Gi', cpu: '100m', cpuLimit: '2' }).resources).toEqual({
    requests: { cpu: '100m', 'ephemeral-storage': '256Mi', memory: '128Mi' },
    limits: { cpu: '2', 'ephemeral-storage': '256Mi', memory: '1Gi' },
  });
  expect(containerOf({ cpuLimit: 'none' }).resources).toEqual({
    requests: { cpu: '250m', 'ephemeral-storage': '256Mi', memory: '64Mi' },
    limits: { 'ephemeral-storage': '256Mi', memory: '64Mi' },
  });
});

describe('the pull policy', () => {
  const workloads = {
    web: {},
    mailer: { command: ['x'] },
    nightly: { command: ['x'], schedule: '0 3 * * *' },
    migrate: { command: ['x'], type: 'job' },
  };
  const policiesOf = (own: AppOptions, environment?: string): unknown[] => {
    const options = { name: 'shop', environments: { dev: {}, prod: {} }, apps: { web: { ...own, workloads } } };
    expect(validate(options)).toEqual([]);
    const repository = resolve(options);
    const [app] = repository.apps;
    const there = app.environments.find((one) => one.environment.name === environment) ?? app.base;
    return app.workloads.map((workload) => {
      const pod = podTemplate(repository, app, workload, there) as KubeObject;
      return (pod.spec.containers as [Record<string, unknown>])[0].imagePullPolicy;
    });
  };

  test('is the default of Kubernetes unless it is set, and then that of every pod', () => {
    expect(policiesOf({})).toEqual([undefined, undefined, undefined, undefined]);
    expect(policiesOf({ imagePullPolicy: 'Always' })).toEqual(['Always', 'Always', 'Always', 'Always']);
  });

  test('can differ between environments', () => {
    const own = { imagePullPolicy: 'Always', environments: { prod: { imagePullPolicy: 'Never' } } };
    expect([policiesOf(own, 'dev')[0], policiesOf(own, 'prod')[0]]).toEqual(['Always', 'Never']);
  });

  test('is one of three words', () => {
    expect(onlyFinding(shop({ defaults: { imagePullPolicy: 'always' } }))).toMatchObject({
      path: 'defaults.imagePullPolicy',
      must: 'be one of IfNotPresent, Always, Never',
      fix: "use 'Always'",
    });
    expect(onlyFinding(shop({ apps: { web: { pullPolicy: 'Always' } } })).fix).toBe('did you mean imagePullPolicy?');
  });
});

test('images are pulled with the nearest list of secrets', () => {
  expect(podOf({ imagePullSecrets: ['registry', 'mirror'] }).spec.imagePullSecrets).toEqual([
    { name: 'registry' },
    { name: 'mirror' },
  ]);
  expect(podOf({}).spec).not.toHaveProperty('imagePullSecrets');
});

test('volumes are mounted, and those on the disk of the node count in what the pod may write', () => {
  const own = {
    workloads: {
      web: {
        volumes: {
          cache: { mountPath: '/cache', size: '1Gi' },
          fast: { mountPath: '/fast', type: 'emptyDir', medium: 'Memory', size: '16Mi' },
          disk: { mountPath: '/disk', type: 'persistentVolumeClaim' },
          files: { mountPath: '/files', type: 'configMap', name: 'a' },
          key: { mountPath: '/key', type: 'secret', name: 'b' },
        },
      },
    },
  };
  expect(podOf(own).spec.volumes).toEqual([
    { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    { name: 'cache', emptyDir: { sizeLimit: '1Gi' } },
    { name: 'fast', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
    { name: 'disk', persistentVolumeClaim: { claimName: 'web-disk' } },
    { name: 'files', configMap: { name: 'a' } },
    { name: 'key', secret: { secretName: 'b' } },
  ]);
  const container = containerOf(own);
  expect(container.volumeMounts).toEqual([
    { name: 'tmp', mountPath: '/tmp' },
    { name: 'cache', mountPath: '/cache' },
    { name: 'fast', mountPath: '/fast' },
    { name: 'disk', mountPath: '/disk' },
    { name: 'files', mountPath: '/files', readOnly: true },
    { name: 'key', mountPath: '/key', readOnly: true },
  ]);
  expect(container.resources).toMatchObject({ limits: { 'ephemeral-storage': '1280Mi' } });
});

describe('probes', () => {
  test('of a service can be changed, asked by a command, or left out', () => {
    const probes = {
      startup: { failureThreshold: 90 },
      liveness: { command: ['alive'], periodSeconds: 60 },
      readiness: { enabled: false },
    };
    const container = containerOf({ workloads: { web: { probes } } });
    expect(container.startupProbe).toEqual({
      httpGet: { path: '/health', port: 'http' },
      periodSeconds: 2,
      timeoutSeconds: 2,
      failureThreshold: 90,
    });
    expect(container.livenessProbe).toEqual({
      exec: { command: ['alive'] },
      periodSeconds: 60,
      timeoutSeconds: 10,
      failureThreshold: 3,
    });
    expect(container).not.toHaveProperty('readinessProbe');
  });

  test('of a worker are those that it names', () => {
    const container = containerOf({
      workloads: { m: { command: ['x'], probes: { liveness: { command: ['alive'] } } } },
    });
    expect(container).toHaveProperty('livenessProbe.exec.command', ['alive']);
    expect(container).not.toHaveProperty('startupProbe');
    expect(container).not.toHaveProperty('readinessProbe');
  });
});

test('a volume at /tmp replaces the generated one, in the limit of the disk too', () => {
  const own = (volume: object): object => ({
    workloads: { web: { volumes: { tmp: { mountPath: '/tmp', ...volume } } } },
  });
  expect(podOf(own({ size: '2Gi' })).spec.volumes).toEqual([{ name: 'tmp', emptyDir: { sizeLimit: '2Gi' } }]);
  const container = containerOf(own({ size: '2Gi' }));
  expect(container.volumeMounts).toEqual([{ name: 'tmp', mountPath: '/tmp' }]);
  expect(container.resources).toMatchObject({ limits: { 'ephemeral-storage': '2240Mi' } });
  const inMemory = containerOf(own({ medium: 'Memory', size: '16Mi' }));
  expect(inMemory.resources).toMatchObject({ limits: { 'ephemeral-storage': '192Mi' } });
});
