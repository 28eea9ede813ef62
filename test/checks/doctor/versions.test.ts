import { versionChecks } from '../../../src/checks/doctor/versions';

const ALL = { manages: 'projects-and-applications', retryRefresh: true };
const UPGRADE = 'upgrade Argo CD, or set argocd.retryRefresh: false in .projenrc.ts';

type Cluster = Parameters<typeof versionChecks>[0];

function lines(cluster: Cluster, wanted = ALL): string[] {
  return versionChecks(cluster, wanted).map(
    ({ state, id, detail, fix }) => `${state} ${id}: ${detail}${fix === null ? '' : `: ${fix}`}`,
  );
}

const live = (facts: object): Cluster => ({ answer: { context: 'live', ...facts } });

test.each([
  ['v1.30.0', 'ok cluster.kubernetes: v1.30.0, in context live'],
  ['v1.34.4-gke.1', 'ok cluster.kubernetes: v1.34.4-gke.1, in context live'],
  ['v2.0.0', 'ok cluster.kubernetes: v2.0.0, in context live'],
  [
    'v1.29.14+k3s1',
    'failed cluster.kubernetes: v1.29.14+k3s1, in context live: services need `preStop.sleep`; an older API server drops it: upgrade the cluster',
  ],
  [
    'v1.9.0',
    'failed cluster.kubernetes: v1.9.0, in context live: services need `preStop.sleep`; an older API server drops it: upgrade the cluster',
  ],
])('Kubernetes %s', (kubernetes, line) => {
  expect(lines(live({ kubernetes }))[0]).toBe(line);
});

test.each<[object, string]>([
  [{ hasRetryRefresh: true }, 'ok argocd.version: it knows retry.refresh, in context live'],
  [
    { hasRetryRefresh: true, argocd: { version: 'v3.2.11' } },
    'ok argocd.version: v3.2.11 knows retry.refresh, in context live',
  ],
  [
    { hasRetryRefresh: false, argocd: { version: 'v3.4.0' } },
    `failed argocd.version: it has no retry.refresh in context live, so Applications stay OutOfSync: ${UPGRADE}`,
  ],
  // The definitions of the custom resources are newer than the programs.
  [
    { hasRetryRefresh: true, argocd: { version: 'v3.1.9' } },
    `failed argocd.version: v3.1.9, without retry.refresh, so retries repeat the broken commit: ${UPGRADE}`,
  ],
  [
    {},
    `not-checked argocd.version: the cluster of context live did not show it: argocd version; if older than 3.2: ${UPGRADE}`,
  ],
])('Argo CD %j', (facts, line) => {
  expect(lines(live(facts))[1]).toBe(line);
});

test('without retry.refresh, no version of Argo CD is required', () => {
  const ids = (wanted: typeof ALL): string[] => versionChecks(live({}), wanted).map(({ id }) => id);
  expect(ids(ALL)).toEqual(['cluster.kubernetes', 'argocd.version', 'argocd.kustomize']);
  expect(ids({ ...ALL, retryRefresh: false })).toEqual(['cluster.kubernetes', 'argocd.kustomize']);
  expect(ids({ ...ALL, manages: 'nothing' })).toEqual(['cluster.kubernetes', 'argocd.kustomize']);
});

test.each<[object, string]>([
  [{ argocd: { version: 'v3.2.11', kustomize: 'v5.7.0' } }, 'ok argocd.kustomize: v5.7.0'],
  [{ hasRetryRefresh: true }, 'ok argocd.kustomize: Argo CD 3.2 and newer ship it'],
  [{ argocd: { version: 'v3.2.0' } }, 'ok argocd.kustomize: Argo CD 3.2 and newer ship it'],
  [
    { hasRetryRefresh: true, argocd: { version: 'v3.2.11', kustomize: 'v4.5.7' } },
    'failed argocd.kustomize: v4.5.7: an older version leaves labels out of the Jobs of cron jobs: upgrade Argo CD, or the kustomize that it is set up with',
  ],
  [
    { argocd: { version: 'v2.6.1' } },
    'not-checked argocd.kustomize: the cluster of context live did not show it: argocd version',
  ],
])('the kustomize of Argo CD %j', (facts, line) => {
  expect(lines(live(facts))[2]).toBe(line);
});

test('a cluster that was not asked is not checked', () => {
  expect(lines({ why: 'offline' })).toEqual([
    'not-checked cluster.kubernetes: offline: kubectl version, for each cluster',
    `not-checked argocd.version: offline: argocd version; if older than 3.2: ${UPGRADE}`,
    'not-checked argocd.kustomize: offline: argocd version',
  ]);
});
