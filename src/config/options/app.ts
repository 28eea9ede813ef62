import type { AppEnvironmentOptions } from './environment';
import type { PatchOptions } from './escapes';
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
   * Both run one process with a few threads in each pod, and end cleanly: scale by replicas. Which one it is must be
   * in the app's lock: change it, and synthesis says what to do.
   *
   * @default "granian"
   * @see https://github.com/emmett-framework/granian
   * @see https://gunicorn.org/
   */
  readonly server?: string;

  /**
   * Interface between the server and the app's callable: `wsgi`, as in Flask, or `asgi`, as in Starlette or FastAPI.
   *
   * `asgi` needs the server granian.
   *
   * @default "wsgi"
   * @see https://asgi.readthedocs.io/en/latest/introduction.html
   */
  readonly interface?: string;

  /**
   * Python callable that the server runs, as `module:name`, below `src/`.
   *
   * If you set another one than the default, `src/server.py` and its tests are not created: your code exists already.
   *
   * @default "server:app"
   * @example 'shop.web:application'
   */
  readonly callable?: string;

  /**
   * Python version of the app's image, as `major.minor`.
   *
   * @default - the repository's
   */
  readonly pythonVersion?: string;

  /**
   * Base image of the app, with an exact tag and, if you like, a digest.
   *
   * @default - the repository's, unless the app has a Python version of its own
   */
  readonly baseImage?: string;

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
   * Keys of the app's sealed secrets that all of its workloads read as environment variables of the same name.
   *
   * The values are sealed for each environment with `make seal`, and stand in no option. A pod without one of them does
   * not start, and nothing is released to an environment before all of them are sealed there.
   *
   * @default - none
   * @example ['DATABASE_URL']
   * @see https://github.com/bitnami-labs/sealed-secrets
   */
  readonly secrets?: string[];

  /**
   * Keys of the app's sealed secrets that all of its workloads read as files of the same name, in `/etc/secrets`.
   *
   * They are sealed as those of `secrets` are, byte for byte: for certificates, keys of services, and what else a library
   * wants to open.
   *
   * @default - none
   * @example ['service-account.json']
   * @see https://kubernetes.io/docs/concepts/configuration/secret/
   */
  readonly secretFiles?: string[];

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
   * Kubernetes manifests of your own, files of `apps/<app>/k8s/extra/`, which every environment gets.
   *
   * They are yours, and are neither written nor removed. They get the namespace and the labels of the app.
   *
   * @default - none
   * @example ['redis.yaml']
   */
  readonly extraManifests?: string[];

  /**
   * Changes of the app's generated Kubernetes objects, in their order.
   *
   * @default - none
   * @example [{ kind: 'Deployment', name: 'checkout', merge: { spec: { minReadySeconds: 10 } } }]
   */
  readonly patches?: PatchOptions[];

  /**
   * What differs for this app, by environment.
   *
   * @default - what the environments and the app say
   * @example { prod: { replicas: 10 } }
   */
  readonly environments?: Record<string, AppEnvironmentOptions>;
}
