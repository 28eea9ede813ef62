import { runInNewContext } from 'node:vm';
import { literal, members } from '../../src/common/literal';

test('plain data is written as TypeScript on one line', () => {
  expect(literal({ a: "it's", 'b-c': [1, { d: null }], none: undefined, empty: {} })).toBe(
    "{ a: 'it\\'s', 'b-c': [1, { d: null }], empty: {} }",
  );
});

test('members stand on lines of their own on the first levels, and deeper only if a line is too long', () => {
  const long = Array.from({ length: 3 }, (_, index) => ({ op: 'add', path: `/spec/template/spec/${index}` }));
  expect(members({ apps: { 'my-shop': { port: 1, list: ['a'], none: {}, patches: long } }, end: true }, 2)).toEqual([
    'apps: {',
    "  'my-shop': {",
    '    port: 1,',
    "    list: ['a'],",
    '    none: {},',
    '    patches: [',
    "      { op: 'add', path: '/spec/template/spec/0' },",
    "      { op: 'add', path: '/spec/template/spec/1' },",
    "      { op: 'add', path: '/spec/template/spec/2' },",
    '    ],',
    '  },',
    '},',
    'end: true,',
  ]);
});

test('no line is longer than the width, unless a single value is', () => {
  const value = { one: { two: { three: { name: 'x'.repeat(30), other: 'y'.repeat(30), list: ['z'.repeat(30)] } } } };
  const lines = members(value, 1, 60);
  expect(lines.filter((line) => line.length > 60)).toEqual([]);
  expect(JSON.stringify(runInNewContext(`({${lines.join('\n')}})`))).toBe(JSON.stringify(value));
});
