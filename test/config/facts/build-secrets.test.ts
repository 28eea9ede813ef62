import { check, onlyFinding, shop } from '../../support/config-check';

function secrets(buildSecrets: object): Record<string, unknown> {
  return shop({ apps: { web: { buildSecrets } } });
}

describe('the files of two build secrets', () => {
  test('are never the same: one would hide the other', () => {
    expect(onlyFinding(secrets({ A: '/root/.netrc', B: '/run/b', C: '/root/.netrc' }))).toEqual({
      code: 'not-unique',
      path: 'apps.web.buildSecrets.C',
      must: 'be a unique path; apps.web.buildSecrets.A has the same',
      got: '"/root/.netrc"',
      fix: 'give it another path',
    });
  });

  test.each([
    [{ A: '/run/secrets', B: '/run/secrets/pip/token' }, 'B'],
    [{ B: '/run/secrets/pip/token', A: '/run/secrets' }, 'B'],
  ])('do not be below each other, in whatever order: a file is no folder: %j', (own, below) => {
    expect(onlyFinding(secrets(own))).toEqual({
      code: 'invalid-value',
      path: `apps.web.buildSecrets.${below}`,
      must: 'not be below /run/secrets, which is the file of apps.web.buildSecrets.A',
      got: '"/run/secrets/pip/token"',
      fix: 'give it another path',
    });
  });

  test('may have names that begin alike, and lie in the same folder', () => {
    expect(check(secrets({ A: '/run/secrets/a', B: '/run/secrets/ab', C: '/run/secrets/a.b' }))).toEqual([]);
  });

  test('may be the same in two apps: each has an image of its own', () => {
    const own = { buildSecrets: { A: '/root/.netrc' } };
    expect(check(shop({ apps: { web: own, api: { buildSecrets: { B: '/root/.netrc' } } } }))).toEqual([]);
  });

  test('are one finding when they are no text', () => {
    expect(check(secrets({ A: null, B: null, C: ['/root/x'] }))).toEqual([
      'apps.web.buildSecrets.A wrong-type',
      'apps.web.buildSecrets.B wrong-type',
      'apps.web.buildSecrets.C wrong-type',
    ]);
  });
});
