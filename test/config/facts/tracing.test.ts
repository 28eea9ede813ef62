import { check, onlyFinding, shop } from '../../support/config-check';

const COLLECTOR = 'http://collector.observability.svc:4318';

/** A config of one app in one environment. */
const withApp = (app: object, shared: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {} }, ...shared, apps: { web: app } });

test('needs an address, at any level', () => {
  expect(onlyFinding(withApp({ tracing: { enabled: true } }))).toEqual({
    code: 'conflicting-options',
    path: 'apps.web.tracing.enabled',
    must: 'be false unless otlpEndpoint is set: traces need a collector',
    got: 'true',
    fix: "add otlpEndpoint, such as 'http://collector.observability.svc:4318'",
  });
  const defaults = { tracing: { otlpEndpoint: COLLECTOR } };
  expect(check(withApp({ tracing: { enabled: true } }, { defaults }))).toEqual([]);
  expect(check(withApp({ tracing: {} }))).toEqual([]);
});

test.each([
  'collector:4318',
  'grpc://collector:4317',
  'http://user:pass@collector:4318',
  'http://collector:4318/?key=1',
  'http://[fd00::1]:4318',
  '',
])('the address is not %p', (otlpEndpoint) => {
  expect(check(withApp({ tracing: { otlpEndpoint } }))).toEqual(['apps.web.tracing.otlpEndpoint invalid-value']);
});

describe('an app without services', () => {
  const worker = { workloads: { mailer: { type: 'worker', command: ['mailer'] } } };

  test('has no requests to trace', () => {
    expect(onlyFinding(withApp({ ...worker, tracing: { otlpEndpoint: COLLECTOR } }))).toEqual({
      code: 'conflicting-options',
      path: 'apps.web.tracing',
      must: 'be left out: web has no service, and only requests are traced',
      got: `{"otlpEndpoint":"${COLLECTOR}"}`,
      fix: 'remove it, or add a service',
    });
    const own = { ...worker, environments: { dev: { tracing: { otlpEndpoint: COLLECTOR } } } };
    expect(check(withApp(own))).toEqual(['apps.web.environments.dev.tracing conflicting-options']);
  });

  test('may inherit it, as it is meant for other apps', () => {
    expect(check(withApp(worker, { defaults: { tracing: { otlpEndpoint: COLLECTOR } } }))).toEqual([]);
  });
});

describe('egress', () => {
  const config = (otlpEndpoint: string, egress: object[]): Record<string, unknown> =>
    withApp({ networkPolicy: { egress }, tracing: { otlpEndpoint } });

  test.each([
    [COLLECTOR, [], "add { namespace: 'observability', ports: [4318] }"],
    [COLLECTOR, [{ namespace: 'observability', ports: [4317] }], "add { namespace: 'observability', ports: [4318] }"],
    [
      'http://collector.observability:4318',
      [{ namespace: 'other' }],
      "add { namespace: 'observability', ports: [4318] }",
    ],
    ['https://10.1.2.3', [{ cidr: '10.1.3.0/24' }], "add { cidr: '10.1.2.3/32', ports: [443] }"],
    ['http://10.1.2.3', [{ cidr: '10.1.2.0/24', ports: [443] }], "add { cidr: '10.1.2.3/32', ports: [80] }"],
    [
      'https://traces.vendor.example',
      [{ namespace: 'observability' }],
      "add { cidr: '192.0.2.0/24', ports: [443] }, with the addresses of the collector",
    ],
  ])('does not admit %p with %j', (endpoint, egress, fix) => {
    expect(onlyFinding(config(endpoint, egress))).toEqual({
      code: 'conflicting-options',
      path: 'apps.web.networkPolicy.egress',
      must: `admit ${endpoint}, where tracing.otlpEndpoint sends traces`,
      got: JSON.stringify(egress),
      fix,
    });
  });

  test.each([
    [COLLECTOR, [{ namespace: 'observability', ports: [4318] }]],
    ['http://collector.observability.svc.cluster.local:4318', [{ namespace: 'observability' }]],
    ['https://10.1.2.3', [{ cidr: '10.1.2.0/24', ports: [443] }]],
    // Its addresses are unknown here.
    ['https://traces.vendor.example', [{ cidr: '198.51.100.0/24', ports: [443] }]],
    // The app's own namespace.
    ['http://collector:4318', []],
    ['http://web.web-dev.svc', []],
  ])('admits %p with %j', (endpoint, egress) => {
    expect(check(config(endpoint, egress))).toEqual([]);
  });

  test('does not matter while tracing is off, or egress is open', () => {
    expect(check(withApp({ tracing: { otlpEndpoint: COLLECTOR } }))).toEqual([]);
    const off = { networkPolicy: { egress: [] }, tracing: { otlpEndpoint: COLLECTOR, enabled: false } };
    expect(check(withApp(off))).toEqual([]);
  });

  test('of several apps is one finding where tracing is set', () => {
    const options = {
      environments: { dev: {}, prod: {} },
      defaults: { networkPolicy: { egress: [] }, tracing: { otlpEndpoint: COLLECTOR } },
      apps: { web: {}, other: {} },
    };
    expect(check(shop(options))).toEqual(['defaults.networkPolicy.egress conflicting-options']);
  });

  test('that is restricted without a list is reported where it is restricted', () => {
    const defaults = { networkPolicy: { openEgress: false }, tracing: { otlpEndpoint: COLLECTOR } };
    expect(check(shop({ defaults, apps: { web: {} } }))).toEqual(['defaults.networkPolicy.egress conflicting-options']);
  });
});
