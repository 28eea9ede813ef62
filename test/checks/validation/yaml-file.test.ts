import { Cache } from '../../../src/checks/validation/cache';
import { TextResults } from '../../../src/checks/validation/text-results';
import { YamlFile } from '../../../src/checks/validation/yaml-file';
import { temporaryFolder } from '../../support/repository';

const yaml = jest.requireActual<typeof import('yaml')>('yaml');

const file = (text: string): YamlFile => new YamlFile('a.yaml', text);

describe('YamlFile', () => {
  test('parses like Kubernetes tools', () => {
    const [value] = file(
      'on: yes\nmode: 0644\nday: 2001-12-14\ntime: 12:30:45\nbase: &b {a: 1}\nmore:\n  <<: *b\n  c: 2\n',
    ).values;
    expect(value).toEqual({
      true: true,
      mode: 420,
      day: '2001-12-14',
      time: '12:30:45',
      base: { a: 1 },
      more: { a: 1, c: 2 },
    });
  });

  test('has a value for each document', () => {
    expect(file('a: 1\n---\nb: 2\n').values).toEqual([{ a: 1 }, { b: 2 }]);
    expect(file('').values).toEqual([]);
  });

  test.each([
    ['a list that is not closed', 'a: 1\nb: [1,\n', 3, 1, 'BAD_INDENT'],
    ['a key that is there twice', 'a: 1\nb: 2\na: 3\n', 3, 1, 'DUPLICATE_KEY'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 2, 1, 'TAB_AS_INDENT'],
    ['an alias of nothing', 'a: *nothing\n', 1, 4, 'BAD_ALIAS'],
  ])('reports the position of %s', (_what, text, line, column, code) => {
    const { errors, values } = file(text);
    expect(errors[0]).toMatchObject({ line, column, code });
    expect(values[0]).toBeUndefined();
  });

  test('in the second document has its position in the file', () => {
    expect(file('a: 1\n---\nb: 1\nb: 2\n').errors).toMatchObject([{ line: 4, column: 1 }]);
  });

  test('limits aliases, which could exhaust memory', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let index = 1; index < 9; index++) {
      lines.push(`a${index}: &a${index} [${Array.from({ length: 10 }, () => `*a${index - 1}`).join(', ')}]`);
    }
    expect(file(`${lines.join('\n')}\n`).errors).toMatchObject([{ code: 'BAD_ALIAS' }]);
  });

  test('is kept by its text, with positions computed on demand', () => {
    const cache = new Cache(temporaryFolder());
    const text = 'a: {b: 1}\n';
    const first = new TextResults(cache, '/tree');
    expect(new YamlFile('a.yaml', text, first).values).toEqual([{ a: { b: 1 } }]);
    first.save();
    const again = new TextResults(cache, '/tree');
    const parse = jest.spyOn(yaml, 'parseAllDocuments');
    const known = new YamlFile('b.yaml', text, again);
    expect([known.values, known.errors, parse.mock.calls.length]).toEqual([[{ a: { b: 1 } }], [], 0]);
    expect([known.position(0, ['a', 'b']), parse.mock.calls.length]).toEqual([{ line: 1, column: 5 }, 1]);
  });

  test.each([
    ['a number that is none', 'a: .nan\n'],
    ['binary data', 'a: !!binary aGk=\n'],
    ['a document that does not parse', 'a: 1\n---\nb: [\n'],
  ])('is not kept when JSON cannot hold it: %s', (_what, text) => {
    const cache = new Cache(temporaryFolder());
    for (let run = 0; run < 2; run++) {
      const results = new TextResults(cache, '/tree');
      expect(new YamlFile('a.yaml', text, results).values).toEqual(file(text).values);
      results.save();
    }
  });
});

describe('a position', () => {
  const text = [
    '# comment',
    'spec:',
    '  containers:',
    '  - name: a',
    '    image: x',
    '  - image: y',
    '  "quoted": 1',
    '',
  ].join('\n');

  test.each([
    [['spec'], 2, 1],
    [['spec', 'containers', 0, 'image'], 5, 5],
    [['spec', 'containers', 1], 6, 5],
    [['spec', 'containers', 1, 'image'], 6, 5],
    [['spec', 'quoted'], 7, 3],
    [['spec', 'containers', 1, 'missing', 'below'], 6, 5],
    [['missing'], 2, 1],
    [['spec', 'containers', 7], 3, 3],
  ])('of %j is that of its key, or of the nearest parent', (path, line, column) => {
    expect(file(text).position(0, path)).toEqual({ line, column });
  });

  test('in the second document counts from the top of the file', () => {
    expect(file('a: 1\n---\nb: 2\n').position(1, ['b'])).toEqual({ line: 3, column: 1 });
  });

  test('of block text is its first line', () => {
    expect(file('run: |\n  one\n  two\n').textLine(0, ['run'])).toBe(2);
    expect(file('run: one\n').textLine(0, ['run'])).toBe(1);
  });
});
