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
}
