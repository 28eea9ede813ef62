import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { LIBRARY_FOLDER } from '../../../src/config/library';
import { compiledCommand, folderWithRc, rcWith } from '../../support/command';
import { git, pathsBelow, read, SHOP, synthIn, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

/** Starts the compiled synth without waiting for it. */
function start(folder: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const env = { ...process.env, NODE_ENV: undefined, PROJEN_DISABLE_POST: 'true' };
  const command = join(LIBRARY_FOLDER, 'bin', 'python-gitops.js');
  const child = spawn(process.execPath, [command, 'synth'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => (stderr += String(data)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

test('parallel runs all succeed, one does the work, and an edit is saved once', async () => {
  const apps = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`app-${index}`, {}]));
  const folder = folderWithRc(rcWith({ ...SHOP, apps }));
  synthIn(folder, SHOP);
  writeFiles(folder, { Makefile: 'mine:\n' });
  expect(compiledCommand(folder, ['--version']).code).toBe(0);
  const answers = await Promise.all([start(folder), start(folder), start(folder)]);
  expect(answers.map(({ code }) => code)).toEqual([0, 0, 0]);
  const idle = answers.filter(({ stdout }) => stdout.includes('nothing to change'));
  expect(idle).toHaveLength(2);
  const waits = answers.map(({ stderr }) => stderr).filter((text) => text !== '');
  for (const text of waits) {
    expect(text).toMatch(/^Waiting for another run in this repository \(process \d+\) …\n$/);
  }
  const own = pathsBelow(folder).filter((path) => path.startsWith('.python-gitops/') || path.endsWith('.tmp'));
  expect(own).toEqual([expect.stringMatching(/^\.python-gitops\/saved\/.*\.patch$/)]);
  git(folder, 'init', '--quiet');
  git(folder, 'apply', own[0]);
  expect(read(folder, 'Makefile')).toBe('mine:\n');
});
