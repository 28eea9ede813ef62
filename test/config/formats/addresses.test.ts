import { validate } from '../../../src/config/validate';
import { check, onlyFinding } from '../../support/config-check';
import { describeTexts, withOption } from '../../support/config-options';

describeTexts({
  repoUrl: {
    accepted: [
      'https://github.com/acme/shop',
      'https://github.com/acme/shop.git',
      'https://git.example.com:8443/group/sub-group/shop_1',
      'https://git.sr.ht/~acme/shop',
      'ssh://git@github.com/acme/shop.git',
      'ssh://git@git.example.com:2222/acme/shop.git',
      'git@github.com:acme/shop.git',
      'git@git.example.com:group/sub/shop',
    ],
    refused: [
      'github.com/acme/shop',
      'acme/shop',
      'https://github.com',
      'https://github.com/',
      'https:///acme/shop',
      'HTTPS://github.com/acme/shop',
      'ftp://github.com/acme/shop',
      'file:///srv/git/shop',
      'https://user:secret@github.com/acme/shop',
      'https://token@github.com/acme/shop',
      'ssh://git:secret@github.com/acme/shop',
      'root@github.com:acme/shop',
      'git@github.com',
      'git@github.com:',
      'https://github.com/acme/../shop',
      'https://github.com/acme/shop?ref=main',
      'https://github.com/acme/shop#main',
      'https://github.com/acme/my shop',
      'https://github.com/acme/shop\n',
      'https://github.com/$(id)/shop',
      'https://github.com/${{ github.repository }}',
      "https://github.com/acme/shop'",
      'https://github.com/acme/shöp',
      'https://githüb.com/acme/shop',
      'ext::sh -c id',
      'ssh://-oProxyCommand=id/acme',
    ],
  },
  packageIndex: {
    accepted: [
      'https://pypi.org/simple',
      'https://pypi.org/simple/',
      'https://pypi.acme.example',
      'https://nexus.acme.example:8443/repository/pypi-all/simple',
      'https://acme.jfrog.io/artifactory/api/pypi/pypi/simple',
      'https://git.acme.example/api/v4/projects/1/packages/pypi/simple',
      'https://devpi.acme.example/root/pypi/+simple/',
      'https://10.0.0.1/simple',
    ],
    refused: [
      'pypi.acme.example/simple',
      'http://pypi.acme.example/simple',
      'HTTPS://pypi.acme.example/simple',
      'ssh://pypi.acme.example/simple',
      'file:///srv/simple',
      'https://',
      'https:///simple',
      'https://-pypi.acme.example/simple',
      'https://pypi.acme.example:0/simple',
      'https://pypi.acme.example:99999/simple',
      'https://pypi.acme.example:/simple',
      'https://pypi.acme.example//simple',
      'https://pypi.acme.example/../simple',
      'https://pypi.acme.example/simple?token=x',
      'https://pypi.acme.example/simple#x',
      'https://user:secret@pypi.acme.example/simple',
      'https://token@pypi.acme.example/simple',
      'https://pypi.acme.example/my simple',
      'https://pypi.acme.example/simple\n',
      'https://pypi.acme.example/"simple',
      "https://pypi.acme.example/'simple",
      'https://pypi.acme.example/$(id)',
      'https://pypi.acme.example/${{ x }}',
      'https://pypi.acme.example/%73imple',
      'https://pypi.acmé.example/simple',
    ],
  },
});

describe('an address that no git can have', () => {
  test.each([
    'https://-github.com/acme/shop',
    'git@-github.com:acme/shop',
    'https://./acme/shop',
    'https://github.com:99999/acme/shop',
    'https://github.com//',
  ])('refuses %j', (value) => {
    expect(check(withOption('repoUrl', value))).toEqual(['repoUrl invalid-value']);
  });
});

describe('what a finding about an address says', () => {
  test('an http:// address is refused, or named as one that is accepted', () => {
    const { must } = onlyFinding(withOption('repoUrl', 'nonsense'));
    const isAccepted = validate(withOption('repoUrl', 'http://git.example.com/acme/shop')).length === 0;
    expect(isAccepted).toBe(must.includes('http://'));
  });

  describe.each(['repoUrl', 'packageIndex'])('%s', (path) => {
    test.each([
      'https://user:hunter2@acme.example/shop',
      'https://hunter2@acme.example/shop',
      'https://user:p@hunter2@acme.example/shop',
      'https://user:p/hunter2@acme.example/shop',
      'HTTPS://user:hunter2@acme.example/shop',
      'ssh://user:hunter2@acme.example/shop',
      ' https://user:hunter2@acme.example/shop',
      'git+https://user:hunter2@acme.example/shop',
      '//user:hunter2@acme.example/shop',
      'user:hunter2@acme.example/shop',
    ])('credentials in %j are called so, with what to do, and are not repeated', (value) => {
      const finding = onlyFinding(withOption(path, value));
      expect(JSON.stringify(finding)).not.toContain('hunter2');
      expect(finding.fix).toBe('remove the credentials, and revoke them if they were committed');
    });

    test('what is wrong without credentials is shown', () => {
      const finding = onlyFinding(withOption(path, 'http://acme.example/shop'));
      expect([finding.got, finding.fix]).toEqual(['"http://acme.example/shop"', `change ${path}`]);
    });
  });
});

describe('extra package indexes', () => {
  test.each([
    ['http://pypi.acme.example/simple', 'change extraPackageIndexes[1]'],
    ['https://a.example/simple https://b.example/simple', 'change extraPackageIndexes[1]'],
    ['internal=https://pypi.acme.example/simple', 'change extraPackageIndexes[1]'],
  ])('are addresses, one in each entry: not %j', (value, fix) => {
    expect(onlyFinding(withOption('extraPackageIndexes', ['https://pypi.acme.example/simple', value]))).toEqual({
      code: 'invalid-value',
      path: 'extraPackageIndexes[1]',
      must: "be an https:// address without credentials, such as 'https://pypi.acme.example/simple', at most 2048 characters",
      got: JSON.stringify(value),
      fix,
    });
  });

  test('have no credentials, and the finding does not repeat them', () => {
    const finding = onlyFinding(withOption('extraPackageIndexes', ['https://user:hunter2@pypi.acme.example/simple']));
    expect(JSON.stringify(finding)).not.toContain('hunter2');
    expect([finding.path, finding.fix]).toEqual([
      'extraPackageIndexes[0]',
      'remove the credentials, and revoke them if they were committed',
    ]);
  });

  test('are a list', () => {
    expect(onlyFinding(withOption('extraPackageIndexes', 'https://pypi.acme.example/simple'))).toMatchObject({
      code: 'wrong-type',
      must: 'be a list',
      fix: 'write extraPackageIndexes: [...]',
    });
  });
});

describe.each(['https://', 'ssh://git@', 'git@'])('the limits of an address that begins with %s', (start) => {
  const separator = start === 'git@' ? ':' : '/';
  const at = (host: string, path = 'a'): string[] => check(withOption('repoUrl', `${start}${host}${separator}${path}`));
  const refused = ['repoUrl invalid-value'];

  test('are 63 characters for a label of the host, and 253 for all of it', () => {
    expect([at('b'.repeat(63)), at('b'.repeat(64))]).toEqual([[], refused]);
    const host = `${'b'.repeat(63)}.`.repeat(3);
    expect([at(host + 'b'.repeat(61)), at(host + 'b'.repeat(62))]).toEqual([[], refused]);
  });

  test('are 2048 characters for the whole', () => {
    const rest = 2048 - `${start}b${separator}`.length;
    expect([at('b', 'a'.repeat(rest)), at('b', 'a'.repeat(rest + 1))]).toEqual([[], refused]);
  });
});

test('the address of a package index has the same limits', () => {
  const at = (host: string, path: string): string[] => check(withOption('packageIndex', `https://${host}/${path}`));
  const refused = ['packageIndex invalid-value'];
  expect([at('b'.repeat(63), ''), at('b'.repeat(64), '')]).toEqual([[], refused]);
  expect([at('b', 'a'.repeat(2038)), at('b', 'a'.repeat(2039))]).toEqual([[], refused]);
});
