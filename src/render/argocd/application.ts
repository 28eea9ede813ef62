import type { App, AppEnvironment, Argocd, Environment, Repository } from '../../config/model';
import { hasJob } from '../../config/model';

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

/** Programs that run the autoscaler, as the API server records them: of most clusters, of k3s, and of MicroK8s. */
const AUTOSCALERS = ['kube-controller-manager', 'k3s', 'kubelite'];

/**
 * Leaves the number of pods to autoscalers. The Deployment still sets `replicas`: the API server would reset it to 1 when
 * autoscaling is turned on. The first entry needs no config, because a gated environment can run an older one. The others
 * also cover clusters where another program runs the autoscaler.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/
 */
function ignoreDifferences(scaled: readonly string[]): object[] {
  const deployments = { group: 'apps', kind: 'Deployment' };
  return [
    { ...deployments, managedFieldsManagers: AUTOSCALERS },
    ...scaled.map((name) => ({ ...deployments, name, jsonPointers: ['/spec/replicas'] })),
  ];
}

/**
 * Whether a commit that arrives during a sync still reaches the cluster whole, if Argo CD renders only commits that change
 * the app. It takes such a commit for one that it has synced, so self-healing applies the difference, without hooks.
 *
 * @see https://github.com/argoproj/argo-cd/issues/27875
 */
function isSyncedAgain(app: App, { environment: { sync } }: AppEnvironment): boolean {
  return !hasJob(app) && (sync.selfHeal || !sync.automated);
}

/**
 * Subscribes recipients to the triggers of Argo CD's notifications.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/subscriptions/
 */
function subscriptionAnnotations({ subscriptions }: Environment): Record<string, string> {
  return Object.fromEntries(
    subscriptions.map(({ trigger, service, recipients }) => [
      `notifications.argoproj.io/subscribe.${trigger}.${service}`,
      recipients.join(';'),
    ]),
  );
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
  const annotations = {
    ...(argocd.manifestGeneratePaths && isSyncedAgain(app, own)
      ? { 'argocd.argoproj.io/manifest-generate-paths': `/apps/${app.name}/k8s` }
      : {}),
    ...subscriptionAnnotations(own.environment),
  };
  const scaled = app.workloads.filter(({ name: workload }) => own.pods[workload]?.autoscaling !== undefined);
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: argocd.namespace,
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
      finalizers: [RESOURCES_FINALIZER],
      labels: { 'app.kubernetes.io/name': app.name, environment: own.environment.name },
    },
    spec: {
      destination: { namespace: own.namespace, ...destination },
      ignoreDifferences: ignoreDifferences(scaled.map(({ objectName }) => objectName)),
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
        syncOptions: [
          'ApplyOutOfSyncOnly=true',
          'FailOnSharedResource=true',
          'PruneLast=true',
          // Otherwise, each release would set the number of pods from git until the autoscaler corrects it.
          ...(scaled.length > 0 ? ['RespectIgnoreDifferences=true'] : []),
          'ServerSideApply=true',
        ],
      },
    },
  };
}
