import fc from 'fast-check';
import { FindingsError } from '../../../src/common/findings';
import type { TreeFile } from '../../../src/files/tree/tree';
import { renderedWhenAsked, Tree } from '../../../src/files/tree/tree';

function file(path: string, option = 'name'): TreeFile {
  return { path, content: `${path}\n`, owner: 'generated', option, instead: 'Set it.' };
}

function thrown(body: () => void): FindingsError {
  try {
    body();
  } catch (error) {
    if (error instanceof FindingsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the tree', () => {
  test('returns a file by its path', () => {
    const tree = new Tree();
    tree.add(file('a/b'));
    expect(tree.get('a/b')).toEqual(file('a/b'));
    expect(tree.has('a/b')).toBe(true);
    expect(tree.get('a')).toBeUndefined();
    expect(tree.has('a/b/')).toBe(false);
    expect(tree.size).toBe(1);
  });

  test('has no unknown path, such as a member of every object', () => {
    const tree = new Tree();
    for (const path of ['constructor', '__proto__', 'toString']) {
      expect([tree.has(path), tree.get(path)]).toEqual([false, undefined]);
    }
    tree.add(file('__proto__'));
    expect(tree.files().map((one) => one.path)).toEqual(['__proto__']);
  });

  test('refuses a second file at a path, and names the path and both options', () => {
    const tree = new Tree();
    tree.add(file('apps/web/Makefile', 'apps.web'));
    const error = thrown(() => tree.add(file('apps/web/Makefile', 'files')));
    expect(error.findings).toEqual([
      {
        code: 'path-conflict',
        path: 'apps/web/Makefile',
        must: 'be written by one renderer',
        got: 'two: apps.web and files',
        fix: 'rename one of them',
      },
    ]);
  });

  test('also refuses it in a list, and even for the same file', () => {
    const tree = new Tree();
    expect(thrown(() => tree.addAll([file('a'), file('b'), file('a')])).findings[0].path).toBe('a');
  });

  test('keeps the first file', () => {
    const tree = new Tree();
    tree.add(file('a', 'first'));
    thrown(() => tree.add(file('a', 'second')));
    expect([tree.get('a')?.option, tree.size]).toEqual(['first', 1]);
  });

  test('sorts its files, whatever the order in which they were added', () => {
    const paths = ['b', 'a/b', 'a-b', 'a', 'B', '.a', 'ä', 'a/b/c'];
    fc.assert(
      fc.property(fc.shuffledSubarray(paths, { minLength: paths.length }), (shuffled) => {
        const tree = new Tree();
        tree.addAll(shuffled.map((path) => file(path)));
        expect(tree.files().map((one) => one.path)).toEqual(['.a', 'B', 'a', 'a-b', 'a/b', 'a/b/c', 'b', 'ä']);
      }),
      { numRuns: 50 },
    );
  });

  test('returns a copy of the list, so that changing it changes no tree', () => {
    const tree = new Tree();
    tree.add(file('a'));
    tree.files().pop();
    expect(tree.files()).toHaveLength(1);
  });
});

describe('a file that is rendered when it is read', () => {
  const base = { path: 'a', owner: 'generated', option: 'name', instead: 'Nothing.' } as const;

  test('is rendered at no other time', () => {
    let times = 0;
    const lazy = renderedWhenAsked(base, () => `text ${++times}`);
    const tree = new Tree();
    tree.add(lazy);
    expect([tree.files().length, times]).toEqual([1, 0]);
    expect([lazy.content, lazy.content, times]).toEqual(['text 1', 'text 2', 2]);
  });

  test('is a file like any other, copies too', () => {
    const lazy = renderedWhenAsked(base, () => 'text');
    expect(lazy).toEqual({ ...base, content: 'text' });
    expect({ ...lazy, option: 'apps' }).toEqual({ ...base, option: 'apps', content: 'text' });
    expect(JSON.parse(JSON.stringify(lazy))).toEqual({ ...base, content: 'text' });
  });
});
