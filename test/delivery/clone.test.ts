import { Clone } from '../../src/delivery/clone';
import { pushAll, withRemote } from '../support/remote';
import { git } from '../support/repository';

const FILES = new Map([['file', 'content\n']]);

describe('a branch that is replaced', () => {
  test('has to hold what was read before: nothing, or that very commit', () => {
    const { folder, remote, head } = withRemote();
    const mine = new Clone(folder);
    const at = (): string => git(remote, 'rev-parse', 'waits');
    expect(mine.fetchIfThere('waits')).toBeUndefined();
    const [one, two, three] = ['one', 'two', 'three'].map((message) => mine.commit(head, FILES, message));
    expect(mine.replace(one, 'waits', undefined)).toEqual({ kind: 'done' });
    expect([at(), mine.fetchIfThere('waits')]).toEqual([one, one]);
    // Another one was faster: its branch is there already, or holds something else.
    expect(mine.replace(two, 'waits', undefined)).toMatchObject({ kind: 'raced' });
    expect(mine.replace(two, 'waits', three)).toMatchObject({ kind: 'raced' });
    expect(at()).toBe(one);
    expect(mine.replace(two, 'waits', one)).toEqual({ kind: 'done' });
    expect([at(), mine.fetchIfThere('waits'), mine.message(two)]).toEqual([two, two, 'two']);
  });

  test('is none of a longer name', () => {
    const { folder } = withRemote();
    git(folder, 'push', '--quiet', 'origin', 'HEAD:waits/long', 'HEAD:is/waits');
    expect(new Clone(folder).fetchIfThere('waits')).toBeUndefined();
  });
});

test('the parents of commits are all of them, also where a merge brought nothing', () => {
  const { folder, head } = withRemote();
  git(folder, 'checkout', '--quiet', '-b', 'side');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message=side');
  const side = git(folder, 'rev-parse', 'HEAD');
  git(folder, 'checkout', '--quiet', 'main');
  const next = pushAll(folder);
  git(folder, 'merge', '--quiet', '--no-ff', '--message=merge', 'side');
  const merge = git(folder, 'rev-parse', 'HEAD');
  const mine = new Clone(folder);
  expect(mine.parents([merge, next, side, head])).toEqual(
    new Map<string, string[]>([
      [merge, [next, side]],
      [next, [head]],
      [side, [head]],
      [head, []],
    ]),
  );
  expect(mine.parents([])).toEqual(new Map());
  expect(mine.firstParents(merge)).toEqual([merge, next, head]);
});
