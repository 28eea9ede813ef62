import type { Workload } from './model';

/** The variable of the server's graceful timeout, which the manifests set unless you do. */
export const GRACEFUL_TIMEOUT = 'GRACEFUL_TIMEOUT';

/** Its default in the runtime module, which fits the default grace period. */
export const DEFAULT_GRACEFUL_TIMEOUT = 20;

/** Seconds between the removal from the endpoints of the Service and SIGTERM, so that proxies notice. */
export const PRE_STOP_SECONDS = 5;

/** Seconds from the end of the last request, or of the graceful timeout, until Kubernetes kills the container. */
export const STOP_SECONDS = 5;

/** The least time for requests in progress when a pod stops. */
const SHORTEST_DRAIN_SECONDS = 5;

/** The shortest `terminationGracePeriodSeconds` of a service. */
export const SHORTEST_GRACE_PERIOD = PRE_STOP_SECONDS + SHORTEST_DRAIN_SECONDS + STOP_SECONDS;

/** Seconds for scheduling a pod, pulling its image, and starting it. With the default probes, 300 in total. */
const SCHEDULE_SECONDS = 235;
const SHORTEST_PROGRESS_DEADLINE = 300;

/** Seconds that the server waits for requests in progress: what the other phases leave of the grace period. */
export function gracefulTimeout({ terminationGracePeriodSeconds }: Workload): number {
  return terminationGracePeriodSeconds - PRE_STOP_SECONDS - STOP_SECONDS;
}

/** Seconds that the startup probe allows a container. */
export function startupSeconds({ probes: { startup } }: Workload): number {
  return startup === undefined ? 0 : startup.failureThreshold * attemptSeconds(startup);
}

/** Seconds that the probes allow a container until it is ready. */
function readySeconds(workload: Workload): number {
  const { readiness } = workload.probes;
  return startupSeconds(workload) + (readiness === undefined ? 0 : attemptSeconds(readiness));
}

/**
 * Seconds without progress after which a rollout counts as failed. Each pod that becomes ready is progress.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment
 */
export function progressDeadline(workload: Workload): number {
  // Recreate starts the new pods after the old ones have stopped.
  const stopping = workload.strategy === 'Recreate' ? workload.terminationGracePeriodSeconds : 0;
  return Math.max(SHORTEST_PROGRESS_DEADLINE, SCHEDULE_SECONDS + stopping + readySeconds(workload));
}

/** Seconds that the rollout of a workload can take if every pod needs all the time that it has: one starts at a time. */
export function rolloutSeconds(workload: Workload, pods: number): number {
  const atOnce = workload.strategy === 'Recreate';
  return progressDeadline(workload) + (atOnce ? 0 : Math.max(0, pods - 1) * readySeconds(workload));
}

/** The kubelet starts the next attempt when the period is over and the attempt has ended. */
function attemptSeconds(probe: { readonly periodSeconds: number; readonly timeoutSeconds: number }): number {
  return Math.max(probe.periodSeconds, probe.timeoutSeconds);
}
