import { check, onlyFinding, shop as base } from '../../support/config-check';

/** A repository with one app, unless it names others. */
const shop = (options: object): object => base({ apps: { shop: {} }, ...options });

const argocd = { address: 'https://argocd.acme.example' };
const health = { check: 'health' };
const tests = { check: 'tests' };
const ingress = {};
const environments = {
  dev: { ingress: { domain: 'dev.acme.example' } },
  prod: { ingress: { domain: 'acme.example' } },
};

test.each([
  ['no gate', shop({})],
  ['health, with an address of Argo CD', shop({ argocd, defaults: { gate: health } })],
  ['tests, at an address', shop({ defaults: { gate: { ...tests, address: 'http://10.0.0.1:8080/shop' } } })],
  [
    'tests, of an app that is reached from outside',
    shop({ defaults: { gate: tests }, environments, apps: { shop: { ingress } } }),
  ],
  ['a gate that is taken back', shop({ defaults: { gate: health }, apps: { shop: { gate: { check: 'none' } } } })],
])('%s is in order', (_what, options) => {
  expect(check(options)).toEqual([]);
});

test('Argo CD can be asked at an address only', () => {
  expect(onlyFinding(shop({ environments: { dev: { gate: health }, prod: {} } }))).toEqual({
    code: 'missing-option',
    path: 'argocd.address',
    must: 'be set for the gate of environments.dev.gate.check, which asks Argo CD',
    got: 'nothing',
    fix: "add address, such as address: 'https://argocd.acme.example'",
  });
});

test('Argo CD cannot be asked for Applications that somebody else names', () => {
  const options = shop({ argocd: { ...argocd, manages: 'nothing' }, environments: { dev: { gate: health } } });
  expect(onlyFinding(options)).toEqual({
    code: 'conflicting-options',
    path: 'environments.dev.gate.check',
    must: "be 'tests' or 'none' if argocd.manages is 'nothing': the names of the Applications are unknown",
    got: '"health"',
    fix: "set check: 'tests'",
  });
});

test('tests need metrics, which show the version', () => {
  const apps = { shop: { metrics: { enabled: false } } };
  const dev = { gate: { ...tests, address: 'https://dev.acme.example' } };
  expect(onlyFinding(shop({ environments: { dev }, apps }))).toEqual({
    code: 'conflicting-options',
    path: 'environments.dev.gate.check',
    must: "be 'health' or 'none' for shop, whose metrics are off: they show the version that answers",
    got: '"tests"',
    fix: "remove apps.shop.metrics.enabled, or add gate: { check: 'none' } to apps.shop",
  });
});

test('tests need an address that leads to all of the app', () => {
  const paths = { '/api': 'web' };
  for (const app of [
    {},
    { environments: { dev: { ingress: { hosts: ['shop.acme.example'], paths } } }, ingress: undefined },
  ]) {
    expect(onlyFinding(shop({ environments: { dev: { gate: tests } }, apps: { shop: app } }))).toEqual({
      code: 'missing-option',
      path: 'environments.dev.gate.address',
      must: 'be set for shop in dev, which has no host that serves all its paths',
      got: 'nothing',
      fix: "add gate: { address: 'https://…' } to apps.shop.environments.dev",
    });
  }
});

test('tests need a service', () => {
  const apps = { shop: { workloads: { mailer: { command: ['python', 'mail.py'] } } } };
  expect(onlyFinding(shop({ environments: { dev: { gate: tests } }, apps }))).toEqual({
    code: 'conflicting-options',
    path: 'environments.dev.gate.check',
    must: "be 'health' or 'none' for shop, which has no service to test",
    got: '"tests"',
    fix: "add gate: { check: 'none' } to apps.shop",
  });
});

test('an address is for tests', () => {
  const gate = { ...health, address: 'https://shop.dev.acme.example' };
  expect(onlyFinding(shop({ argocd, environments: { dev: { gate } } }))).toEqual({
    code: 'conflicting-options',
    path: 'environments.dev.gate.address',
    must: "be left out unless check is 'tests'",
    got: '"https://shop.dev.acme.example"',
    fix: "remove it, or set check: 'tests'",
  });
});

test('an address of an environment is for the other apps, where one app is not tested', () => {
  const dev = { gate: { ...tests, address: 'https://dev.acme.example' } };
  const apps = { shop: {}, mailer: { gate: { check: 'none' } } };
  expect(check(shop({ environments: { dev }, apps }))).toEqual([]);
  // What an app says nearer to itself is for that app alone.
  const mailer = { environments: { dev: { gate: { check: 'none', address: 'https://mailer.acme.example' } } } };
  expect(check(shop({ environments: { dev }, apps: { shop: {}, mailer } }))).toEqual([
    'apps.mailer.environments.dev.gate.address conflicting-options',
  ]);
});

test('a gate is refused where sync is manual', () => {
  const options = shop({ argocd, defaults: { gate: health }, environments: { dev: { sync: { automated: false } } } });
  expect(onlyFinding(options)).toEqual({
    code: 'conflicting-options',
    path: 'defaults.gate.check',
    must: "be 'none' in dev, where sync is manual",
    got: '"health"',
    fix: 'remove it',
  });
});

test('a gate is refused where releases are pull requests', () => {
  const options = shop({ argocd, defaults: { gate: health }, delivery: { releases: 'pull-request' } });
  expect(onlyFinding(options)).toMatchObject({
    code: 'conflicting-options',
    path: 'defaults.gate.check',
    must: "be 'none' if delivery.releases is 'pull-request': nothing is deployed before you merge",
  });
});

test('what all apps have from one place is said once', () => {
  const apps = { shop: {}, billing: {}, search: {} };
  expect(check(shop({ defaults: { gate: health }, apps }))).toEqual(['argocd.address missing-option']);
});

describe('the timeout of a gate', () => {
  const slow = { workloads: { shop: { type: 'service', probes: { startup: { failureThreshold: 600 } } } } };

  test('is at least the time that startup probes allow', () => {
    const gate = { ...health, timeoutMinutes: 19 };
    expect(onlyFinding(shop({ argocd, environments: { dev: { gate } }, apps: { shop: slow } }))).toEqual({
      code: 'conflicting-options',
      path: 'environments.dev.gate.timeoutMinutes',
      must: 'be at least 20 in dev, because the startup probe of shop of shop allows 1200 seconds',
      got: '19',
      fix: 'remove it to use the default, or set 20 or more',
    });
    const enough = { ...health, timeoutMinutes: 20 };
    expect(check(shop({ argocd, environments: { dev: { gate: enough } }, apps: { shop: slow } }))).toEqual([]);
  });

  test.each([
    ['of one gate', { dev: { gate: health } }, 'shorten that probe: a gate waits for at most 180 minutes'],
    [
      'of several gates, which is one finding',
      { dev: { gate: { ...health, timeoutMinutes: 20 } }, prod: { gate: health } },
      'shorten that probe: a gate waits for at most 180 minutes (this also concerns environments.prod.gate.timeoutMinutes)',
    ],
  ])('cannot be the time of a startup probe that is longer than any gate waits: %s', (_what, gated, fix) => {
    const slowest = {
      workloads: { shop: { type: 'service', probes: { startup: { failureThreshold: 900, periodSeconds: 20 } } } },
    };
    expect(onlyFinding(shop({ argocd, environments: gated, apps: { shop: slowest } }))).toMatchObject({
      path: 'environments.dev.gate.timeoutMinutes',
      must: 'be at least 300 in dev, because the startup probe of shop of shop allows 18000 seconds',
      fix,
    });
  });

  test('may be a minute with the default probes', () => {
    const gate = { ...health, timeoutMinutes: 1 };
    expect(check(shop({ argocd, environments: { dev: { gate } } }))).toEqual([]);
  });
});
