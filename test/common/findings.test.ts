import type { Finding } from '../../src/common/findings';
import { FindingsError, formatFindings, show } from '../../src/common/findings';
import { validate } from '../../src/config/validate';

function finding(path: string): Finding {
  return { code: 'invalid-value', path, must: 'be good', got: '"bad"', fix: `change ${path}` };
}

describe('formatted findings', () => {
  test('a finding shows where, what is required, what was found, and the fix', () => {
    expect(formatFindings([finding('apps.web.port')])).toBe(
      [
        '1 finding, nothing was written:',
        '',
        '  apps.web.port  [invalid-value]',
        '      must be good',
        '      got  "bad"',
        '      fix  change apps.web.port',
      ].join('\n'),
    );
  });

  test('several findings are under one headline, in the order in which they were found', () => {
    const text = formatFindings([finding('b'), finding('a')]);
    expect(text.split('\n')[0]).toBe('2 findings, nothing was written:');
    expect(text.split('\n').filter((line) => line.includes('[invalid-value]'))).toEqual([
      '  b  [invalid-value]',
      '  a  [invalid-value]',
    ]);
  });

  test('fifty findings are printed in full, and the rest is counted', () => {
    const many = (count: number): string => formatFindings(Array.from({ length: count }, (_, i) => finding(`o${i}`)));
    expect(many(50)).toContain('  o49  [invalid-value]');
    expect(many(50)).not.toContain('more');
    expect(many(53)).not.toContain('o50');
    expect(many(53)).toMatch(/^53 findings, nothing was written:\n/);
    expect(many(53)).toMatch(/\n\n {2}… and 3 more: 3 invalid-value$/);
  });

  test('other findings are counted by code, most frequent first', () => {
    const options = {
      name: 'shop',
      apps: Object.fromEntries(
        Array.from({ length: 500 }, (_, index) => [`app-${index}`, { prot: 1, port: index % 2 === 0 ? 'x' : 80 }]),
      ),
    };
    const text = formatFindings(validate(options));
    expect(text).toMatch(/^1000 findings, nothing was written:\n/);
    expect(text).toMatch(/\n\n {2}… and 950 more: 475 unknown-key, 238 invalid-value, 237 wrong-type$/);
    expect(text.split('\n').length).toBeLessThan(300);
  });

  test('the error has the findings, and its message and stack are the text without stack frames', () => {
    const findings = [finding('a'), finding('b')];
    const error = new FindingsError(findings);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('FindingsError');
    expect(error.findings).toEqual(findings);
    expect(error.message).toBe(formatFindings(findings));
    expect(error.stack).toBe(error.message);
  });
});

describe('shown values', () => {
  test.each([
    [undefined, 'nothing'],
    [null, 'null'],
    ['a"b', '"a\\"b"'],
    [5, '5'],
    [true, 'true'],
    [[1, 'a'], '[1,"a"]'],
    [{ a: {} }, '{"a":{}}'],
    [() => 1, 'a function'],
    [Symbol('x'), 'Symbol(x)'],
  ])('%p is shown as %s', (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  test.each([
    ['a long text', 'x'.repeat(1000)],
    ['a long list', Array.from({ length: 1000 }, () => 1)],
  ])('%s is shortened to less than a line, with an ellipsis', (_name, value) => {
    expect(show(value).length).toBeLessThanOrEqual(80);
    expect(show(value).endsWith('…')).toBe(true);
  });

  test('a text of exactly eighty characters is not shortened', () => {
    const text = 'x'.repeat(78);
    expect(show(text)).toBe(`"${text}"`);
  });

  test('line breaks and control characters in a value cannot break the report', () => {
    expect(show('a\nb\u001b[31m')).toBe('"a\\nb\\u001b[31m"');
  });

  test.each([
    ['a cycle', cycle()],
    ['a big integer', BigInt(1)],
    [
      'an object whose toJSON throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
    ],
    ['a list nested ten thousand times', nested(10_000)],
  ])('%s is shown without an error', (_name, value) => {
    expect(typeof show(value)).toBe('string');
    expect(show(value)).not.toBe('');
  });
});

function cycle(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}
