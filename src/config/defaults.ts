/** The workload that carries its app's name; an app without workloads has this one. */
export const DEFAULT_WORKLOAD = 'web';

/** Names of the probes, in the order in which Kubernetes asks. */
export const PROBE_NAMES = ['startup', 'liveness', 'readiness'] as const;

/** Versions of tools that generated files name. */
export const VERSIONS = {
  /** Its canonical form of a file is what release files are written in, so that `edit set image` adds no noise. */
  kustomize: '5.8.2',
  /** It encrypts secrets; what it writes, a controller of any version opens. */
  kubeseal: '0.27.1',
  /** The Kubernetes minor version whose Pod Security Standards namespaces ask for. */
  podSecurity: 'v1.34',
  /** Node.js of the workflow. */
  node: '24',
  /** The newest pnpm that runs on every supported Node.js; 11 needs Node.js 22. */
  pnpm: '10.34.9',
  /** Yarn, as npm has it: @yarnpkg/cli-dist. */
  yarn: '4.18.1',
  /** TypeScript for editors and the type check; 7 is the native compiler. */
  typescript: '^7.0.2',
} as const;

/**
 * The Python versions that images can have, with the exact release of the base image's tag. All of them are on Debian 13
 * (trixie): Debian 12 is past its full support.
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

/** What answers HTTP in the container. */
export type Server = 'granian' | 'gunicorn';

/** How the server calls the app: WSGI (Flask), or ASGI, which granian alone speaks here. */
export type Interface = 'wsgi' | 'asgi';

/**
 * Lowest versions of the packages that the runtime module of an app works with, for each server and interface. The
 * tests of the runtime module run with exactly these, and with the newest.
 */
export const RUNTIME_REQUIREMENTS: Readonly<Record<Server | Interface | 'all', Readonly<Record<string, string>>>> = {
  all: { 'prometheus-client': '0.21' },
  wsgi: { flask: '3.1' },
  asgi: {},
  granian: { granian: '2.8' },
  gunicorn: { gunicorn: '23.0' },
};

/** Identity of the user in the image; above 10000, so that it meets no user of a node. */
export const CONTAINER_USER = 10001;

/**
 * Where secrets are files. Not below `/run`: `/var/run` is a link to it in Debian's images, and in `/var/run/secrets`
 * clusters mount tokens of service accounts, which a read-only volume there would keep them from.
 */
export const SECRETS_FOLDER = '/etc/secrets';

/** Name of the volume that holds them. */
export const SECRETS_VOLUME = 'secrets';

/** The tag with which an environment's image is created: it says that nothing was released yet. */
export function initialTag(environment: string, position: EnvironmentPosition): string {
  return position === 'last' ? 'v1.0.0' : `${environment}-latest`;
}

/** Where an environment stands in the order of releases. */
export type EnvironmentPosition = 'first' | 'between' | 'last';

/** Position of an environment; a single one is the first. */
export function positionOf(index: number, count: number): EnvironmentPosition {
  if (index === 0) return 'first';
  return index === count - 1 ? 'last' : 'between';
}
