import { check, onlyFinding, shop } from '../../support/config-check';

const PATH = 'apps.web.workloads.web';

/** A config whose only service has these options, in an app with these. */
const withService = (workload: object, app: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {} }, apps: { web: { ...app, workloads: { web: workload } } } });

describe('the grace period of a service', () => {
  test.each([15, 30, 3600])('may be %d seconds', (terminationGracePeriodSeconds) => {
    expect(check(withService({ terminationGracePeriodSeconds }))).toEqual([]);
  });

  test.each([10, 14])('of %d seconds leaves no time for requests', (terminationGracePeriodSeconds) => {
    expect(onlyFinding(withService({ terminationGracePeriodSeconds }))).toEqual({
      code: 'invalid-value',
      path: `${PATH}.terminationGracePeriodSeconds`,
      must: 'be at least 15 for a service: 5 until proxies stop sending requests, 5 to finish requests, 5 to stop',
      got: String(terminationGracePeriodSeconds),
      fix: 'set 15 or more',
    });
  });

  test('of a worker may be shorter: it gets no requests', () => {
    expect(check(withService({ command: ['mailer'], terminationGracePeriodSeconds: 10 }))).toEqual([]);
  });
});

describe('GRACEFUL_TIMEOUT', () => {
  test.each([
    [{ env: { GRACEFUL_TIMEOUT: '20' } }],
    [{ env: { GRACEFUL_TIMEOUT: '110' }, terminationGracePeriodSeconds: 120 }],
  ])('fits: %j', (workload) => {
    expect(check(withService(workload))).toEqual([]);
  });

  test('cannot be longer than the grace period allows', () => {
    expect(onlyFinding(withService({ env: { GRACEFUL_TIMEOUT: '21' } }))).toEqual({
      code: 'conflicting-options',
      path: `${PATH}.env.GRACEFUL_TIMEOUT`,
      must: 'be a number from 1 to 20, because terminationGracePeriodSeconds of web is 30, of which 10 are needed before and after',
      got: '"21"',
      fix: 'remove it to use all of that time, or raise terminationGracePeriodSeconds',
    });
  });

  test.each([
    ['defaults', shop({ environments: { dev: {} }, defaults: { env: { GRACEFUL_TIMEOUT: '60' } }, apps: { web: {} } })],
    ['environments.dev', shop({ environments: { dev: { env: { GRACEFUL_TIMEOUT: '60' } } }, apps: { web: {} } })],
    [
      'apps.web.environments.dev',
      shop({ environments: { dev: {} }, apps: { web: { environments: { dev: { env: { GRACEFUL_TIMEOUT: '0' } } } } } }),
    ],
  ])('is checked where it is set: %s', (level, options) => {
    expect(onlyFinding(options).path).toBe(`${level}.env.GRACEFUL_TIMEOUT`);
  });
});

describe('processes and threads', () => {
  test.each([
    [{ WEB_THREADS: '16' }, {}],
    [{ WEB_CONCURRENCY: '1' }, {}],
    [{ WEB_CONCURRENCY: '2', PROMETHEUS_MULTIPROC_DIR: '/tmp/metrics' }, { server: 'gunicorn' }],
  ])('%j are right with %j', (env, app) => {
    expect(check(withService({ env }, app))).toEqual([]);
  });

  test.each([
    [
      { WEB_CONCURRENCY: '2' },
      {},
      'WEB_CONCURRENCY',
      "be '1' with granian, which runs one process",
      "set replicas instead, or server: 'gunicorn'",
    ],
    [
      { PROMETHEUS_MULTIPROC_DIR: '/tmp/x' },
      {},
      'PROMETHEUS_MULTIPROC_DIR',
      'not be set with granian, which runs one process',
      "set replicas instead, or server: 'gunicorn'",
    ],
    [
      { WEB_CONCURRENCY: '2' },
      { server: 'gunicorn' },
      'WEB_CONCURRENCY',
      "be '1' unless PROMETHEUS_MULTIPROC_DIR is set: each process has its own metrics",
      "set replicas instead, or PROMETHEUS_MULTIPROC_DIR: '/tmp/metrics'",
    ],
    [
      { WEB_CONCURRENCY: '2', PROMETHEUS_MULTIPROC_DIR: '/app/metrics' },
      { server: 'gunicorn' },
      'PROMETHEUS_MULTIPROC_DIR',
      'be a folder below /tmp or below a writable volume of web, because other files are read-only',
      "use '/tmp/metrics'",
    ],
    [
      { WEB_THREADS: '0' },
      {},
      'WEB_THREADS',
      'be a number from 1 to 256, in quotes',
      "use another number, such as '4'",
    ],
  ])('%j with %j would not start', (env, app, name, must, fix) => {
    expect(onlyFinding(withService({ env }, app))).toMatchObject({ path: `${PATH}.env.${name}`, must, fix });
  });

  test('of a program of yours are its own', () => {
    expect(check(withService({ type: 'service', command: ['serve'], env: { WEB_CONCURRENCY: '9' } }))).toEqual([]);
  });
});
