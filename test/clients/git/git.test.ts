import { spawnSync } from 'node:child_process';
import { appendFileSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Git } from '../../../src/clients/git/git';
import { GitError } from '../../../src/clients/git/process';
import { commitAll, git, temporaryFolder, withoutPrograms, writeFiles } from '../../support/repository';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

interface Sample {
  readonly root: string;
  /** The folder that is asked, below the root. */
  readonly folder: string;
  readonly at: Git;
  readonly first: string;
  readonly second: string;
}

/** Two commits: in the first `apps/one/a` and `apps/two/b`, in the second `apps/one/a` is another one. */
function sample(prefix = ''): Sample {
  const root = temporaryFolder();
  const folder = join(root, prefix);
  writeFiles(root, { README: 'outside\n', 'apps/one/a': 'of the root\n' });
  writeFiles(folder, { 'apps/one/a': 'first\n', 'apps/two/b': 'é\n' });
  symlinkSync('b', join(folder, 'apps/two/link'));
  const first = commitAll(root);
  writeFiles(folder, { 'apps/one/a': 'second\n' });
  return { root, folder, at: new Git(folder), first, second: commitAll(root) };
}

describe.each(['', 'services/shop/'])('in the folder %p of a checkout', (prefix) => {
  const { root, folder, at, first, second } = sample(prefix);

  test('paths are relative to the folder', () => {
    expect(at.prefix()).toBe(prefix);
    expect([at.show(first, 'apps/one/a'), at.show(second, 'apps/one/a')]).toEqual(['first\n', 'second\n']);
    expect(at.show('HEAD', `${prefix}README`)).toBe(prefix === '' ? 'outside\n' : undefined);
    expect(at.files(first, ['apps']).map(({ path }) => path)).toEqual(['apps/one/a', 'apps/two/b']);
    expect(at.changedPaths([second], 'apps')).toEqual(new Map([[second, ['apps/one/a']]]));
    expect(at.log('HEAD', ['apps/two']).map(({ hash, message }) => [hash, message.trim()])).toEqual([[first, 'all']]);
    const id = git(root, 'rev-parse', `${first}:${prefix}apps`);
    expect(at.objectIds([`${first}:./apps`, `${first}:./none`])).toEqual([id, undefined]);
  });

  test('contents of many files come from their commits, in the order of the questions', () => {
    const questions = [
      { commit: second, path: 'apps/one/a' },
      // A folder is no file.
      { commit: first, path: 'apps/one' },
      { commit: first, path: 'apps/two/b' },
      { commit: first, path: 'none' },
      { commit: first, path: 'apps/one/a' },
    ];
    expect(at.showAll(questions)).toEqual(['second\n', undefined, 'é\n', undefined, 'first\n']);
    const files = at.files(second, ['apps']);
    const contents = at.contents(files.map(({ id }) => id));
    expect(files.map(({ id }) => contents.get(id)?.toString('utf8'))).toEqual(['second\n', 'é\n']);
  });

  test('an archive has the files of a commit at their paths', () => {
    const input = at.archive(first, 'apps/one');
    const { stdout } = spawnSync('tar', ['-xOf', '-', 'apps/one/a'], { input, encoding: 'utf8' });
    expect(stdout).toBe('first\n');
    expect(() => at.archive(first, 'none')).toThrow(GitError);
  });

  test('changes of the working tree are listed, without writing the index', () => {
    writeFiles(folder, { 'apps/one/new file': '', 'apps/two/b': 'mine\n', Makefile: '' });
    rmSync(join(folder, 'apps/one/a'));
    // What was touched and is the same would make git write its index.
    utimesSync(join(root, 'README'), 1, 1);
    const index = join(root, '.git', 'index');
    const before = statSync(index, { bigint: true });
    expect(at.workingChanges(['apps', '.']).sort()).toEqual([
      'Makefile',
      'apps/one/a',
      'apps/one/new file',
      'apps/two/b',
    ]);
    expect(at.workingChanges(['apps/two'])).toEqual(['apps/two/b']);
    const after = statSync(index, { bigint: true });
    expect([after.ino, after.mtimeNs]).toEqual([before.ino, before.mtimeNs]);
  });
});

describe('names', () => {
  const { at, root, first, second } = sample();

  test('refer to commits only', () => {
    git(root, 'tag', '--annotate', '--message=t', 'v1', first);
    const names = ['HEAD', 'v1', first.slice(0, 12), 'f'.repeat(40), 'HEAD:README', '--all', 'a\nHEAD', '', 'main~1'];
    expect(at.resolveAll(names)).toEqual([second, first, first, ...Array(5).fill(undefined), first]);
    expect([at.resolve('v1'), at.resolve('nothing')]).toEqual([first, undefined]);
  });

  test('are answered in order even if one has a line break', () => {
    expect(at.objectIds(['HEAD\nHEAD', 'HEAD:README'])).toEqual([undefined, git(root, 'rev-parse', 'HEAD:README')]);
  });
});

describe('the history', () => {
  const root = temporaryFolder();
  const first = commitAll(root);
  git(root, 'checkout', '--quiet', '-b', 'side');
  git(root, 'commit', '--quiet', '--allow-empty', '--message=side');
  const side = git(root, 'rev-parse', 'HEAD');
  git(root, 'checkout', '--quiet', 'main');
  const next = commitAll(root);
  git(root, 'merge', '--quiet', '--no-ff', '--message=merge\n\nof both', 'side');
  const merge = git(root, 'rev-parse', 'HEAD');
  const alone = git(root, 'commit-tree', '-m', 'alone', `${first}^{tree}`);
  const at = new Git(root);

  test('has all parents, even of a merge that changes nothing', () => {
    const parents: [string, string[]][] = [
      [merge, [next, side]],
      [next, [first]],
      [side, [first]],
      [first, []],
    ];
    expect(at.parents([merge, next, side, first])).toEqual(new Map(parents));
    expect(at.parents([])).toEqual(new Map());
    expect(at.firstParents(merge)).toEqual([merge, next, first]);
    const graph = at.graph([merge]);
    expect(new Map(graph.map(({ id, parents: of }) => [id, of]))).toEqual(new Map(parents));
    expect([graph[0].id, graph.at(-1)?.id]).toEqual([merge, first]);
  });

  test('has ancestors and merge bases', () => {
    expect([at.isAncestor(side, merge), at.isAncestor(side, side), at.isAncestor(side, next)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(at.isAncestor('f'.repeat(40), merge)).toBeUndefined();
    expect([at.mergeBase(side, next), at.mergeBase(alone, next)]).toEqual([first, undefined]);
  });

  test('has the whole message of a commit', () => {
    expect(at.message(merge)).toBe('merge\n\nof both');
  });
});

test('differences of trees are listed pair by pair', () => {
  const { at, root, first, second } = sample();
  const [before, after, two] = [`${first}:apps/one`, `${second}:apps/one`, `${first}:apps/two`].map((name) =>
    git(root, 'rev-parse', name),
  );
  expect(
    at.treeDifferences([
      [before, before],
      [before, after],
      [before, two],
      [before, after],
    ]),
  ).toEqual([[], ['a'], ['a', 'b', 'link'], ['a']]);
});

test('a partial clone reports missing objects, and fetches nothing', () => {
  const { root, first } = sample();
  git(root, 'config', 'uploadpack.allowFilter', 'true');
  const clone = temporaryFolder('clone');
  git(clone, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${root}`, '.');
  const at = new Git(clone);
  const [{ id }] = at.files(first, ['apps/one']);
  expect(() => at.contents([id])).toThrow(
    new GitError(`this clone lacks object ${id}: git fetch --refetch --no-filter`),
  );
  expect([at.show(first, 'apps/one/a'), at.isShallow()]).toEqual([undefined, false]);
  git(clone, 'fetch', '--quiet', '--refetch', '--no-filter');
  expect(at.contents([id])).toEqual(new Map([[id, Buffer.from('first\n')]]));
});

test('a shallow clone is one', () => {
  const { root } = sample();
  const clone = temporaryFolder('clone');
  git(clone, 'clone', '--quiet', '--depth=1', `file://${root}`, '.');
  expect([new Git(clone).isShallow(), new Git(root).isShallow()]).toEqual([true, false]);
});

test('a repository that git refuses to read is not taken for a missing one: git explains the fix', () => {
  const root = temporaryFolder();
  git(root, 'init', '--quiet');
  appendFileSync(
    join(root, '.git', 'config'),
    '[extensions]\n\tnothing = true\n[core]\n\trepositoryformatversion = 1\n',
  );
  expect(() => new Git(root).prefix()).toThrow(
    /^git cannot read the repository here: fatal: unknown repository extension/,
  );
});

test('without a repository or git, names refer to nothing; a method that needs one fails with the reason', () => {
  const at = new Git(temporaryFolder());
  const answers = (): unknown[] => [at.isShallow(), at.resolve('HEAD'), at.mergeBase('a', 'b')];
  expect(answers()).toEqual([undefined, undefined, undefined]);
  expect(() => at.prefix()).toThrow(new GitError('not a git repository: run git init first, or clone the repository'));
  expect(() => at.graph(['HEAD'])).toThrow(/^git rev-list failed: fatal: not a git repository/);
  withoutPrograms(() => {
    expect(answers()).toEqual([undefined, undefined, undefined]);
    expect(() => at.prefix()).toThrow(new GitError('git is required but failed to start: spawnSync ENOENT'));
  });
});

test('many questions start one process, and no question starts none', () => {
  const { at, root, first, second } = sample();
  at.prefix();
  const blob = git(root, 'rev-parse', `${first}:apps/two/b`);
  const trees = [`${first}^{tree}`, `${second}^{tree}`].map((name) => git(root, 'rev-parse', name));
  const spy = jest.spyOn(childProcess, 'spawnSync');
  const calls = (length: number): number[] => {
    const many = <T>(value: T): T[] => Array.from({ length }, () => value);
    return [
      () => at.resolveAll(many('HEAD')),
      () => at.objectIds(many('HEAD:./apps')),
      () => at.showAll(many({ commit: first, path: 'apps/one/a' })),
      () => at.contents(many(blob)),
      () => at.parents(many(second)),
      () => at.graph(many(second)),
      () => at.changedPaths(many(second), 'apps'),
      () => at.treeDifferences(many(trees as [string, string])),
    ].map((question) => {
      spy.mockClear();
      question();
      return spy.mock.calls.length;
    });
  };
  try {
    expect(calls(300)).toEqual(Array(8).fill(1));
    expect(calls(0)).toEqual(Array(8).fill(0));
  } finally {
    spy.mockRestore();
  }
});
