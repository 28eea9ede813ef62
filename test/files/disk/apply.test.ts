import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan as carryOutPlan, stage } from '../../../src/files/disk/apply';
import { Folder } from '../../../src/files/disk/folder';
import type { Removal, Write } from '../../../src/files/disk/plan';
import { contents, expectUntouched, pathsBelow, read, temporaryFolder, writeFiles } from '../../support/repository';

function write(path: string, content: string, executable?: boolean): Write {
  return {
    file: { path, content, executable, owner: 'generated', option: 'name', instead: 'Nothing.' },
    reason: 'new',
  };
}

function carryOut(root: string, writes: readonly Write[], removals: readonly Removal[] = []): void {
  const folder = new Folder(root);
  carryOutPlan({ writes, removals, unchanged: 0, findings: [] }, stage(writes, folder), folder);
}

/** Permissions after the umask; only the bits of the owner matter. */
function ownerBits(root: string, path: string): string {
  return (Math.floor(statSync(join(root, path)).mode / 0o100) % 0o10).toString(8);
}

test('files are written with their folders, contents, and executable bits, without leftover temporary files', () => {
  const root = temporaryFolder();
  carryOut(root, [write('a/b/c.yaml', 'c: 1\n'), write('a/run.sh', '#!/bin/sh\n', true), write('top', '')]);
  expect(pathsBelow(root)).toEqual(['a/b/c.yaml', 'a/run.sh', 'top']);
  expect(read(root, 'a/b/c.yaml')).toBe('c: 1\n');
  expect([ownerBits(root, 'a/b/c.yaml'), ownerBits(root, 'a/run.sh')]).toEqual(['6', '7']);
});

test('an executable file is executable under any umask', () => {
  const root = temporaryFolder();
  const before = process.umask(0o177);
  try {
    carryOut(root, [write('run.sh', '#!/bin/sh\n', true)]);
  } finally {
    process.umask(before);
  }
  expect(ownerBits(root, 'run.sh')).toBe('7');
});

test('an existing file gets the new content and mode', () => {
  const root = temporaryFolder();
  writeFiles(root, { plain: 'old', run: 'old' });
  chmodSync(join(root, 'plain'), 0o755);
  chmodSync(join(root, 'run'), 0o444);
  carryOut(root, [write('plain', 'new'), write('run', 'new', true)]);
  expect([read(root, 'plain'), read(root, 'run')]).toEqual(['new', 'new']);
  expect([ownerBits(root, 'plain'), ownerBits(root, 'run')]).toEqual(['6', '7']);
});

test('a link is replaced; its target is not touched', () => {
  const root = temporaryFolder();
  writeFiles(root, { target: 'not ours' });
  symlinkSync('target', join(root, 'link'));
  carryOut(root, [write('link', 'ours')]);
  expect([read(root, 'link'), read(root, 'target')]).toEqual(['ours', 'not ours']);
  expect(contents(root).get('link')).toMatch(/ ours$/);
});

test('when a later file cannot be written, no file changes and nothing is left behind', () => {
  const root = temporaryFolder();
  writeFiles(root, { first: 'old', blocked: 'a file where a folder has to be' });
  expectUntouched(root, () => {
    expect(() => carryOut(root, [write('first', 'new'), write('blocked/x', 'new')], [{ path: 'first' }])).toThrow(
      /EEXIST|ENOTDIR/,
    );
  });
});

test('when a file cannot be written, folders created for others are removed too', () => {
  const root = temporaryFolder();
  writeFiles(root, { blocked: 'a file where a folder has to be' });
  expectUntouched(root, () => {
    expect(() => carryOut(root, [write('new/deep/file', 'x'), write('blocked/x', 'x')])).toThrow(/EEXIST|ENOTDIR/);
  });
});

test('removals also remove folders that become empty, with their empty subfolders', () => {
  const root = temporaryFolder();
  writeFiles(root, { 'a/b/c/gone': '', 'a/mine': '', 'd/e/gone': '', top: '' });
  mkdirSync(join(root, 'a/b/empty of the user'));
  carryOut(root, [], [{ path: 'a/b/c/gone' }, { path: 'd/e/gone' }, { path: 'top' }]);
  // git does not keep folders without files.
  expect([...contents(root).keys()]).toEqual(['a/', 'a/mine']);
});

test('a link is removed, not its target', () => {
  const root = temporaryFolder();
  writeFiles(root, { 'real/file': 'stays' });
  mkdirSync(join(root, 'a'));
  symlinkSync('../real', join(root, 'a/link'));
  carryOut(root, [], [{ path: 'a/link' }]);
  expect([...contents(root).keys()]).toEqual(['real/', 'real/file']);
});

test('a file that is already gone needs no removal', () => {
  const root = temporaryFolder();
  carryOut(root, [write('kept', 'x')], [{ path: 'gone' }]);
  expect(pathsBelow(root)).toEqual(['kept']);
});
