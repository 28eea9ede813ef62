import type { PythonGitOpsAppOptions } from '../../src/options';

/** What `projen new` begins with: one app, everything set that a release needs. */
export const DEFAULT: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  apps: { shop: {} },
};

/** Every option away from its default somewhere, less those that only concern npm and the file system. */
export const EVERY_OPTION: PythonGitOpsAppOptions = {
  name: 'platform',
  repoUrl: 'ssh://git@git.acme.example:7999/platform/apps.git',
  registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme',
  defaultBranch: 'trunk',
  pythonVersion: '3.12',
  argocdNamespace: 'gitops',
  environments: {
    dev: { branch: 'develop', replicas: 2, memory: '96Mi', cpu: '100m', logLevel: 'INFO' },
    canary: { gated: true },
    prod: { replicas: 5 },
  },
  apps: {
    checkout: {
      port: 8080,
      workloads: { web: {}, admin: { port: 8081 } },
      environments: { prod: { replicas: 10, memory: '1Gi', cpu: '2', logLevel: 'ERROR' } },
    },
  },
};

/** Apps that have little in common: names and numbers at their limits, other workloads, other environments. */
export const FIVE_APPS: PythonGitOpsAppOptions = {
  name: 'estate',
  repoUrl: 'git@git.acme.example:platform/estate',
  registry: 'registry.acme.example:5443/team/images',
  environments: { test: {}, 'pre-production': { gated: true }, production: {} },
  apps: {
    a: {},
    // The longest name there is; namespaces and Applications add the environment to it.
    'a-name-of-forty-characters-no-fewer-at-a': { port: 65535 },
    'only-admin': { port: 1024, workloads: { admin: {} } },
    many: { workloads: { web: {}, api: { port: 8081 }, internal: { port: 8082 }, webhooks: { port: 8083 } } },
    scaled: {
      port: 8000,
      environments: {
        test: { replicas: 0, memory: '64Mi', cpu: '1m' },
        production: { replicas: 1000, memory: '64Gi', cpu: '32', logLevel: 'CRITICAL' },
      },
    },
  },
};

/** The three, by what a test calls them. */
export const REPOSITORIES: readonly (readonly [name: string, options: PythonGitOpsAppOptions])[] = [
  ['the default repository', DEFAULT],
  ['one with every option', EVERY_OPTION],
  ['one with five very different apps', FIVE_APPS],
];
