import { check, onlyFinding, shop } from '../../support/config-check';

const withApps = (apps: object, rest: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {}, prod: {} }, apps, ...rest });

const DOMAINS = {
  environments: { dev: { ingress: { domain: 'dev.acme.example' } }, prod: { ingress: { domain: 'acme.example' } } },
};

test('an app is exposed by saying so: what environments and defaults say is for those that do', () => {
  expect(check(withApps({ web: {} }, DOMAINS))).toEqual([]);
  expect(check(withApps({ web: { ingress: {} } }, DOMAINS))).toEqual([]);
  expect(check(withApps({ web: {} }, { defaults: { ingress: {} } }))).toEqual([]);
});

test('it has a host in every environment, or is not exposed there', () => {
  expect(onlyFinding(withApps({ web: { ingress: {} } }, { environments: { dev: {} } }))).toEqual({
    code: 'missing-option',
    path: 'apps.web.ingress.hosts',
    must: 'have a host in dev',
    got: 'nothing',
    fix: 'add hosts, or domain in environments.dev.ingress; enabled: false for none there',
  });
  const closed = { web: { ingress: { hosts: ['a.example'] }, environments: { dev: { ingress: { enabled: false } } } } };
  expect(check(withApps(closed))).toEqual([]);
});

test('a host and path lead to one app in one environment', () => {
  const web = { ingress: { hosts: ['a.example'] } };
  expect(onlyFinding(withApps({ web }))).toMatchObject({
    code: 'not-unique',
    path: 'apps.web.ingress.hosts',
    must: 'lead to one app in one environment; web-dev has a.example/ already',
  });
  const other = { ingress: { hosts: ['a.example'], paths: { '/other': 'web' } } };
  expect(check(withApps({ web, other }, { environments: { dev: {} } }))).toEqual([]);
  expect(check(withApps({ web, other: web }, { environments: { dev: {} } }))).toEqual([
    'apps.other.ingress.hosts not-unique',
  ]);
});

test('a path leads to a service of the app', () => {
  const own = (paths: object): object => ({
    web: {
      ingress: { hosts: ['a.example'], paths },
      workloads: { web: {}, admin: { port: 9000 }, mailer: { command: ['x'] } },
    },
  });
  const one = { environments: { dev: {} } };
  expect(check(withApps(own({ '/': 'web', '/admin': 'admin' }), one))).toEqual([]);
  expect(onlyFinding(withApps(own({ '/': 'amdin' }), one))).toEqual({
    code: 'unknown-workload',
    path: 'apps.web.ingress.paths["/"]',
    must: 'be one of the workloads web, admin',
    got: '"amdin"',
    fix: 'did you mean admin?',
  });
  expect(check(withApps(own({ '/': 'mailer' }), one))).toEqual(['apps.web.ingress.paths["/"] unknown-workload']);
  expect(check(withApps(own({ '/': 5 }), one))).toEqual(['apps.web.ingress.paths["/"] wrong-type']);
});

test('an app without a service cannot be exposed', () => {
  const mailer = { ingress: { hosts: ['a.example'] }, workloads: { mailer: { command: ['x'] } } };
  expect(check(withApps({ mailer }, { environments: { dev: {} } }))).toEqual([
    'apps.mailer.ingress conflicting-options',
  ]);
});

test('a route names its gateway', () => {
  const web = { route: { hosts: ['a.example'] } };
  expect(check(withApps({ web }, { environments: { dev: {} } }))).toEqual([
    'apps.web.route.gateway missing-option',
    'apps.web.route.gatewayNamespace missing-option',
  ]);
  const route = { gateway: 'public', gatewayNamespace: 'gateways' };
  expect(check(withApps({ web }, { environments: { dev: { route } } }))).toEqual([]);
});
