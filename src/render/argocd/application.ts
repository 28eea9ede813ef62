import type { App, AppEnvironment, Repository } from '../../config/model';

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
export function application(
  repository: Repository & { repoUrl: string },
  app: App,
  own: AppEnvironment,
  { name, destination }: AppEnvironment['applications'][number],
): object {
  const { automated, prune, selfHeal } = own.environment.sync;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: repository.argocd.namespace,
      // Without it, every commit to the repository makes Argo CD render every app again.
      annotations: { 'argocd.argoproj.io/manifest-generate-paths': `/apps/${app.name}/k8s` },
      finalizers: [RESOURCES_FINALIZER],
      labels: { 'app.kubernetes.io/name': app.name, environment: own.environment.name },
    },
    spec: {
      destination: { namespace: own.namespace, ...destination },
      project: repository.argocd.project ?? app.name,
      revisionHistoryLimit: 10,
      source: {
        path: `apps/${app.name}/k8s/overlays/${own.environment.name}`,
        repoURL: repository.repoUrl,
        targetRevision: own.environment.branch,
      },
      syncPolicy: {
        ...(automated ? { automated: { prune, selfHeal } } : {}),
        retry: RETRY,
        syncOptions: ['ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true', 'PruneLast=true', 'ServerSideApply=true'],
      },
    },
  };
}
