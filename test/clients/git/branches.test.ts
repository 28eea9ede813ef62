import { branchNames, findBranches, missingBranch } from '../../../src/clients/git/branches';
import { Git } from '../../../src/clients/git/git';
import { commitAll, git, temporaryFolder } from '../../support/repository';

test('a branch is as last fetched, or else the local one', () => {
  const folder = temporaryFolder();
  const first = commitAll(folder);
  const second = commitAll(folder);
  git(folder, 'update-ref', 'refs/remotes/origin/main', first);
  git(folder, 'branch', 'only-here');
  git(folder, 'update-ref', 'refs/remotes/origin/only/there', first);
  const found = findBranches(new Git(folder), ['main', 'nowhere', 'only-here', 'only/there']);
  expect([...found]).toEqual([
    ['main', { name: 'origin/main', commit: first }],
    ['only-here', { name: 'only-here', commit: second }],
    ['only/there', { name: 'origin/only/there', commit: first }],
  ]);
});

test('the message for a missing branch has the command that fetches it', () => {
  const folder = temporaryFolder();
  const head = commitAll(folder);
  const clone = temporaryFolder('clone');
  git(clone, 'init', '--quiet');
  git(clone, 'remote', 'add', 'origin', folder);
  const command = missingBranch('main').split(': git ')[1];
  git(clone, ...command.split(' '));
  expect(git(clone, 'rev-parse', branchNames('main')[0])).toBe(head);
});
