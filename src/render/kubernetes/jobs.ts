import { selectorLabels } from './labels';
import { podTemplate } from './pod';
import type { App, Repository, Settings, Workload } from '../../config/model';

/** Number of finished runs to keep for their logs. */
const HISTORY = { successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 3 };

/** A missed run can still start within this time. */
const STARTING_DEADLINE_SECONDS = 300;

/**
 * The CronJob of a workload.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/
 */
export function cronJob(repository: Repository, app: App, workload: Workload, settings: Settings): object {
  const { schedule, suspend } = settings.pods[workload.name];
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: workload.objectName, namespace: app.name, labels: selectorLabels(app, workload) },
    spec: {
      schedule,
      timeZone: workload.timeZone,
      concurrencyPolicy: workload.concurrencyPolicy,
      startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
      suspend,
      ...HISTORY,
      jobTemplate: { spec: jobSpec(repository, app, workload, settings) },
    },
  };
}

/**
 * The Job of a workload, a hook that Argo CD runs in each sync after the configuration and before other workloads. A
 * PreSync hook would run before the namespace and configuration exist.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
export function job(repository: Repository, app: App, workload: Workload, settings: Settings): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: workload.objectName,
      namespace: app.name,
      annotations: {
        'argocd.argoproj.io/hook': 'Sync',
        'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
        [SYNC_WAVE]: WAVES.job,
      },
      labels: selectorLabels(app, workload),
    },
    spec: jobSpec(repository, app, workload, settings),
  };
}

/** The annotation that orders the objects of a sync. The default is 0. */
export const SYNC_WAVE = 'argocd.argoproj.io/sync-wave';

/** A job runs after the objects it needs and before other workloads. */
export const WAVES = { configuration: '-2', job: '-1' } as const;

function jobSpec(repository: Repository, app: App, workload: Workload, settings: Settings): object {
  return {
    activeDeadlineSeconds: workload.activeDeadlineSeconds,
    backoffLimit: workload.backoffLimit,
    template: podTemplate(repository, app, workload, settings),
  };
}
