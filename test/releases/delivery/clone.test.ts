import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Git } from '../../../src/clients/git/git';
import { GitError, GitProcess, REMOTE_LIMIT } from '../../../src/clients/git/process';
import { Clone } from '../../../src/releases/delivery/clone';
import { withRemote } from '../../support/remote';
import { git, temporaryFolder, withoutPrograms, writeFiles } from '../../support/repository';

const FILES = new Map([['file', 'content\n']]);

describe('replacing a branch', () => {
  test('needs the branch to be as it was read: missing, or at the same commit', () => {
    const { folder, remote, head } = withRemote();
    const mine = new Clone(folder);
    const at = (): string => git(remote, 'rev-parse', 'waits');
    expect(mine.fetchIfThere('waits')).toBeUndefined();
    const [one, two, three] = ['one', 'two', 'three'].map((message) => mine.commit(head, FILES, message));
    expect(mine.replace(one, 'waits', undefined)).toEqual({ kind: 'done' });
    expect([at(), mine.fetchIfThere('waits')]).toEqual([one, one]);
    // Another release came first: the branch exists already, or has another commit.
    expect(mine.replace(two, 'waits', undefined)).toMatchObject({ kind: 'retry' });
    expect(mine.replace(two, 'waits', three)).toMatchObject({ kind: 'retry' });
    expect(at()).toBe(one);
    expect(mine.replace(two, 'waits', one)).toEqual({ kind: 'done' });
    expect([at(), mine.fetchIfThere('waits'), mine.message(two)]).toEqual([two, two, 'two']);
  });

  test('ignores branches with longer names', () => {
    const { folder } = withRemote();
    git(folder, 'push', '--quiet', 'origin', 'HEAD:waits/long', 'HEAD:is/waits');
    expect(new Clone(folder).fetchIfThere('waits')).toBeUndefined();
  });
});

describe('a push', () => {
  test('succeeds on top of the remote branch, and is too late on top of an older commit', () => {
    const { folder, remote, head } = withRemote();
    const mine = new Clone(folder);
    const [one, two] = ['one', 'two'].map((message) => mine.commit(head, FILES, message));
    expect([mine.push(one, 'main'), mine.fetch('main')]).toEqual([{ kind: 'done' }, one]);
    expect(mine.push(two, 'main')).toMatchObject({ kind: 'retry', why: expect.stringContaining('[rejected]') });
    expect(git(remote, 'rev-parse', 'main')).toBe(one);
    // The local branch belongs to the user.
    expect(git(folder, 'rev-parse', 'main')).toBe(head);
  });

  test('is rejected by a rule of the server', () => {
    const { folder, remote, head } = withRemote();
    const hook = join(remote, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "GH006: protected" >&2\nexit 1\n', { mode: 0o755 });
    const mine = new Clone(folder);
    expect(mine.push(mine.commit(head, FILES, 'one'), 'main')).toEqual({
      kind: 'rejected',
      why: '[remote rejected] (pre-receive hook declined); GH006: protected',
      fix: undefined,
    });
  });
});

test('in a folder of a larger checkout, paths are relative to the folder', () => {
  const { folder, head } = withRemote();
  writeFiles(folder, { 'services/shop/file': 'old\n' });
  git(folder, 'add', '--all');
  const mine = new Clone(join(folder, 'services/shop'));
  const commit = mine.commit(head, FILES, 'one');
  expect(git(folder, 'show', '--format=', '--name-only', commit)).toBe('services/shop/file');
  expect(mine.show(commit, 'file')).toBe('content\n');
});

test('objects that a partial clone lacks come from the remote', () => {
  const { remote, head } = withRemote();
  git(remote, 'config', 'uploadpack.allowFilter', 'true');
  const folder = temporaryFolder('partial');
  git(folder, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${remote}`, '.');
  expect(new Git(folder).show(head, 'package.json')).toBeUndefined();
  const mine = new Clone(folder);
  const path = 'apps/storefront/Dockerfile';
  expect(mine.showAll([{ commit: head, path }])).toEqual([expect.stringContaining('FROM')]);
  expect(mine.show(head, 'package.json')).toContain('"name"');
});

describe('an error names what is missing and how to fix it:', () => {
  test('a repository', () => {
    expect(() => new Clone(temporaryFolder())).toThrow(
      new GitError('not a git repository: run git init first, or clone the repository'),
    );
  });

  test('git', () => {
    const { folder } = withRemote();
    expect(() => withoutPrograms(() => new Clone(folder))).toThrow(
      new GitError('git is required but failed to start: spawnSync ENOENT'),
    );
  });

  test('a remote, a branch of it, or all of it', () => {
    const { folder, remote } = withRemote();
    const mine = new Clone(folder);
    expect(mine.address()).toBe(remote);
    expect(() => mine.fetch('gone')).toThrow(
      new GitError('the remote has no branch gone: push it first, with git push origin gone'),
    );
    rmSync(remote, { recursive: true });
    expect(() => mine.fetch('main')).toThrow(/^git fetch failed: /);
    expect(() => mine.fetchIfThere('main')).toThrow(/^git fetch failed: /);
    git(folder, 'remote', 'remove', 'origin');
    const none = new GitError('git has no remote origin: add it with git remote add origin ADDRESS');
    expect(() => new Clone(folder).address()).toThrow(none);
    expect(() => new Clone(folder).fetch('main')).toThrow(none);
  });

  test('access, with its own explanation', () => {
    const { folder, remote } = withRemote();
    rmSync(remote, { recursive: true });
    const mine = new Clone(folder, { config: [], env: {}, explain: () => 'the key is not a key of this repository' });
    expect(() => mine.fetch('main')).toThrow(new GitError('git fetch failed: the key is not a key of this repository'));
  });
});

test('asks the remote once for each fetch, with a time limit', () => {
  const { folder } = withRemote();
  const clone = new Clone(folder);
  const run = jest.spyOn(GitProcess.prototype, 'run');
  expect(clone.fetchIfThere('gone')).toBeUndefined();
  expect(clone.fetchIfThere('main')).toBe(clone.fetch('main'));
  const calls = run.mock.calls.map(([[command], options]) => [command, options?.limit]);
  run.mockRestore();
  expect(calls).toEqual([
    ['remote', undefined],
    ['fetch', REMOTE_LIMIT],
    ['fetch', REMOTE_LIMIT],
    ['rev-parse', undefined],
    ['fetch', REMOTE_LIMIT],
    ['rev-parse', undefined],
  ]);
});

test('reads a file of a commit once, and that of a branch each time', () => {
  const { folder, head } = withRemote();
  const mine = new Clone(folder);
  const run = jest.spyOn(GitProcess.prototype, 'run');
  const contents = [head, head, 'main', 'main'].map((name) => mine.show(name, 'package.json'));
  const calls = run.mock.calls.map(([args]) => args.at(-1));
  run.mockRestore();
  expect(new Set(contents)).toEqual(new Set([git(folder, 'show', 'main:package.json').concat('\n')]));
  expect(calls).toEqual([`${head}:package.json`, 'main:package.json', 'main:package.json']);
});
