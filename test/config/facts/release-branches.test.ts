import { check, onlyFinding, shop } from '../../support/config-check';

const delivery = { releases: 'pull-request' };
const tracking = (branch: string, more: object = {}): object =>
  shop({ delivery, environments: { dev: { branch, gated: false }, prod: {} }, apps: { web: {} }, ...more });

test('a branch above those that releases wait on is one that git cannot hold beside them', () => {
  expect(onlyFinding(tracking('release'))).toEqual({
    code: 'conflicting-options',
    path: 'environments.dev.branch',
    must: 'be a branch that can exist next to the release branch "release/web/dev/release": git cannot store one below the other',
    got: '"release"',
    fix: "rename the branch, or set delivery.releases: 'push'",
  });
  expect(onlyFinding(tracking('main', { defaultBranch: 'release/web/prod' })).path).toBe('defaultBranch');
});

test.each(['release/web', 'release/web/dev', 'release/web/dev/main', 'release/web/dev/main/x'])('%s, too', (branch) => {
  expect(check(tracking(branch))).toEqual(['environments.dev.branch conflicting-options']);
});

test.each(['releases', 'release/1.2', 'release/web/2', 'release/web/dev/2', 'main'])('not %s', (branch) => {
  expect(check(tracking(branch))).toEqual([]);
});

test('where releases are pushed, each of them is free', () => {
  expect(check(tracking('release', { delivery: { releases: 'push' } }))).toEqual([]);
});
