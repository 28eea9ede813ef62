import { check, onlyFinding, shop } from '../../support/config-check';

/** A config whose app has these workloads, and these environments. */
const withWorkloads = (workloads: object, environments: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {}, prod: {} }, apps: { web: { workloads, environments } } });

const PATH = 'apps.web.workloads';

describe('the type of a workload', () => {
  test.each([
    [{ web: {} }],
    [{ mailer: { command: ['python', '-m', 'mailer'] } }],
    [{ web: { type: 'service', command: ['serve'] } }],
    [{ nightly: { schedule: '0 3 * * *', command: ['x'] } }],
    [{ web: {}, migrate: { type: 'job', command: ['x'], activeDeadlineSeconds: 60, backoffLimit: 0 } }],
    [{ mailer: { type: 'worker', command: ['x'], replicas: 3, strategy: 'Recreate' } }],
  ])('%j is right', (workloads) => {
    expect(check(withWorkloads(workloads))).toEqual([]);
  });

  test.each(['worker', 'cron-job', 'job'])('%s needs a command', (type) => {
    const own = { type, ...(type === 'cron-job' ? { schedule: '0 3 * * *' } : {}) };
    expect(onlyFinding(withWorkloads({ x: own }))).toEqual({
      code: 'missing-option',
      path: `${PATH}.x.command`,
      must: `name the program that the ${type} runs`,
      got: 'nothing',
      fix: "add command, such as ['python', '-m', 'mailer']",
    });
  });

  test('a cron job needs a schedule, or one in each environment', () => {
    const nightly = { type: 'cron-job', command: ['x'] };
    expect(check(withWorkloads({ nightly }))).toEqual([`${PATH}.nightly.schedule missing-option`]);
    const there = { workloads: { nightly: { schedule: '0 3 * * *' } } };
    expect(check(withWorkloads({ nightly }, { dev: there }))).toEqual([`${PATH}.nightly.schedule missing-option`]);
    expect(check(withWorkloads({ nightly }, { dev: there, prod: there }))).toEqual([]);
  });

  test.each([
    ['port', { command: ['x'], port: 8080 }, 'worker', 'service'],
    ['ports', { command: ['x'], ports: { a: 8080 } }, 'worker', 'service'],
    ['schedule', { type: 'service', schedule: '0 3 * * *' }, 'service', 'cron-job'],
    ['suspend', { suspend: true }, 'service', 'cron-job'],
    ['timeZone', { timeZone: 'UTC' }, 'service', 'cron-job'],
    ['concurrencyPolicy', { concurrencyPolicy: 'Allow' }, 'service', 'cron-job'],
    ['activeDeadlineSeconds', { activeDeadlineSeconds: 5 }, 'service', 'cron-job'],
    ['backoffLimit', { command: ['x'], backoffLimit: 5 }, 'worker', 'cron-job'],
    ['replicas', { type: 'job', command: ['x'], replicas: 2 }, 'job', 'service'],
    ['autoscaling', { schedule: '0 3 * * *', command: ['x'], autoscaling: {} }, 'cron-job', 'service'],
    ['strategy', { type: 'job', command: ['x'], strategy: 'Recreate' }, 'job', 'service'],
    ['probes', { type: 'job', command: ['x'], probes: {} }, 'job', 'service'],
  ])('%s is refused where it means nothing: %j', (option, own, type, proposed) => {
    const finding = onlyFinding(withWorkloads({ x: own }));
    expect([finding.code, finding.path, finding.fix]).toEqual([
      'conflicting-options',
      `${PATH}.x.${option}`,
      `remove it, or set type: '${proposed}'`,
    ]);
    expect(finding.must).toContain(`and this is a ${type}`);
  });

  test('in an environment too', () => {
    const there = { dev: { workloads: { web: { suspend: true } } } };
    expect(check(withWorkloads({ web: {} }, there))).toEqual([
      'apps.web.environments.dev.workloads.web.suspend conflicting-options',
    ]);
  });
});

test('a workload that an environment names has to exist, and the nearest one is proposed', () => {
  const there = { dev: { workloads: { mialer: {} } } };
  const workloads = { web: {}, mailer: { command: ['x'] } };
  expect(onlyFinding(withWorkloads(workloads, there))).toEqual({
    code: 'unknown-workload',
    path: 'apps.web.environments.dev.workloads.mialer',
    must: 'be one of the workloads web, mailer',
    got: '"mialer"',
    fix: 'did you mean mailer?',
  });
});

test('names of objects are as long as their type allows: 63, and 52 for a cron job', () => {
  const app = 'a'.repeat(40);
  const named = (workloads: object): string[] =>
    check(shop({ environments: { dev: {} }, apps: { [app]: { workloads } } }));
  const job = { command: ['x'], schedule: '0 3 * * *' };
  expect(named({ ['b'.repeat(22)]: {}, ['b'.repeat(11)]: job })).toEqual([]);
  expect(named({ ['b'.repeat(23)]: {} })).toEqual([`apps.${app}.workloads.${'b'.repeat(23)} invalid-value`]);
  expect(named({ ['b'.repeat(12)]: job })).toEqual([`apps.${app}.workloads.${'b'.repeat(12)} invalid-value`]);
});

test('each port of a workload is another one, and that of the app counts', () => {
  const app = (own: object): string[] => check(shop({ apps: { web: { port: 8000, workloads: { web: own } } } }));
  expect(app({ ports: { a: 8001, b: 8002 } })).toEqual([]);
  expect(app({ ports: { a: 8000 } })).toEqual([`${PATH}.web.ports.a not-unique`]);
  expect(app({ port: 8001, ports: { a: 8000, b: 8001 } })).toEqual([`${PATH}.web.ports.b not-unique`]);
  expect(app({ ports: { a: 8001, b: 8001 } })).toEqual([`${PATH}.web.ports.b not-unique`]);
});

describe('a probe', () => {
  test.each([
    [{ startup: { path: '/', command: ['x'] } }, ['apps.web.workloads.x.probes.startup.path conflicting-options']],
    [{ liveness: { command: ['x'] } }, []],
    [{ liveness: { enabled: false } }, []],
    [{ readiness: {} }, []],
  ])('of a service as in %j has the findings %j', (probes, findings) => {
    expect(check(withWorkloads({ x: { probes } }))).toEqual(findings);
  });

  test('of a worker names a command', () => {
    const probes = { liveness: { periodSeconds: 5 } };
    expect(check(withWorkloads({ x: { command: ['a'], probes } }))).toEqual([
      'apps.web.workloads.x.probes.liveness.command missing-option',
    ]);
  });
});
