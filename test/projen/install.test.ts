import { mkdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Folder } from '../../src/disk/folder';
import type { Plan } from '../../src/disk/plan';
import { installDependencies, npmInstall } from '../../src/projen/install';
import { printed, temporaryFolder, writeFiles } from '../support/repository';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

/** A stand-in for npm, and the arguments with which it was started. */
function npmThat(result: { status: number | null; error?: Error }): { calls: unknown[][]; restore: () => void } {
  const spy = jest.spyOn(childProcess, 'spawnSync').mockReturnValue(result as never);
  return { calls: spy.mock.calls, restore: () => spy.mockRestore() };
}

function planWriting(...paths: string[]): Plan {
  const writes = paths.map((path) => ({
    file: { path, content: '', owner: 'generated', option: 'name', instead: '' } as const,
    reason: 'updated' as const,
  }));
  return { writes, removals: [], unchanged: 0, findings: [] };
}

function installs(root: string, plan: Plan): boolean {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  const npm = npmThat({ status: 0 });
  try {
    printed(() => installDependencies(new Folder(root), plan));
    return npm.calls.length > 0;
  } finally {
    npm.restore();
  }
}

describe('npm is run', () => {
  test('when package.json was written', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package-lock.json': '{}' });
    expect(installs(root, planWriting('package.json'))).toBe(true);
    expect(installs(root, planWriting('Makefile', 'package.json', 'README.md'))).toBe(true);
  });

  test('when nothing is locked', () => {
    expect(installs(temporaryFolder(), planWriting())).toBe(true);
  });

  test('and is not when other files were written and everything is installed', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package-lock.json': '{}' });
    expect(installs(root, planWriting('Makefile', 'apps/web/package.json'))).toBe(false);
    expect(installs(root, planWriting())).toBe(false);
  });
});

describe('npm install', () => {
  test('runs in the root, without asking, and keeps the standard output free', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'node_modules'));
    const npm = npmThat({ status: 0 });
    const { stdout, stderr } = printed(() => npmInstall(root));
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
    printed(() => npmInstall(root));
    npm.restore();
    const age = (path: string): number => statSync(join(root, path)).mtimeMs;
    expect(age('node_modules')).toBeGreaterThanOrEqual(age('package-lock.json'));
  });

  test('that fails says what to do, without frames', () => {
    const npm = npmThat({ status: 1 });
    const error = errorOf(() => npmInstall(temporaryFolder()));
    npm.restore();
    expect(error.message).toBe('npm install failed, as it says above. Run npm install once it is mended.');
    expect(error.stack).toBe(error.message);
  });

  test('that cannot be started says what is missing', () => {
    const npm = npmThat({ status: null, error: new Error('spawnSync npm ENOENT') });
    const error = errorOf(() => npmInstall(temporaryFolder()));
    npm.restore();
    expect(error.message).toBe('npm could not be started (spawnSync npm ENOENT): install Node.js with npm');
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
