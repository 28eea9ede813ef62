import { check, onlyFinding, shop } from '../../support/config-check';

const withApp = (web: object, rest: object = {}): Record<string, unknown> =>
  shop({ environments: { dev: {}, prod: {} }, apps: { web }, ...rest });

const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/web' };

test('a ServiceAccount is generated with annotations, or exists already', () => {
  expect(check(withApp({ serviceAccount: { annotations } }))).toEqual([]);
  expect(check(withApp({ serviceAccount: { name: 'platform' } }))).toEqual([]);
  expect(check(withApp({ serviceAccount: { name: 'Platform' } }))).toEqual([
    'apps.web.serviceAccount.name invalid-value',
  ]);
});

test('one that exists already gets no annotations', () => {
  expect(onlyFinding(withApp({ serviceAccount: { name: 'platform', annotations } }))).toEqual({
    code: 'conflicting-options',
    path: 'apps.web.serviceAccount.annotations',
    must: 'be left out: apps.web.serviceAccount.name names an existing ServiceAccount',
    got: '{"eks.amazonaws.com/role-arn":"arn:aws:iam::123456789012:role/web"}',
    fix: 'remove annotations, or remove name to get a generated ServiceAccount',
  });
  const defaults = { serviceAccount: { name: 'platform' } };
  expect(check(withApp({ environments: { dev: { serviceAccount: { annotations } } } }, { defaults }))).toEqual([
    'apps.web.environments.dev.serviceAccount.annotations conflicting-options',
  ]);
});

test('annotations farther away than the name are for other apps', () => {
  const defaults = { serviceAccount: { annotations } };
  expect(check(withApp({ serviceAccount: { name: 'platform' } }, { defaults }))).toEqual([]);
});
