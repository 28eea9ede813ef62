import type { ApplicationFacts } from '../../../src/checks/doctor/applications';
import { applicationsCheck } from '../../../src/checks/doctor/applications';

const LOOK = (name: string): string => `kubectl --namespace argocd describe application ${name}`;
const SEE = '; docs/TROUBLESHOOTING.md lists the messages';
const well = (name: string): ApplicationFacts => ({ name, sync: 'Synced', health: 'Healthy' });

function line(applications: readonly ApplicationFacts[], released: readonly string[]): string[] {
  return applicationsCheck({ answer: applications }, 'argocd', released).map(
    ({ state, detail, fix }) => `${state}: ${detail}${fix === null ? '' : `: ${fix}`}`,
  );
}

test.each<[ApplicationFacts, string]>([
  [well('shop-dev'), 'ok: 1 Application'],
  [{ ...well('shop-dev'), health: 'Suspended' }, 'ok: 1 Application'],
  // An earlier sync failed; the newest commit is synced.
  [{ ...well('shop-dev'), failure: 'an old one' }, 'ok: 1 Application'],
  [
    { name: 'shop-dev', sync: 'Unknown', health: 'Healthy', error: 'ComparisonError: authentication required' },
    `failed: shop-dev: ComparisonError: authentication required: ${LOOK('shop-dev')}${SEE}`,
  ],
  [
    { name: 'shop-dev', sync: 'OutOfSync', health: 'Missing', failure: 'namespaces "shop-dev" not found' },
    `failed: shop-dev: the sync failed: namespaces "shop-dev" not found: ${LOOK('shop-dev')}${SEE}`,
  ],
  [{ ...well('shop-dev'), health: 'Degraded' }, `failed: shop-dev: Degraded: ${LOOK('shop-dev')}${SEE}`],
  [
    { ...well('shop-dev'), health: 'Progressing' },
    `not-checked: shop-dev: Synced, Progressing: ${LOOK('shop-dev')}${SEE}`,
  ],
  [
    { name: 'shop-dev', sync: 'OutOfSync', health: 'Healthy' },
    `not-checked: shop-dev: OutOfSync, Healthy: ${LOOK('shop-dev')}${SEE}`,
  ],
  [{ name: 'shop-dev' }, `not-checked: shop-dev: Unknown, Unknown: ${LOOK('shop-dev')}${SEE}`],
  [
    well('of-another-repository'),
    `not-checked: shop-dev: Argo CD has no such Application yet: ${LOOK('shop-dev')}${SEE}`,
  ],
])('of %j', (application, expected) => {
  expect(line([application], ['shop-dev'])).toEqual([expected]);
});

test('a failure comes before what is still running, and the others are counted', () => {
  const all = [
    { ...well('a'), health: 'Progressing' },
    { ...well('b'), health: 'Degraded' },
    { ...well('c'), health: 'Degraded' },
    well('d'),
  ];
  expect(line(all, ['a', 'b', 'c', 'd'])).toEqual([`failed: b: Degraded; and 2 others: ${LOOK('b')}${SEE}`]);
});

test('the end of a long message stays', () => {
  const error = `SyncError: ${'x'.repeat(900)} because it is being terminated`;
  expect(line([{ name: 'a', error }], ['a'])[0]).toMatch(
    /^failed: a: SyncError: x+ … x+ because it is being terminated: /,
  );
});

test('without a release, nothing is checked; without an answer, nothing is known', () => {
  expect(line([], [])).toEqual([]);
  const [check] = applicationsCheck({ why: 'offline' }, 'argocd', ['shop-dev']);
  expect([check.state, check.detail, check.fix]).toEqual(['not-checked', 'offline', LOOK('shop-dev')]);
});
