import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { compare } from '../../../src/common/order';
import { Folder } from '../../../src/files/disk/folder';
import { contents, read, temporaryFolder, writeFiles } from '../../support/repository';

describe('the entry at a path', () => {
  test('a file is read byte for byte, with its executable bit', () => {
    const root = temporaryFolder();
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x0d, 0x0a, 0x00]);
    writeFiles(root, { 'a/plain': bytes, 'a/run.sh': '#!/bin/sh\n' });
    chmodSync(join(root, 'a/run.sh'), 0o755);
    const folder = new Folder(root);
    expect(folder.read('a/plain')).toEqual({ kind: 'file', content: bytes, executable: false });
    expect(folder.read('a/run.sh')).toMatchObject({ kind: 'file', executable: true });
  });

  test('only the execute bit of the owner counts, as for git', () => {
    const root = temporaryFolder();
    writeFiles(root, { group: '', owner: '' });
    chmodSync(join(root, 'group'), 0o654);
    chmodSync(join(root, 'owner'), 0o744);
    const folder = new Folder(root);
    expect(folder.read('group')).toMatchObject({ executable: false });
    expect(folder.read('owner')).toMatchObject({ executable: true });
  });

  test('a link is a link, whether it leads to a file, to a folder, or nowhere', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'real/file': 'content' });
    for (const [name, target] of Object.entries({ toFile: 'real/file', toFolder: 'real', nowhere: 'none' })) {
      symlinkSync(target, join(root, name));
      expect([name, new Folder(root).read(name)]).toEqual([name, { kind: 'link' }]);
    }
  });

  test('a folder is a folder, and a missing path is missing', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'a/b'), { recursive: true });
    const folder = new Folder(root);
    expect(folder.read('a/b')).toEqual({ kind: 'folder' });
    expect(folder.read('a/c')).toEqual({ kind: 'missing' });
    expect(folder.read('x/y/z')).toEqual({ kind: 'missing' });
  });

  test('a folder that cannot be opened, a pipe and a socket are no files either', async () => {
    const root = temporaryFolder();
    execFileSync('mkfifo', [join(root, 'pipe')]);
    const server = createServer().listen(join(root, 'socket'));
    await once(server, 'listening');
    const folder = new Folder(root);
    expect(['pipe', 'socket'].map((path) => folder.read(path))).toEqual([{ kind: 'folder' }, { kind: 'folder' }]);
    server.close();
  });

  test('a comparison finds what reading finds, but for content that is the same', () => {
    const root = temporaryFolder();
    const texts = [
      '',
      'a',
      'b',
      'ä',
      'aa',
      '\ufeffa',
      'x'.repeat(70_000),
      `${'x'.repeat(69_999)}y`,
      '日本'.repeat(50_000),
    ];
    writeFiles(root, Object.fromEntries(texts.map((text, index) => [`files/${index}`, text])));
    writeFiles(root, { 'files/bytes': Buffer.from([0xff]) });
    symlinkSync('files/0', join(root, 'link'));
    const folder = new Folder(root);
    const paths = [...texts.keys()].map((index) => `files/${index}`);
    for (const path of [...paths, 'files/bytes', 'link', 'files', 'none', 'link/below']) {
      for (const text of [...texts, '\ufffd']) {
        const entry = folder.read(path);
        const isSame = entry.kind === 'file' && entry.content.equals(Buffer.from(text));
        expect(folder.compare(path, text)).toEqual(isSame ? { kind: 'same', executable: false } : entry);
      }
    }
  });

  test('nothing is missing where a link leads nowhere', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'a/file': '' });
    symlinkSync('none', join(root, 'link'));
    const folder = new Folder(root);
    expect(['a', 'a/file', 'link'].filter((path) => folder.isMissing(path))).toEqual([]);
    expect(['b', 'a/b', 'a/file/below'].filter((path) => !folder.isMissing(path))).toEqual([]);
  });

  test('text is the text of a file, and undefined for everything else', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'a/text': 'grün\n' });
    symlinkSync('a/text', join(root, 'link'));
    const folder = new Folder(root);
    expect(['a/text', 'a', 'link', 'none'].map((path) => folder.text(path))).toEqual([
      'grün\n',
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('names are those of a folder; a file, a link to a folder, and a missing path have none', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'apps/b/x': '', 'apps/a': '' });
    symlinkSync('apps', join(root, 'link'));
    const folder = new Folder(root);
    expect(folder.names('apps').sort()).toEqual(['a', 'b']);
    expect(['apps/a', 'link', 'none'].map((path) => folder.names(path))).toEqual([[], [], []]);
  });

  test('entries are those names with their types; a link to a folder is no folder', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'apps/b/x': '', 'apps/a': '' });
    symlinkSync('b', join(root, 'apps', 'link'));
    const folder = new Folder(root);
    const entries = folder.entries('apps').sort((one, other) => compare(one.name, other.name));
    expect(entries).toEqual([
      { name: 'a', isFolder: false },
      { name: 'b', isFolder: true },
      { name: 'link', isFolder: false },
    ]);
    expect(['apps/a', 'apps/link', 'none'].map((path) => folder.entries(path))).toEqual([[], [], []]);
  });
});

describe('obstacles', () => {
  test('a parent that is a link is an obstacle for everything below it, at every depth', () => {
    const outside = temporaryFolder('outside');
    const root = temporaryFolder();
    writeFiles(outside, { 'k8s/secret': 'not ours' });
    symlinkSync(outside, join(root, 'apps'));
    const folder = new Folder(root);
    for (const path of ['apps/Makefile', 'apps/k8s/secret', 'apps/k8s/base/new.yaml']) {
      expect(folder.obstacle(path)).toEqual({
        code: 'unsafe-path',
        path: 'apps',
        must: 'be a folder of this repository',
        got: 'a symbolic link',
        fix: 'move it away: generated files belong in this folder, and links are not followed',
      });
      // Nothing behind the link is read.
      expect(folder.read(path)).toEqual({ kind: 'missing' });
    }
  });

  test('a parent that is a file is an obstacle', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'docs/deep': 'a file' });
    expect(new Folder(root).obstacle('docs/deep/er/x.md')).toMatchObject({ path: 'docs/deep', got: 'a file' });
  });

  test('a missing parent, a real one, and the root are not obstacles', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'docs'));
    const folder = new Folder(root);
    expect(['x.md', 'docs/x.md', 'none/yet/x.md'].map((path) => folder.obstacle(path))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('all paths below an obstacle have the same finding, so that it is reported once', () => {
    const root = temporaryFolder();
    writeFiles(root, { apps: 'a file' });
    const folder = new Folder(root);
    expect(folder.obstacle('apps/a/x')).toBe(folder.obstacle('apps/b/c/y'));
  });

  test('a repository that is reached through a link is fine', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'apps/a/x': 'content' });
    const link = join(temporaryFolder(), 'link');
    symlinkSync(root, link);
    expect(new Folder(link).text('apps/a/x')).toBe('content');
  });
});

describe('writing', () => {
  test('a file is replaced without a leftover temporary file', () => {
    const root = temporaryFolder();
    writeFiles(root, { 'package.json': 'old' });
    new Folder(root).write('package.json', 'new\n');
    expect(read(root, 'package.json')).toBe('new\n');
    expect(readdirSync(root)).toEqual(['package.json']);
  });

  test('the parent of a path is created, the path itself is not', () => {
    const root = temporaryFolder();
    new Folder(root).makeParent('a/b/c.txt');
    expect([...contents(root).keys()]).toEqual(['a/', 'a/b/']);
  });
});
