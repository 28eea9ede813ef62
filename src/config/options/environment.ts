import type { ClusterOptions, SyncOptions } from './argocd';
import type { NotificationsOptions } from './notifications';
import type { SettingsOptions } from './settings';
import type { WorkloadEnvironmentOptions } from './workload';

/**
 * Settings of one app in one environment.
 */
export interface AppEnvironmentOptions extends SettingsOptions {
  /**
   * Settings of the app's workloads in the environment, by workload name.
   *
   * @default - the settings of the workloads
   * @example { web: { replicas: 10 } }
   */
  readonly workloads?: Record<string, WorkloadEnvironmentOptions>;

  /**
   * Your own Kubernetes manifests for this environment: files in `apps/<app>/k8s/extra/<environment>/`.
   *
   * @default - only those of the app
   * @example ['certificate.yaml']
   */
  readonly extraManifests?: string[];
}

/**
 * Options of one environment, for all its apps.
 */
export interface EnvironmentOptions extends SettingsOptions {
  /**
   * Whether the environment changes only when you promote a release to it.
   *
   * A gated environment runs exactly the promoted revision and image. Otherwise the environment tracks a branch: it
   * gets configuration at merge and images from CI.
   *
   * @default - true for the last of several environments, otherwise false
   */
  readonly gated?: boolean;

  /**
   * Branch that the environment tracks.
   *
   * Gated environments do not track a branch.
   *
   * @default - the repository's default branch
   */
  readonly branch?: string;

  /**
   * Clusters of the environment, by a name that you choose.
   *
   * Each app gets an Application `<app>-<environment>-<name>` per cluster. All run the same release.
   *
   * @default - the cluster that Argo CD runs in, with the Application <app>-<environment>
   * @example { eu: { name: 'prod-eu' }, us: { name: 'prod-us' } }
   */
  readonly clusters?: Record<string, ClusterOptions>;

  /**
   * How Argo CD syncs the environment with git.
   *
   * @default - automatically, with pruning and self-healing
   */
  readonly sync?: SyncOptions;

  /**
   * Who gets Argo CD's messages about the environment.
   *
   * Each field replaces the one in `argocd.notifications`; `triggers` is merged by trigger. `failed: {}` subscribes no one.
   *
   * @default - argocd.notifications
   * @example { failed: { slack: ['shop-prod'] } }
   */
  readonly notifications?: NotificationsOptions;
}
