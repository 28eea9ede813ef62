import type { NotificationsOptions } from './notifications';

/**
 * How Argo CD finds the apps, and which of its objects this repository manages.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
 */
export interface ArgocdOptions {
  /**
   * Namespace where Argo CD runs and looks for Applications.
   *
   * @default "argocd"
   */
  readonly namespace?: string;

  /**
   * Argo CD objects that this repository manages: `projects-and-applications`, `applications` or `nothing`.
   *
   * With `applications`, all Applications belong to the AppProject in `project`, which is maintained elsewhere. With
   * `nothing`, you create the Applications elsewhere, for example with an ApplicationSet over
   * `apps/<app>/k8s/overlays/<environment>`: releases then change only images, and gated environments get configuration
   * changes at merge.
   *
   * @default "projects-and-applications"
   */
  readonly manages?: string;

  /**
   * AppProject of all Applications, if this repository does not manage projects.
   *
   * It must allow Applications in the Argo CD namespace, and the namespaces of the apps.
   *
   * @default - none: each app has its own AppProject
   */
  readonly project?: string;

  /**
   * Address of Argo CD, where gates check the health of apps.
   *
   * The workflow must be able to reach it. It only reads Applications, with the token of an AppProject role that may
   * `get` them.
   *
   * @default - none: gates cannot check health
   * @example 'https://argocd.acme.example'
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/
   */
  readonly address?: string;

  /**
   * Whether the retries of a failed sync use the newest commit.
   *
   * Otherwise Argo CD retries the broken commit until it gives up, and can then skip the commit that fixes it. The field
   * `syncPolicy.retry.refresh` requires Argo CD 3.2: an older version removes it and reports the Application as OutOfSync
   * forever. Set false for an older version. `make doctor ARGS=--cluster` checks it.
   *
   * @default true
   * @see https://github.com/argoproj/argo-cd/pull/23038
   */
  readonly retryRefresh?: boolean;

  /**
   * Whether Argo CD renders an app only after commits that change its manifests.
   *
   * Sets the annotation `argocd.argoproj.io/manifest-generate-paths`. Most repositories don't need it. With 100 apps in 3
   * environments, on 2 cores, the release of one app costs:
   *
   * | after a webhook | without | with |
   * | --- | --- | --- |
   * | refreshed and rendered | 200 Applications and the root | 2 and the root |
   * | from the push to ready pods | 8 s | 1 s |
   * | CPU time of the repo server, and of the controller | 16 s and 8 s | 1 s and 1 s |
   *
   * Without a webhook, Argo CD still refreshes all Applications every few minutes: 6 s instead of 15 s of the repo server, and
   * 10 s of the controller with and without. The memory of both stays the same.
   *
   * Some Applications never get the annotation, because a release that is pushed during a sync would be lost or miss a hook:
   * those of apps with a job, and those without `sync.selfHeal`. Hooks in your own manifests can be skipped. Requires
   * `retryRefresh`; a commit that arrives during the last retry of a failing sync waits for the next one.
   *
   * @default false
   * @see https://github.com/argoproj/argo-cd/issues/27875
   */
  readonly manifestGeneratePaths?: boolean;

  /**
   * Who gets Argo CD's messages about failed syncs, degraded apps, and deployments.
   *
   * Environments can differ: `environments: { dev: { notifications: { failed: {} } } }`.
   *
   * @default - no one, unless the platform team has default subscriptions
   * @example { failed: { slack: ['shop-alerts'] } }
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/
   */
  readonly notifications?: NotificationsOptions;
}

/**
 * A kind of Kubernetes object, as an AppProject lists it.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/
 */
export interface ResourceKindOptions {
  /**
   * API group: the part of `apiVersion` before the slash, or `*` for any group.
   *
   * @default - the core group, whose apiVersion is v1
   * @example 'rbac.authorization.k8s.io'
   */
  readonly group?: string;

  /**
   * Kind, or `*` for any kind.
   *
   * @default - none: required
   * @example 'ClusterRoleBinding'
   */
  readonly kind: string;
}

/**
 * How Argo CD syncs an environment with git.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
 */
export interface SyncOptions {
  /**
   * Whether Argo CD syncs automatically.
   *
   * If false, you start each sync by hand.
   *
   * @default true
   */
  readonly automated?: boolean;

  /**
   * Whether Argo CD deletes objects that git no longer contains.
   *
   * @default true
   */
  readonly prune?: boolean;

  /**
   * Whether Argo CD reverts changes made in the cluster.
   *
   * @default true
   */
  readonly selfHeal?: boolean;
}

/**
 * A cluster that Argo CD knows, identified by either its address or its name.
 */
export interface ClusterOptions {
  /**
   * Address of the cluster's API server.
   *
   * @default - none: `name` identifies the cluster
   * @example 'https://10.1.2.3:6443'
   */
  readonly server?: string;

  /**
   * Name of the cluster in Argo CD.
   *
   * @default - none: `server` identifies the cluster
   * @example 'prod-eu'
   */
  readonly name?: string;
}
