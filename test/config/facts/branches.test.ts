import { check, onlyFinding, shop } from '../../support/config-check';

function tracking(...branches: (string | undefined)[]): Record<string, unknown> {
  const environments = branches.map((branch, index) => [`e${index}`, { branch, gated: false }] as const);
  return shop({ environments: Object.fromEntries(environments) });
}

describe('the branches of environments', () => {
  test('do not lie below the default branch or above it: git could not hold both', () => {
    expect(onlyFinding(tracking('main/dev'))).toEqual({
      code: 'invalid-value',
      path: 'environments.e0.branch',
      must: 'be a branch that can exist next to "main" of defaultBranch: git cannot store one below the other',
      got: '"main/dev"',
      fix: 'rename one of the branches',
    });
    expect(check({ ...tracking('release'), defaultBranch: 'release/1' })).toEqual([
      'environments.e0.branch invalid-value',
    ]);
  });

  test.each([[['release', 'release/1']], [['release/1', 'release']], [['a', 'a', 'a/b/c']]])(
    'do not lie below each other: %j',
    (branches) => {
      expect(check(tracking(...branches))).toEqual([`environments.e${branches.length - 1}.branch invalid-value`]);
    },
  );

  test('may be the same, begin alike and share a folder', () => {
    expect(check(tracking('release/1', 'release/2', 'release-3', 'main', 'mainline', 'release/1', undefined))).toEqual(
      [],
    );
  });
});
