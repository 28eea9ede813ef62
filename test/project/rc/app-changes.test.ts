import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { addApp, mentionsOf, removeApp, renameApp } from '../../../src/project/rc/app-changes';
import { formatOptionPath } from '../../../src/project/rc/edit';

/** A config with many references to the app `billing`, and some to its neighbor `billing-api`. */
const OPTIONS: PythonGitOpsAppOptions = {
  name: 'billing',
  repoUrl: 'https://github.com/acme/billing',
  apps: {
    shop: { env: { BILLING_URL: 'http://billing.billing-prod', OTHER: 'rebilling' } },
    billing: {
      namespace: 'billing-one',
      patches: [
        { kind: 'Deployment', name: 'billing', operations: [{ op: 'remove', path: '/spec/x' }] },
        { kind: 'Deployment', name: 'billing-mailer', merge: {} },
        { kind: 'Service', merge: {} },
      ],
      workloads: {
        web: {
          volumes: {
            own: { mountPath: '/own', type: 'configMap', name: 'billing-config' },
            other: { mountPath: '/other', type: 'configMap', name: 'billing-rates' },
          },
        },
        mailer: { volumes: { key: { mountPath: '/key', type: 'secret', name: 'billing-secrets' } } },
      },
    },
    'billing-api': {},
  },
  ciSteps: {
    beforeTests: [
      { name: 'one', run: 'true', apps: ['shop', 'billing'] },
      { name: 'two', run: 'make billing', apps: ['billing'] },
    ],
    afterTests: [{ name: 'three', run: 'true', apps: ['billing'] }],
  },
  overrides: {
    'apps/billing/k8s/base/service.yaml': [],
    'apps/billing/k8s/base/persistentvolumeclaim-billing-data.yaml': [],
    'apps/billing-api/k8s/base/service.yaml': [],
  },
  takeOver: ['apps/billing/Dockerfile', 'Makefile', 'apps/billing/argo/project.yaml'],
};

const printed = ({ changes }: ReturnType<typeof addApp>): string[] =>
  changes.map((change) => `${change.kind} ${formatOptionPath(change.path)}${'to' in change ? ` ${change.to}` : ''}`);

test('an app is added at the end', () => {
  const { changes, options } = addApp(OPTIONS, 'new', { port: 1 });
  expect(changes).toEqual([{ kind: 'add', path: ['apps', 'new'], value: { port: 1 } }]);
  expect(Object.keys(options.apps ?? {})).toEqual(['shop', 'billing', 'billing-api', 'new']);
  expect(addApp({ name: 'x' }, 'new', {}).options).toEqual({ name: 'x', apps: { new: {} } });
});

test('references to only this app are removed too, from the back, and a list of only this app with its option', () => {
  const removed = removeApp(OPTIONS, 'billing');
  expect(printed(removed)).toEqual([
    'remove ciSteps.afterTests',
    'remove takeOver[2]',
    'remove takeOver[0]',
    'remove overrides["apps/billing/k8s/base/persistentvolumeclaim-billing-data.yaml"]',
    'remove overrides["apps/billing/k8s/base/service.yaml"]',
    'remove ciSteps.beforeTests[1]',
    'remove ciSteps.beforeTests[0].apps[1]',
    'remove apps.billing',
  ]);
  const { apps, ...rest } = removed.options;
  expect(Object.keys(apps ?? {})).toEqual(['shop', 'billing-api']);
  expect(rest).toEqual({
    name: 'billing',
    repoUrl: 'https://github.com/acme/billing',
    ciSteps: { beforeTests: [{ name: 'one', run: 'true', apps: ['shop'] }] },
    overrides: { 'apps/billing-api/k8s/base/service.yaml': [] },
    takeOver: ['Makefile'],
  });
});

test('an option without other content is removed; the apps stay, even if none is left', () => {
  const options = {
    name: 'x',
    apps: { a: {} },
    ciSteps: { afterTests: [{ name: 'n', run: 'r', apps: ['a'] }] },
    overrides: { 'apps/a/x.yaml': [] },
    takeOver: ['apps/a/y', 'apps/a/z'],
  };
  const removed = removeApp(options, 'a');
  expect(printed(removed).sort()).toEqual(['remove apps.a', 'remove ciSteps', 'remove overrides', 'remove takeOver']);
  expect(removed.options).toEqual({ name: 'x', apps: {} });
});

test('a new name replaces every certain reference, and keeps its place', () => {
  const renamed = renameApp(OPTIONS, 'billing', 'accounts');
  expect(printed(renamed)).toEqual([
    'replace ciSteps.beforeTests[0].apps[1] accounts',
    'replace ciSteps.beforeTests[1].apps[0] accounts',
    'replace ciSteps.afterTests[0].apps[0] accounts',
    'rename overrides["apps/billing/k8s/base/service.yaml"] apps/accounts/k8s/base/service.yaml',
    'rename overrides["apps/billing/k8s/base/persistentvolumeclaim-billing-data.yaml"] apps/accounts/k8s/base/persistentvolumeclaim-accounts-data.yaml',
    'replace takeOver[0] apps/accounts/Dockerfile',
    'replace takeOver[2] apps/accounts/argo/project.yaml',
    'replace apps.billing.patches[0].name accounts',
    'replace apps.billing.patches[1].name accounts-mailer',
    'replace apps.billing.workloads.web.volumes.own.name accounts-config',
    'replace apps.billing.workloads.mailer.volumes.key.name accounts-secrets',
    'rename apps.billing accounts',
  ]);
  expect(Object.keys(renamed.options.apps ?? {})).toEqual(['shop', 'accounts', 'billing-api']);
  expect(renamed.options.apps?.accounts.patches?.map(({ name }) => name)).toEqual([
    'accounts',
    'accounts-mailer',
    undefined,
  ]);
  expect(renamed.options.name).toBe('billing');
});

test('other places with the name are reported, as words only, and without apps of a longer name', () => {
  expect(mentionsOf(renameApp(OPTIONS, 'billing', 'accounts').options, 'billing')).toEqual([
    'apps.shop.env.BILLING_URL',
    'apps.accounts.namespace',
    'apps.accounts.workloads.web.volumes.other.name',
    'ciSteps.beforeTests[1].run',
  ]);
  expect(mentionsOf({ name: 'x', apps: { shop: {} } }, 'billing')).toEqual([]);
});
