import { EVERY_OPTION, extraManifests, REPOSITORIES } from './repositories';
import { STRUCTS } from '../../src/config/definitions';
import { validate } from '../../src/config/validate';

/** It concerns the file system: nothing that is rendered depends on it. */
const LEFT_OUT = ['outdir'];

/** They exclude others: a registry is logged in to in one way, and two databases need the same variable. */
const OF_OTHERS = ['awsRole', 'googleIdentityProvider', 'googleServiceAccount', 'mysql', 'redis'];

/** Every key of a value and of what is below it. */
function keysBelow(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(keysBelow)];
}

test.each(REPOSITORIES)('%s is valid', (_name, options) => {
  expect(validate(options)).toEqual([]);
});

test('EVERY_OPTION contains every option', () => {
  const used = new Set(keysBelow(EVERY_OPTION));
  const options = new Set(Object.values(STRUCTS).flatMap(({ options: own }) => Object.keys(own)));
  expect([...options].filter((option) => !used.has(option)).sort()).toEqual([...OF_OTHERS, ...LEFT_OUT].sort());
  const all = new Set(keysBelow(REPOSITORIES.map(([, others]) => others)));
  expect(OF_OTHERS.filter((option) => !all.has(option))).toEqual([]);
});

test('extra manifests are there for the repositories that name some', () => {
  expect(Object.keys(extraManifests(EVERY_OPTION))).toEqual([
    'apps/billing/k8s/extra/limits.yaml',
    'apps/billing/k8s/extra/qa/quota.yaml',
  ]);
});
