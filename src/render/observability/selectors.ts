import type { App, AppEnvironment, Repository, Workload } from '../../config/model';

/** Kubernetes shortens the names of pods to 63 characters; longer names of workloads reach into what it adds. */
const LONGEST_WHOLE_NAME = 46;

/**
 * Matches the names of the pods of these workloads, and of no others, even if their names begin alike: the name of a
 * workload and one or two parts, of which its ReplicaSet or job may be the first.
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

/** Matches the names of these workloads: names have no characters with a meaning in a regular expression. */
export function anyOf(workloads: readonly Workload[]): string {
  return workloads.map(({ objectName }) => objectName).join('|');
}

export function ofType(app: App, type: Workload['type']): Workload[] {
  return app.workloads.filter((workload) => workload.type === type);
}

/** Whether another app runs in one of these namespaces, so that the namespace does not tell whose pods are whose. */
export function isShared({ apps }: Repository, app: App, namespaces: readonly string[]): boolean {
  return apps.some(
    (other) => other !== app && other.environments.some(({ namespace }) => namespaces.includes(namespace)),
  );
}

/** Workloads whose number of pods follows their load. */
export function autoscaled(app: App, { pods }: AppEnvironment): Workload[] {
  return app.workloads.filter(({ name }) => pods[name].autoscaling !== undefined);
}
