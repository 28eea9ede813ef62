import { isSameRepository, parseAddress } from '../../../src/checks/doctor/address';

test.each([
  ['https://github.com/acme/shop', 'git@github.com:acme/shop.git', true],
  ['https://github.com/acme/shop', 'ssh://git@github.com:22/acme/shop', true],
  ['https://github.com/acme/shop', 'https://ada:token@GitHub.com/Acme/shop.git/', true],
  ['/srv/git/shop.git', '/srv/git/shop', true],
  ['https://github.com/acme/shop', 'https://github.com/acme/shops', false],
  ['https://github.com/acme/shop', 'https://gitlab.com/acme/shop', false],
])('%s and %s: %s', (one, other, isSame) => {
  expect(isSameRepository(one, other)).toBe(isSame);
  expect(isSameRepository(other, one)).toBe(isSame);
});

test('a URL has a host and a path, in any spelling', () => {
  const expected = { host: 'git.acme.example', path: 'platform/shop', url: 'https://git.acme.example/platform/shop' };
  expect(parseAddress('git@git.acme.example:platform/shop.git')).toEqual(expected);
  expect(parseAddress('https://git.acme.example/platform/shop')).toEqual(expected);
  expect(parseAddress('/srv/git/shop.git')).toBeUndefined();
});
