import type { App, Repository } from '../../config/model';

/** Kinds that the manifests of an app can contain. Argo CD needs ReplicaSet and Pod to display the app. */
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
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export function appProject(repository: Repository & { repoUrl: string }, app: App): object {
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
      clusterResourceWhitelist: app.environments.some((own) => own.createNamespace)
        ? [{ group: '', kind: 'Namespace' }]
        : [],
      namespaceResourceWhitelist: NAMESPACED_KINDS.flatMap(([group, kinds]) => kinds.map((kind) => ({ group, kind }))),
      orphanedResources: { warn: true },
    },
  };
}

/** The clusters and namespaces of the app, without duplicates. */
function destinations(app: App): object[] {
  const places = app.environments.flatMap(({ namespace, applications }) =>
    applications.map(({ destination }) => ({ namespace, ...destination })),
  );
  const byText = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...byText.values()];
}
