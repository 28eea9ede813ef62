import { check, onlyFinding } from '../support/config-check';
import { withOption } from '../support/config-options';
import { NOT_NUMBER } from '../support/config-values';

/** Every option that takes an integer, with its bounds. */
const INTEGERS: readonly [path: string, min: number, max: number][] = [
  ['apps.web.port', 1024, 65535],
  ['apps.web.workloads.web.port', 1024, 65535],
  ['environments.dev.replicas', 0, 1000],
  ['apps.web.environments.prod.replicas', 0, 1000],
  ['defaults.networkPolicy.egress[0].ports[0]', 1, 65535],
];

describe.each(INTEGERS)('%s', (path, min, max) => {
  test(`accepts ${min} and ${max}, and what is between`, () => {
    for (const value of [min, min + 1, max - 1, max]) expect(check(withOption(path, value))).toEqual([]);
  });

  test('refuses what is outside of its bounds, and fractions', () => {
    for (const value of [min - 1, max + 1, -min - 1, min + 0.5, 1e21, NaN, Infinity, -0]) {
      expect(check(withOption(path, value))).toEqual([`${path} invalid-value`]);
    }
  });

  test.each(NOT_NUMBER)('refuses %j, a number in quotes too', (value) => {
    const finding = onlyFinding(withOption(path, value));
    expect([finding.code, finding.path]).toEqual(['wrong-type', path]);
    expect(finding.fix).toBe('write it as a number, without quotes');
  });
});

/** Every option that is true or false. */
const BOOLEANS = [
  'environments.dev.gated',
  'environments.dev.requestLogs',
  'apps.web.environments.dev.requestLogs',
  'renovate',
  'defaults.networkPolicy.openEgress',
  'apps.web.networkPolicy.openEgress',
];

describe.each(BOOLEANS)('%s', (path) => {
  test.each([true, false])('accepts %j', (value) => {
    expect(check(withOption(path, value))).toEqual([]);
  });

  test.each([null, 0, 1, 'true', 'yes', '', [], {}])('refuses %j', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} wrong-type`]);
  });
});

describe('environments.dev.gated', () => {
  test('is an option of an environment, not of an app in it', () => {
    expect(check(withOption('apps.web.environments.dev.gated', true))).toEqual([
      'apps.web.environments.dev.gated unknown-key',
    ]);
  });
});

/** Every option that is a list and may be empty, with two entries that it may have. */
const LISTS: readonly [path: string, entries: readonly unknown[]][] = [
  ['devDeps', ['prettier', 'eslint']],
  ['codeOwners', ['@acme/platform', '@octocat']],
  ['defaults.networkPolicy.ingressNamespaces', ['traefik', 'monitoring']],
  ['defaults.networkPolicy.egress', [{ namespace: 'databases' }, { cidr: '0.0.0.0/0' }]],
  ['apps.web.networkPolicy.egress', [{ namespace: 'databases' }, { cidr: '0.0.0.0/0' }]],
  ['apps.web.systemPackages', ['libpq5', 'libxml2']],
  ['apps.web.sourcePackages', ['docopt', 'future']],
  ['extraPackageIndexes', ['https://a.example/simple', 'https://b.example/simple']],
];

describe.each(LISTS)('%s', (path, entries) => {
  test('accepts an empty list, and several entries', () => {
    for (const value of [[], entries]) expect(check(withOption(path, value))).toEqual([]);
  });

  test.each([null, 'prettier', {}, { 0: 'prettier' }, 1, true])('refuses %j for a list', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} wrong-type`]);
  });

  test('names the place of an entry that is wrong', () => {
    expect(check(withOption(path, [...entries, null]))).toEqual([`${path}[2] wrong-type`]);
  });

  test('refuses an entry that is there already', () => {
    expect(check(withOption(path, [...entries, entries[0]]))).toEqual([`${path}[2] not-unique`]);
  });

  test('refuses a place that was left empty, as by two commas: it would be null in a manifest', () => {
    const holes = [entries[0], , entries[1]]; // eslint-disable-line no-sparse-arrays
    expect(check(withOption(path, holes))).toEqual([`${path}[1] wrong-type`]);
  });
});

describe('defaults.networkPolicy.egress[0].ports', () => {
  const path = 'defaults.networkPolicy.egress[0].ports';

  test('accepts several ports, and refuses the same one twice', () => {
    expect(check(withOption(path, [443, 5432]))).toEqual([]);
    expect(check(withOption(path, [443, 5432, 443]))).toEqual([`${path}[2] not-unique`]);
  });

  test('refuses an empty list, which is no port to a reader and all ports to Kubernetes', () => {
    expect(onlyFinding(withOption(path, []))).toEqual({
      code: 'invalid-value',
      path,
      must: 'have at least one entry',
      got: '[]',
      fix: 'name the ports, or leave ports out for all of them',
    });
  });

  test.each([null, 443, '443', {}])('refuses %j for a list', (value) => {
    expect(check(withOption(path, value))).toEqual([`${path} wrong-type`]);
  });
});

describe('two entries of a list are the same', () => {
  test.each([
    ['devDeps', ['prettier', 'prettier@^3']],
    ['devDeps', ['@acme/x@1', '@acme/x']],
    ['codeOwners', ['@acme/platform', '@Acme/Platform']],
    ['apps.web.systemPackages', ['libpq5', 'libpq5=17.*']],
    ['apps.web.sourcePackages', ['zope.interface', 'Zope_Interface']],
    ['extraPackageIndexes', ['https://a.example/simple', 'https://a.example/simple/']],
  ])('in %s when they are %j: they name one thing', (path, entries) => {
    expect(check(withOption(path, entries))).toEqual([`${path}[1] not-unique`]);
  });

  test.each([
    ['devDeps', ['@acme/x', '@acme/y']],
    ['apps.web.systemPackages', ['libpq5', 'libpq-dev=17.*']],
    [
      'defaults.networkPolicy.egress',
      [
        { namespace: 'a', ports: [1] },
        { namespace: 'a', ports: [2] },
      ],
    ],
  ])('but in %s not when they are %j', (path, entries) => {
    expect(check(withOption(path, entries))).toEqual([]);
  });
});
