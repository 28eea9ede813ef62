import { readFileSync } from 'node:fs';
import type { KubernetesObject } from '../support/api-client';
import type { Cluster } from '../support/cluster/cluster';
import { PORTS } from '../support/cluster/ports';
import { kubeconfig } from '../support/cluster/users';

/** A destination of Applications in `clusters` of an environment: by its name in Argo CD, or by its address. */
export type Destination = { readonly name?: string; readonly server?: string };

const NAME = 'eu';
/** Two more addresses of the only API server, each another cluster to Argo CD. */
const SERVERS = { byName: `https://127.0.0.1:${PORTS.api}`, byAddress: `https://localhost:${PORTS.api}` };

/**
 * One of the clusters of an environment, as a cluster that `otherClusters` registers. Applications of two clusters would
 * share their namespace here, so each config has one of them.
 */
export function oneCluster(
  clusters: Readonly<Record<string, Destination>>,
  which: number,
): Record<string, Destination> {
  const all = Object.entries(clusters);
  const [key, { server }] = all[which % all.length];
  return { [key]: server === undefined ? { name: NAME } : { server: SERVERS.byAddress } };
}

/** Registers clusters in Argo CD, as `argocd cluster add` does. */
export function otherClusters(cluster: Cluster): KubernetesObject[] {
  const { users } = JSON.parse(readFileSync(kubeconfig(cluster.folder, 'argocd'), 'utf8')) as {
    readonly users: readonly { readonly user: { readonly token: string } }[];
  };
  // The certificate of the API server has no name for the second address.
  const config = JSON.stringify({ bearerToken: users[0].user.token, tlsClientConfig: { insecure: true } });
  const labels = { 'argocd.argoproj.io/secret-type': 'cluster' };
  return Object.entries({ [NAME]: SERVERS.byName, us: SERVERS.byAddress }).map(([name, server]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `cluster-${name}`, namespace: cluster.argocdNamespace, labels },
    stringData: { name, server, config },
  }));
}
