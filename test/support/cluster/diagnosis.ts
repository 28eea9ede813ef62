import type { Application, ClusterEvent, Pod } from './objects';
import { isReady } from './objects';

/** What Argo CD reports of an Application, for the message of a failed test. */
export function describeApplication(name: string, application: Application | undefined): string {
  if (!application) return `Application ${name} does not exist`;
  const { sync, health, operationState, conditions = [], resources = [] } = application.status ?? {};
  const failed = (operationState?.syncResult?.resources ?? []).filter((resource) => resource.status === 'SyncFailed');
  const off = resources.filter((resource) => resource.status === 'OutOfSync' || !isHealthy(resource.health?.status));
  return [
    `Application ${name}: ${sync?.status ?? 'no status'} at ${sync?.revision ?? 'no revision'}, ${health?.status ?? 'no health'} ${health?.message ?? ''}`,
    ...(operationState
      ? [
          `  operation ${operationState.phase} at ${operationState.syncResult?.revision ?? '-'}: ${operationState.message ?? ''}`,
        ]
      : []),
    ...failed.map(({ kind, name: failing, message }) => `  failed ${kind} ${failing}: ${message ?? ''}`),
    ...conditions.map(({ type, message }) => `  condition ${type}: ${message ?? ''}`),
    ...off.map(
      (resource) =>
        `  ${resource.kind} ${resource.name}: ${resource.status ?? ''} ${resource.health?.status ?? ''} ${resource.health?.message ?? ''}`,
    ),
  ].join('\n');
}

function isHealthy(status: string | undefined): boolean {
  return status === undefined || status === 'Healthy';
}

/** Pods and the latest events of a namespace. */
export function describeNamespace(namespace: string, pods: readonly Pod[], events: readonly ClusterEvent[]): string {
  const latest = [...events].sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)).slice(-10);
  return [
    `Namespace ${namespace}: ${pods.length} pods`,
    ...pods.map((pod) => `  pod ${pod.metadata.name}: ${stateOf(pod)}`),
    ...latest.map(
      ({ type, reason, involvedObject, message }) =>
        `  ${type} ${reason} ${involvedObject.kind}/${involvedObject.name}: ${message}`,
    ),
  ].join('\n');
}

function timeOf({ lastTimestamp, eventTime }: ClusterEvent): string {
  return lastTimestamp ?? eventTime ?? '';
}

function stateOf(pod: Pod): string {
  const images = pod.spec.containers.map(({ image }) => image).join(', ');
  const waiting = (pod.status?.containerStatuses ?? []).flatMap(({ state }) => state?.waiting?.reason ?? []);
  const unscheduled = (pod.status?.conditions ?? []).find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  return [pod.status?.phase, isReady(pod) ? 'ready' : 'not ready', ...waiting, unscheduled?.message, images]
    .filter((part) => part !== undefined)
    .join(', ');
}
