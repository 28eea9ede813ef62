import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeRemote, readGitRemote } from '../../../src/clients/git/remote';
import { validate } from '../../../src/config/validate';
import { git, temporaryFolder, withoutPrograms } from '../../support/repository';

const SHOP = 'https://github.com/acme/shop';

const NORMALIZED: [url: string, expected: string][] = [
  ['https://github.com/acme/shop', SHOP],
  ['https://github.com/acme/shop.git', SHOP],
  ['https://github.com/acme/shop/', SHOP],
  ['https://github.com/acme/shop.git/', SHOP],
  ['https://ada@github.com/acme/shop.git', SHOP],
  ['https://ada:s3cret@github.com/acme/shop.git', SHOP],
  ['https://x-access-token:ghs_abc@github.com/acme/shop', SHOP],
  ['https://ada:p%40ss@github.com/acme/shop', SHOP],
  ['git@github.com:acme/shop.git', SHOP],
  ['git@github.com:acme/shop', SHOP],
  ['git@github.com:/acme/shop.git', SHOP],
  ['ssh://git@github.com/acme/shop.git', SHOP],
  ['ssh://git@github.com:22/acme/shop.git', SHOP],
  ['ssh://git@git.acme.org:2222/acme/shop.git/', 'https://git.acme.org/acme/shop'],
  ['https://git.acme.org:8443/acme/shop.git', 'https://git.acme.org:8443/acme/shop'],
  ['https://gitlab.com/group/sub/deeper/shop.git', 'https://gitlab.com/group/sub/deeper/shop'],
  ['git@gitlab.com:group/sub/shop.git', 'https://gitlab.com/group/sub/shop'],
  ['https://dev.azure.com/acme/_git/shop', 'https://dev.azure.com/acme/_git/shop'],
  ['https://github.com/acme/shop.github.io.git', 'https://github.com/acme/shop.github.io'],
];

const NONSENSE = [
  // Argo CD would read it without knowing whom it talks to.
  'http://gitea.local:3000/acme/shop.git',
  '',
  'nonsense',
  '/srv/git/shop.git',
  '../shop',
  'file:///srv/git/shop.git',
  'C:\\git\\shop',
  'https://github.com',
  'https://github.com/',
  'ftp://example.org/acme/shop',
  'git@github.com',
  'https://exa mple.org/acme/shop',
  // A real one, but Argo CD would send credentials in the open: repoUrl refuses it.
  'http://gitea.local:3000/acme/shop.git',
];

describe('the address of a remote', () => {
  test.each(NORMALIZED)('%s becomes %s', (url, expected) => {
    expect(normalizeRemote(url)).toBe(expected);
  });

  test.each(NONSENSE)('%p is not an address', (url) => {
    expect(normalizeRemote(url)).toBeUndefined();
  });

  test.each(NORMALIZED)('%s is accepted as repoUrl once it is frozen', (url) => {
    expect(validate({ name: 'shop', repoUrl: normalizeRemote(url) })).toEqual([]);
  });

  test('never keeps credentials', () => {
    for (const [url] of NORMALIZED) {
      expect([url, /ada|s3cret|ghs_|@|%40/.test(normalizeRemote(url) ?? '')]).toEqual([url, false]);
    }
  });

  test.each(['https://ada:p@ss@github.com/acme/shop', 'https://ada:p/ss@github.com/acme/shop'])(
    'of a password that should have been escaped, as in %s, is not frozen with the password in it',
    (url) => {
      const frozen = normalizeRemote(url) ?? '';
      expect(frozen).not.toContain('ss');
    },
  );
});

describe('the remote of a folder', () => {
  function cloneOf(url?: string): string {
    const folder = temporaryFolder();
    git(folder, 'init', '--quiet');
    if (url !== undefined) git(folder, 'remote', 'add', 'origin', url);
    return folder;
  }

  test('is origin, in the form that is frozen', () => {
    expect(readGitRemote(cloneOf('git@github.com:acme/shop.git'))).toBe(SHOP);
  });

  test('is undefined without a repository, without a remote, and with only another remote', () => {
    expect(readGitRemote(temporaryFolder())).toBeUndefined();
    expect(readGitRemote(cloneOf())).toBeUndefined();
    const other = cloneOf();
    git(other, 'remote', 'add', 'upstream', SHOP);
    expect(readGitRemote(other)).toBeUndefined();
  });

  test('is undefined for a folder inside another repository, whose address would be wrong', () => {
    const outer = cloneOf(SHOP);
    mkdirSync(join(outer, 'services/shop'), { recursive: true });
    expect(readGitRemote(join(outer, 'services/shop'))).toBeUndefined();
  });

  test('is found if the repository is reached through a symlink', () => {
    const link = join(temporaryFolder(), 'link');
    symlinkSync(cloneOf(`${SHOP}.git`), link);
    expect(readGitRemote(link)).toBe(SHOP);
  });

  test('is undefined without git', () => {
    const folder = cloneOf(SHOP);
    expect(withoutPrograms(() => readGitRemote(folder))).toBeUndefined();
  });
});
