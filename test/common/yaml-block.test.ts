import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { DIALECT } from '../../src/checks/validation/yaml-dialect';
import { isRecord } from '../../src/common/records';
import { readBlockYaml } from '../../src/common/yaml-block';

/** The value that the YAML library reads in each version of YAML; undefined if it rejects the text. */
function readByLibrary(text: string): unknown[] {
  return [DIALECT, { version: '1.1' as const }, { version: '1.2' as const }].map((options) => {
    const documents = parseAllDocuments(text, { ...options, logLevel: 'error' as const });
    if (!Array.isArray(documents) || documents.length !== 1 || documents[0].errors.length > 0) return undefined;
    return documents[0].toJS({ maxAliasCount: 0 }) as unknown;
  });
}

/** Whatever the reader reads, the library reads the same; returns whether it read anything. */
function agrees(text: string): boolean {
  const value = readBlockYaml(text);
  if (value === undefined) return false;
  for (const other of readByLibrary(text)) expect({ text, value: other }).toEqual({ text, value });
  return true;
}

const WORDS = ['a', 'key', 'on', 'null', 'true', 'N', '1', '-3', '010', '0x1f', '1_000', '1e3', '12:30:45', '.5', '~'];
const TEXTS = [
  '/srv/app',
  'a: b',
  'a #b',
  'a:b',
  'two words',
  '- a',
  '"',
  "it's",
  'tab\t',
  'é',
  '\u2028',
  '<<',
  '@a',
  '*a',
];
const HASHES = ['1e', '0b', '00', '6c', 'ee', '9f1'].flatMap((start) =>
  ['0', '1', 'e', 'e1', '1e'].map((part) => `${start}${part.repeat(64)}`.slice(0, 40)),
);
const BLOCKS = [
  'one\ntwo\n',
  'one\ntwo',
  '\n',
  ' one\ntwo',
  'one\n\n\ntwo\n\n',
  '  \n',
  'one\n  two\n',
  '---\n',
  '# no\n',
];
const scalar = fc.oneof(
  fc.constantFrom(...WORDS, ...TEXTS, ...HASHES, ...BLOCKS),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.integer(),
  fc.boolean(),
  fc.double(),
  fc.constant(null),
  fc.constantFrom('2024-01-01', '2024-01-01T10:00:00Z'),
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...WORDS, ...TEXTS), fc.string({ maxLength: 8 })), tie('tree'), {
      maxKeys: 4,
    }),
  ),
}));
const writing = fc.record({
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 30),
  defaultStringType: fc.constantFrom('PLAIN' as const, 'QUOTE_SINGLE' as const, 'QUOTE_DOUBLE' as const),
});

test('reads whatever the library writes as the library does, or not at all', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), tree), writing, (value, options) => {
      agrees(stringify(value, options));
    }),
    { numRuns: 2000 },
  );
});

test('reads text that no library would write as the library does, or not at all', () => {
  const indent = fc.constantFrom('', '', '  ', '  ', '    ', ' ', '      ', '\t');
  const start = fc.constantFrom('a:', 'b:', 'c.d/e:', '- ', '- a:', '- b:', '- - ', '-', '? a', '"a":', '', '#', 'on:');
  const rest = fc.constantFrom('', '', ' ', ' x', ' |', ' |-', ' |+', ' >', ' "x"', " 'x'", " 'it''s'", ' "x\\n"');
  const odd = fc.constantFrom(
    '',
    '',
    '',
    ' ',
    ' # c',
    ' {}',
    ' []',
    ' {a: b}',
    ' 1',
    ' - x',
    ' &x y',
    ' *x',
    ' x: y',
    '---',
  );
  const line = fc.tuple(indent, start, rest, odd).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      agrees(`${lines.join('\n')}\n`);
    }),
    { numRuns: 20_000 },
  );
});

test('reads almost every generated manifest', () => {
  const folder = join(__dirname, '..', 'golden');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\/(?:k8s|argo)\/.*\.yaml$/.test(path),
  );
  const texts = paths.map((path) => readFileSync(join(folder, path), 'utf8'));
  const documents = texts.filter((text) => isRecord(readByLibrary(text)[0]));
  expect(documents.length).toBeGreaterThan(100);
  expect(documents.filter(agrees).length / documents.length).toBeGreaterThan(0.9);
});

test.each(HASHES)('reads %s without quotes as the library does, or not at all', (text) => {
  agrees(`a: ${text}\n`);
});

test.each([
  ['a map', 'a: b\nc: 1\nd: true\n', { a: 'b', c: 1, d: true }],
  ['lists at both indentations', 'a:\n- x\n- c: 1\n  d: two\nb:\n  - w\n', { a: ['x', { c: 1, d: 'two' }], b: ['w'] }],
  ['multiline text', 'a: |\n  one\n\n    two\nb: |-\n  three\n', { a: 'one\n\n  two\n', b: 'three' }],
  ['quoted text and empty collections', 'a: "1"\nb: \'*\'\nc: {}\nd: []\n', { a: '1', b: '*', c: {}, d: [] }],
  ['comments above', '# one\n# two\na: b\n', { a: 'b' }],
])('reads %s', (_what, text, value) => {
  expect(readBlockYaml(text)).toEqual(value);
  expect(agrees(text)).toBe(true);
});

test.each([
  '',
  'a: b',
  'a: b\na: c\n',
  'a:\n',
  'a: yes\n',
  'a: 1.5\n',
  'a: b\n---\nc: d\n',
  '__proto__: b\n',
  'a: b\r\n',
])('leaves %j to the library', (text) => {
  expect(readBlockYaml(text)).toBeUndefined();
});
