import type { App, AppEnvironment, Repository, Workload } from '../../config/model';

/** Kubernetes shortens the names of pods to 63 characters, so part of a long workload name can be missing. */
const LONGEST_WHOLE_NAME = 46;

/**
 * Matches the names of the pods of these workloads only, even if other names begin alike: the name of the workload, the
 * suffix of its ReplicaSet or job if it has one, and the suffix of the pod.
 */
export function podPattern(workloads: readonly Workload[], parts: '{2}' | '{1,2}'): string {
  const names = workloads.map(({ objectName }) => objectName);
  const whole = names.filter((name) => name.length <= LONGEST_WHOLE_NAME);
  const shortened = names.filter((name) => name.length > LONGEST_WHOLE_NAME);
  return [
    ...(whole.length === 0 ? [] : [`(${whole.join('|')})(-[a-z0-9]+)${parts}`]),
    ...shortened.map((name) => `${name.slice(0, LONGEST_WHOLE_NAME)}.*`),
  ].join('|');
}

/** Matches the names of the jobs that a cron job starts. */
export function runPattern({ objectName }: Workload): string {
  return `${objectName}-[0-9]+`;
}

/** Matches the names of these workloads. Names contain no special characters of regular expressions. */
export function anyOf(workloads: readonly Workload[]): string {
  return workloads.map(({ objectName }) => objectName).join('|');
}

export function ofType(app: App, type: Workload['type']): Workload[] {
  return app.workloads.filter((workload) => workload.type === type);
}

/** Whether another app runs in one of these namespaces, so the namespace doesn't identify the app. */
export function isShared({ apps }: Repository, app: App, namespaces: readonly string[]): boolean {
  return apps.some(
    (other) => other !== app && other.environments.some(({ namespace }) => namespaces.includes(namespace)),
  );
}

/** Workloads whose number of pods follows their load. */
export function autoscaled(app: App, { pods }: AppEnvironment): Workload[] {
  return app.workloads.filter(({ name }) => pods[name].autoscaling !== undefined);
}
