import type { ProbesOptions } from './probes';
import type { PodOptions } from './settings';
import type { VolumeOptions } from './volumes';

/**
 * Settings of one workload that can differ between environments.
 */
export interface WorkloadEnvironmentOptions extends PodOptions {
  /**
   * Environment variables of this workload, by name.
   *
   * Merged by name; they win over `env` of the app, environments and `defaults`. References such as `$(NAME)` are not
   * expanded. You cannot set variables that the library sets itself.
   *
   * @default - those of the app
   * @example { QUEUE: 'mails' }
   */
  readonly env?: Record<string, string>;

  /**
   * Schedule of a cron job: minute, hour, day of the month, month, day of the week.
   *
   * Macros such as `@daily` work too. Sunday is 0.
   *
   * @default - none: the workload is not a cron job
   * @example '0 3 * * *'
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  readonly schedule?: string;

  /**
   * Whether to suspend a cron job.
   *
   * @default false
   */
  readonly suspend?: boolean;
}

/**
 * Options of one workload: a service, worker, cron job or job.
 */
export interface WorkloadOptions extends WorkloadEnvironmentOptions {
  /**
   * Type of the workload: `service`, `worker`, `cron-job` or `job`.
   *
   * A service serves HTTP. A worker runs all the time and serves nothing. A cron job runs on its schedule. A job, such
   * as a database migration, runs once per deployment, before the other workloads, which wait for it to succeed. It
   * must be safe to run twice.
   *
   * @default - cron-job if schedule is set, worker if command is set, otherwise service
   */
  readonly type?: string;

  /**
   * Program to run instead of the server, with its arguments, in the code folder.
   *
   * No shell is involved.
   *
   * @default - the server; required unless the workload is a service
   * @example ['python', '-m', 'mailer']
   */
  readonly command?: string[];

  /**
   * Port on which a service listens in the container, from 1024 to 65535.
   *
   * @default - the app's port
   */
  readonly port?: number;

  /**
   * More ports of a service by name.
   *
   * Container and Service use the same numbers.
   *
   * @default - none
   * @example { grpc: 9000 }
   */
  readonly ports?: Record<string, number>;

  /**
   * Health checks of a service's or worker's pods.
   *
   * @default - service: GET /health and /ready; worker: none
   */
  readonly probes?: ProbesOptions;

  /**
   * Volumes by name.
   *
   * @default - only /tmp
   * @example { cache: { mountPath: '/var/cache/app', size: '1Gi' } }
   */
  readonly volumes?: Record<string, VolumeOptions>;

  /**
   * How to replace pods of a service or worker: `RollingUpdate` starts the new pod first, `Recreate` stops the old pod
   * first.
   *
   * @default - RollingUpdate; Recreate if only one pod can mount a volume
   */
  readonly strategy?: string;

  /**
   * Seconds that a pod gets to shut down, from 10 to 3600; at least 15 for a service.
   *
   * A service finishes requests in progress during this time, except for 5 seconds before, until proxies stop sending
   * requests, and 5 seconds after, to stop. Set it to the longest request plus 10.
   *
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * IANA time zone of the schedule.
   *
   * @default "Etc/UTC"
   * @example 'Europe/Berlin'
   */
  readonly timeZone?: string;

  /**
   * What to do if the previous run of a cron job is still active: `Forbid` the new run, `Allow` it, or `Replace` the
   * old run.
   *
   * @default "Forbid"
   */
  readonly concurrencyPolicy?: string;

  /**
   * Seconds after which a run of a job or cron job is stopped and fails, from 1 to 604800.
   *
   * @default 3600
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
   */
  readonly activeDeadlineSeconds?: number;

  /**
   * Number of retries of a failed job or cron job run, from 0 to 100.
   *
   * @default - 0 for a job, 2 for a cron job
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
   */
  readonly backoffLimit?: number;
}
