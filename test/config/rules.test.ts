import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Finding } from '../../src/common/findings';
import { isRecord } from '../../src/common/records';
import type { Rule } from '../../src/config/rule';
import { all, boolean, integer, list, map, member, nearestName, structCheck, text } from '../../src/config/rules';
import { validate } from '../../src/config/validate';
import { NOT_NUMBER, NOT_RECORD, NOT_TEXT, PROTOTYPE_KEYS } from '../support/config-values';

function run(rule: Rule, value: unknown, path = 'x'): Finding[] {
  const findings: Finding[] = [];
  rule(value, path, (finding) => void findings.push(finding));
  return findings;
}

describe('a text', () => {
  const rule = text({ must: 'be lower case', test: (value) => /^[a-z]+$/.test(value), fix: (v) => v.toLowerCase() });

  test('that passes its test gives no finding', () => {
    expect(run(rule, 'abc')).toEqual([]);
  });

  test('that fails its test is an invalid value, with the proposed fix', () => {
    expect(run(rule, 'ABC')).toEqual([
      { code: 'invalid-value', path: 'x', must: 'be lower case', got: '"ABC"', fix: 'abc' },
    ]);
  });

  test('without a fix to propose says which option to change', () => {
    const bare = text({ must: 'be a', test: (value) => value === 'a' });
    const silent = text({ must: 'be a', test: (value) => value === 'a', fix: () => undefined });
    expect(run(bare, 'b', 'apps.web')[0].fix).toBe('change apps.web');
    expect(run(silent, 'b', 'apps.web')[0].fix).toBe('change apps.web');
  });

  test.each(NOT_TEXT)('is never %p, which has the wrong type', (value) => {
    expect(run(rule, value)).toEqual([
      {
        code: 'wrong-type',
        path: 'x',
        must: 'be lower case',
        got: JSON.stringify(value),
        fix: 'write it as a string in quotes',
      },
    ]);
  });
});

describe('an integer', () => {
  const rule = integer(1, 10);

  test.each([1, 5, 10])('takes %p, its bounds included', (value) => {
    expect(run(rule, value)).toEqual([]);
  });

  test.each([0, 11, -1, 1.5, 1e21, NaN, Infinity, -Infinity])('refuses %p and shows it', (value) => {
    expect(run(rule, value)).toEqual([
      {
        code: 'invalid-value',
        path: 'x',
        must: 'be an integer from 1 to 10',
        got: String(value),
        fix: 'change x',
      },
    ]);
  });

  test.each(NOT_NUMBER)('is never %p, a number in quotes neither', (value) => {
    expect(run(rule, value)).toEqual([
      {
        code: 'wrong-type',
        path: 'x',
        must: 'be an integer from 1 to 10',
        got: JSON.stringify(value),
        fix: 'write it as a number, without quotes',
      },
    ]);
  });
});

describe('a boolean', () => {
  test.each([true, false])('takes %p', (value) => {
    expect(run(boolean(), value)).toEqual([]);
  });

  test.each([null, 0, 1, '', 'true', 'false', 'yes', [], {}])('is never %p', (value) => {
    expect(run(boolean(), value).map((finding) => finding.code)).toEqual(['wrong-type']);
  });
});

describe('a list', () => {
  test('gives each entry the path of its place', () => {
    expect(run(list(boolean()), [true, 1, false, 'x'], 'devDeps').map((finding) => finding.path)).toEqual([
      'devDeps[1]',
      'devDeps[3]',
    ]);
  });

  test('may be empty', () => {
    expect(run(list(boolean()), [])).toEqual([]);
  });

  test.each([null, true, 1, 'a', {}, { 0: true, length: 1 }])('is never %p', (value) => {
    expect(run(list(boolean()), value)).toEqual([
      { code: 'wrong-type', path: 'x', must: 'be a list', got: JSON.stringify(value), fix: 'write x: [...]' },
    ]);
  });
});

describe('a list of what must not be there twice', () => {
  const word = text({ must: 'be a word', test: (value) => /^[A-Za-z=]+$/.test(value) });

  test('names the second of two equal entries, and the place of the first', () => {
    expect(run(list(word), ['a', 'b', 'a', 'a'], 'x')).toEqual(
      ['x[2]', 'x[3]'].map((path) => ({
        code: 'not-unique',
        path,
        must: 'differ from x[0]',
        got: '"a"',
        fix: 'remove one of them',
      })),
    );
  });

  test('compares what the key says of them', () => {
    const rule = list(word, { key: (entry: string) => entry.split('=')[0] });
    expect(run(rule, ['a=b', 'A', 'a']).map((finding) => finding.path)).toEqual(['x[2]']);
  });

  test('compares objects by what they hold', () => {
    const rule = list(structCheck({ a: boolean() }));
    expect(run(rule, [{ a: true }, { a: false }, {}, { a: true }]).map((finding) => finding.path)).toEqual(['x[3]']);
  });

  test('does not say of a wrong entry that it is there twice, nor ask for its key', () => {
    const rule = list(word, { key: (entry: string) => entry.toLowerCase() });
    expect(run(rule, [null, null, '1', '1']).map((finding) => finding.code)).toEqual([
      'wrong-type',
      'wrong-type',
      'invalid-value',
      'invalid-value',
    ]);
  });

  test('sees places that were left empty', () => {
    const holes = ['a', , 'b']; // eslint-disable-line no-sparse-arrays
    expect(run(list(word), holes).map((finding) => [finding.path, finding.got])).toEqual([['x[1]', 'nothing']]);
  });

  test('may have to have an entry', () => {
    expect(run(list(word, { ifEmpty: 'leave it out' }), [])).toEqual([
      { code: 'invalid-value', path: 'x', must: 'have at least one entry', got: '[]', fix: 'leave it out' },
    ]);
  });
});

describe('several rules', () => {
  const rule = all(
    text({ must: 'be lower case', test: (value) => value === value.toLowerCase() }),
    text({ must: 'be short', test: (value) => value.length < 3 }),
  );

  test('are one finding, that of the first which is broken', () => {
    expect(run(rule, 'ABC').map(({ must }) => must)).toEqual(['be lower case']);
    expect(run(rule, 'abc').map(({ must }) => must)).toEqual(['be short']);
    expect(run(rule, 'ab')).toEqual([]);
    expect(run(rule, 1)).toHaveLength(1);
  });
});

describe('a map by name', () => {
  const lower = text({ must: 'be lower case', test: (value) => /^[a-z]+$/.test(value) });
  const rule = map(lower, boolean());

  test('checks every name and every value', () => {
    const findings = run(rule, { a: true, B: false, c: 1, D: 2 }, 'apps');
    expect(findings.map((finding) => [finding.path, finding.code])).toEqual([
      ['apps.B', 'invalid-value'],
      ['apps.c', 'wrong-type'],
      ['apps.D', 'invalid-value'],
      ['apps.D', 'wrong-type'],
    ]);
  });

  test('takes an explicit undefined for a value that is missing', () => {
    expect(run(rule, { a: undefined }, 'apps').map((finding) => [finding.path, finding.got])).toEqual([
      ['apps.a', 'nothing'],
    ]);
  });

  test.each(NOT_RECORD)('is never %p', (value) => {
    expect(run(rule, value, 'apps')).toEqual([
      {
        code: 'wrong-type',
        path: 'apps',
        must: 'be a map by name, such as { web: {} }',
        got: JSON.stringify(value),
        fix: 'write apps: { name: {} }',
      },
    ]);
  });
});

describe('an object of known keys', () => {
  const rule = structCheck({ port: integer(1, 10), gated: boolean() }, ['port']);

  test('gives each key to its rule', () => {
    expect(run(rule, { port: 1, gated: true })).toEqual([]);
    expect(run(rule, { port: 0, gated: 1 }).map((finding) => finding.path)).toEqual(['x.port', 'x.gated']);
  });

  test('reports a key that is required and missing exactly once, said or not', () => {
    for (const value of [{}, { port: undefined }]) {
      expect(run(rule, value)).toEqual([
        expect.objectContaining({ code: 'wrong-type', path: 'x.port', got: 'nothing' }) as unknown,
      ]);
    }
  });

  test('takes an explicit undefined for a key that is not said', () => {
    expect(run(rule, { port: 1, gated: undefined })).toEqual([]);
  });

  test('reports an unknown key with the known ones and the nearest of them', () => {
    expect(run(rule, { port: 1, gatd: true })).toEqual([
      { code: 'unknown-key', path: 'x.gatd', must: 'be one of port, gated', got: '"gatd"', fix: 'did you mean gated?' },
    ]);
  });

  test('reports an unknown key although its value is undefined', () => {
    expect(run(rule, { port: 1, gatd: undefined }).map((finding) => finding.code)).toEqual(['unknown-key']);
  });

  test('checks what the object inherits: who reads the key finds it', () => {
    const heir = JSON.parse('{"port":1}') as object;
    Object.setPrototypeOf(heir, { gated: 'yes', gatd: 1 });
    expect(run(rule, heir).map((finding) => `${finding.path} ${finding.code}`)).toEqual([
      'x.gated wrong-type',
      'x.gatd unknown-key',
    ]);
  });

  test.each(PROTOTYPE_KEYS)('does not know %s, although every object answers to it', (key) => {
    const value = JSON.parse(`{"port":1,${JSON.stringify(key)}:{"port":2}}`) as unknown;
    expect(run(rule, value).map((finding) => [finding.code, finding.path])).toEqual([['unknown-key', `x.${key}`]]);
    expect(({} as Record<string, unknown>).port).toBeUndefined();
  });

  test.each(NOT_RECORD)('is never %p', (value) => {
    expect(run(rule, value)).toEqual([
      { code: 'wrong-type', path: 'x', must: 'be an object', got: JSON.stringify(value), fix: 'write x: {}' },
    ]);
  });
});

test.each([
  ['metrics', { apps: { web: { metrics: false } } }, 'apps.web.metrics: { enabled: false }'],
  ['an ingress', { apps: { web: { ingress: true } } }, 'apps.web.ingress: { enabled: true }'],
  ['autoscaling', { defaults: { autoscaling: false } }, 'defaults.autoscaling: { enabled: false }'],
  ['a gate, which has no switch', { defaults: { gate: false } }, 'defaults.gate: {}'],
])('a switch for %s is one of its options', (_what, options, written) => {
  expect(validate({ name: 'shop', ...options } as never).map(({ fix }) => fix)).toEqual([`write ${written}`]);
});

describe('a plain object', () => {
  test.each([['{}'], ['{ a: 1 }'], ['Object.create(null)'], ['new Object()']])(
    '%s is one, also when another realm made it',
    (code) => {
      expect(isRecord(runInNewContext(`(${code})`))).toBe(true);
    },
  );

  test.each([['[]'], ['null'], ['undefined'], ['"a"'], ['1'], ['() => 1'], ['new Map()'], ['new Date(0)'], ['/a/']])(
    '%s is none, wherever it was made',
    (code) => {
      expect(isRecord(runInNewContext(`(${code})`))).toBe(false);
    },
  );
});

describe('the path of a member', () => {
  test.each([
    ['', 'name', 'name'],
    ['apps', 'web', 'apps.web'],
    ['apps', 'my-app', 'apps.my-app'],
    ['apps', '_a1', 'apps._a1'],
    ['apps', 'a.b', 'apps["a.b"]'],
    ['apps', '1a', 'apps["1a"]'],
    ['apps', '', 'apps[""]'],
    ['apps', 'a\nb', 'apps["a\\nb"]'],
    ['apps', 'a"]b', 'apps["a\\"]b"]'],
    ['', 'a b', '["a b"]'],
    ['apps', 'ä', 'apps["ä"]'],
  ])('%j and %j is %s', (path, key, expected) => {
    expect(member(path, key)).toBe(expected);
  });

  test('is a single line for any key, and tells any two keys apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(member('apps', a)).not.toMatch(/[\n\r]/);
        if (a !== b) expect(member('apps', a)).not.toBe(member('apps', b));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the nearest known name', () => {
  const KNOWN = ['replicas', 'memory', 'cpu', 'logLevel'];

  test.each([
    ['replica', 'replicas'],
    ['Replicas', 'replicas'],
    ['memroy', 'memory'],
    ['cpus', 'cpu'],
    ['loglevel', 'logLevel'],
    ['log_level', 'logLevel'],
    ['LOGLEVEL', 'logLevel'],
  ])('of %s is %s', (name, expected) => {
    expect(nearestName(name, KNOWN)).toBe(expected);
  });

  test.each([
    ['another word', 'somethingElse'],
    ['a long text', 'x'.repeat(10_000)],
  ])('of %s is none', (_what, name) => {
    expect(nearestName(name, KNOWN)).toBeUndefined();
  });

  test('is none when it has no letter in common: a short name is no misspelling of every other short name', () => {
    expect(nearestName('ram', ['cpu'])).toBeUndefined();
  });

  test('of nothing known is none', () => {
    expect(nearestName('a', [])).toBeUndefined();
  });

  test('is always a known one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect([undefined, ...KNOWN]).toContain(nearestName(name, KNOWN));
      }),
      { numRuns: 200 },
    );
  });
});
