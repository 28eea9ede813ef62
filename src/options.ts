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
   * Letters, digits and `. _ - /`, at most 100 characters. A name like `1.x` is refused: Argo CD takes it for a range of
   * versions, and would deploy tags.
   *
   * @default "main"
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/#git
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
   * Base image of the apps, with an exact tag and, if you like, a digest.
   *
   * It holds the Python of `pythonVersion` as `python`, with its module venv and pip, and `groupadd` and `useradd`. Name
   * a mirror here when builds must not reach Docker Hub, and a digest when the mirror keeps it. The tag of an image called
   * `python` must begin with `pythonVersion`.
   *
   * @default - docker.io/library/python, with the exact version and Debian release that the library was tested with
   * @example 'mirror.acme.example/python:3.13.14-slim-trixie'
   * @see https://docs.docker.com/build/building/best-practices/#pin-base-image-versions
   */
  readonly baseImage?: string;

  /**
   * Address of the Python package index that setup, `make lock` and the image build install from.
   *
   * An `https://` address without credentials; those are a build secret of the app, and `~/.netrc` on your machine.
   *
   * @default - the index that pip is configured with; PyPI in the image
   * @example 'https://pypi.acme.example/simple'
   * @see https://packaging.python.org/en/latest/specifications/simple-repository-api/
   */
  readonly packageIndex?: string;

  /**
   * Who must approve changes of what decides about clusters: `argo/`, the workflows and the file of owners itself.
   *
   * Teams as `@organisation/team`, people as `@name` or by their email address. A branch rule on GitHub makes it binding.
   *
   * @default - nobody: no CODEOWNERS file is written
   * @example ['@acme/platform']
   * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
   */
  readonly codeOwners?: string[];

  /**
   * Whether a configuration for Renovate is written.
   *
   * It updates what is yours: the packages of your apps and your own npm packages. It leaves alone what the library pins.
   *
   * @default true
   * @see https://docs.renovatebot.com/
   */
  readonly renovate?: boolean;

  /**
   * Who may reach the apps over the network, and what they may reach.
   *
   * @default - the namespaces of this repository's apps in the same environment, ingress-nginx and monitoring; all egress
   */
  readonly networkPolicy?: NetworkPolicyOptions;

  /**
   * Scrape metrics by a ServiceMonitor of the Prometheus operator instead of by annotations.
   *
   * @default - none: pods carry the annotations prometheus.io/scrape, path and port
   * @example { labels: { release: 'kube-prometheus-stack' } }
   * @see https://prometheus-operator.dev/docs/api-reference/api/
   */
  readonly serviceMonitor?: ServiceMonitorOptions;

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

  /**
   * Whether each request is logged, with its route, status and duration.
   *
   * Requests are always counted and timed in the metrics. On a developer's machine they are logged.
   *
   * @default false
   */
  readonly requestLogs?: boolean;
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
   * Server that runs the app: `granian` or `gunicorn`.
   *
   * Both run one process with a few threads in each pod, and end cleanly: scale by replicas. Which one it is must be
   * in the app's lock: change it, and synthesis says what to do.
   *
   * @default "granian"
   * @see https://github.com/emmett-framework/granian
   * @see https://gunicorn.org/
   */
  readonly server?: string;

  /**
   * Interface between the server and `app` in `src/server.py`: `wsgi`, as in Flask, or `asgi`, as in Starlette or FastAPI.
   *
   * `asgi` needs the server granian.
   *
   * @default "wsgi"
   * @see https://asgi.readthedocs.io/en/latest/introduction.html
   */
  readonly interface?: string;

  /**
   * Debian packages that the image has besides Python, such as shared libraries.
   *
   * They are installed in the final image, as root, before the code is copied. Tools that only build something do not
   * belong there: packages are installed as wheels.
   *
   * @default - none
   * @example ['libpq5']
   * @see https://packages.debian.org/
   */
  readonly systemPackages?: string[];

  /**
   * Secrets that the image build can read while it installs packages: the path of the file, by the secret's name.
   *
   * The file is there for that one step and in no layer. On GitHub the value is the repository's secret of that name, on
   * your machine the environment variable of that name. Each has a path of its own below `/root` or `/run`, outside of
   * `/root/.cache`, which holds pip's cache.
   *
   * @default - none
   * @example { PIP_NETRC: '/root/.netrc' }
   * @see https://docs.docker.com/build/building/secrets/
   */
  readonly buildSecrets?: Record<string, string>;

  /**
   * Who may reach this app over the network, and what it may reach.
   *
   * A field that is not set here is the repository's.
   *
   * @default - what the repository says
   */
  readonly networkPolicy?: NetworkPolicyOptions;

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

/**
 * Who may reach pods over the network, and what they may reach.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export interface NetworkPolicyOptions {
  /**
   * Namespaces whose pods may reach the app, besides those of this repository's apps in the same environment.
   *
   * An empty list lets none of them in. The list of an app takes the place of the repository's.
   *
   * @default ["ingress-nginx", "monitoring"]
   * @example ['traefik', 'observability']
   */
  readonly ingressNamespaces?: string[];

  /**
   * What the pods may reach; DNS and this repository's apps in the same environment are always among it.
   *
   * An empty list allows nothing else. The list of an app takes the place of the repository's.
   *
   * @default - everything, unless openEgress is false: an app without its database is no default
   * @example [{ namespace: 'databases', ports: [5432] }, { cidr: '10.20.0.0/16', ports: [443] }]
   */
  readonly egress?: EgressOptions[];

  /**
   * Whether the pods may reach everything.
   *
   * `true` opens for one app what the repository closed. It stands beside no `egress`, which would close it again.
   * `false` closes what no list says: the pods reach what the nearest `egress` lists, or nothing else.
   *
   * @default - true where no egress is set, false where one is
   * @example true
   */
  readonly openEgress?: boolean;
}

/**
 * One destination that pods may reach: a namespace or a range of addresses.
 */
export interface EgressOptions {
  /**
   * Namespace of the cluster.
   *
   * @default - none; then cidr says where
   */
  readonly namespace?: string;

  /**
   * Range of addresses in CIDR notation.
   *
   * @default - none; then namespace says where
   */
  readonly cidr?: string;

  /**
   * TCP ports, from 1 to 65535, at least one: leave it out for all ports.
   *
   * @default - all ports of all protocols
   * @example [5432]
   */
  readonly ports?: number[];
}

/**
 * How the Prometheus operator finds and scrapes the apps.
 *
 * @see https://prometheus-operator.dev/docs/developer/getting-started/
 */
export interface ServiceMonitorOptions {
  /**
   * Labels that your Prometheus selects ServiceMonitors by.
   *
   * `environment` and the labels of kubernetes.io, k8s.io and argoproj.io have their values already, and are refused.
   *
   * @default - none
   * @example { release: 'kube-prometheus-stack' }
   */
  readonly labels?: Record<string, string>;

  /**
   * Time between two scrapes, as a Prometheus duration in ms, s, m or h.
   *
   * @default "30s"
   */
  readonly interval?: string;
}
