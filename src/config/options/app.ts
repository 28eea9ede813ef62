import type { DevelopmentOptions } from './development';
import type { AppEnvironmentOptions } from './environment';
import type { PatchOptions } from './escapes';
import type { MetricsOptions } from './metrics';
import type { SettingsOptions } from './settings';
import type { WorkloadOptions } from './workload';

/**
 * Options of one app.
 */
export interface AppOptions extends SettingsOptions {
  /**
   * Port on which the server listens in the container, from 1024 to 65535.
   *
   * @default 5000
   */
  readonly port?: number;

  /**
   * Server that runs the app: `granian` or `gunicorn`.
   *
   * Both run one process with a few threads in each pod and shut down cleanly: scale with `replicas`. The app's lock
   * must contain the server; if you change it, synthesis reports what to do.
   *
   * @default "granian"
   * @see https://github.com/emmett-framework/granian
   * @see https://gunicorn.org/
   */
  readonly server?: string;

  /**
   * Web framework of the app: `flask`, `django`, `fastapi`, or `starlette`.
   *
   * It decides which starter files are created, which packages the runtime module needs, and for Django that the image
   * build runs `collectstatic`. Starter files are yours: if you change it later, synthesis reports what to change in them.
   * For another framework, set `interface` and `callable`.
   *
   * @default - `flask`, or `fastapi` with `interface: 'asgi'`
   * @example 'django'
   */
  readonly framework?: string;

  /**
   * Interface between the server and the callable: `wsgi` (Flask, Django) or `asgi` (FastAPI, Starlette).
   *
   * `asgi` requires the granian server.
   *
   * @default - that of `framework`: `asgi` for FastAPI and Starlette, otherwise `wsgi`
   * @see https://asgi.readthedocs.io/en/latest/introduction.html
   */
  readonly interface?: string;

  /**
   * Python callable that the server runs, as `module:name`, below `src/`.
   *
   * If you set it, `src/server.py` and its tests are not created. Any callable that fits `interface` works. One made with
   * `create_app` has the platform's health checks, metrics, and logs; any other needs its own health checks, at the paths
   * in `probes`, and its own metrics.
   *
   * @default "server:app"
   * @example 'shop.web:application'
   */
  readonly callable?: string;

  /**
   * Prometheus metrics of the app's services.
   *
   * @default - metrics at /metrics
   * @example { path: '/internal/metrics' }
   */
  readonly metrics?: MetricsOptions;

  /**
   * Python version of the app's image, as `major.minor`.
   *
   * @default - the repository's
   */
  readonly pythonVersion?: string;

  /**
   * Base image of the app, with an exact tag and an optional digest.
   *
   * @default - the repository's, unless the app sets `pythonVersion`
   */
  readonly baseImage?: string;

  /**
   * How the app lists and locks its Python packages: `requirements` or `uv`.
   *
   * To change it, run `python-gitops packages uv --app <app>`, which also converts the files.
   *
   * @default - the repository's
   * @example 'uv'
   * @see https://docs.astral.sh/uv/concepts/projects/layout/
   */
  readonly packages?: string;

  /**
   * Debian packages to install in the image, such as shared libraries.
   *
   * They are installed in the final image, as root, before the code is copied. Build tools are not needed: Python
   * packages are installed as wheels, except `sourcePackages`.
   *
   * @default - none
   * @example ['libpq5']
   * @see https://packages.debian.org/
   */
  readonly systemPackages?: string[];

  /**
   * Python packages to build from source because they have no wheel, in `make lock`, `.venv` and the image.
   *
   * Their hashes are locked, but not their build tools, such as setuptools: pip and uv install the newest wheels that
   * the package accepts, and run the package's build code. Packages in plain Python need nothing else. Packages with C
   * or Rust code need a compiler, which slim images don't have: set `baseImage` to an image with one, or publish a wheel
   * in an index of your own (`extraPackageIndexes`). `systemPackages` are installed in the final image only, too late
   * for a build.
   *
   * @default - none: only wheels are installed
   * @example ['docopt']
   * @see https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-no-binary
   */
  readonly sourcePackages?: string[];

  /**
   * Secrets that the image build can read while it installs packages, as secret name and file path.
   *
   * The file exists only during that step and is in no image layer. The value comes from the GitHub secret with that
   * name, or from the environment variable on your machine. Paths are unique and below `/root` or `/run`, but not in
   * `/root/.cache`, which holds pip's cache.
   *
   * @default - none
   * @example { PIP_NETRC: '/root/.netrc' }
   * @see https://docs.docker.com/build/building/secrets/
   */
  readonly buildSecrets?: Record<string, string>;

  /**
   * Keys of the app's sealed secrets that all its workloads read as environment variables of the same name.
   *
   * Seal the values for each environment with `make seal`. A pod does not start if one is missing, and nothing is
   * released to an environment until all are sealed there.
   *
   * @default - none
   * @example ['DATABASE_URL']
   * @see https://github.com/bitnami-labs/sealed-secrets
   */
  readonly secrets?: string[];

  /**
   * Keys of the app's sealed secrets that all its workloads read as files of the same name in `/etc/secrets`.
   *
   * Seal them like `secrets`; files keep their exact bytes. Use them for certificates, service keys, and other files
   * that a library opens.
   *
   * @default - none
   * @example ['service-account.json']
   * @see https://kubernetes.io/docs/concepts/configuration/secret/
   */
  readonly secretFiles?: string[];

  /**
   * Workloads by name: programs that run the app's image.
   *
   * In the cluster, the workload `web` has the app's name; others are named `<app>-<workload>`.
   *
   * @default - one service called web
   * @example { web: {}, admin: { port: 8081 } }
   */
  readonly workloads?: Record<string, WorkloadOptions>;

  /**
   * What `make dev` starts besides the app, such as a database.
   *
   * @default - nothing
   * @example { services: { postgres: '17' } }
   */
  readonly development?: DevelopmentOptions;

  /**
   * Your own Kubernetes manifests for every environment: files in `apps/<app>/k8s/extra/`.
   *
   * The library never writes or removes them. They get the app's namespace and labels.
   *
   * @default - none
   * @example ['redis.yaml']
   */
  readonly extraManifests?: string[];

  /**
   * Patches for the app's generated Kubernetes objects, applied in order.
   *
   * @default - none
   * @example [{ kind: 'Deployment', name: 'checkout', merge: { spec: { minReadySeconds: 10 } } }]
   */
  readonly patches?: PatchOptions[];

  /**
   * Settings of this app by environment.
   *
   * @default - the settings of the environments and the app
   * @example { prod: { replicas: 10 } }
   */
  readonly environments?: Record<string, AppEnvironmentOptions>;
}
