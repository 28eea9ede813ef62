import { STRUCTS } from '../../../src/config/definitions';
import type { CatalogEntry } from '../../../src/project/explain/catalog';
import { catalog, search } from '../../../src/project/explain/catalog';
import { readAssembly, readOptionDocs } from '../../../src/project/projen/option-docs';

let entries: CatalogEntry[];

beforeAll(() => {
  const assembly = readAssembly();
  entries = catalog((struct) => readOptionDocs(struct, assembly));
});

const found = (...words: string[]): string[] => search(entries, words).map(({ path }) => path);

test('every option is listed, and no path twice', () => {
  const paths = entries.map(({ path }) => path);
  expect(paths.length).toBe(new Set(paths).size);
  const keys = new Set(paths.map((path) => path.slice(path.lastIndexOf('.') + 1)));
  const missing = Object.values(STRUCTS).flatMap(({ name, options }) =>
    Object.keys(options)
      .filter((key) => !keys.has(key))
      .map((key) => `${name}.${key}`),
  );
  expect(missing).toEqual([]);
});

test('options of levels stand in their group, not below the option that has the level', () => {
  const paths = entries.map(({ path }) => path);
  expect(paths.filter((path) => /(?:^|\.)(?:cpu|replicas)$/.test(path))).toEqual(['cpu', 'replicas']);
  expect(paths.filter((path) => path.startsWith('organization.'))).toEqual(['organization.forbid']);
});

test('the name of an option comes before what contains it, and that before what mentions it', () => {
  const paths = found('port');
  expect(paths.slice(0, 2)).toEqual(['apps.NAME.port', 'apps.NAME.workloads.NAME.port']);
  expect(paths.indexOf('apps.NAME.workloads.NAME.ports')).toBeLessThan(paths.indexOf('apps.NAME.metrics.path'));
});

test('texts are searched from the start of words', () => {
  expect(found('port')).not.toContain('apps.NAME.interface');
  expect(found('dependabot')).toEqual([]);
  expect(found('depend')).not.toEqual([]);
});

test('words of other tools find the option', () => {
  expect(found('containerPort')).toContain('apps.NAME.port');
  expect(found('hpa')).toContain('autoscaling');
});

test('several words must all match', () => {
  expect(found('package', 'private')).toEqual(expect.arrayContaining(['packageIndex', 'delivery.packageIndexSecret']));
  expect(found('package', 'frobnicate')).toEqual([]);
});
