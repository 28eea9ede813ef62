import { releaseChecks } from '../../../src/checks/doctor/releases';
import type { ReleaseFacts } from '../../../src/checks/doctor/releases';

const facts = (more: Partial<ReleaseFacts>): ReleaseFacts => ({
  environment: 'stage',
  released: [],
  missing: ['shop'],
  broken: [],
  ...more,
});

test.each([
  [{ branch: 'main' }, 'push a change to the app to main; the workflow builds and releases it'],
  [{ previous: 'dev' }, 'promote from dev: make promote APP=… ENV=stage'],
  [{}, 'release an image that the workflow built: make release APP=… ENV=stage IMAGE=:TAG@DIGEST'],
])('an environment without a release gets the command for its first one: %j', (more, how) => {
  expect(releaseChecks([facts(more)])).toEqual([
    {
      id: 'releases.stage',
      group: 'releases',
      title: 'stage has a release of every app',
      state: 'failed',
      detail: 'no release of shop',
      who: 'you',
      fix: how,
    },
  ]);
});

test('unreadable release files do not count as released, and environments without apps are skipped', () => {
  const unreadable = facts({ missing: [], broken: ['shop'], released: ['cart'] });
  const empty = facts({ missing: [] });
  expect(releaseChecks([unreadable, empty]).map(({ state, fix }) => [state, fix])).toEqual([
    ['not-checked', 'make drift'],
  ]);
  expect(releaseChecks([facts({ missing: [], released: ['shop'] })]).map(({ state }) => state)).toEqual(['ok']);
});
