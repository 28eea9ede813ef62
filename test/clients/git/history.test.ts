import type { Commit } from '../../../src/clients/git/history';
import { History } from '../../../src/clients/git/history';

/** `child: parent other` by line, children first. */
function historyOf(text: string, ...branches: string[]): History {
  const commits = text
    .trim()
    .split('\n')
    .map((line): Commit => {
      const [id, parents] = line.trim().split(':');
      return { id, parents: parents.trim().split(' ').filter(Boolean) };
    });
  return new History(commits, branches);
}

function between(history: History, from: string, to: string): string[] {
  return [...history.between(from, to)].sort();
}

const MERGED = `
  m: d s2
  s2: s1
  s1: b
  d: c
  c: b
  b: a
  a:
`;

describe('the commits between two others', () => {
  test('on a line: the newer ones, including the end but not the start', () => {
    const history = historyOf('c: b\nb: a\na:', 'c');
    expect(between(history, 'a', 'c')).toEqual(['b', 'c']);
    expect(between(history, 'c', 'c')).toEqual([]);
    // Older than what it is compared with: not behind.
    expect(between(history, 'c', 'a')).toEqual([]);
  });

  test('on a branch with a merge: also what was merged', () => {
    const history = historyOf(MERGED, 'm');
    expect(between(history, 'c', 'm')).toEqual(['d', 'm', 's1', 's2']);
    expect(between(history, 'b', 'd')).toEqual(['c', 'd']);
  });

  test('from a merged commit: not its ancestors', () => {
    const history = historyOf(MERGED, 'm');
    expect(between(history, 's1', 'm')).toEqual(['c', 'd', 'm', 's2']);
    expect(between(history, 's2', 'd')).toEqual(['c', 'd']);
  });

  test('from a commit outside the branch: everything since they diverged', () => {
    const history = historyOf('c: b\nx: b\nb: a\na:', 'c');
    expect(between(history, 'x', 'c')).toEqual(['c']);
    expect(between(history, 'c', 'x')).toEqual(['x']);
  });

  test('of two branches', () => {
    const history = historyOf('c: b\ny: x\nx: b\nb: a\na:', 'c', 'y');
    expect(between(history, 'c', 'y')).toEqual(['x', 'y']);
    expect(between(history, 'x', 'c')).toEqual(['c']);
  });

  test('of histories that never meet: all of it', () => {
    expect(between(historyOf('b: a\na:\nz:', 'b'), 'z', 'b')).toEqual(['a', 'b']);
  });
});
