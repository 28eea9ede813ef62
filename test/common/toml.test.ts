import { itemsAt, lineAt, parseToml, stringAt, TomlError, valueAt } from '../../src/common/toml';

/** The values of a file as plain data. */
function plain(text: string): unknown {
  const data = (value: ReturnType<typeof valueAt>): unknown => {
    switch (value?.kind) {
      case 'string':
        return value.value;
      case 'array':
        return value.items.map(data);
      case 'table':
        return Object.fromEntries([...value.entries].map(([key, inner]) => [key, data(inner)]));
      default:
        return value?.text;
    }
  };
  return data(parseToml(text).root);
}

test.each([
  ['a = "b" # c\n', { a: 'b' }],
  ['a.b.c = 1\na.d = true\n', { a: { b: { c: '1' }, d: 'true' } }],
  ['"a b".\'c\' = "x"', { 'a b': { c: 'x' } }],
  ['a = \'C:\\n\'\nb = "C:\\\\\\n\\u00e9"\n', { a: 'C:\\n', b: 'C:\\\né' }],
  ['a = """\nx "quoted"\n\\\n   y"""\n', { a: 'x "quoted"\ny' }],
  ["a = '''\n[x]\n'''\n[b]\n", { a: '[x]\n', b: {} }],
  ['a = [\n  "x", # [y]\n  "z",\n]\n', { a: ['x', 'z'] }],
  ['a = [[1, 2], [{ b = 1 }]]', { a: [['1', '2'], [{ b: '1' }]] }],
  ['a = { b = "c", d.e = [] }\r\n', { a: { b: 'c', d: { e: [] } } }],
  ['[a]\nb = 1\n[a.c]\nd = 1979-05-27 07:32:00\n', { a: { b: '1', c: { d: '1979-05-27 07:32:00' } } }],
  ['[[a.b]]\nc = 1\n[[a.b]]\nc = 2\n[a.b.d]\ne = 3\n', { a: { b: [{ c: '1' }, { c: '2', d: { e: '3' } }] } }],
  ['', {}],
])('%j is read', (text, expected) => {
  expect(plain(text)).toEqual(expected);
});

test.each([
  ['a = "b', 1, 'a quote is missing'],
  ['\na = [1 2]', 2, 'a comma or ] is missing'],
  ['a = 1\na = 2', 2, 'a is set twice'],
  ['[a\n', 1, '] is missing'],
  ['a = 1 b = 2', 1, 'the line should end here'],
  ['\n\na\n', 3, '= is missing'],
  ['a = 1\n[a.b]\n', 2, 'a is not a table'],
  ['a = "\\q"', 1, 'this escape is unknown'],
  ['= 1', 1, 'a key is missing'],
])('%j is refused', (text, line, what) => {
  try {
    parseToml(text);
    throw new Error('it was read');
  } catch (error) {
    expect(error).toBeInstanceOf(TomlError);
    expect([(error as TomlError).line, (error as TomlError).message]).toEqual([line, what]);
  }
});

test('values and sections have their places', () => {
  const text = '# x\n[a]\nb = "c"\n\n[[d]]\ne = ["f"]\n';
  const { root, sections } = parseToml(text);
  const c = stringAt(root, 'a', 'b');
  expect(text.slice(c?.start, c?.end)).toBe('"c"');
  expect(lineAt(text, c?.start ?? 0)).toBe(3);
  expect(sections.map(({ path, start, end }) => [path, text.slice(start, end)])).toEqual([
    [['a'], '[a]\nb = "c"\n\n'],
    [['d'], '[[d]]\ne = ["f"]\n'],
  ]);
  expect(itemsAt(root, 'd')).toHaveLength(1);
  expect(stringAt(root, 'a')).toBeUndefined();
});
