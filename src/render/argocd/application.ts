import type { App, AppEnvironment, Argocd, Repository } from '../../config/model';

/**
 * Deleting an Application also deletes everything it deployed, and waits for it.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/app_deletion/
 */
export const RESOURCES_FINALIZER = 'resources-finalizer.argocd.argoproj.io/foreground';

/**
 * Retries of a failed sync, for example while a webhook or custom resource starts. Without `refresh`, they use the commit
 * that failed.
 */
export function retry({ retryRefresh }: Argocd): object {
  return {
    limit: 5,
    backoff: { duration: '5s', factor: 2, maxDuration: '3m' },
    ...(retryRefresh ? { refresh: true } : {}),
  };
}

/**
 * The Application of an app in one environment. The release component in `argo/` removes it until the first release and
 * pins its revision in a gated environment.
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
  const { argocd } = repository;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: argocd.namespace,
      ...(argocd.manifestGeneratePaths
        ? { annotations: { 'argocd.argoproj.io/manifest-generate-paths': `/apps/${app.name}/k8s` } }
        : {}),
      finalizers: [RESOURCES_FINALIZER],
      labels: { 'app.kubernetes.io/name': app.name, environment: own.environment.name },
    },
    spec: {
      destination: { namespace: own.namespace, ...destination },
      project: argocd.project ?? app.name,
      revisionHistoryLimit: 10,
      source: {
        path: `apps/${app.name}/k8s/overlays/${own.environment.name}`,
        repoURL: repository.repoUrl,
        targetRevision: own.environment.branch,
      },
      syncPolicy: {
        ...(automated ? { automated: { prune, selfHeal } } : {}),
        retry: retry(argocd),
        syncOptions: ['ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true', 'PruneLast=true', 'ServerSideApply=true'],
      },
    },
  };
}
