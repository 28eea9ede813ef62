import { Git } from '../../../src/clients/git/git';
import { changedApps, changedBetween } from '../../../src/releases/delivery/changed';
import { commitAll, git, temporaryFolder, writeFiles } from '../../support/repository';

const FILES = Object.fromEntries(
  ['one', 'two', 'three'].flatMap((app) => [
    [`apps/${app}/src/server.py`, `${app}\n`],
    [`apps/${app}/Dockerfile`, 'FROM x\n'],
    [`apps/${app}/k8s/base/deployment.yaml`, 'a: 1\n'],
    [`apps/${app}/argo/app-dev.yaml`, 'a: 1\n'],
    [`apps/${app}/.generated.sha256`, 'x\n'],
  ]),
);

/** A repository with three apps; returns what each change of files makes of it, as commits. */
function repository(
  prefix: string,
  ...changes: Record<string, string | null>[]
): { at: Git; commits: string[]; root: string } {
  const root = temporaryFolder();
  const below = (files: Record<string, string>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${prefix}${path}`, text]));
  writeFiles(root, below(FILES));
  const commits = [commitAll(root)];
  for (const change of changes) {
    for (const [path, text] of Object.entries(change)) {
      if (text === null) git(root, 'rm', '--quiet', '-r', `${prefix}${path}`);
      else writeFiles(root, below({ [path]: text }));
    }
    commits.push(commitAll(root));
  }
  return { at: new Git(`${root}/${prefix}`), commits, root };
}

describe.each(['', 'services/shop/'])('in the folder %p of a checkout', (prefix) => {
  test('an app is changed if an input of its image is', () => {
    const { at, commits } = repository(prefix, {
      'apps/one/src/server.py': 'other\n',
      'apps/two/new file.txt': 'new\n',
    });
    const built = ['one', 'two', 'three'].map((app) => ({ app, source: commits[0] }));
    expect(changedApps(at, built, commits[1])).toEqual(['one', 'two']);
  });
});

test('a path that is in no image changes no app', () => {
  const { at, commits } = repository('', {
    'apps/one/k8s/base/deployment.yaml': 'a: 2\n',
    'apps/one/argo/app-dev.yaml': 'a: 2\n',
    'apps/one/.generated.sha256': 'y\n',
    Makefile: 'x:\n',
  });
  expect(changedBetween(at, ['one', 'two', 'three'], commits[0], 'HEAD')).toEqual([]);
});

test('each app is compared with the commit that its image was built from, so a failed build is repeated without a further change', () => {
  const { at, commits } = repository('', { 'apps/one/src/server.py': 'b\n' }, { 'apps/two/src/server.py': 'b\n' });
  const built = [
    { app: 'one', source: commits[0] },
    { app: 'two', source: commits[1] },
    { app: 'three', source: commits[0] },
  ];
  expect(changedApps(at, built, 'HEAD')).toEqual(['one', 'two']);
  expect(changedApps(at, [{ app: 'one', source: commits[1] }], 'HEAD')).toEqual([]);
});

test('an app with an unknown image or a missing commit is built; a removed one is not', () => {
  const { at, commits } = repository('', { 'apps/three': null });
  const built = [{ app: 'one' }, { app: 'two', source: 'f'.repeat(40) }, { app: 'three', source: commits[0] }];
  expect(changedApps(at, built, 'HEAD')).toEqual(['one', 'two']);
});

test('a removed file changes its app', () => {
  const { at, commits } = repository('', { 'apps/one/src/server.py': null });
  expect(changedBetween(at, ['one'], commits[0], 'HEAD')).toEqual(['one']);
});

test('git is called three times for any number of apps', () => {
  const { at, commits } = repository('', { 'apps/one/src/server.py': 'b\n', 'apps/two/src/server.py': 'b\n' });
  const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');
  const spy = jest.spyOn(childProcess, 'spawnSync');
  const apps = Array.from({ length: 500 }, (_, index) => ['one', 'two', 'three', `gone-${index}`]).flat();
  changedBetween(at, apps, commits[0], 'HEAD');
  expect(spy.mock.calls.length).toBeLessThanOrEqual(3);
  spy.mockRestore();
});
