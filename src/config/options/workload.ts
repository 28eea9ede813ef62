import type { ProbesOptions } from './probes';
import type { PodOptions } from './settings';
import type { VolumeOptions } from './volumes';

/**
 * What can differ between environments for one workload.
 */
export interface WorkloadEnvironmentOptions extends PodOptions {
  /**
   * Environment variables of this workload, by name.
   *
   * Merged by name; they win over `env` of the app, of environments and of `defaults`. References such as `$(NAME)` are
   * not replaced. You cannot set variables that the library sets itself.
   *
   * @default - those of the app
   * @example { QUEUE: 'mails' }
   */
  readonly env?: Record<string, string>;

  /**
   * When a cron job runs: minute, hour, day of the month, month, day of the week.
   *
   * @default - none: the workload is no cron job
   * @example '0 3 * * *'
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  readonly schedule?: string;

  /**
   * Whether a cron job is held back.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/**
 * Options of one workload: a service, a worker, a cron job or a job before the deployment.
 */
export interface WorkloadOptions extends WorkloadEnvironmentOptions {
  /**
   * Type of the workload: `service`, `worker`, `cron-job` or `job`.
   *
   * A service serves HTTP. A worker runs all the time and serves nothing. A cron job runs on its schedule. A job, such as
   * a database migration, runs once in each deployment: after the configuration and before the other workloads, which
   * wait for it to succeed. It must be safe to run twice.
   *
   * @default - cron-job if schedule is set, worker if command is set, otherwise service
   */
  readonly type?: string;

  /**
   * Program that runs instead of the server, with its arguments, in the folder of the code.
   *
   * No shell reads it.
   *
   * @default - the server; what is no service needs it
   * @example ['python', '-m', 'mailer']
   */
  readonly command?: string[];

  /**
   * Port on which a service listens inside of the container, from 1024 to 65535.
   *
   * @default - the app's port
   */
  readonly port?: number;

  /**
   * Further ports of a service by name: the container listens on them, the Service has the same numbers.
   *
   * @default - none
   * @example { grpc: 9000 }
   */
  readonly ports?: Record<string, number>;

  /**
   * How Kubernetes asks the pods of a service or worker whether they are well.
   *
   * @default - a service answers on /health and /ready; a worker is not asked
   */
  readonly probes?: ProbesOptions;

  /**
   * Volumes by name.
   *
   * @default - none besides /tmp
   * @example { cache: { mountPath: '/var/cache/app', size: '1Gi' } }
   */
  readonly volumes?: Record<string, VolumeOptions>;

  /**
   * How pods of a service or worker are replaced: `RollingUpdate`, the new one first, or `Recreate`, the old one first.
   *
   * @default - RollingUpdate, or Recreate with a volume that only one pod can mount
   */
  readonly strategy?: string;

  /**
   * Seconds that a pod has to end after it was asked to, from 10 to 3600.
   *
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * Time zone of the schedule, a name of the IANA time zone database.
   *
   * @default "Etc/UTC"
   * @example 'Europe/Berlin'
   */
  readonly timeZone?: string;

  /**
   * What a cron job does when the run before has not ended: `Forbid` a second one, `Allow` it, or `Replace` the first.
   *
   * @default "Forbid"
   */
  readonly concurrencyPolicy?: string;

  /**
   * Seconds after which a run of a job or cron job is stopped and counts as failed, from 1 to 604800.
   *
   * @default 3600
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
   */
  readonly activeDeadlineSeconds?: number;

  /**
   * How many times a failed run of a job or cron job is retried, from 0 to 100.
   *
   * @default - 0 for a job, 2 for a cron job
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
   */
  readonly backoffLimit?: number;
}
