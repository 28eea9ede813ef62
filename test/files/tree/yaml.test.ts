import fc from 'fast-check';
import { parse, parseDocument } from 'yaml';
import { documentToYaml, toYaml, toYamlStream } from '../../../src/files/tree/yaml';
import { sample } from '../../support/config-sample';
import { readYaml11 } from '../../support/config-yaml11';

/** Texts that some YAML parser misreads without quotes. */
const AMBIGUOUS = [
  ...['on', 'On', 'ON', 'off', 'yes', 'Yes', 'no', 'NO', 'y', 'Y', 'n', 'N', 'true', 'True', 'TRUE', 'false'],
  ...['null', 'Null', 'NULL', '~', ''],
  ...['0', '1', '-1', '+1', '012', '0o17', '09', '1_000', '0x1F', '0b11', '-0x1F', '99999999999999999999'],
  ...[
    '1.0',
    '1.',
    '.5',
    '-1.5',
    '1e5',
    '1E5',
    '1e+5',
    '1.5e3',
    '29182e64',
    '1e400',
    '6438e8918',
    '.inf',
    '-.Inf',
    '.nan',
  ],
  ...['12:30:45', '1:20', '190:20:30.15', '2001-01-01', '2001-1-1', '2001-12-14t21:59:43.10-05:00'],
  ...[
    '- a',
    '-',
    '? a',
    '?',
    ': a',
    ':',
    'a: b',
    'a:',
    'a #b',
    '#a',
    '&a',
    '*a',
    '!a',
    '!!str a',
    '|',
    '>',
    '%a',
    '@a',
  ],
  ...['`a', '"a', "'a", '{a', '}', '[a', ']', ',', '---', '...', '--- a', ' a', 'a ', '\\', '\\n'],
  ...['$(id)', '${{ secrets.TOKEN }}', '{{ name }}', '$HOME', "a'b", 'a"b', 'ä', '日本語', '😀', 'a'.repeat(500)],
];

/** Texts of several lines, and with special characters. */
const LINES = [
  'a\nb',
  'a\nb\n',
  'a\n\nb\n\n',
  '\na',
  'a\n',
  '\n',
  ' a\nb',
  'a\n  b\n c\n',
  '#a\nb',
  'a: b\nc: d\n',
  'a \nb',
];

/** The same texts as values, as entries and as keys. */
function everywhere(text: string): object {
  return { a: text, list: [text, { b: text }], [text]: 1, z: 'end' };
}

describe('the YAML writer', () => {
  test('writes objects like kubectl and kustomize: lists are not indented, and the order of keys is kept', () => {
    const object = {
      kind: 'Deployment',
      apiVersion: 'apps/v1',
      spec: {
        replicas: 2,
        args: ['a', 'b'],
        ports: [{ name: 'http', port: 80 }],
        empty: {},
        none: [],
        is: true,
        no: null,
      },
    };
    expect(toYaml(object)).toBe(
      [
        'kind: Deployment',
        'apiVersion: apps/v1',
        'spec:',
        '  replicas: 2',
        '  args:',
        '  - a',
        '  - b',
        '  ports:',
        '  - name: http',
        '    port: 80',
        '  empty: {}',
        '  none: []',
        '  is: true',
        '  "no": null',
        '',
      ].join('\n'),
    );
  });

  test('writes no alias for an object that occurs twice', () => {
    const shared = { a: 1 };
    expect(toYaml({ x: shared, k: shared, z: [shared] })).toBe('x:\n  a: 1\nk:\n  a: 1\nz:\n- a: 1\n');
  });

  test('folds no line, however long it is', () => {
    const long = 'word '.repeat(100).trim();
    expect(toYaml({ long })).toBe(`long: ${long}\n`);
  });

  test('writes a text of several lines as a block', () => {
    expect(toYaml({ run: 'set -e\nmake\n' })).toBe('run: |\n  set -e\n  make\n');
    expect(toYaml({ run: 'set -e\nmake' })).toBe('run: |-\n  set -e\n  make\n');
  });

  test('omits undefined keys, and writes no directive', () => {
    expect(toYaml({ a: undefined, b: 1 })).toBe('b: 1\n');
  });

  test.each([
    ['on', '"on"'],
    ['yes', '"yes"'],
    ['n', '"n"'],
    ['1e5', '"1e5"'],
    ['012', '"012"'],
    ['1_000', '"1_000"'],
    ['12:30:45', '"12:30:45"'],
    ['~', '"~"'],
    ['0x1F', '"0x1F"'],
    ['1.0', '"1.0"'],
    ['29182e64', '"29182e64"'],
    ['6438e8918', '"6438e8918"'],
    ['', '""'],
    // A text that no parser reads as a number has no quotes, as in kustomize.
    ['v1.0.0', 'v1.0.0'],
    ['1.2.3', '1.2.3'],
    ['3.13-slim', '3.13-slim'],
    ['250m', '250m'],
    ['64Mi', '64Mi'],
    ['docker.io/acme/web', 'docker.io/acme/web'],
    ['0123456789abcdef', '0123456789abcdef'],
  ])('writes %p as %s', (text, written) => {
    expect(toYaml({ a: text })).toBe(`a: ${written}\n`);
  });

  test('writes numbers and booleans as such', () => {
    expect(toYaml({ a: 5000, b: 1.5, c: true, d: null })).toBe('a: 5000\nb: 1.5\nc: true\nd: null\n');
  });

  test.each(['0o17', '0O17', '0X1F', '0B11', '1e5_0', '-0o17'])(
    'quotes %s, which YAML 1.2 or the Go parser reads as a number',
    (text) => {
      expect(toYaml({ a: text })).toBe(`a: "${text}"\n`);
    },
  );

  test('quotes =, which has a type in some YAML 1.1 parsers', () => {
    expect(toYaml({ a: '=' })).toBe('a: "="\n');
  });

  test('is parsed by a YAML 1.1 parser, with every text in its place', () => {
    const objects = [...AMBIGUOUS, ...LINES].map(everywhere);
    const read = readYaml11(objects.map(toYaml));
    const different = objects.map((object, index) => [object, read[index]]).filter(([a, b]) => !same(a, b));
    expect(different).toEqual([]);
  });

  test('is parsed by a YAML 1.1 parser, for any texts', () => {
    const word = fc.constantFrom(
      ...AMBIGUOUS,
      ...LINES,
      '_',
      '.',
      ':',
      '-',
      'e',
      'x',
      '0',
      '7',
      ' ',
      '#',
      '\n',
      '"',
      "'",
    );
    const text = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.array(word, { maxLength: 4 }).map((words) => words.join('')),
      fc.stringMatching(/^[0-9a-f]{5,8}$/),
      fc.stringMatching(/^[-+]?[0-9][0-9_.:eE+-]{0,6}$/),
    );
    const { seed, values } = sample(text, 1500);
    // One object for each text, so that one that cannot be read hides no other one.
    const read = readYaml11(values.map((value) => toYaml({ a: value })));
    const different = values
      .map((value, index) => ({ value, read: read[index] }))
      .filter((entry) => !same({ a: entry.value }, entry.read))
      .slice(0, 10);
    expect({ seed, different }).toEqual({ seed, different: [] });
  });

  test('writes several objects as one stream', () => {
    expect(toYamlStream([{ a: 1 }, { b: 2 }])).toBe('a: 1\n---\nb: 2\n');
    expect(toYamlStream([{ a: 1 }])).toBe('a: 1\n');
  });
});

describe('a parsed and edited document', () => {
  const SOURCE = [
    '# Header',
    "name: 'main'",
    'on:',
    '  push: # when',
    '    branches:',
    '    - "main"',
    'jobs:',
    '  # the only one',
    '  test:',
    '    steps:',
    '      - run: |',
    '          set -e',
    '          make',
    '      - run: >-',
    '          folded',
    '          text',
    '',
  ].join('\n');

  test('keeps its comments, scripts, and quotes, and quotes new values as needed', () => {
    const document = parseDocument(SOURCE);
    document.setIn(['jobs', 'test', 'env'], document.createNode({ A: '012', B: '1e5', C: 'true', D: 'main' }));
    expect(documentToYaml(document)).toBe(
      [
        '# Header',
        "name: 'main'",
        // GitHub and our parser read the bare key as text, as in every workflow.
        'on:',
        '  push:',
        '    # when',
        '    branches:',
        '      - "main"',
        'jobs:',
        '  # the only one',
        '  test:',
        '    steps:',
        '      - run: |',
        '          set -e',
        '          make',
        '      - run: >-',
        '          folded text',
        '    env:',
        '      A: "012"',
        '      B: "1e5"',
        '      C: "true"',
        '      D: main',
        '',
      ].join('\n'),
    );
  });

  test('keeps its meaning', () => {
    expect(parse(documentToYaml(parseDocument(SOURCE)))).toEqual({
      name: 'main',
      on: { push: { branches: ['main'] } },
      jobs: { test: { steps: [{ run: 'set -e\nmake\n' }, { run: 'folded text' }] } },
    });
  });

  test('is written the same again', () => {
    const once = documentToYaml(parseDocument(SOURCE));
    expect(documentToYaml(parseDocument(once))).toBe(once);
  });
});

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
