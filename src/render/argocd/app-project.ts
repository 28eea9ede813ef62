import type { App, Repository } from '../../config/model';

/** Kinds that an app's manifests may hold; ReplicaSet and Pod are there for Argo CD's view of the app. */
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
 * The AppProject of one app: it may deploy this repository to the app's own namespaces, and nothing else. Its wave is
 * before the Applications', and Argo CD removes in the opposite order, each wave once the one before it is gone: so the
 * removal of an app can clean up.
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
      description: `The environments of ${app.name}.`,
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

/** Where the app may be deployed to, each place once. */
function destinations(app: App): object[] {
  const places = app.environments.flatMap(({ namespace, applications }) =>
    applications.map(({ destination }) => ({ namespace, ...destination })),
  );
  const byText = new Map(places.map((place) => [JSON.stringify(place), place]));
  return [...byText.values()];
}
