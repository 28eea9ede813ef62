import { check, onlyFinding } from '../../support/config-check';
import { DEFAULT } from '../../support/render-cases';

const withRemoved = (removed: Record<string, unknown>) => ({ ...DEFAULT, removed });
const of = (removed: Record<string, unknown>) => check(withRemoved(removed));

test('what is gone can be confirmed, with a reason', () => {
  expect(of({ reports: 'replaced by statements', qa: 'merged into dev', 'storefront-qa': 'moved to eu' })).toEqual([]);
});

test.each([
  ['storefront', 'in apps'],
  ['dev', 'in environments'],
  ['storefront-prod', 'an Application of apps.storefront'],
])('what is there cannot: %s', (name, where) => {
  expect(onlyFinding(withRemoved({ [name]: 'why' }))).toEqual({
    code: 'conflicting-options',
    path: `removed.${name}`,
    must: 'name only what is no longer in apps or environments',
    got: `"${name}", which is ${where}`,
    fix: 'remove this entry',
  });
});

test('what it leaves can be confirmed, unless something is deployed there', () => {
  expect(
    of({ 'prod@old': 'why', 'storefront-prod@https://10.0.0.1:6443/k8s': 'why', 'dev@arn:aws:eks/c@x': 'why' }),
  ).toEqual([]);
  expect(of({ 'argocd.namespace@gitops': 'why' })).toEqual([]);
});

test.each([
  ['prod@storefront-prod', 'where storefront-prod is deployed'],
  ['storefront-dev@storefront-dev', 'where storefront-dev is deployed'],
  ['dev@https://kubernetes.default.svc', 'where storefront-dev is deployed'],
  ['argocd.namespace@argocd', 'where the Applications are'],
])('what is deployed there cannot: %s', (name, where) => {
  expect(onlyFinding(withRemoved({ [name]: 'why' }))).toEqual({
    code: 'conflicting-options',
    path: `removed["${name}"]`,
    must: 'name only a place where nothing is deployed anymore',
    got: `"${name}", which is ${where}`,
    fix: 'remove this entry',
  });
});

test.each(['', ' ', 'two\nlines', 'x'.repeat(201), 1])('a reason is one line: %j', (reason) => {
  expect(of({ reports: reason })).toEqual([expect.stringMatching(/^removed\.reports /)]);
});

test('a reason with a line break is told what it may not have', () => {
  expect(onlyFinding(withRemoved({ reports: 'two\nlines' })).must).toBe(
    'be a reason: one line of at most 200 characters, without control characters and unpaired surrogates',
  );
});

test.each(['Reports', 'a_b', '', 'x'.repeat(64), 'prod@', '@old', 'prod@a b', 'argocd.namespace'])(
  'a name is one of an app, environment, or Application: %j',
  (name) => {
    expect(of({ [name]: 'why' })).toHaveLength(1);
  },
);
