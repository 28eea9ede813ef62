import { formatFindings } from '../../src/common/findings';
import type { App, Repository } from '../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { resolve } from '../../src/config/resolve';
import { validate } from '../../src/config/validate';
import type { TreeFile } from '../../src/files/tree/tree';
import { Tree } from '../../src/files/tree/tree';
import type { AppReleases } from '../../src/releases/files/reconcile';
import { reconcileReleases } from '../../src/releases/files/reconcile';
import { renderRepository } from '../../src/render/repository';

/** One app, everything set, otherwise defaults. */
export const DEFAULT: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  apps: { storefront: {} },
};

/** One app, and neither the repository's address nor a registry. */
export const NOT_SET: PythonGitOpsAppOptions = { name: 'shop', apps: { storefront: {} } };

/** Several of everything, and each option away from its default somewhere. */
export const RICH: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'git@git.acme.example:platform/shop',
  registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme',
  pythonVersion: '3.12',
  baseImage:
    'mirror.acme.example/library/python:3.12.13-slim-trixie@sha256:32dd1ad242a6af4caf1a83f5c38dbe8c847033e4bdf9df9f893fc5ec9d525746',
  packageIndex: 'https://pypi.acme.example/simple',
  extraPackageIndexes: ['https://wheels.acme.example/simple', 'https://pypi.partner.example/root/+simple/'],
  codeOwners: ['@acme/platform', 'on-call@acme.example'],
  renovate: false,
  defaults: { networkPolicy: { ingressNamespaces: ['traefik', 'monitoring'], egress: [{ namespace: 'databases' }] } },
  serviceMonitor: { labels: { release: 'kube-prometheus-stack' }, interval: '15s' },
  argocd: { namespace: 'gitops' },
  delivery: { awsRole: 'arn:aws:iam::123456789012:role/push-images', packageIndexSecret: 'PIP_NETRC' },
  environments: {
    dev: {},
    staging: { branch: 'staging', logLevel: 'DEBUG', requestLogs: true },
    canary: { gated: true, replicas: 1 },
    prod: { replicas: 5 },
  },
  apps: {
    storefront: { packages: 'uv', networkPolicy: { openEgress: true } },
    reports: {
      server: 'gunicorn',
      secrets: ['SMTP_PASSWORD'],
      secretFiles: ['warehouse.json', 'ca.pem'],
      systemPackages: ['libpq5', 'tzdata=2025*'],
      sourcePackages: ['docopt', 'PyYAML'],
      buildSecrets: { PIP_NETRC: '/root/.netrc', INDEX_CA: '/run/secrets/ca.pem' },
      networkPolicy: { egress: [{ namespace: 'databases', ports: [5432] }, { cidr: '10.20.0.0/16' }] },
      environments: { dev: { logLevel: 'ERROR', memory: '96Mi' }, staging: { requestLogs: false } },
    },
    checkout: {
      port: 8080,
      interface: 'asgi',
      networkPolicy: { ingressNamespaces: [], egress: [] },
      workloads: { web: {}, admin: { port: 8081 } },
      environments: { prod: { replicas: 10, memory: '1Gi', cpu: '2' } },
    },
  },
};

/** Five apps that have little in common: between them they use what the options offer. */
export const FIVE: PythonGitOpsAppOptions = {
  name: 'market',
  repoUrl: 'https://github.com/acme/market',
  registry: 'europe-west1-docker.pkg.dev/acme-prod/market',
  packageManager: 'pnpm',
  editorSettings: true,
  devContainer: true,
  delivery: {
    credentials: 'github-app',
    googleIdentityProvider: 'projects/123456789/locations/global/workloadIdentityPools/github/providers/acme',
    googleServiceAccount: 'push-images@acme-prod.iam.gserviceaccount.com',
  },
  defaults: {
    labels: { team: 'market' },
    annotations: { 'acme.example/cost-center': '4711' },
    imagePullSecrets: ['registry'],
    ingress: { className: 'nginx' },
    // A release goes on once Argo CD finds it healthy.
    gate: { check: 'health' },
  },
  argocd: { address: 'https://argocd.acme.example' },
  environments: {
    dev: { ingress: { domain: 'dev.acme.example' }, env: { FEATURE_BASKET: 'on' } },
    staging: { ingress: { domain: 'staging.acme.example' } },
    prod: { cpuLimit: 'none', ingress: { domain: 'acme.example', tls: [{ secretName: 'acme-example' }] } },
  },
  apps: {
    // A public API that follows its load.
    catalog: {
      ingress: {},
      env: { SEARCH_URL: 'http://search.search-prod' },
      environments: {
        dev: { env: { SEARCH_URL: 'http://search.search-dev' }, gate: { check: 'tests', timeoutMinutes: 20 } },
        prod: { replicas: 3, autoscaling: { maxReplicas: 20, targetCpu: 60 }, memoryLimit: '512Mi' },
      },
    },
    // Nothing but a worker, which only one process may be.
    mailer: {
      env: { SMTP_HOST: 'smtp.acme.example' },
      workloads: {
        mailer: {
          command: ['python', '-m', 'mailer', '--queue', '$(QUEUE)'],
          env: { GREETING: 'price: $(5)' },
          strategy: 'Recreate',
          terminationGracePeriodSeconds: 120,
          probes: { liveness: { command: ['python', '-m', 'mailer.alive'], periodSeconds: 60 } },
        },
      },
      networkPolicy: { egress: [{ cidr: '10.30.0.0/16', ports: [587] }] },
    },
    // A database that is migrated before each deployment, and rights in the cloud.
    orders: {
      framework: 'django',
      server: 'gunicorn',
      secrets: ['DATABASE_URL', 'PAYMENT_TOKEN'],
      secretFiles: ['payment-client.pem'],
      serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111111111111:role/orders-dev' } },
      workloads: {
        web: {
          volumes: { uploads: { mountPath: '/var/lib/orders', type: 'emptyDir', medium: 'Memory', size: '16Mi' } },
        },
        migrate: { type: 'job', command: ['python', '-m', 'migrate'], activeDeadlineSeconds: 600 },
      },
      environments: {
        prod: {
          serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::222222222222:role/orders' } },
          workloads: { migrate: { memory: '512Mi' } },
        },
      },
    },
    // Another framework, another port, another Python, another gateway.
    search: {
      interface: 'asgi',
      port: 9200,
      pythonVersion: '3.12',
      workloads: { web: { ports: { admin: 9300 }, probes: { startup: { failureThreshold: 90 } } } },
      httpRoute: {
        gateway: 'public',
        gatewayNamespace: 'gateways',
        hosts: ['search.acme.example'],
        paths: { '/v1': 'web' },
      },
      environments: {
        dev: { httpRoute: { enabled: false } },
        staging: { httpRoute: { hosts: ['search.staging.acme.example'] } },
      },
    },
    // Reports by night, kept on a disk.
    reports: {
      workloads: {
        web: {},
        nightly: {
          schedule: '30 2 * * 1-5',
          timeZone: 'Europe/Berlin',
          command: ['python', '-m', 'reports.nightly'],
          env: { FORMAT: 'csv' },
          volumes: { archive: { mountPath: '/var/lib/reports', type: 'persistentVolumeClaim', size: '5Gi' } },
        },
      },
      environments: { dev: { workloads: { nightly: { suspend: true } } } },
    },
  },
};

/** The cases that are kept as whole trees, by the name of their folder. */
export const CASES: Readonly<Record<string, PythonGitOpsAppOptions>> = {
  default: DEFAULT,
  'not-set': NOT_SET,
  rich: RICH,
  five: FIVE,
};

/** A config made whole, after the check that every config passes. */
export function repositoryOf(options: PythonGitOpsAppOptions): Repository {
  const findings = validate(options);
  if (findings.length > 0) throw new Error(`the case is no valid config: ${formatFindings(findings)}`);
  return resolve(options);
}

/** What a config renders in an empty folder; two renderers that claim one path are an error, as in a synth. */
export function renderOf(options: PythonGitOpsAppOptions): ReadonlyMap<string, TreeFile> {
  const repository = repositoryOf(options);
  const tree = new Tree();
  tree.addAll(renderRepository(repository, releasesOf(repository)));
  return new Map(tree.files().map((file) => [file.path, file]));
}

/** The releases of a repository that has no release files yet. */
export function releasesOf(repository: Repository): Map<string, AppReleases> {
  const read = (): undefined => undefined;
  const report = (finding: unknown): never => {
    throw new Error(`a new repository has a finding: ${JSON.stringify(finding)}`);
  };
  return new Map(repository.apps.map((app) => [app.name, reconcileReleases(repository, app, read, report)]));
}

/** Content of one file; throws with the names of its neighbors when it is missing. */
export function contentOf(files: ReadonlyMap<string, TreeFile>, path: string): string {
  const file = files.get(path);
  if (file) return file.content;
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  throw new Error(`no file ${path}; there is ${[...files.keys()].filter((key) => key.startsWith(folder)).join(', ')}`);
}

/** Files by their path. */
export function byPath(files: Iterable<TreeFile>): ReadonlyMap<string, TreeFile> {
  return new Map([...files].map((file) => [file.path, file]));
}

/** An app of a repository. */
export function appOf(repository: Repository, name: string): App {
  const app = repository.apps.find((candidate) => candidate.name === name);
  if (!app) throw new Error(`no app ${name} in the case`);
  return app;
}
