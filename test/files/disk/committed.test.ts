import { committedIn } from '../../../src/files/disk/committed';
import { git, temporaryFolder, writeFiles } from '../../support/repository';

function repository(files: Record<string, string | Buffer>, ...flags: string[]): string {
  const root = temporaryFolder();
  git(root, 'init', '--quiet', ...flags);
  writeFiles(root, files);
  git(root, 'add', '--all');
  git(root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'all');
  return root;
}

const FILES = { 'a.txt': 'one\n', 'sub/with blank/ü.txt': 'grün\n', bytes: Buffer.from([0xff, 0x00, 0x0a]) };

test.each([[[]], [['--object-format=sha256']]])('exactly what the last commit has is committed (%j)', (flags) => {
  const isCommitted = committedIn(repository(FILES, ...flags));
  for (const [path, content] of Object.entries(FILES)) expect(isCommitted(path, Buffer.from(content))).toBe(true);
  expect(isCommitted('a.txt', Buffer.from('one'))).toBe(false);
  expect(isCommitted('b.txt', Buffer.from('one\n'))).toBe(false);
});

test('staged content is not', () => {
  const root = repository(FILES);
  writeFiles(root, { 'a.txt': 'two\n' });
  git(root, 'add', '--all');
  expect(committedIn(root)('a.txt', Buffer.from('two\n'))).toBe(false);
});

test('in part of a larger repository, paths are relative to that part', () => {
  const root = repository({ 'part/a.txt': 'one\n', 'b.txt': 'b\n' });
  const isCommitted = committedIn(`${root}/part`);
  expect(isCommitted('a.txt', Buffer.from('one\n'))).toBe(true);
  expect(isCommitted('b.txt', Buffer.from('b\n'))).toBe(false);
});

test('without a commit or a repository, nothing is', () => {
  const root = temporaryFolder();
  expect(committedIn(root)('a.txt', Buffer.from(''))).toBe(false);
  git(root, 'init', '--quiet');
  expect(committedIn(root)('a.txt', Buffer.from(''))).toBe(false);
});
