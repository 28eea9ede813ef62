import { existsSync, mkdirSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join, relative } from 'node:path';
import { PACKAGE_MANAGERS } from '../../../src/config/package-managers';
import { Folder } from '../../../src/files/disk/folder';
import type { WritePlan } from '../../../src/files/disk/plan';
import { install, installDependencies } from '../../../src/project/projen/install';
import { printed, temporaryFolder, writeFiles } from '../../support/repository';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

/** A stand-in for npm, and its arguments. */
function npmThat(result: { status: number | null; error?: Error }): { calls: unknown[][]; restore: () => void } {
  const spy = jest.spyOn(childProcess, 'spawnSync').mockReturnValue(result as never);
  return { calls: spy.mock.calls, restore: () => spy.mockRestore() };
}

function planWriting(...paths: string[]): WritePlan {
  const writes = paths.map((path) => ({
    file: { path, content: '', owner: 'generated', option: 'name', instead: '' } as const,
    reason: 'updated' as const,
  }));
  return { writes, removals: [], unchanged: 0, findings: [] };
}

function installs(root: string, plan: WritePlan, manager = PACKAGE_MANAGERS.npm): boolean {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  const npm = npmThat({ status: 0 });
  try {
    printed(() => installDependencies(new Folder(root), plan, manager));
    return npm.calls.length > 0;
  } finally {
    npm.restore();
  }
}

describe('npm is run', () => {
  test('when package.json changed', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package-lock.json': '{}' });
    expect(installs(root, planWriting('package.json'))).toBe(true);
    expect(installs(root, planWriting('Makefile', 'package.json', 'README.md'))).toBe(true);
  });

  test('without a lock', () => {
    expect(installs(temporaryFolder(), planWriting())).toBe(true);
  });

  test('and does not when other files were written and everything is installed', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package-lock.json': '{}' });
    expect(installs(root, planWriting('Makefile', 'apps/web/package.json'))).toBe(false);
    expect(installs(root, planWriting())).toBe(false);
  });
});

describe('npm install', () => {
  test('runs in the root, without questions, and keeps standard output clean', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'node_modules'));
    const npm = npmThat({ status: 0 });
    const { stdout, stderr } = printed(() => install(root, PACKAGE_MANAGERS.npm));
    npm.restore();
    expect(npm.calls).toEqual([
      [
        'npm',
        ['install', '--no-audit', '--no-fund', '--loglevel=error'],
        expect.objectContaining({ cwd: root, stdio: ['ignore', 2, 2] }),
      ],
    ]);
    expect([stdout, stderr]).toEqual(['', 'Installing npm packages …']);
  });

  test('leaves node_modules newer than package-lock.json, so that make does not run it again', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package-lock.json': '{}', 'node_modules/x': '' });
    utimesSync(join(root, 'node_modules'), 0, 0);
    const npm = npmThat({ status: 0 });
    printed(() => install(root, PACKAGE_MANAGERS.npm));
    npm.restore();
    const age = (path: string): number => statSync(join(root, path)).mtimeMs;
    expect(age('node_modules')).toBeGreaterThanOrEqual(age('package-lock.json'));
  });

  test('that fails is reported with a fix, without stack frames', () => {
    const npm = npmThat({ status: 1 });
    const error = errorOf(() => install(temporaryFolder(), PACKAGE_MANAGERS.npm));
    npm.restore();
    expect(error.message).toBe('npm install failed, see above. Fix the cause, then run npm install.');
    expect(error.stack).toBe(error.message);
  });

  test('that cannot be started is reported with what is missing', () => {
    const npm = npmThat({ status: null, error: new Error('spawnSync npm ENOENT') });
    const error = errorOf(() => install(temporaryFolder(), PACKAGE_MANAGERS.npm));
    npm.restore();
    expect(error.message).toBe('cannot start npm (spawnSync npm ENOENT): install Node.js with npm');
  });
});

/** Every file, including node_modules. */
function filesBelow(root: string): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(root, join(entry.parentPath, entry.name))).sort();
}

describe('the other package managers', () => {
  const { npm, pnpm, yarn } = PACKAGE_MANAGERS;

  test.each([
    [
      pnpm,
      'npx',
      ['--yes', 'pnpm@10.34.9', 'install', '--no-frozen-lockfile', '--loglevel=error'],
      {},
      'pnpm install failed, see above. Fix the cause, then run npx --yes pnpm@10.34.9 install.',
    ],
    [
      yarn,
      'npx',
      ['--yes', '--package=@yarnpkg/cli-dist@4.18.1', 'yarn', 'install', '--no-immutable'],
      { YARN_NODE_LINKER: 'node-modules' },
      'yarn install failed, see above. ' +
        'Fix the cause, then run npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install.',
    ],
  ])(
    '$name is started in its pinned version, and may change the lock',
    (manager, command, args, environment, again) => {
      const started = npmThat({ status: 1 });
      const error = errorOf(() => install(temporaryFolder(), manager));
      const calls = [...started.calls];
      started.restore();
      const env = expect.objectContaining(environment) as object;
      expect(calls).toEqual([[command, args, expect.objectContaining({ env })]]);
      expect(error.message).toBe(again);
    },
  );

  test('have separate locks: that of another one does not count', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package-lock.json': '{}' });
    expect(installs(root, planWriting(), pnpm)).toBe(true);
    writeFiles(root, { 'pnpm-lock.yaml': '' });
    expect(installs(root, planWriting(), pnpm)).toBe(false);
  });

  /** Packages installed by npm, and what an installation with pnpm leaves of them. */
  function packagesAfter(status: number): { there: string[]; during: boolean } {
    const root = temporaryFolder();
    writeFiles(root, { [npm.state]: '{}', 'node_modules/by-npm/x': '', 'package.json': '{}' });
    let during = true;
    const spy = jest.spyOn(childProcess, 'spawnSync').mockImplementation((() => {
      during = existsSync(join(root, 'node_modules'));
      writeFiles(root, { [pnpm.state]: '', 'node_modules/by-pnpm/x': '' });
      return { status };
    }) as never);
    try {
      printed(() => install(root, pnpm));
    } catch {
      // What stands there is the question.
    } finally {
      spy.mockRestore();
    }
    return { there: filesBelow(root), during };
  }

  test('install into an empty node_modules, since none supports the packages of another', () => {
    expect(packagesAfter(0)).toEqual({
      during: false,
      there: ['node_modules/.modules.yaml', 'node_modules/by-pnpm/x', 'package.json'],
    });
  });

  test('restore the previous packages when they fail', () => {
    expect(packagesAfter(1)).toEqual({
      during: false,
      there: ['node_modules/.package-lock.json', 'node_modules/by-npm/x', 'package.json'],
    });
  });

  test('keep packages that no manager recorded, such as linked ones', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'node_modules/linked/x': '' });
    expect(installs(root, planWriting(), pnpm)).toBe(true);
    expect(filesBelow(root)).toEqual(['node_modules/linked/x']);
  });
});

function errorOf(body: () => void): Error {
  try {
    printed(body);
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, but it went through');
}
