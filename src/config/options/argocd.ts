/**
 * How Argo CD finds the apps, and what of it this repository manages.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/
 */
export interface ArgocdOptions {
  /**
   * Namespace in which Argo CD runs and looks for Applications.
   *
   * @default "argocd"
   */
  readonly namespace?: string;

  /**
   * What of Argo CD this repository manages: `projects-and-applications`, `applications` or `nothing`.
   *
   * With `applications`, all of them are in the AppProject of `project`, which a platform team keeps elsewhere. With
   * `nothing`, somebody else makes the Applications, such as an ApplicationSet over `apps/<app>/k8s/overlays/<environment>`:
   * a release then moves images only, and a gated environment takes its configuration at the merge.
   *
   * @default "projects-and-applications"
   */
  readonly manages?: string;

  /**
   * AppProject of all Applications, where this repository manages no projects.
   *
   * It has to allow Applications in the namespace of Argo CD and the namespaces of the apps.
   *
   * @default - none: each app has an AppProject of its own
   */
  readonly project?: string;

  /**
   * Address of Argo CD, which a gate asks how an app is.
   *
   * The workflow has to reach it. It reads Applications only, with a token of a role in the AppProject that may `get` them.
   *
   * @default - none: no gate asks Argo CD
   * @example 'https://argocd.acme.example'
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/
   */
  readonly address?: string;
}

/**
 * How Argo CD brings an environment in line with git.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/
 */
export interface SyncOptions {
  /**
   * Whether Argo CD syncs by itself.
   *
   * Without it, a person starts each sync.
   *
   * @default true
   */
  readonly automated?: boolean;

  /**
   * Whether it removes what git no longer has.
   *
   * @default true
   */
  readonly prune?: boolean;

  /**
   * Whether it takes back what was changed in the cluster.
   *
   * @default true
   */
  readonly selfHeal?: boolean;
}

/**
 * A cluster that Argo CD knows, by its address or by its name: one of the two.
 */
export interface ClusterOptions {
  /**
   * Address of the cluster's API server.
   *
   * @default - none; then name says which
   * @example 'https://10.1.2.3:6443'
   */
  readonly server?: string;

  /**
   * Name that Argo CD has for the cluster.
   *
   * @default - none; then server says which
   * @example 'prod-eu'
   */
  readonly name?: string;
}
