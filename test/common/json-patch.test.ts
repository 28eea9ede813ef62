import fc from 'fast-check';
import { createPatch } from 'rfc6902';
import { applyOperations, difference, mergePatch } from '../../src/common/json-patch';
import { applyJsonPatch } from '../support/render-json-patch';

/** Plain data without the key that no config may have. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"x"'));
const json = fc.jsonValue({ maxDepth: 4 });
const object = fc.dictionary(fc.string(), json).map(plain);

test('the difference turns one object into another, also with another implementation', () => {
  fc.assert(
    fc.property(object, object, (before, after) => {
      const operations = difference(before, after);
      expect(applyOperations(before, operations)).toEqual({ value: after, errors: [] });
      const ours = operations.every(({ op }) => ['add', 'remove', 'replace'].includes(op));
      if (ours) expect(applyJsonPatch(before, operations)).toEqual(after);
    }),
  );
});

test('the difference equals that of rfc6902 for objects with much in common', () => {
  fc.assert(
    fc.property(object, fc.array(object), object, (common, list, own) => {
      const before = { common, list, nested: [common, { list }], own };
      const after = { list: [...list, own], common, nested: [common, { list: list.slice(1), own }] };
      expect(difference(before, after)).toEqual(createPatch(before, after));
      expect(difference(after, before)).toEqual(createPatch(after, before));
      expect(difference({ own, list }, list)).toEqual(createPatch({ own, list }, list));
      expect(difference([own], [common])).toEqual(createPatch([own], [common]));
      // Operations are written as YAML: their keys have an order.
      expect(JSON.stringify(difference(before, after))).toBe(JSON.stringify(createPatch(before, after)));
    }),
    { numRuns: 300 },
  );
});

test('equal objects have no difference', () => {
  expect(difference({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
});

describe('operations', () => {
  const value = { a: 1, list: [{ x: 1 }, { x: 2 }], 'k/e~y': 1 };

  test.each([
    [[{ op: 'add', path: '/b', value: { c: null } }], { ...value, b: { c: null } }],
    [[{ op: 'add', path: '/list/1', value: 5 }], { ...value, list: [{ x: 1 }, 5, { x: 2 }] }],
    [[{ op: 'add', path: '/list/-', value: 5 }], { ...value, list: [{ x: 1 }, { x: 2 }, 5] }],
    [[{ op: 'replace', path: '/k~1e~0y', value: 2 }], { ...value, 'k/e~y': 2 }],
    [[{ op: 'move', from: '/a', path: '/b' }], { list: value.list, 'k/e~y': 1, b: 1 }],
    [[{ op: 'copy', from: '/list/0', path: '/b' }], { ...value, b: { x: 1 } }],
    [[{ op: 'test', path: '/a', value: 1 }], value],
  ])('%j are applied', (operations, expected) => {
    expect(applyOperations(value, operations)).toEqual({ value: expected, errors: [] });
    expect(value).toEqual({ a: 1, list: [{ x: 1 }, { x: 2 }], 'k/e~y': 1 });
  });

  test.each([
    [{ op: 'remove', path: '/b' }, 'there is no /b'],
    [{ op: 'replace', path: '/list/7', value: 1 }, 'there is no /list/7'],
    [{ op: 'add', path: '/b/c', value: 1 }, 'there is no /b/c'],
    [{ op: 'test', path: '/a', value: 2 }, 'the value at /a is different'],
    [{ op: 'move', from: '/b', path: '/c' }, 'there is no /b, or no parent of /c'],
  ])('%j fails with the reason', (operation, message) => {
    expect(applyOperations(value, [{ op: 'test', path: '/a', value: 1 }, operation]).errors).toEqual([
      { index: 1, message },
    ]);
  });

  test('share no value with their input or with each other', () => {
    const shared = { deep: [] as number[] };
    const operations = [{ op: 'add', path: '/s', value: shared }];
    const [one, two] = [applyOperations({}, operations).value, applyOperations({}, operations).value] as {
      s?: typeof shared;
    }[];
    one.s?.deep.push(1);
    expect([two.s, shared]).toEqual([{ deep: [] }, { deep: [] }]);
  });
});

test.each([
  // The examples of RFC 7396, appendix A.
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])('%j merged with %j is %j', (target, patch, result) => {
  expect(mergePatch(target, patch)).toEqual(result);
});
