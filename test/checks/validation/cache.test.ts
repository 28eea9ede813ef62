import { chmodSync, existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Cache, cacheKey } from '../../../src/checks/validation/cache';
import { read, temporaryFolder, writeFiles } from '../../support/repository';

const isText = (value: unknown): value is string => typeof value === 'string';
const KEY = cacheKey(['one']);
const DAY = 24 * 60 * 60 * 1000;

describe('a result', () => {
  test('is found again by its key only', () => {
    const folder = join(temporaryFolder(), 'made', 'when needed');
    new Cache(folder).put(KEY, 'kept');
    expect(new Cache(folder).get(KEY, isText)).toBe('kept');
    expect(new Cache(folder).get(cacheKey(['two']), isText)).toBeUndefined();
    expect(readdirSync(folder)).toEqual([`${KEY}.json`]);
  });

  test.each([
    ['half written', '{"key":"'],
    ['of another key', JSON.stringify({ key: 'other', value: 'kept' })],
    ['of another shape', JSON.stringify({ key: KEY, value: 1 })],
    ['empty', ''],
  ])('that is %s is ignored and written again', (_what, content) => {
    const folder = temporaryFolder();
    writeFiles(folder, { [`${KEY}.json`]: content });
    const cache = new Cache(folder);
    expect(cache.get(KEY, isText)).toBeUndefined();
    cache.put(KEY, 'kept');
    expect(cache.get(KEY, isText)).toBe('kept');
  });

  test('is not kept without a folder', () => {
    const cache = new Cache(undefined);
    cache.put(KEY, 'kept');
    expect(cache.get(KEY, isText)).toBeUndefined();
    expect(() => cache.prune()).not.toThrow();
  });

  test('that cannot be written stops nothing', () => {
    const folder = temporaryFolder();
    writeFiles(folder, { file: '' });
    chmodSync(join(folder, 'file'), 0o444);
    const cache = new Cache(join(folder, 'file', 'below'));
    cache.put(KEY, 'kept');
    expect(cache.get(KEY, isText)).toBeUndefined();
    cache.prune();
    expect(read(folder, 'file')).toBe('');
  });
});

describe('pruning', () => {
  /** Creates an entry that was last used this many days ago. */
  function entry(folder: string, name: string, days: number): string {
    writeFiles(folder, { [name]: '{}' });
    const time = new Date(Date.now() - days * DAY);
    utimesSync(join(folder, name), time, time);
    return join(folder, name);
  }

  test('removes entries that were not used for a month, and leftovers of a killed run', () => {
    const folder = temporaryFolder();
    const [young, old, temporary] = [
      entry(folder, 'a.json', 29),
      entry(folder, 'b.json', 31),
      entry(folder, 'c.json.1-0.tmp', 31),
    ];
    const cache = new Cache(folder);
    cache.put(KEY, 'kept');
    cache.prune();
    expect([young, old, temporary].map((path) => existsSync(path))).toEqual([true, false, false]);
    expect(cache.get(KEY, isText)).toBe('kept');
  });

  test('happens only in runs that write', () => {
    const folder = temporaryFolder();
    const old = entry(folder, 'b.json', 31);
    new Cache(folder).prune();
    expect(existsSync(old)).toBe(true);
  });

  test('keeps used entries', () => {
    const folder = temporaryFolder();
    new Cache(folder).put(KEY, 'kept');
    const time = new Date(Date.now() - 29 * DAY);
    utimesSync(join(folder, `${KEY}.json`), time, time);
    new Cache(folder).get(KEY, isText);
    expect(statSync(join(folder, `${KEY}.json`)).mtimeMs).toBeGreaterThan(Date.now() - DAY);
  });
});

test('a key differs for two texts and their concatenation', () => {
  expect(new Set([cacheKey(['ab', 'c']), cacheKey(['a', 'bc']), cacheKey(['abc']), cacheKey(['abc', ''])]).size).toBe(
    4,
  );
});
