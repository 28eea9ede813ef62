import { readdirSync } from 'node:fs';
import { GitError, GitProcess } from '../../../src/clients/git/process';
import { makeCommit } from '../../../src/releases/delivery/commit';
import { commitAll, git, temporaryFolder, withEnvironment, writeFiles } from '../../support/repository';

const NO_AUTHOR = {
  // Ignores the user of the machine.
  config: ['user.useConfigOnly=true'],
  env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
};
const ADA = { ...NO_AUTHOR, config: ['user.name=Ada', 'user.email=ada@example.org'] };

function repository(): { folder: string; head: string } {
  const folder = temporaryFolder();
  writeFiles(folder, { 'a/file': 'old\n', 'a/other': 'stays\n' });
  return { folder, head: commitAll(folder) };
}

const FILES = new Map([
  ['a/file', 'é\n'],
  ['new folder/file', ''],
]);

test('a commit has the new files and the old ones; the folder, its index and its branches stay as they are', () => {
  const { folder, head } = repository();
  writeFiles(folder, { 'a/file': 'mine\n', staged: 's\n' });
  git(folder, 'add', 'staged');
  const state = (): string[] => [git(folder, 'status', '--porcelain'), git(folder, 'for-each-ref')];
  const before = state();
  const message = 'release\n\nTrailer: é\n';
  const commit = makeCommit(new GitProcess(folder, ADA), { parent: head, files: FILES, message });
  expect(git(folder, 'ls-tree', '-r', '--name-only', commit).split('\n')).toEqual([
    'a/file',
    'a/other',
    'new folder/file',
  ]);
  expect([git(folder, 'show', `${commit}:a/file`), git(folder, 'show', `${commit}:a/other`)]).toEqual(['é', 'stays']);
  expect(git(folder, 'log', '-1', '--format=%P %an <%ce>%n%B', commit)).toBe(
    `${head} Ada <ada@example.org>\n${message.trim()}`,
  );
  expect(state()).toEqual(before);
});

test('in GitHub Actions its bot is the default author; elsewhere the error explains how to set one', () => {
  const { folder, head } = repository();
  const commit = (settings: typeof ADA): string =>
    makeCommit(new GitProcess(folder, settings), { parent: head, files: FILES, message: 'm' });
  const author = (name: string): string => git(folder, 'log', '-1', '--format=%an, %ce', name);
  withEnvironment({ GITHUB_ACTIONS: 'true' }, () => {
    expect([author(commit(NO_AUTHOR)), author(commit(ADA))]).toEqual([
      'github-actions[bot], 41898282+github-actions[bot]@users.noreply.github.com',
      'Ada, ada@example.org',
    ]);
  });
  const scratch = temporaryFolder();
  withEnvironment({ GITHUB_ACTIONS: undefined, TMPDIR: scratch }, () => {
    expect(() => commit(NO_AUTHOR)).toThrow(
      new GitError(
        'git has no author for commits: run git config --global user.name NAME and git config --global user.email ADDRESS',
      ),
    );
  });
  // The separate index is gone.
  expect(readdirSync(scratch)).toEqual([]);
});
