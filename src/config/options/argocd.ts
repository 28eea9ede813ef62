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
