import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { OWN_FOLDER } from '../../../src/files/disk/own-folder';
import { COMPILED_COMMAND, compiledCommand, folderWithRc, installCompiled, rcWith } from '../../support/command';
import { git, pathsBelow, read, SHOP, synthIn, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts a compiled command without waiting for it; reports each text that it prints to standard error. */
function start(folder: string, args = ['synth'], onError: (text: string) => void = () => undefined): Promise<Ended> {
  const env = { ...process.env, NODE_ENV: undefined, PROJEN_DISABLE_POST: 'true' };
  const child = spawn(process.execPath, [...COMPILED_COMMAND, ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => (stdout += String(data)));
  child.stderr.on('data', (data) => {
    stderr += String(data);
    onError(String(data));
  });
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

function repository(): string {
  const folder = folderWithRc(rcWith(SHOP));
  installCompiled(folder);
  expect(compiledCommand(folder, ['synth']).code).toBe(0);
  return folder;
}

/** Like the run that ends: it removes its lock, and the folder that is then empty. */
function endOtherRun(folder: string): void {
  rmSync(join(folder, OWN_FOLDER), { recursive: true });
}

test.each([2, 2, 2, 3, 4])('%i runs at once end well, and leave nothing of their own behind', async (count) => {
  const folder = repository();
  writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, apps: { storefront: {}, checkout: {} } }) });
  const answers = await Promise.all(Array.from({ length: count }, () => start(folder)));
  expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 0));
  expect(answers.filter(({ stdout }) => /^wrote \d+ files:/.test(stdout))).toHaveLength(1);
  expect(answers.filter(({ stdout }) => stdout.includes('nothing to change'))).toHaveLength(count - 1);
  expect(pathsBelow(folder).filter((path) => path.includes(OWN_FOLDER) || path.endsWith('.tmp'))).toEqual([]);
});

test.each([
  ['synth', ['synth'], 'apps/checkout/Dockerfile'],
  ['heal', ['heal', 'apps/checkout/Dockerfile'], 'apps/checkout/Dockerfile'],
  ['add-app', ['add-app', 'billing'], 'apps/billing/Dockerfile'],
])('%s uses what the run that it waited for left behind', async (_name, args, written) => {
  const folder = repository();
  const lock = { pid: process.pid, host: hostname() };
  writeFiles(folder, { [`${OWN_FOLDER}/lock`]: JSON.stringify(lock) });
  const { code, stderr } = await start(folder, args, (text) => {
    if (!text.startsWith('Waiting')) return;
    const after = rcWith({ ...SHOP, apps: { storefront: {}, checkout: {} } });
    writeFiles(folder, { '.projenrc.ts': after });
    endOtherRun(folder);
  });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `Waiting for another run in this repository (process ${process.pid}) …\n`,
  });
  expect(pathsBelow(folder)).toContain(written);
  expect(read(folder, '.projenrc.ts')).toContain('checkout');
});
