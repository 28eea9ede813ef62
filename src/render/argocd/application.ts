import type { App, AppEnvironment, Repository } from '../../config/model';

/** The cluster that Argo CD runs in. */
export const IN_CLUSTER = 'https://kubernetes.default.svc';

/**
 * Deleting an Application deletes what it deployed, and waits until it is gone.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 */
export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io/foreground';

/** Retries of a failed sync: a webhook or a custom resource that is still starting is no reason to give up. */
export const RETRY = { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } };

/**
 * The Application of an app in one environment. The release Component of `argo/` takes it out until the environment
 * was released, and pins its revision when the environment is gated.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/
 */
export function application(repository: Repository & { repoUrl: string }, app: App, own: AppEnvironment): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: own.application,
      namespace: repository.argocdNamespace,
      // Without it, every commit to the repository makes Argo CD render every app again.
      annotations: { 'argocd.argoproj.io/manifest-generate-paths': `/apps/${app.name}/k8s` },
      finalizers: [RESOURCES_FINALIZER],
      labels: { 'app.kubernetes.io/name': app.name, environment: own.environment.name },
    },
    spec: {
      destination: { namespace: own.namespace, server: IN_CLUSTER },
      project: app.name,
      revisionHistoryLimit: 10,
      source: {
        path: `apps/${app.name}/k8s/overlays/${own.environment.name}`,
        repoURL: repository.repoUrl,
        targetRevision: own.environment.branch,
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: RETRY,
        syncOptions: ['ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true', 'PruneLast=true', 'ServerSideApply=true'],
      },
    },
  };
}
