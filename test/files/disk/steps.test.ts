import { Folder } from '../../../src/files/disk/folder';
import { MovedFolder } from '../../../src/files/disk/moved-folder';
import { movingApp, removing, rewriting } from '../../../src/files/disk/steps';
import { contents, differences, read, temporaryFolder, writeFiles } from '../../support/repository';

const HASH = 'a'.repeat(64);

/** A repository in which `a` becomes `b`, with another app of a longer name. */
const FILES = {
  'apps/a/.generated.sha256': `${HASH}  apps/a/Dockerfile\n${HASH} *apps/a/k8s/apps/a/x\n`,
  'apps/a/Dockerfile': 'FROM x\n',
  'apps/a/release.yaml': 'old\n',
  'apps/ab/Dockerfile': 'FROM y\n',
};

let root: string;
let folder: Folder;

beforeEach(() => {
  root = temporaryFolder();
  writeFiles(root, FILES);
  folder = new Folder(root);
});

test('a moved app is known under its new paths, and an undo restores everything', () => {
  const before = contents(root);
  const undo = [...movingApp('a', 'b'), removing(['apps/b/release.yaml', 'apps/b/none'])].map((step) => step(folder));
  expect(differences(before, contents(root))).toEqual([
    '-apps/a/.generated.sha256',
    '-apps/a/Dockerfile',
    '-apps/a/release.yaml',
    '+apps/b/.generated.sha256',
    '+apps/b/Dockerfile',
  ]);
  expect(read(root, 'apps/b/.generated.sha256')).toBe(`${HASH}  apps/b/Dockerfile\n${HASH} *apps/b/k8s/apps/a/x\n`);
  for (const one of undo.reverse()) one();
  expect(contents(root)).toEqual(before);
});

test('the view of the folder shows its files after the move', () => {
  const view = new MovedFolder(root, { from: 'a', to: 'b' }, new Set(['apps/b/release.yaml']));
  const paths = ['.generated.sha256', 'Dockerfile', 'release.yaml', 'none'];
  const seen = paths.map((path) => [view.text(`apps/a/${path}`), view.text(`apps/b/${path}`)]);
  const names = [view.names('apps').sort(), view.names('apps/b').sort(), view.names('apps/a'), view.isFolder('apps/a')];
  const entries = ['apps', 'apps/a', 'apps/b'].map(
    (path) => new Map(view.entries(path).map((own) => [own.name, own.isFolder])),
  );
  expect(entries[0]).toEqual(new Map(view.names('apps').map((name) => [name, true])));
  expect(entries[1]).toEqual(new Map());
  expect(entries[2].get('Dockerfile')).toBe(false);
  expect(view.exists('apps/b/Dockerfile')).toBe(true);
  expect(view.exists('apps/b/release.yaml')).toBe(false);
  expect(view.text('apps/ab/Dockerfile')).toBe('FROM y\n');
  for (const step of [...movingApp('a', 'b'), removing(['apps/b/release.yaml'])]) step(folder);
  const moved = new Folder(root);
  expect(seen).toEqual(paths.map((path) => [moved.text(`apps/a/${path}`), moved.text(`apps/b/${path}`)]));
  expect(names.slice(0, 1)).toEqual([moved.names('apps').sort()]);
  expect(names.slice(2)).toEqual([moved.names('apps/a'), moved.isFolder('apps/a')]);
  expect(names[1]).toEqual(expect.arrayContaining(moved.names('apps/b')));
});

test('a file that changed in the meantime is not overwritten', () => {
  writeFiles(root, { rc: 'mine\n' });
  expect(() => rewriting('rc', 'before\n', 'after\n')(folder)).toThrow(
    'rc changed while this command ran; nothing was written. Run it again.',
  );
  const undo = rewriting('rc', 'mine\n', 'after\n')(folder);
  expect(read(root, 'rc')).toBe('after\n');
  undo();
  expect(read(root, 'rc')).toBe('mine\n');
});
