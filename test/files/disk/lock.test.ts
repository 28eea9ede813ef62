import { spawn } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { Folder } from '../../../src/files/disk/folder';
import { LOCK, LockedError, withLock } from '../../../src/files/disk/lock';
import { pathsBelow, read, temporaryFolder, writeFiles } from '../../support/repository';

function folderWith(lock?: object | string): Folder {
  const root = temporaryFolder();
  if (lock !== undefined) writeFiles(root, { [LOCK]: typeof lock === 'string' ? lock : JSON.stringify(lock) });
  return new Folder(root);
}

afterEach(() => jest.restoreAllMocks());

test('the lock has the process and host while the body runs, and leaves nothing behind', () => {
  const folder = folderWith();
  const seen = withLock(folder, () => JSON.parse(read(folder.root, LOCK)) as object);
  expect(seen).toEqual({ pid: process.pid, host: hostname() });
  expect(pathsBelow(folder.root)).toEqual([]);
  expect(folder.exists('.python-gitops')).toBe(false);
});

test('it is released when the body throws, and other files next to it stay', () => {
  const folder = folderWith();
  writeFiles(folder.root, { '.python-gitops/saved/a.patch': 'x', '.python-gitops/journal.json.77.tmp': '{' });
  const body = (): never => {
    throw new Error('no');
  };
  expect(() => withLock(folder, body)).toThrow('no');
  expect(pathsBelow(folder.root)).toEqual(['.python-gitops/saved/a.patch']);
});

test('waits for a live process, reports it once, and names it after a timeout', () => {
  const folder = folderWith({ pid: process.ppid, host: hostname() });
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(() => withLock(folder, () => 'done', 250)).toThrow(LockedError);
  expect(printed.mock.calls).toEqual([[`Waiting for another run in this repository (process ${process.ppid}) …`]]);
  expect(() => withLock(folder, () => 'done', 0)).toThrow(
    `another run (process ${process.ppid} on ${hostname()}) is still writing in this repository; nothing was ` +
      `written. Wait for it or stop it. If the process no longer exists, remove ${LOCK}.`,
  );
  expect(read(folder.root, LOCK)).toContain(String(process.ppid));
});

test('the lock of a dead process is taken over without waiting', async () => {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.on('exit', resolve));
  const folder = folderWith({ pid: child.pid, host: hostname() });
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(withLock(folder, () => 'done', 1000)).toBe('done');
  expect(pathsBelow(folder.root)).toEqual([]);
  expect(printed.mock.calls.length).toBeLessThan(2);
});

test('a process of another host cannot be checked, and counts as alive', () => {
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const folder = folderWith({ pid: 1, host: 'elsewhere' });
  expect(() => withLock(folder, () => 'done', 0)).toThrow('(process 1 on elsewhere)');
});

test.each(['', '{', '{"pid":"x"}'])(
  'a lock without a name (%j) is respected while it is new, and taken over later',
  (text) => {
    jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const folder = folderWith(text);
    expect(() => withLock(folder, () => 'done', 0)).toThrow(LockedError);
    const old = new Date(Date.now() - 60_000);
    utimesSync(join(folder.root, LOCK), old, old);
    expect(withLock(folder, () => 'done', 1000)).toBe('done');
  },
);
