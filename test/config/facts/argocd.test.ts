import { check, onlyFinding, shop } from '../../support/config-check';

test('Applications without projects of their own name the project that they are in', () => {
  expect(onlyFinding(shop({ argocd: { manages: 'applications' } }))).toEqual({
    code: 'missing-option',
    path: 'argocd.project',
    must: 'name the AppProject of the Applications, because this repository manages none',
    got: 'nothing',
    fix: 'add project',
  });
  expect(check(shop({ argocd: { manages: 'applications', project: 'team' } }))).toEqual([]);
  const organization = { argocd: { manages: 'applications' } };
  expect(check(shop({ organization }))).toEqual(['organization.argocd.project missing-option']);
});

test.each([undefined, 'projects-and-applications', 'nothing'])(
  'a project means nothing where manages is %s',
  (manages) => {
    expect(check(shop({ argocd: { manages, project: 'team' } }))).toEqual(['argocd.project conflicting-options']);
  },
);

describe('a cluster', () => {
  const withClusters = (clusters: object): Record<string, unknown> => shop({ environments: { dev: { clusters } } });
  const PATH = 'environments.dev.clusters';

  test.each([
    [{ eu: { server: 'https://10.1.2.3:6443' }, us: { name: 'prod-us' } }, []],
    [{ eu: {} }, [`${PATH}.eu invalid-value`]],
    [{ eu: { server: 'https://a', name: 'b' } }, [`${PATH}.eu invalid-value`]],
    [{ eu: { name: 'a' }, us: { name: 'a' } }, [`${PATH}.us not-unique`]],
    [{}, [`${PATH} invalid-value`]],
    // What is wrong is said once, and not missing as well.
    [{ eu: { server: 5 } }, [`${PATH}.eu.server wrong-type`]],
    [{ eu: { server: 'http://a' } }, [`${PATH}.eu.server invalid-value`]],
    [{ eu: { server: 'https://u:p@a' } }, [`${PATH}.eu.server invalid-value`]],
    [{ eu: { name: 'a b' } }, [`${PATH}.eu.name invalid-value`]],
  ])('is said in one way: %j has the findings %j', (clusters, findings) => {
    expect(check(withClusters(clusters))).toEqual(findings);
  });
});

test('the Application of each cluster has a name of its own', () => {
  const environments = { dev: { clusters: { 'b-c': { name: 'x' } } }, 'dev-b': { clusters: { c: { name: 'y' } } } };
  expect(check(shop({ environments, apps: { a: {} } }))).toEqual(['apps.a not-unique']);
});
