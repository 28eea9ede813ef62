import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { manifestOf, parseHashManifest, renderHashManifests, sha256 } from '../../../src/files/tree/hash-manifest';
import type { TreeFile } from '../../../src/files/tree/tree';
import { inFolder } from '../../support/config-folder';

const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const HASH = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);

function file(path: string, more: Partial<TreeFile> = {}): TreeFile {
  return { path, content: `content of ${path}\n`, owner: 'generated', option: 'name', instead: 'Set it.', ...more };
}

function contents(files: readonly TreeFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ path, content }) => [path, content]));
}

/** Checks a hash manifest with sha256sum. */
function sha256sum(folder: string, manifest: string): { status: number | null; output: string } {
  const result = spawnSync('sha256sum', ['--check', '--strict', manifest], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (result.error) throw result.error;
  return { status: result.status, output: result.stdout + result.stderr };
}

describe('a hash', () => {
  test('is the SHA-256 of the bytes', () => {
    expect(sha256('')).toBe(EMPTY);
    expect(sha256(Buffer.from('ä'))).toBe(sha256('ä'));
    expect(sha256('a\r\n')).not.toBe(sha256('a\n'));
  });
});

describe('the hash manifest of a file', () => {
  test.each([
    ['Makefile', '.generated.sha256'],
    ['apps/web/Makefile', 'apps/web/.generated.sha256'],
    ['apps/web/k8s/base/service.yaml', 'apps/web/.generated.sha256'],
    ['apps/README.md', '.generated.sha256'],
    ['docs/apps/web/x', '.generated.sha256'],
    ['argo/root-app.yaml', '.generated.sha256'],
  ])('%s is %s', (path, manifest) => {
    expect(manifestOf(path)).toBe(manifest);
  });
});

describe('hash manifests', () => {
  const files = [
    file('apps/web/b'),
    file('Makefile'),
    file('apps/other/x', { executable: true }),
    file('apps/web/a b/ä'),
    file('.gitignore', { content: '' }),
    file('apps/web/B'),
  ];

  test('exist for the repository and in the folder of each app, sorted by path', () => {
    const line = (path: string): string => `${sha256(`content of ${path}\n`)}  ${path}\n`;
    expect(contents(renderHashManifests(files))).toEqual({
      '.generated.sha256': `${EMPTY}  .gitignore\n${line('Makefile')}`,
      'apps/other/.generated.sha256': line('apps/other/x'),
      'apps/web/.generated.sha256': line('apps/web/B') + line('apps/web/a b/ä') + line('apps/web/b'),
    });
  });

  test('do not depend on the order of the files, and are sorted', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(files, { minLength: files.length }), (shuffled) => {
        expect(renderHashManifests(shuffled)).toEqual(renderHashManifests(files));
      }),
      { numRuns: 30 },
    );
    expect(renderHashManifests(files).map(({ path }) => path)).toEqual([
      '.generated.sha256',
      'apps/other/.generated.sha256',
      'apps/web/.generated.sha256',
    ]);
  });

  test('of an app do not change with another app, so that pull requests do not conflict', () => {
    const before = contents(renderHashManifests(files));
    const after = contents(renderHashManifests([...files, file('apps/third/x'), file('apps/other/y')]));
    for (const path of ['.generated.sha256', 'apps/web/.generated.sha256']) expect(after[path]).toBe(before[path]);
  });

  test('list only generated files: no starter files, release files, or files that are generated field by field', () => {
    const others = [
      file('README.md', { owner: 'starter' }),
      file('apps/web/r', { owner: 'release' }),
      file('package.json', { byField: true }),
    ];
    expect(contents(renderHashManifests(others))).toEqual({ '.generated.sha256': '' });
  });

  test('are generated files themselves, with their governing option', () => {
    expect(renderHashManifests(files).map(({ owner, option }) => [owner, option])).toEqual([
      ['generated', 'name'],
      ['generated', 'apps.other'],
      ['generated', 'apps.web'],
    ]);
  });

  test('are read as they were written', () => {
    const [, , web] = renderHashManifests(files);
    expect([...parseHashManifest(web.content).keys()]).toEqual(['apps/web/B', 'apps/web/a b/ä', 'apps/web/b']);
    expect(parseHashManifest(web.content).get('apps/web/b')).toBe(sha256('content of apps/web/b\n'));
    expect(parseHashManifest('')).toEqual(new Map());
  });
});

describe('sha256sum --check', () => {
  const files = [
    file('Makefile'),
    file('a b'),
    file('ä'),
    file('-n'),
    file('apps/web/x'),
    file('.empty', { content: '' }),
  ];
  const onDisk = contents([...files, ...renderHashManifests(files)]);

  test('accepts every hash manifest, from the root, without warnings', () => {
    inFolder(onDisk, (folder) => {
      for (const manifest of ['.generated.sha256', 'apps/web/.generated.sha256']) {
        const { status, output } = sha256sum(folder, manifest);
        expect([manifest, status, output.match(/FAILED|improperly/g)]).toEqual([manifest, 0, null]);
      }
      expect(sha256sum(folder, '.generated.sha256').output.split('\n').sort()).toEqual(
        ['', '-n: OK', '.empty: OK', 'Makefile: OK', 'a b: OK', 'ä: OK'].sort(),
      );
    });
  });

  test('finds an edited file and a missing one', () => {
    inFolder(onDisk, (folder) => {
      appendFileSync(join(folder, 'Makefile'), ' ');
      rmSync(join(folder, '.empty'));
      const { status, output } = sha256sum(folder, '.generated.sha256');
      expect(status).toBe(1);
      expect(output).toContain('Makefile: FAILED\n');
      expect(output).toContain('.empty: FAILED open or read\n');
      expect(sha256sum(folder, 'apps/web/.generated.sha256').status).toBe(0);
    });
  });
});

describe('a hash manifest from elsewhere', () => {
  test('is read with the asterisk of binary mode and with other line endings', () => {
    expect(parseHashManifest(`${HASH} *a\r\n${OTHER}  b c\r\n`)).toEqual(
      new Map([
        ['a', HASH],
        ['b c', OTHER],
      ]),
    );
  });

  test('is read without conflict markers, with the lines of both sides', () => {
    const text = [
      `${HASH}  a`,
      '<<<<<<< HEAD',
      `${HASH}  b`,
      '||||||| merged common ancestors',
      '=======',
      `${OTHER}  b`,
      `${OTHER}  c`,
      '>>>>>>> main',
      '',
    ].join('\n');
    expect(parseHashManifest(text)).toEqual(
      new Map([
        ['a', HASH],
        ['b', OTHER],
        ['c', OTHER],
      ]),
    );
  });

  test.each([
    ['a comment', `# ${HASH}  a`],
    ['a short hash', `${HASH.slice(1)}  a`],
    ['a long hash', `${HASH}0  a`],
    ['a hash in upper case', `${HASH.toUpperCase()}  a`],
    ['no path', `${HASH}  `],
    ['a single blank', `${HASH} a`],
    ['a tab', `${HASH}\t\ta`],
    ['something before the hash', ` ${HASH}  a`],
    ['another format', `SHA256 (a) = ${HASH}`],
    ['a text', 'hello'],
  ])('is skipped in a line with %s', (_name, line) => {
    expect(parseHashManifest(`${line}\n${OTHER}  ok\n`)).toEqual(new Map([['ok', OTHER]]));
  });

  test.each([
    '/etc/passwd',
    '//a',
    '..',
    '../a',
    'a/../b',
    'a/../../b',
    'a/..',
    '..\\a',
    'a\\..\\..\\b',
    'C:\\a',
    'a//b',
    'a/',
  ])('is never followed out of the repository: %j', (path) => {
    expect(parseHashManifest(`${HASH}  ${path}\n${OTHER}  ok\n`)).toEqual(new Map([['ok', OTHER]]));
  });

  test('is never followed to a path that no file can have', () => {
    // A zero byte makes Node throw; a skipped line is better than an unusable tool.
    expect(parseHashManifest(`${HASH}  a\0b\n${OTHER}  ok\n`)).toEqual(new Map([['ok', OTHER]]));
  });

  test.each(['.git/HEAD', '.git/config', '.git/hooks/pre-commit', 'apps/web/.git/HEAD', '.GIT/HEAD'])(
    'is never followed into the folder of git, where a stale file would be removed: %j',
    (path) => {
      expect(parseHashManifest(`${HASH}  ${path}\n${OTHER}  .gitignore\n`)).toEqual(new Map([['.gitignore', OTHER]]));
    },
  );

  test('may contain harmless names with dots', () => {
    const paths = ['.gitignore', '.projen/tasks.json', '..a', 'a..b', '...', 'a/...b', '.github/workflows/main.yml'];
    const text = paths.map((path) => `${HASH}  ${path}\n`).join('');
    expect([...parseHashManifest(text).keys()]).toEqual(paths);
  });

  test('never throws, and never returns a path that leads out, for any text', () => {
    const part = fc.constantFrom('..', '.', '', 'a', '\\', '/', ' ', '*', '\n', '\0', '<<<<<<<');
    const line = fc.array(part, { maxLength: 6 }).map((parts) => `${HASH}  ${parts.join('/')}`);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(line).map((lines) => lines.join('\n')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          for (const [path, hash] of parseHashManifest(text)) {
            expect(hash).toMatch(/^[0-9a-f]{64}$/);
            expect(join('/root/repository', path).startsWith('/root/repository')).toBe(true);
            expect(path.split(/[/\\]/)).not.toContain('..');
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
