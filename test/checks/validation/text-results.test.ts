import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Cache } from '../../../src/checks/validation/cache';
import { TextResults } from '../../../src/checks/validation/text-results';
import { LIBRARY } from '../../../src/config/library';
import { read, temporaryFolder, writeFiles } from '../../support/repository';

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** The lengths of texts in a new run, and those that were computed in it. */
function lengths(folder: string, texts: readonly string[], kind = 'length', root = '/tree'): [number[], string[]] {
  const results = new TextResults(new Cache(folder), root);
  const computed: string[] = [];
  const found = texts.map((text) =>
    results.get(kind, text, isNumber, () => {
      computed.push(text);
      return { result: text.length, canKeep: text !== 'not kept' };
    }),
  );
  results.save();
  return [found, computed];
}

describe('a result', () => {
  test('is computed once for a text, in all runs', () => {
    const folder = temporaryFolder();
    expect(lengths(folder, ['a', 'bb', 'a'])).toEqual([
      [1, 2, 1],
      ['a', 'bb'],
    ]);
    expect(lengths(folder, ['bb', 'a'])).toEqual([[2, 1], []]);
    expect(lengths(folder, ['bb', 'ccc'])).toEqual([[2, 3], ['ccc']]);
  });

  test('goes when a run with a new text does not use it', () => {
    const folder = temporaryFolder();
    lengths(folder, ['a', 'bb']);
    lengths(folder, ['a', 'ccc']);
    expect(lengths(folder, ['a', 'bb', 'ccc'])).toEqual([[1, 2, 3], ['bb']]);
  });

  test.each<[string, string, string, string]>([
    ['kind', 'other', '/tree', LIBRARY.version],
    ['tree', 'length', '/other', LIBRARY.version],
    ['version of the library', 'length', '/tree', '99.0.0'],
  ])('is computed again for another %s', (_what, kind, root, version) => {
    const folder = temporaryFolder();
    lengths(folder, ['a']);
    const replaced = jest.replaceProperty(LIBRARY as { version: string }, 'version', version);
    try {
      expect(lengths(folder, ['a'], kind, root)).toEqual([[1], ['a']]);
    } finally {
      replaced.restore();
    }
  });

  test('is not mistaken for that of a text which looks like kind and text', () => {
    const folder = temporaryFolder();
    lengths(folder, ['b\n']);
    expect(lengths(folder, ['\nb\n'], 'length')[1]).toEqual(['\nb\n']);
    expect(lengths(folder, ['\n'], 'lengthb')[1]).toEqual(['\n']);
  });

  test('is computed in each run when JSON cannot hold it', () => {
    const folder = temporaryFolder();
    expect(lengths(folder, ['not kept'])).toEqual([[8], ['not kept']]);
    expect(lengths(folder, ['not kept'])).toEqual([[8], ['not kept']]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('a run without a new result writes nothing', () => {
  const folder = temporaryFolder();
  lengths(folder, ['a', 'bb']);
  const [name] = readdirSync(folder);
  const past = new Date(Date.now() - 60_000);
  utimesSync(join(folder, name), past, past);
  lengths(folder, ['a']);
  expect([readdirSync(folder), statSync(join(folder, name)).mtime]).toEqual([[name], past]);
});

test.each([
  ['half an entry', (text: string) => text.slice(0, -9)],
  ['a list', (text: string) => text.replace(/"value":.*$/s, '"value":[]}')],
  ['results of another type', (text: string) => text.replace(/:(\d)\b/g, ':"$1"')],
])('%s is ignored, and replaced', (_what, broken) => {
  const folder = temporaryFolder();
  lengths(folder, ['a', 'bb']);
  const [name] = readdirSync(folder);
  const before = read(folder, name);
  expect(broken(before)).not.toBe(before);
  writeFiles(folder, { [name]: broken(before) });
  expect(lengths(folder, ['a', 'bb'])).toEqual([
    [1, 2],
    ['a', 'bb'],
  ]);
  expect(lengths(folder, ['a', 'bb'])).toEqual([[1, 2], []]);
});
