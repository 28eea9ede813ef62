import { SHOP, synthesized, synthIn } from '../../support/repository';

const TWO = { ...SHOP, apps: { storefront: {}, reports: {} } };

const LINES = [
  'The repository is now market, was shop, and NetworkPolicies admit apps of this repository by its name. In each',
  'environment, apps that run with the old name and apps that run with the new one block each other: release or promote',
  'all apps together.',
].join('\n');

/** Whether a synth with other options reports the renaming, and the one after it. */
function reported(before: typeof TWO, after: object): boolean[] {
  const folder = synthesized(before);
  return [1, 2].map(() => synthIn(folder, after).includes(LINES));
}

test.each<[string, object]>([
  ['alone', {}],
  ['with a new app', { apps: { ...TWO.apps, more: {} } }],
  ['where Argo CD objects are managed elsewhere', { argocd: { manages: 'nothing' } }],
])('another name of the repository is reported once: %s', (_what, more) => {
  expect(reported({ ...TWO, ...more, apps: TWO.apps }, { ...TWO, ...more, name: 'market' })).toEqual([true, false]);
});

test.each<[string, typeof TWO, object]>([
  ['the same name', TWO, { ...TWO, defaults: { networkPolicy: { egress: [] } } }],
  ['a single app', { ...TWO, apps: { storefront: {} } } as never, { ...SHOP, name: 'market' }],
])('it is not with %s', (_what, before, after) => {
  expect(reported(before, after)).toEqual([false, false]);
});
