/**
 * Options of `PythonGitOpsApp`: everything that an application team decides about its repository.
 *
 * All of it is plain data, so that it can be said as JSON, explained, checked and migrated.
 */
export interface PythonGitOpsAppOptions {
  /**
   * Name of the repository.
   *
   * A DNS label of at most 40 characters. It names the npm package (private, never published), the root Application
   * `<name>-root` and its AppProject.
   *
   * @default $BASEDIR
   */
  readonly name: string;

  /**
   * Address of the git repository that Argo CD reads.
   *
   * An `https://` or `ssh://` address, or `git@host:owner/repository`, without credentials. It is never guessed at
   * synthesis. Until it is set, no Application is rendered; running, testing and building the apps works all the same.
   *
   * @default - not set: `projen new` takes it from the git remote `origin` when there is one
   * @example 'https://github.com/acme/shop'
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/private-repositories/
   */
  readonly repoUrl?: string;

  /**
   * Image registry and path below which each app has its image, `<registry>/<app>`.
   *
   * It begins with the registry's host. Until it is set, images have the local name `localhost/<app>`, nothing is
   * pushed and no Application is rendered.
   *
   * @default - not set
   * @example 'docker.io/acme'
   * @see https://github.com/distribution/reference
   */
  readonly registry?: string;

  /**
   * Branch that environments track unless they name another one.
   *
   * @default "main"
   */
  readonly defaultBranch?: string;

  /**
   * Python version of the images, as `major.minor`.
   *
   * @default "3.13"
   * @see https://devguide.python.org/versions/
   */
  readonly pythonVersion?: string;

  /**
   * Namespace in which Argo CD runs and looks for Applications.
   *
   * @default "argocd"
   */
  readonly argocdNamespace?: string;

  /**
   * Environments by name, in the order in which releases move from the first to the last.
   *
   * @default - dev, staging and prod
   * @example { dev: {}, staging: {}, prod: { replicas: 5 } }
   */
  readonly environments?: Record<string, EnvironmentOptions>;

  /**
   * Apps by name: each is one image, built from `apps/<name>/`.
   *
   * A name is a DNS label of at most 40 characters. It is final: namespaces, selectors and the image carry it.
   *
   * @default - no apps
   * @example { storefront: {}, checkout: { port: 8080 } }
   */
  readonly apps?: Record<string, AppOptions>;

  /**
   * Further npm packages for `.projenrc.ts`, with an optional version.
   *
   * Without a version, the one in `package.json` stays; a new package gets the newest.
   *
   * @default - only what the library itself needs
   * @example ['prettier@^3']
   */
  readonly devDeps?: string[];

  /**
   * Folder to write to.
   *
   * @default - the current folder
   */
  readonly outdir?: string;
}

/**
 * What can differ between environments.
 *
 * Set for an environment, it holds for all apps in it.
 */
export interface AppEnvironmentOptions {
  /**
   * Number of pods of each service.
   *
   * @default - 1 in the first environment, 3 in the last, 2 in those between
   */
  readonly replicas?: number;

  /**
   * Memory of one pod, as a Kubernetes quantity in Mi or Gi.
   *
   * It is both the request and the limit. At least 64Mi: one server process needs about 50Mi.
   *
   * @default - 64Mi in the first environment, 256Mi in the last, 128Mi in those between
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly memory?: string;

  /**
   * CPU of one pod, as a Kubernetes quantity.
   *
   * It is both the request and the limit.
   *
   * @default "250m"
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly cpu?: string;

  /**
   * Least severe level that is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL.
   *
   * @default - DEBUG in the first environment, WARNING in the last, INFO in those between
   * @see https://docs.python.org/3/library/logging.html#logging-levels
   */
  readonly logLevel?: string;
}

/**
 * Options of one environment.
 */
export interface EnvironmentOptions extends AppEnvironmentOptions {
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

/**
 * Options of one app.
 */
export interface AppOptions {
  /**
   * Port on which the server listens in the container, from 1024 to 65535.
   *
   * @default 5000
   */
  readonly port?: number;

  /**
   * Workloads by name: what runs the app's image.
   *
   * The workload called `web` carries the app's own name in the cluster, any other one `<app>-<workload>`.
   *
   * @default - one service called web
   * @example { web: {}, admin: { port: 8081 } }
   */
  readonly workloads?: Record<string, WorkloadOptions>;

  /**
   * What differs for this app, by environment.
   *
   * @default - what the environments say
   * @example { prod: { replicas: 10 } }
   */
  readonly environments?: Record<string, AppEnvironmentOptions>;
}

/**
 * Options of one workload: a service, reached over HTTP.
 */
export interface WorkloadOptions {
  /**
   * Port on which the workload listens inside of the container, from 1024 to 65535.
   *
   * @default - the app's port
   */
  readonly port?: number;
}
