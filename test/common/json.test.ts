import { parseJson } from '../../src/common/json';

test.each([
  ['{"a":[1]}', { a: [1] }],
  ['null', null],
  ['', undefined],
  ['<html>', undefined],
])('%j says %j', (text, said) => {
  expect(parseJson(text)).toEqual(said);
});
