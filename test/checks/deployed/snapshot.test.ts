import type { Files } from '../../../src/checks/deployed/snapshot';
import { mergeFiles, Snapshot } from '../../../src/checks/deployed/snapshot';

function files(entries: Readonly<Record<string, string>>): Files {
  return new Map(Object.entries(entries).map(([path, id]) => [path, { id }]));
}

/** Merges a base and two sides. */
function merged(...sides: Readonly<Record<string, string>>[]): object {
  const [base, ours, theirs] = sides.map(files);
  const { files: result, conflicts } = mergeFiles(base, ours, theirs);
  return { files: Object.fromEntries([...result].map(([path, { id }]) => [path, id])), conflicts };
}

describe('a merge', () => {
  test('takes from each side what only that side changed, added, or removed', () => {
    const base = { same: '1', ours: '1', theirs: '1', oursGone: '1', theirsGone: '1' };
    const ours = { same: '1', ours: '2', theirs: '1', theirsGone: '1', oursNew: '1' };
    const theirs = { same: '1', ours: '1', theirs: '2', oursGone: '1', theirsNew: '1' };
    expect(merged(base, ours, theirs)).toEqual({
      files: { same: '1', ours: '2', theirs: '2', oursNew: '1', theirsNew: '1' },
      conflicts: [],
    });
  });

  test('takes ours where both sides changed a file, and reports a conflict unless the changes are equal', () => {
    expect(merged({ a: '1', b: '1', c: '1' }, { a: '2', b: '2', c: '2' }, { a: '3', b: '2' })).toEqual({
      files: { a: '2', b: '2', c: '2' },
      conflicts: ['a', 'c'],
    });
  });
});

test('a snapshot lists the apps, and the files of each', () => {
  const snapshot = new Snapshot(
    'here',
    files({ 'apps/web/k8s/a': '1', 'apps/web/argo/b': '2', 'apps/web2/k8s/a': '3', Makefile: '4' }),
  );
  expect(snapshot.apps()).toEqual(['web', 'web2']);
  expect([...snapshot.below('web', 'k8s').keys()]).toEqual(['apps/web/k8s/a']);
});
