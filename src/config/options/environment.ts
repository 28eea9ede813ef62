import type { ClusterOptions, SyncOptions } from './argocd';
import type { SettingsOptions } from './settings';
import type { WorkloadEnvironmentOptions } from './workload';

/**
 * What differs for one app in one environment.
 */
export interface AppEnvironmentOptions extends SettingsOptions {
  /**
   * What differs for workloads of the app in the environment, by their name.
   *
   * @default - what the workloads say
   * @example { web: { replicas: 10 } }
   */
  readonly workloads?: Record<string, WorkloadEnvironmentOptions>;

  /**
   * Kubernetes manifests of your own, files of `apps/<app>/k8s/extra/<environment>/`, which this environment gets.
   *
   * @default - none besides those of the app
   * @example ['certificate.yaml']
   */
  readonly extraManifests?: string[];
}

/**
 * Options of one environment: what holds for all apps in it.
 */
export interface EnvironmentOptions extends SettingsOptions {
  /**
   * Whether the environment moves only when someone promotes a release to it.
   *
   * A gated environment runs exactly the revision and the image that were promoted. One that is not gated tracks a
   * branch: it takes configuration at the merge and images from CI.
   *
   * @default - true for the last of several environments, otherwise false
   */
  readonly gated?: boolean;

  /**
   * Branch that the environment tracks.
   *
   * A gated environment has none: it runs what was promoted to it.
   *
   * @default - the repository's default branch
   */
  readonly branch?: string;

  /**
   * Clusters that the environment is in, by a name of yours.
   *
   * Each app has an Application `<app>-<environment>-<name>` for each of them. All of them run the same release.
   *
   * @default - the cluster that Argo CD runs in, with the Application <app>-<environment>
   * @example { eu: { name: 'prod-eu' }, us: { name: 'prod-us' } }
   */
  readonly clusters?: Record<string, ClusterOptions>;

  /**
   * How Argo CD brings the environment in line with git.
   *
   * @default - by itself: it syncs, prunes and takes changes back
   */
  readonly sync?: SyncOptions;
}
