import type { PythonGitOpsAppOptions } from '../../src/options';

/** What `projen new` begins with, once it knows where the repository and its images are. */
export const DEFAULT: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  apps: { shop: {} },
};

/** Every option is set, and away from its default. */
export const EVERY_OPTION: PythonGitOpsAppOptions = {
  name: 'every-option',
  repoUrl: 'git@git.acme.example:platform/every-option.git',
  registry: 'registry.acme.example:5000/teams/platform',
  defaultBranch: 'trunk',
  pythonVersion: '3.12',
  baseImage: 'mirror.acme.example/python:3.12.12-slim-trixie',
  packageIndex: 'https://pypi.acme.example/simple',
  codeOwners: ['@acme/platform', 'owner@acme.example'],
  renovate: true,
  defaults: {
    networkPolicy: {
      ingressNamespaces: ['traefik', 'observability'],
      egress: [{ namespace: 'databases', ports: [5432] }],
      openEgress: false,
    },
  },
  serviceMonitor: { labels: { release: 'kube-prometheus-stack' }, interval: '15s' },
  argocd: { namespace: 'gitops' },
  devDeps: ['prettier@^3'],
  environments: {
    test: {
      branch: 'next',
      gated: false,
      replicas: 2,
      memory: '96Mi',
      cpu: '100m',
      logLevel: 'ERROR',
      requestLogs: true,
    },
    qa: { gated: true, replicas: 3, memory: '512Mi', cpu: '1', logLevel: 'CRITICAL' },
    live: { gated: true, replicas: 7, memory: '1Gi', cpu: '1500m', logLevel: 'INFO' },
  },
  apps: {
    billing: {
      port: 8443,
      server: 'granian',
      interface: 'asgi',
      systemPackages: ['libpq5'],
      buildSecrets: { PIP_NETRC: '/root/.netrc' },
      networkPolicy: { egress: [{ cidr: '10.20.0.0/16', ports: [443] }, { namespace: 'search' }] },
      workloads: { web: { port: 8080 }, admin: { port: 9090 }, hooks: {} },
      environments: {
        test: { replicas: 1, memory: '64Mi', cpu: '50m', logLevel: 'DEBUG', requestLogs: true },
        live: { replicas: 20, memory: '4Gi', cpu: '2', logLevel: 'WARNING' },
      },
    },
  },
};

/** Five apps that have little in common. */
export const FIVE_APPS: PythonGitOpsAppOptions = {
  name: 'five-apps',
  repoUrl: 'https://gitlab.com/acme/group/five-apps.git',
  registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme',
  environments: {
    dev: {},
    staging: { branch: 'staging' },
    canary: { gated: true, replicas: 1 },
    prod: { replicas: 5 },
  },
  apps: {
    // The defaults, with the shortest name and the longest.
    a: {},
    'a-name-as-long-as-names-are-ever-allowed': {},
    // Many small services of one image.
    backoffice: { workloads: { web: {}, admin: { port: 8081 }, reports: { port: 8082 }, webhooks: { port: 65535 } } },
    // A single pod everywhere, and no workload of the app's own name.
    legacy: {
      port: 1024,
      server: 'gunicorn',
      workloads: { main: {} },
      environments: { dev: {}, staging: { replicas: 1 }, canary: { replicas: 1 }, prod: { replicas: 1 } },
    },
    // Large in production.
    search: {
      port: 9200,
      interface: 'asgi',
      environments: { prod: { replicas: 40, memory: '8Gi', cpu: '4', logLevel: 'ERROR' } },
    },
  },
};

/** The three, by what a test calls them. */
export const REPOSITORIES: readonly (readonly [name: string, options: PythonGitOpsAppOptions])[] = [
  ['the default repository', DEFAULT],
  ['one with every option', EVERY_OPTION],
  ['one with five very different apps', FIVE_APPS],
];
