import { check, onlyFinding, shop } from '../../support/config-check';

const withApp = (web: object, rest: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {}, prod: {} }, apps: { web }, ...rest });

describe('a limit', () => {
  test('may be the request or more', () => {
    expect(check(withApp({ memory: '128Mi', memoryLimit: '128Mi', cpu: '1', cpuLimit: '1000m' }))).toEqual([]);
    expect(check(withApp({ memory: '512Mi', memoryLimit: '1Gi', cpu: '500m', cpuLimit: 'none' }))).toEqual([]);
  });

  test('below the request is refused at the place that says it, once, with the workload that it does not fit', () => {
    expect(onlyFinding(withApp({ environments: { prod: { memoryLimit: '128Mi' } } }))).toEqual({
      code: 'conflicting-options',
      path: 'apps.web.environments.prod.memoryLimit',
      must: 'be at least the request, which is 256Mi for web of web in prod',
      got: '"128Mi"',
      fix: 'raise it, or lower the request',
    });
    expect(check(withApp({}, { defaults: { cpu: '2', cpuLimit: '1500m' } }))).toEqual([
      'defaults.cpuLimit conflicting-options',
    ]);
  });
});

describe('autoscaling', () => {
  test('has more than the lowest number of pods, wherever the two are said', () => {
    expect(check(withApp({ autoscaling: { maxReplicas: 4 } }))).toEqual([]);
    expect(
      onlyFinding(withApp({ replicas: 5 }, { environments: { dev: { autoscaling: { maxReplicas: 5 } } } })),
    ).toEqual({
      code: 'conflicting-options',
      path: 'environments.dev.autoscaling.maxReplicas',
      must: 'be more than replicas, which is 5 for web of web in dev',
      got: '5',
      fix: 'raise it, or lower replicas',
    });
  });

  test('can have a lowest number of pods of its own, which counts instead of replicas', () => {
    expect(check(withApp({ replicas: 5, autoscaling: { minReplicas: 2, maxReplicas: 4 } }))).toEqual([]);
    expect(check(withApp({ replicas: 0, autoscaling: { minReplicas: 1, maxReplicas: 4 } }))).toEqual([]);
    expect(
      onlyFinding(
        withApp({ autoscaling: { minReplicas: 4 } }, { environments: { dev: { autoscaling: { maxReplicas: 4 } } } }),
      ),
    ).toEqual({
      code: 'conflicting-options',
      path: 'environments.dev.autoscaling.maxReplicas',
      must: 'be more than minReplicas, which is 4 for web of web in dev',
      got: '4',
      fix: 'raise it, or lower minReplicas',
    });
    expect(check(withApp({ autoscaling: { minReplicas: 0, maxReplicas: 4 } }))).toEqual([
      'apps.web.autoscaling.minReplicas invalid-value',
    ]);
  });

  test('says how many pods there may be at most', () => {
    expect(onlyFinding(withApp({ environments: { dev: { autoscaling: { targetCpu: 50 } } } }))).toMatchObject({
      code: 'missing-option',
      path: 'apps.web.environments.dev.autoscaling.maxReplicas',
      fix: 'add maxReplicas, or set enabled: false',
    });
    expect(check(withApp({ autoscaling: { enabled: false, targetCpu: 50 } }))).toEqual([]);
  });

  test('needs a pod whose load can be measured', () => {
    expect(onlyFinding(withApp({ environments: { dev: { replicas: 0, autoscaling: { maxReplicas: 5 } } } }))).toEqual({
      code: 'conflicting-options',
      path: 'apps.web.environments.dev.replicas',
      must: 'be at least 1 with autoscaling, which is on for web of web in dev: without a pod there is no load',
      got: '0',
      fix: 'raise it, set autoscaling.minReplicas, or set autoscaling: { enabled: false }',
    });
  });

  test('of an app is not that of its workers, which say so themselves', () => {
    const mailer = { command: ['x'], replicas: 9 };
    expect(check(withApp({ autoscaling: { maxReplicas: 5 }, workloads: { web: {}, mailer } }))).toEqual([]);
    const scaled = { ...mailer, autoscaling: { maxReplicas: 5 } };
    expect(check(withApp({ workloads: { mailer: scaled } }))).toEqual([
      'apps.web.workloads.mailer.autoscaling.maxReplicas conflicting-options',
    ]);
  });
});
