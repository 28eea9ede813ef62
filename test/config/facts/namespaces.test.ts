import { check, onlyFinding, shop } from '../../support/config-check';

/** A config with one environment, and these apps. */
const withApps = (apps: object, rest: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {} }, apps, ...rest });

test('a namespace that several apps share has one owner', () => {
  const shared = { defaults: { namespace: 'shop' } };
  expect(onlyFinding(withApps({ a: {}, b: {} }, shared))).toEqual({
    code: 'not-unique',
    path: 'defaults.namespace',
    must: 'have a namespace with one owner; apps.a in dev already generates it in the same cluster',
    got: '"shop"',
    fix: 'set createNamespace: false for all but one of them, or use another namespace',
  });
  expect(check(withApps({ a: {}, b: { createNamespace: false } }, shared))).toEqual([]);
  expect(check(withApps({ a: {}, b: {} }, { defaults: { namespace: 'shop', createNamespace: false } }))).toEqual([]);
});

test('one that an app has by its name is nobody else’s', () => {
  expect(check(withApps({ a: {}, b: { namespace: 'a-dev' } }))).toEqual(['apps.b.namespace not-unique']);
});

test('the same name in two clusters is two namespaces', () => {
  const environments = {
    dev: { clusters: { one: { name: 'dev' } } },
    prod: { clusters: { one: { name: 'prod' } } },
  };
  expect(check(withApps({ a: { namespace: 'a' } }, { environments }))).toEqual([]);
  expect(check(withApps({ a: { namespace: 'a' } }, { environments: { dev: {}, prod: {} } }))).toEqual([
    'apps.a.namespace not-unique',
  ]);
});

test('in a shared namespace no two apps have an object of the same name', () => {
  const apps = { a: { workloads: { web: {}, b: { port: 9000 } } }, 'a-b': { createNamespace: false } };
  expect(onlyFinding(withApps(apps, { defaults: { namespace: 'shop' } }))).toMatchObject({
    code: 'not-unique',
    path: 'defaults.namespace',
    must: 'have unique object names in a namespace; apps.a in dev already has a-b there',
  });
  expect(check(withApps(apps))).toEqual([]);
});

test.each(['default', 'kube-system', 'argocd'])('%s belongs to the cluster or to Argo CD', (namespace) => {
  expect(onlyFinding(withApps({ a: { namespace } }))).toMatchObject({
    path: 'apps.a.namespace',
    must: 'have a namespace in dev that does not belong to the cluster or to Argo CD',
  });
});
