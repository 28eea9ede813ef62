import { commitAll } from '../../../src/clients/git/first-commit';
import { git, temporaryFolder, withoutPrograms, writeFiles } from '../../support/repository';

const MESSAGE = 'chore: create the repository';

function commit(folder: string): string {
  return commitAll(folder, 'trunk', MESSAGE);
}

/** A folder with a file, whose repository has a name to commit with. */
function repository(): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet', '--initial-branch=work');
  git(folder, 'config', 'user.name', 'Test');
  git(folder, 'config', 'user.email', 'test@example.org');
  writeFiles(folder, { 'a.txt': '' });
  return folder;
}

test('a machine without git is told apart from a commit that fails', () => {
  const folder = temporaryFolder();
  expect(withoutPrograms(() => commit(folder))).toBe('no-git');
  const failing = repository();
  writeFiles(failing, { '.git/refs/heads/work.lock': '' });
  expect(commit(failing)).toBe('failed');
});

test('the branch of a repository that exists stays', () => {
  const folder = repository();
  expect(commit(folder)).toBe('done');
  expect(git(folder, 'log', '--format=%s %D')).toBe(`${MESSAGE} HEAD -> work`);
});
