import { check } from '../../support/config-check';
import { withOption } from '../../support/config-options';
import { HOSTILE_TEXTS } from '../../support/config-values';

const with_ = (option: string, key: unknown): string[] => check(withOption(`apps.web.${option}`, [key]));

describe('a key of secrets', () => {
  test.each(['DATABASE_URL', '_x', 'a', 'A'.repeat(200)])('may be %j', (key) => {
    expect(with_('secrets', key)).toEqual([]);
  });

  test.each(['1A', 'a-b', 'a.b', '', '__proto__', 'A'.repeat(201), 'PORT', 'PATH', 'LOG_LEVEL', 'A=B', 'A\n'])(
    'is not %j, which is no variable, or one that the library sets',
    (key) => {
      expect(with_('secrets', key)).toEqual(['apps.web.secrets[0] invalid-value']);
    },
  );
});

describe('a key of secretFiles', () => {
  test.each(['ca.pem', 'service-account.json', '.netrc', '-', 'A_B', '...x'.slice(2), 'a'.repeat(253)])(
    'may be %j',
    (key) => {
      expect(with_('secretFiles', key)).toEqual([]);
    },
  );

  test.each(['', '.', '..', '..a', 'a/b', '/a', 'a b', 'ä', 'a\n', 'a'.repeat(254)])('is not %j', (key) => {
    expect(with_('secretFiles', key)).toEqual(['apps.web.secretFiles[0] invalid-value']);
  });
});

test.each(['secrets', 'secretFiles'])('no hostile text is a key of %s', (option) => {
  const accepting = HOSTILE_TEXTS.filter((text) => with_(option, text).length === 0);
  expect(accepting.filter((text) => !/^[A-Za-z0-9._-]{1,253}$/.test(text))).toEqual([]);
});

test.each([1, true, null, {}])('%j is no key', (key) => {
  expect(with_('secrets', key)).toEqual(['apps.web.secrets[0] wrong-type']);
});
