import { VERSIONS } from '../support/cluster/binaries';
import { Cluster } from '../support/cluster/cluster';

const cluster = Cluster.shared();

test('kubectl and the API server have the pinned version', () => {
  const versions: unknown = JSON.parse(cluster.kubectl(['version', '--output=json']));
  const expected = { gitVersion: `v${VERSIONS.kubernetes}` };
  expect(versions).toMatchObject({ clientVersion: expected, serverVersion: expected });
});

test('Argo CD and its kustomize have the pinned versions', () => {
  const versions: unknown = JSON.parse(cluster.argocd(['version', '--output=json']));
  const expected = expect.stringMatching(new RegExp(`^v${VERSIONS.argocd}\\b`)) as string;
  const kustomize = expect.stringMatching(new RegExp(`^v${VERSIONS.kustomize}\\b`)) as string;
  expect(versions).toMatchObject({
    client: { Version: expected },
    server: { Version: expected, KustomizeVersion: kustomize },
  });
});
