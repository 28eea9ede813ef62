import { conflictLine } from '../../../src/files/tree/conflict';

const CONFLICT = '<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> other branch\n';

test.each([
  ['at the beginning', CONFLICT, 1],
  ['after other lines', `a\nb\n${CONFLICT}c\n`, 3],
  ['with the base of both sides', '<<<<<<< ours\na\n||||||| base\nb\n=======\nc\n>>>>>>> theirs\n', 1],
  ['without names', 'x\n<<<<<<<\na\n=======\nb\n>>>>>>>', 2],
  ['with line endings of Windows', CONFLICT.replaceAll('\n', '\r\n'), 1],
  ['with an empty side', '<<<<<<< HEAD\n=======\nb\n>>>>>>> x\n', 1],
])('a conflict %s is found', (_where, text, line) => {
  expect(conflictLine(text)).toBe(line);
});

test.each([
  '',
  '=======\n',
  'A headline\n=======\n',
  '<<<<<<< HEAD\nours\n',
  ' <<<<<<< a\n=======\n>>>>>>> b\n',
  '<<<<<<<<\n=======\n>>>>>>> b\n',
])('%j is not a conflict', (text) => {
  expect(conflictLine(text)).toBeUndefined();
});
