import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LIBRARY_FOLDER } from '../../src/config/library';
import { installCompiled, rcWith } from '../support/command';
import { git, SHOP, synthIn, temporaryFolder, writeFiles } from '../support/repository';

jest.setTimeout(120_000);

const SCRIPT = 'scripts/check-generated.sh';
const CHANGED = { ...SHOP, apps: { storefront: { port: 8080 } } };

function commit(folder: string, ...flags: string[]): void {
  git(folder, 'commit', '--quiet', '--message', 'all', ...flags);
}

/** A synthesized repository in which everything is staged; with the library installed when it is asked for. */
function staged({ installed = false, folder = temporaryFolder() } = {}): string {
  synthIn(folder, SHOP);
  writeFiles(folder, { '.projenrc.ts': rcWith(SHOP), '.gitignore.local': '', 'a file of mine.txt': 'mine\n' });
  if (installed) install(folder);
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  return folder;
}

function install(folder: string): void {
  installCompiled(folder);
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  const bin = join(folder, 'node_modules/.bin/python-gitops');
  symlinkSync(join(LIBRARY_FOLDER, 'bin/python-gitops.js'), bin);
  chmodSync(join(LIBRARY_FOLDER, 'bin/python-gitops.js'), 0o755);
}

interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function check(folder: string, args = ['--staged'], env: NodeJS.ProcessEnv = {}, cwd = folder): Result {
  const temporary = temporaryFolder();
  const { status, stdout, stderr } = spawnSync(join(folder, SCRIPT), args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TMPDIR: temporary, ...env },
  });
  expect(readdirSync(temporary)).toEqual([]);
  return { status, stdout, stderr };
}

const HASHES_ONLY = 'compared only hashes: node_modules is missing. Install it with npm ci\n';

describe('without node_modules, hashes are compared, and that it was no more is said', () => {
  const clean = { status: 0, stdout: '', stderr: HASHES_ONLY };

  test('before the first commit, and after it', () => {
    const folder = staged();
    expect(check(folder)).toEqual(clean);
    commit(folder);
    expect(check(folder)).toEqual(clean);
  });

  test('an edit counts when it is staged, and not before', () => {
    const folder = staged();
    commit(folder);
    appendFileSync(join(folder, 'Makefile'), 'mine:\n');
    expect(check(folder)).toEqual(clean);
    git(folder, 'add', 'Makefile');
    // What was put back on disk, but not staged, does not count either.
    writeFileSync(join(folder, 'Makefile'), git(folder, 'show', 'HEAD:Makefile'));
    const { status, stdout, stderr } = check(folder);
    expect([status, stdout]).toEqual([1, 'Makefile: FAILED\n']);
    expect(stderr).toContain('Only staged files were checked: run npx projen, then git add the files it writes.\n');
  });

  test('a generated file that is staged as deleted or renamed is missed', () => {
    const folder = staged();
    commit(folder);
    git(folder, 'rm', '--quiet', 'apps/storefront/Dockerfile');
    git(folder, 'mv', 'AGENTS.md', 'with blank.md');
    expect(check(folder).stdout.split('\n').sort()).toEqual(['', 'AGENTS.md: FAILED open or read']);
    git(folder, 'mv', 'with blank.md', 'AGENTS.md');
    expect(check(folder)).toEqual(clean);
    git(folder, 'rm', '--quiet', 'argo/root-app.yaml');
    expect(check(folder)).toMatchObject({ status: 1, stdout: 'argo/root-app.yaml: FAILED open or read\n' });
  });

  test('in a part of a larger repository, and from any folder', () => {
    const outer = temporaryFolder();
    const folder = join(outer, 'services/the shop');
    mkdirSync(folder, { recursive: true });
    staged({ folder });
    rmSync(join(folder, '.git'), { recursive: true });
    git(outer, 'init', '--quiet');
    git(outer, 'add', '--all');
    expect(check(folder, ['--staged'], {}, outer)).toEqual(clean);
    appendFileSync(join(folder, 'Makefile'), 'mine:\n');
    git(outer, 'add', '--all');
    expect(check(folder, ['--staged'], {}, join(folder, 'apps'))).toMatchObject({
      status: 1,
      stdout: 'Makefile: FAILED\n',
    });
    expect(check(folder, ['--staged'], { GIT_DIR: '.git', GIT_INDEX_FILE: '.git/index' }, outer)).toMatchObject({
      status: 1,
      stdout: 'Makefile: FAILED\n',
    });
  });

  test('as a hook of git: of a whole commit, of one of some paths, and in another worktree', () => {
    const folder = staged();
    writeFiles(folder, { '.git/hooks/pre-commit': `#!/bin/sh\nexec ${SCRIPT} --staged\n` });
    chmodSync(join(folder, '.git/hooks/pre-commit'), 0o755);
    commit(folder);
    appendFileSync(join(folder, 'Makefile'), 'mine:\n');
    appendFileSync(join(folder, 'README.md'), 'mine\n');
    commit(folder, '--', 'README.md');
    expect(() => commit(folder, '--all')).toThrow('Makefile: FAILED');
    expect(() => commit(folder, '--', 'Makefile')).toThrow('Makefile: FAILED');
    git(folder, 'checkout', '--', 'Makefile');

    const worktree = join(temporaryFolder(), 'worktree');
    git(folder, 'worktree', 'add', '--quiet', worktree);
    appendFileSync(join(worktree, 'Makefile'), 'mine:\n');
    expect(() => commit(worktree, '--all')).toThrow('Makefile: FAILED');
    git(worktree, 'checkout', '--', 'Makefile');
    commit(worktree, '--allow-empty');
  });

  test('line endings of this machine are no edit', () => {
    const folder = staged();
    git(folder, 'config', 'core.autocrlf', 'true');
    expect(check(folder)).toEqual(clean);
  });

  test('a merge that is not resolved cannot be judged', () => {
    const folder = staged();
    commit(folder);
    git(folder, 'branch', '--move', 'main');
    git(folder, 'branch', 'other');
    for (const [branch, text] of [
      ['other', 'theirs'],
      ['main', 'ours'],
    ]) {
      git(folder, 'checkout', '--quiet', branch);
      writeFiles(folder, { 'a file of mine.txt': `${text}\n` });
      commit(folder, '--all');
    }
    expect(() => git(folder, 'merge', 'other')).toThrow();
    expect(check(folder)).toEqual({
      status: 2,
      stdout: '',
      stderr: 'cannot check staged files: resolve the merge conflicts first\n',
    });
  });
});

describe('with node_modules, what is staged is compared with what the staged config renders', () => {
  test('a change of the config is refused without its result, and accepted with it', () => {
    const folder = staged({ installed: true });
    expect(check(folder)).toMatchObject({ status: 0, stderr: '' });
    commit(folder);
    writeFiles(folder, { '.projenrc.ts': rcWith(CHANGED) });
    git(folder, 'add', '.projenrc.ts');
    const refused = check(folder);
    expect([refused.status, refused.stdout.includes('apps/storefront/Dockerfile: outdated')]).toEqual([1, true]);
    expect(refused.stderr).toBe('Only staged files were checked: run npx projen, then git add the files it writes.\n');
    synthIn(folder, CHANGED);
    expect(check(folder).status).toBe(1);
    git(folder, 'add', '--all');
    expect(check(folder)).toMatchObject({ status: 0, stderr: '' });
  });

  test('so is a change of what the config imports', () => {
    const folder = staged({ installed: true });
    writeFiles(folder, {
      'config/port.ts': 'export const PORT = 5000;\n',
      '.projenrc.ts': `import { PORT } from './config/port';\n${rcWith(CHANGED).replace('8080', 'PORT')}`,
    });
    git(folder, 'add', '--all');
    expect(check(folder)).toMatchObject({ status: 0 });
    writeFiles(folder, { 'config/port.ts': 'export const PORT = 8080;\n' });
    git(folder, 'add', 'config');
    expect(check(folder).status).toBe(1);
  });

  test('a config that does not compile: it could not be compared', () => {
    const folder = staged({ installed: true });
    writeFiles(folder, { '.projenrc.ts': 'const x = ;\n' });
    expect(check(folder).status).toBe(0);
    git(folder, 'add', '.projenrc.ts');
    const { status, stderr } = check(folder);
    expect([status, stderr]).toEqual([2, 'python-gitops: .projenrc.ts:1:11: Unexpected token\n']);
  });

  test('a revision that a release file names is looked for in the repository, not in the copy', () => {
    const folder = staged({ installed: true });
    commit(folder);
    const path = 'apps/storefront/argo/release/kustomization.yaml';
    const unknown = '0123456789012345678901234567890123456789';
    const [known] = git(folder, 'rev-parse', 'HEAD').split('\n');
    const pin = (revision: string): string =>
      [
        'apiVersion: kustomize.config.k8s.io/v1alpha1',
        'kind: Component',
        'patches:',
        '- patch: |-',
        '    - op: replace',
        '      path: /spec/source/targetRevision',
        `      value: "${revision}"`,
        '    - op: add',
        '      path: /spec/source/kustomize',
        '      value:',
        '        images:',
        `        - docker.io/acme/storefront=docker.io/acme/storefront:v1@sha256:${'a'.repeat(64)}`,
        '  target:',
        '    kind: Application',
        '    name: storefront-prod',
        '',
      ].join('\n');
    for (const [revision, status] of [
      [known, 0],
      [unknown, 1],
    ] as const) {
      writeFiles(folder, { [path]: pin(revision) });
      synthIn(folder, SHOP);
      git(folder, 'add', '--all');
      const result = check(folder);
      expect([revision, result.status, result.stdout.includes('Not checked')]).toEqual([revision, status, false]);
    }
  });
});

test('--help says what it does; anything else unknown is an error with the same words', () => {
  const folder = staged();
  const help = check(folder, ['--help']);
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toMatch(/^Usage: scripts\/check-generated\.sh \[--staged\]\n/);
  expect(check(folder, ['--stage'])).toEqual({ status: 2, stdout: '', stderr: help.stdout });
  expect(check(folder, ['--staged', 'x']).status).toBe(2);
  expect(readFileSync(join(folder, SCRIPT), 'utf8')).toContain('--staged');
});
