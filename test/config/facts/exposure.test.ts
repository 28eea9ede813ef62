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
    fix: 'add hosts, set domain in environments.dev.ingress, or set enabled: false there',
  });
  const closed = { web: { ingress: { hosts: ['a.example'] }, environments: { dev: { ingress: { enabled: false } } } } };
  expect(check(withApps(closed))).toEqual([]);
});

test('a host and path lead to one app in one environment', () => {
  const web = { ingress: { hosts: ['a.example'] } };
  expect(onlyFinding(withApps({ web }))).toMatchObject({
    code: 'not-unique',
    path: 'apps.web.ingress.hosts',
    must: 'lead to one app in one environment; web-dev already uses a.example/',
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
  const web = { httpRoute: { hosts: ['a.example'] } };
  expect(onlyFinding(withApps({ web }, { environments: { dev: {} } }))).toMatchObject({
    path: 'apps.web.httpRoute.gateway',
    code: 'missing-option',
    fix: 'add gateway here, in the environment, or in defaults (this also concerns apps.web.httpRoute.gatewayNamespace)',
  });
  const httpRoute = { gateway: 'public', gatewayNamespace: 'gateways' };
  expect(check(withApps({ web }, { environments: { dev: { httpRoute } } }))).toEqual([]);
});

test('what an app lacks in all environments is one finding, although one of them sets another field', () => {
  const environments = { dev: {}, prod: {} };
  const inDev = (way: string, field: object): object => ({ environments: { dev: { [way]: field } } });
  const route = { httpRoute: { hosts: ['a.example'] }, ...inDev('httpRoute', { hosts: ['b.example'] }) };
  expect(onlyFinding(withApps({ web: route }, { environments }))).toMatchObject({ path: 'apps.web.httpRoute.gateway' });
  const ingress = { ingress: { className: 'nginx' }, ...inDev('ingress', { annotations: { a: 'b' } }) };
  expect(onlyFinding(withApps({ web: ingress }, { environments }))).toMatchObject({ path: 'apps.web.ingress.hosts' });
});

describe('a certificate', () => {
  const one = { environments: { dev: {} } };
  const withTls = (tls: object[]): Record<string, unknown> =>
    withApps({ web: { ingress: { hosts: ['a.example', 'b.example'], tls } } }, one);

  test('covers all hosts of the Ingress, or the ones that it names', () => {
    expect(check(withTls([{ secretName: 'all' }]))).toEqual([]);
    expect(
      check(
        withTls([
          { hosts: ['a.example'], secretName: 'a' },
          { hosts: ['b.example'], secretName: 'b' },
        ]),
      ),
    ).toEqual([]);
    expect(check(withTls([]))).toEqual([]);
  });

  test('needs a Secret, and a host if it has the option', () => {
    expect(check(withTls([{ hosts: ['a.example'] }]))).toEqual(['apps.web.ingress.tls[0].secretName wrong-type']);
    expect(check(withTls([{ hosts: [], secretName: 'a' }]))).toEqual(['apps.web.ingress.tls[0].hosts invalid-value']);
  });

  test('with a foreign host is one finding for all environments, and none if hosts are missing', () => {
    const tls = [{ hosts: ['c.example'], secretName: 'c' }];
    const three = { environments: { dev: {}, staging: {}, prod: {} } };
    const foreign = check({ ...withTls(tls), ...three }).filter((line) => line.includes('.tls'));
    expect(foreign).toEqual(['apps.web.ingress.tls[0].hosts[0] conflicting-options']);
    const missing = check(withApps({ web: { ingress: { tls } } }));
    expect(missing.filter((line) => line.includes('.tls'))).toEqual([]);
    expect(missing).toContain('apps.web.ingress.hosts missing-option');
  });

  test('names only hosts that the Ingress has, in each environment', () => {
    expect(onlyFinding(withTls([{ hosts: ['c.example'], secretName: 'c' }]))).toEqual({
      code: 'conflicting-options',
      path: 'apps.web.ingress.tls[0].hosts[0]',
      must: 'be a host of the ingress in dev: a.example, b.example',
      got: '"c.example"',
      fix: 'did you mean a.example?',
    });
    const prod = { ingress: { domain: 'acme.example', tls: [{ hosts: ['shop.dev.example'], secretName: 'a' }] } };
    expect(onlyFinding(withApps({ web: { ingress: {} } }, { environments: { prod } }))).toMatchObject({
      path: 'environments.prod.ingress.tls[0].hosts[0]',
      must: 'be a host of the ingress in prod: web.acme.example',
      fix: 'add it to hosts of the ingress, or use one of its hosts',
    });
  });

  test('is the only one of a host', () => {
    expect(onlyFinding(withTls([{ secretName: 'all' }, { hosts: ['b.example'], secretName: 'b' }]))).toEqual({
      code: 'not-unique',
      path: 'apps.web.ingress.tls[1].hosts[0]',
      must: 'have one certificate; apps.web.ingress.tls[0] already covers it',
      got: '"b.example"',
      fix: 'set hosts for each certificate',
    });
  });
});

describe('an ingress class', () => {
  const withClass = (className: string, rest: object = {}): Record<string, unknown> =>
    shop({ environments: { dev: {} }, apps: { web: { ingress: { hosts: ['a.example'], className } } }, ...rest });

  test.each(['nginx', 'traefik', 'gce', 'webapprouting.kubernetes.azure.com'])(
    'of a known controller is enough: %s',
    (name) => {
      expect(check(withClass(name))).toEqual([]);
    },
  );

  test.each(['internal', 'nginx-internal', 'constructor'])(
    'of an unknown controller needs its namespace: %s',
    (name) => {
      expect(onlyFinding(withClass(name))).toEqual({
        code: 'missing-option',
        path: 'apps.web.ingress.controllerNamespace',
        must: `be the namespace of the controller of class ${name}, for the NetworkPolicy to admit it`,
        got: 'nothing',
        fix: 'add controllerNamespace; for a load balancer outside the cluster, set networkPolicy.ingressCidrs instead',
      });
      expect(check(withClass(name, { defaults: { ingress: { controllerNamespace: 'edge' } } }))).toEqual([]);
      expect(check(withClass(name, { defaults: { networkPolicy: { ingressNamespaces: ['edge'] } } }))).toEqual([]);
    },
  );

  test.each(['alb', 'azure-application-gateway', 'cilium'])('outside the cluster needs addresses: %s', (name) => {
    const options = shop({
      environments: { dev: { ingress: { className: name } }, prod: {} },
      apps: { web: { ingress: { hosts: ['a.example'] }, environments: { prod: { ingress: { enabled: false } } } } },
    });
    expect(onlyFinding(options)).toEqual({
      code: 'missing-option',
      path: 'environments.dev.networkPolicy.ingressCidrs',
      must: `list the addresses that requests through class ${name} come from, for the NetworkPolicy to admit them`,
      got: 'nothing',
      fix: 'add ingressCidrs, such as the subnets of the load balancer',
    });
    expect(check({ ...options, defaults: { networkPolicy: { ingressCidrs: ['10.0.0.0/20'] } } })).toEqual([]);
  });

  test('of an app that is not exposed needs nothing', () => {
    expect(check(shop({ defaults: { ingress: { className: 'internal' } }, apps: { web: {} } }))).toEqual([]);
  });
});
