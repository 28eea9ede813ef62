import type { Framework } from './frameworks';

/** The workload that has its app's name; an app without `workloads` has only this one. */
export const DEFAULT_WORKLOAD = 'web';

/** Names of the probes, in the order in which Kubernetes runs them. */
export const PROBE_NAMES = ['startup', 'liveness', 'readiness'] as const;

/** Versions of tools in generated files. */
export const VERSIONS = {
  /** Release files use its canonical form, so `edit set image` changes nothing else. */
  kustomize: '5.8.2',
  /** It encrypts secrets; controllers of any version can decrypt them. */
  kubeseal: '0.27.1',
  /** It locks Python packages. */
  uv: '0.13.9',
  /** The Kubernetes minor version of the Pod Security Standards that namespaces enforce. */
  podSecurity: 'v1.34',
  /** The chart of Prometheus. It was read, not rendered: chart repositories can't be reached from our tests. */
  kubePrometheusStack: '88.5.3',
  /** The Node.js version of the workflow. */
  node: '24',
  /** The newest pnpm that supports all supported Node.js versions; pnpm 11 requires Node.js 22. */
  pnpm: '10.34.9',
  /** Yarn, from the npm package @yarnpkg/cli-dist. */
  yarn: '4.18.1',
  /** TypeScript for editors and the type check; 7 is the native compiler. */
  typescript: '^7.0.2',
} as const;

/**
 * SHA-256 of uv's wheels for Linux on x86-64 and ARM64, which the image of an app with `uv.lock` is built with. A new
 * version in `VERSIONS` needs them, too.
 *
 * @see https://pypi.org/project/uv/#files
 */
export const UV_WHEELS: readonly string[] = [
  'd7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19',
  '5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe',
  'ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375',
];

/**
 * SHA-256 of the prebuilt programs that `install-tools.sh` downloads, from the checksums that each project publishes with
 * its release. Other systems build the program with Go. A new version in `VERSIONS` needs all of its lines here.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/releases
 * @see https://github.com/bitnami-labs/sealed-secrets/releases
 */
export const CHECKSUMS: Readonly<Record<string, string>> = {
  'kustomize_v5.8.2_darwin_amd64.tar.gz': '1ee90e851535f13b21b5fb69a24a6e843da13ca7aa52538e345ce7c15471ef47',
  'kustomize_v5.8.2_darwin_arm64.tar.gz': '4ce452c096a4005be16ddc02129255830d1d6605ffe3693699c72a1b2be48658',
  'kustomize_v5.8.2_linux_amd64.tar.gz': '06af0a202c2b831207d0173f9c9cdb1b30abceca0747cb3fbb72792d26055c95',
  'kustomize_v5.8.2_linux_arm64.tar.gz': '0991957191951cb7dddd142403b5bb98a1fcd6378ba0079dddc1e2c309080a7f',
  'kubeseal-0.27.1-darwin-amd64.tar.gz': 'd7474e153440658bd26540aadc6ce6816e14afefb15ab54ad33e54869b8af2d2',
  'kubeseal-0.27.1-darwin-arm64.tar.gz': 'd420c490d1b5a5b3c912e7bb5fa3cafd43b12c73dacd430b8d9ff680922ab0a3',
  'kubeseal-0.27.1-linux-amd64.tar.gz': '01069a5e79ed7702ba10bed42cd8132d94746ca288add06836d082b4202c2789',
  'kubeseal-0.27.1-linux-arm64.tar.gz': '6eeac859e3ce924358c512c572345df3a19e88f14e075d39a57bf54d13e22d22',
};

/**
 * The supported Python versions, with the exact release in the base image's tag. All images use Debian 13 (trixie),
 * because full support of Debian 12 has ended.
 *
 * @see https://github.com/docker-library/python
 */
export const PYTHON_RELEASES: Readonly<Record<string, string>> = {
  '3.11': '3.11.15',
  '3.12': '3.12.13',
  '3.13': '3.13.14',
  '3.14': '3.14.6',
};

/** Base image of a Python version. */
export function defaultBaseImage(pythonVersion: string): string {
  return `docker.io/library/python:${PYTHON_RELEASES[pythonVersion]}-slim-trixie`;
}

/** The cluster that Argo CD runs in. */
export const IN_CLUSTER = 'https://kubernetes.default.svc';

/** The HTTP server in the container. */
export type Server = 'granian' | 'gunicorn';

/** How the server calls the app: WSGI (Flask), or ASGI, which only granian supports here. */
export type Interface = 'wsgi' | 'asgi';

/** How an app lists and locks its Python packages. */
export type Packages = 'requirements' | 'uv';

/**
 * Minimum versions of the packages that an app's runtime module supports, by server, framework, and option. The tests of the
 * runtime module run with these versions and with the newest.
 */
export const RUNTIME_REQUIREMENTS: Readonly<
  Record<Server | Framework | 'all' | 'tracing', Readonly<Record<string, string>>>
> = {
  all: { 'prometheus-client': '0.21' },
  flask: { flask: '3.1' },
  django: { django: '5.2' },
  // The runtime module wraps any ASGI application.
  fastapi: {},
  starlette: {},
  granian: { granian: '2.8' },
  gunicorn: { gunicorn: '23.0' },
  // It requires the SDK.
  tracing: { 'opentelemetry-exporter-otlp-proto-http': '1.44' },
};

/** User ID in the image; above 10000 to avoid conflicts with users of a node. */
export const CONTAINER_USER = 10001;

/** The folder for temporary files, the only one that is always writable. */
export const TMP = '/tmp';

/**
 * Folder of secret files. It cannot be below `/run`: `/var/run` links to it in Debian images, clusters mount service
 * account tokens in `/var/run/secrets`, and a read-only volume would prevent that.
 */
export const SECRETS_FOLDER = '/etc/secrets';

/** Name of the volume of secret files. */
export const SECRETS_VOLUME = 'secrets';

/** The initial tag of an environment's image, before its first release. */
export function initialTag(environment: string, position: EnvironmentPosition): string {
  return position === 'last' ? 'v1.0.0' : `${environment}-latest`;
}

/** Position of an environment in the order of releases. */
export type EnvironmentPosition = 'first' | 'between' | 'last';

/** Position of an environment; a single environment is the first. */
export function positionOf(index: number, count: number): EnvironmentPosition {
  if (index === 0) return 'first';
  return index === count - 1 ? 'last' : 'between';
}
