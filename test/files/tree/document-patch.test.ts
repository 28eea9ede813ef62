import fc from 'fast-check';
import { parseDocument } from 'yaml';
import { applyOperations, difference } from '../../../src/common/json-patch';
import { patchDocument } from '../../../src/files/tree/document-patch';

test('other comments stay', () => {
  const document = parseDocument('# top\nz: 0\na: 1 # one\nlist:\n  # first\n  - x # ex\n  - y\nb: 2 # two\n');
  patchDocument(document, [
    { op: 'replace', path: '/b', value: [3] },
    { op: 'add', path: '/list/1', value: 'new' },
    { op: 'move', from: '/a', path: '/c' },
  ]);
  expect(document.toString()).toBe('# top\nz: 0\nlist:\n  # first\n  - x # ex\n  - new\n  - y\nb:\n  - 3\nc: 1\n');
});

test('operations have the same result on a document as on its value', () => {
  // No config may have the key __proto__.
  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"x"'));
  const object = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 })).map(plain);
  fc.assert(
    fc.property(object, object, (before, after) => {
      const operations = difference(before, after);
      const document = parseDocument(JSON.stringify(before));
      patchDocument(document, operations);
      expect(document.toJS()).toEqual(applyOperations(before, operations).value);
    }),
  );
});
