import { DEFAULT_WORKLOAD } from './defaults';

/** Name of an app's Application in an environment, and the default name of its namespace. */
export function applicationName(app: string, environment: string, cluster?: string): string {
  return [app, environment, ...(cluster === undefined ? [] : [cluster])].join('-');
}

/** Name of a workload's objects: `web` is the app itself. */
export function workloadObjectName(app: string, workload: string): string {
  return workload === DEFAULT_WORKLOAD ? app : `${app}-${workload}`;
}

/** Name of the PersistentVolumeClaim of a workload's volume. */
export function claimName(workload: { readonly objectName: string }, volume: { readonly name: string }): string {
  return `${workload.objectName}-${volume.name}`;
}

/** Name of the Secret that an app's SealedSecret creates. */
export function secretName(app: { readonly name: string }): string {
  return `${app.name}-secrets`;
}

/** Name of the ConfigMap whose keys are the environment variables of all workloads of an app. */
export function configMapName(app: { readonly name: string }): string {
  return `${app.name}-config`;
}

/** Name of an app's image; the local name cannot be pulled from a public registry by accident. */
export function imageName(app: string, registry: string | undefined): string {
  return `${registry ?? 'localhost'}/${app}`;
}

/** Name of the branch of a release that reaches its target by pull request. */
export function releaseBranch(app: string, environment: string, target: string): string {
  return `release/${app}/${environment}/${target}`;
}
