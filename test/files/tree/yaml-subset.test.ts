/** The subset writer and the YAML library write the same bytes. A failing property prints its seed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { toInlineYaml, toYaml } from '../../../src/files/tree/yaml';
import { INLINE_STYLE, STYLE } from '../../../src/files/tree/yaml-style';
import { SubsetWriter } from '../../../src/files/tree/yaml-subset';

const GOLDEN = join(__dirname, '..', '..', 'golden');

/** Objects of every YAML file of the golden trees, and of the patches in them. */
function goldenObjects(): unknown[] {
  const paths = readdirSync(GOLDEN, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  return paths.flatMap((path) => {
    const documents = parseAllDocuments(readFileSync(join(GOLDEN, path), 'utf8'), { version: '1.1' });
    return documents.map((document) => document.toJS() as unknown);
  });
}

/** Pieces of text that affect whether and how a text is quoted. */
const PIECES = [
  ...[
    'a',
    'Ab',
    'word',
    'on',
    'yes',
    'null',
    '~',
    'true',
    '0',
    '12',
    '1e5',
    '0x1F',
    '1:20',
    '2001-01-01',
    '.5',
    '.inf',
  ],
  ...[' ', '  ', '\t', '\n', '\n\n', '\r', '\u0000', '\u0085', '\u2028', '\ud800', 'ä', '😀', '…'],
  ...[':', ': ', ' #', '#', '-', '- ', '?', '? ', '&', '*', '!', '|', '>', '%', '@', '`', '"', "'", '{', '}', '[', ']'],
  ...[',', '/', '.', '=', '<<', '---', '...', '\\', '$(id)', '${{ x }}', '(', ')', ';', '+', '_', 'a'.repeat(90)],
];

const text = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join('')),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.stringMatching(/^[A-Za-z/][\w./@=+*(),;&?$: -]{4,20}$/),
);

const scalar = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: fc.boolean() },
  { weight: 1, arbitrary: fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.constantFrom(0, -0, 1e21)) },
  { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
);

const { object: anything } = fc.letrec<{ object: unknown; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    { weight: 4, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    { weight: 2, arbitrary: tie('object') },
  ),
  object: fc.oneof(
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

const values = fc.oneof({ weight: 5, arbitrary: anything }, { weight: 1, arbitrary: fc.array(anything) }, scalar);

/** The results of both writers; both reject the same values. */
function outcome(write: () => string): string {
  try {
    return write();
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

test('every object of the golden trees is written like the YAML library does', () => {
  const objects = goldenObjects();
  expect(objects.length).toBeGreaterThan(200);
  for (const object of objects) {
    expect(toYaml(object)).toBe(stringify(object, STYLE));
    expect(toInlineYaml(object)).toBe(stringify(object, INLINE_STYLE).trimEnd());
  }
});

test('every object of the golden trees is in the subset', () => {
  const writer = new SubsetWriter((value) => stringify(value, STYLE), true);
  const outside = goldenObjects().filter((object) => writer.write(object) === undefined);
  expect(outside).toEqual([]);
});

test('any value is written like the YAML library does', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(outcome(() => toYaml(value))).toBe(outcome(() => stringify(value, STYLE)));
      expect(outcome(() => toInlineYaml(value))).toBe(outcome(() => stringify(value, INLINE_STYLE).trimEnd()));
    }),
    { numRuns: 3000 },
  );
});

test('the YAML library writes anything but plain objects', () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const writer = new SubsetWriter((value) => stringify(value, STYLE), true);
  const odd = [new Date(0), new Map([['a', 1]]), new Set(['a']), () => 1, Symbol('a'), 1n, null, circle];
  for (const value of odd) {
    expect([value, writer.write({ a: value })]).toEqual([value, undefined]);
    expect([value, writer.write([value])]).toEqual([value, undefined]);
  }
});

test('the YAML library writes a scalar that may need quotes once, and the result is cached', () => {
  let calls = 0;
  const writer = new SubsetWriter((value) => {
    calls += 1;
    return stringify(value, STYLE);
  }, true);
  for (let index = 0; index < 10; index++) writer.write({ key: '012', other: 'on', plain: 'long-enough' });
  // Three keys and two texts.
  expect(calls).toBe(5);
});
