import { spawnSync } from 'node:child_process';
import {
  accessSync,
  appendFileSync,
  constants,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { HASH_MANIFEST, renderHashManifests } from '../../src/files/tree/hash-manifest';
import { DEFAULT, renderOf, RICH } from '../support/render-cases';
import { removeFolders, temporaryFolder, writeTree } from '../support/render-disk';

afterAll(removeFolders);

const SCRIPT = 'scripts/check-generated.sh';

/** What the script says at the end, on standard error. */
const HELP = `These generated files were edited. See what to change instead with make owners FILE=PATH. npx projen restores them
and saves your edits as patches.
`;

/** A repository on disk, with its hash manifests. */
function written(options: PythonGitOpsAppOptions): string {
  const files = [...renderOf(options).values()];
  return writeTree([...files, ...renderHashManifests(files)]);
}

function check(folder: string, { cwd = folder, path = process.env.PATH } = {}) {
  const { status, stdout, stderr } = spawnSync(join(folder, SCRIPT), {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Messages of programs are compared below.
    env: { PATH: path, LC_ALL: 'C' },
  });
  return { status, stdout, stderr };
}

/** Where a program is. */
function which(program: string): string {
  const found = (process.env.PATH ?? '').split(delimiter).find((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error(`this test needs the program ${program}`);
  return join(found, program);
}

/** A PATH with these programs and no other. */
function onlyPrograms(...programs: string[]): string {
  const folder = temporaryFolder();
  for (const program of programs) symlinkSync(which(program), join(folder, program));
  return folder;
}

const CLEAN = { status: 0, stdout: '', stderr: '' };

describe('scripts/check-generated.sh', () => {
  test.each([
    ['with one app', DEFAULT],
    ['with several', RICH],
    ['without any', { name: 'shop' }],
  ])('is silent in a repository %s in which nothing was edited', (_case, options) => {
    expect(check(written(options))).toEqual(CLEAN);
  });

  test('works from any folder', () => {
    const folder = written(RICH);
    expect(check(folder, { cwd: join(folder, 'apps/checkout/src') })).toEqual(CLEAN);
    appendFileSync(join(folder, 'Makefile'), '# mine\n');
    expect(check(folder, { cwd: temporaryFolder() })).toMatchObject({ status: 1, stdout: 'Makefile: FAILED\n' });
  });

  test('takes an edit of what is the user’s or CI’s for none', () => {
    const folder = written(RICH);
    for (const { path, owner } of renderOf(RICH).values()) {
      if (owner !== 'generated') appendFileSync(join(folder, path), '# mine\n');
    }
    writeFileSync(join(folder, 'scripts/mine.sh'), '');
    expect(check(folder)).toEqual(CLEAN);
  });

  test.each([
    'Makefile',
    'AGENTS.md',
    'CODEOWNERS',
    SCRIPT,
    'apps/storefront/Dockerfile',
    'apps/checkout/k8s/overlays/prod/poddisruptionbudget-admin.yaml',
    'apps/reports/src/gitops_runtime/py.typed',
  ])('names %s when it was edited, and says what to do', (path) => {
    const folder = written(RICH);
    appendFileSync(join(folder, path), '\n');
    const { status, stdout, stderr } = check(folder);
    expect({ status, stdout }).toEqual({ status: 1, stdout: `${path}: FAILED\n` });
    expect(stderr.endsWith(HELP)).toBe(true);
  });

  test('names a file that was removed', () => {
    const folder = written(RICH);
    rmSync(join(folder, 'apps/checkout/k8s/base/service.yaml'));
    const { status, stdout, stderr } = check(folder);
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: 'apps/checkout/k8s/base/service.yaml: FAILED open or read\n',
    });
    expect(stderr.endsWith(HELP)).toBe(true);
  });

  test('names every edit, of the root and of all apps, in one run', () => {
    const folder = written(RICH);
    const paths = ['Makefile', 'apps/checkout/Makefile', 'apps/storefront/Makefile'];
    for (const path of paths) appendFileSync(join(folder, path), '# mine\n');
    expect(check(folder).stdout.trimEnd().split('\n').sort()).toEqual(paths.map((path) => `${path}: FAILED`));
  });

  test('does not pass without the hash manifest of the root', () => {
    const folder = written(DEFAULT);
    rmSync(join(folder, HASH_MANIFEST));
    const { status, stderr } = check(folder);
    expect(status).toBe(1);
    expect(stderr).toContain(`${HASH_MANIFEST}: No such file or directory`);
  });

  test('does not pass with an empty hash manifest', () => {
    const folder = written({ name: 'shop' });
    writeFileSync(join(folder, HASH_MANIFEST), '');
    expect(check(folder).status).toBe(1);
  });

  test('does not pass while two sides of a merge stand in a hash manifest', () => {
    const folder = written(DEFAULT);
    const path = join(folder, HASH_MANIFEST);
    const [first, ...rest] = readFileSync(path, 'utf8').split('\n');
    const theirs = first.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
    writeFileSync(path, ['<<<<<<< ours', first, '=======', theirs, '>>>>>>> theirs', ...rest].join('\n'));
    const { status, stdout } = check(folder);
    expect({ status, stdout }).toEqual({ status: 1, stdout: `${first.slice(66)}: FAILED\n` });
  });

  describe('where there is no sha256sum, as on macOS', () => {
    const path = onlyPrograms('bash', 'cat', 'dirname', 'shasum', 'perl');

    test('is silent when nothing was edited', () => {
      expect(check(written(RICH), { path })).toEqual(CLEAN);
    });

    test('names what was edited and what was removed', () => {
      const folder = written(RICH);
      appendFileSync(join(folder, 'apps/checkout/Dockerfile'), '# mine\n');
      rmSync(join(folder, 'argo/root-app.yaml'));
      const { status, stdout, stderr } = check(folder, { path });
      expect(status).toBe(1);
      expect(stdout).toMatch(/^apps\/checkout\/Dockerfile: FAILED$/m);
      expect(stdout).toMatch(/^argo\/root-app\.yaml: FAILED open or read$/m);
      expect(stderr.endsWith(HELP)).toBe(true);
    });
  });

  test('does not pass, and names the program, where there is nothing to hash with', () => {
    const folder = written(DEFAULT);
    mkdirSync(join(folder, 'elsewhere'));
    const { status, stderr } = check(folder, { path: onlyPrograms('bash', 'cat', 'dirname') });
    expect(status).not.toBe(0);
    expect(stderr).toContain('sha256sum and shasum are missing');
  });
});
