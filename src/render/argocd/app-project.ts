import { compare } from '../../common/order';
import type { ResourceKind } from '../../config/kinds';
import { isClusterScoped } from '../../config/kinds';
import type { App, Repository } from '../../config/model';
import type { ResourceKindOptions } from '../../config/options';

/**
 * Kinds that the manifests of an app can contain, even if they don't now: Argo CD deletes only objects of kinds that are
 * allowed. It needs ReplicaSet and Pod to display the app.
 */
const NAMESPACED_KINDS: readonly [group: string, kinds: readonly string[]][] = [
  ['', ['ConfigMap', 'PersistentVolumeClaim', 'Pod', 'Service', 'ServiceAccount']],
  ['apps', ['Deployment', 'ReplicaSet', 'StatefulSet']],
  ['autoscaling', ['HorizontalPodAutoscaler']],
  ['batch', ['CronJob', 'Job']],
  ['bitnami.com', ['SealedSecret']],
  ['discovery.k8s.io', ['EndpointSlice']],
  ['gateway.networking.k8s.io', ['HTTPRoute']],
  ['monitoring.coreos.com', ['PodMonitor', 'ServiceMonitor']],
  ['networking.k8s.io', ['Ingress', 'NetworkPolicy']],
  ['policy', ['PodDisruptionBudget']],
];

/**
 * The AppProject of one app, which can deploy only this repository, and only to the namespaces of the app. Its sync
 * wave is before that of the Applications. Argo CD deletes in reverse order, so the project outlives the cleanup of an
 * app.
 *
 * @param extra kinds of the app's extra manifests
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export function appProject(
  repository: Repository & { repoUrl: string },
  app: App,
  extra: readonly ResourceKind[] = [],
): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: {
      name: app.name,
      namespace: repository.argocd.namespace,
      annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
    },
    spec: {
      description: `Environments of ${app.name}.`,
      sourceRepos: [repository.repoUrl],
      destinations: destinations(app),
      clusterResourceWhitelist: listed([
        ...(app.environments.some((own) => own.createNamespace) ? [{ kind: 'Namespace' }] : []),
        ...app.environments.flatMap((own) => own.clusterResourceWhitelist ?? []),
      ]),
      namespaceResourceWhitelist: listed([
        ...NAMESPACED_KINDS.flatMap(([group, kinds]) => kinds.map((kind) => ({ group, kind }))),
        ...extra.filter((kind) => !isClusterScoped(kind)),
        ...app.environments.flatMap((own) => own.namespaceResourceWhitelist ?? []),
      ]),
      orphanedResources: { warn: true },
    },
  };
}

/** Kinds by group and name, without duplicates. */
function listed(kinds: readonly ResourceKindOptions[]): ResourceKind[] {
  const byText = new Map(kinds.map(({ group = '', kind }) => [`${group} ${kind}`, { group, kind }]));
  return [...byText.values()].sort((a, b) => compare(a.group, b.group) || compare(a.kind, b.kind));
}

/** The clusters and namespaces of the app, without duplicates. */
function destinations(app: App): object[] {
  const places = app.environments.flatMap(({ namespace, applications }) =>
    applications.map(({ destination }) => ({ namespace, ...destination })),
  );
  const byText = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...byText.values()];
}
