import { isAtLeast } from '../../src/common/version';

test.each([
  ['3.2.11', '3.2', true],
  ['v3.2.0+unknown', '3.2', true],
  ['v3.10.0', '3.2', true],
  ['4', '3.2', true],
  ['3', '3.2', false],
  ['v3.1.99', '3.2', false],
  ['2.30.0', '3.2', false],
  ['18.20.1', '20', false],
  ['20.0.0', '20', true],
  ['unknown', '1.30', false],
])('%s is at least %s: %s', (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});
