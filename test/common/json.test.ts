import { parseJson } from '../../src/common/json';

test.each([
  ['{"a":[1]}', { a: [1] }],
  ['null', null],
  ['', undefined],
  ['<html>', undefined],
])('%j parses to %j', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});
