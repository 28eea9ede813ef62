import { FIVE } from './render-cases';
import type { PythonGitOpsAppOptions } from '../../src/config/options';

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
  packages: 'requirements',
  packageIndex: 'https://pypi.acme.example/simple',
  extraPackageIndexes: ['https://wheels.acme.example/simple'],
  codeOwners: ['@acme/platform', 'owner@acme.example'],
  renovate: true,
  editorSettings: true,
  devContainer: true,
  ci: 'github',
  packageManager: 'yarn',
  serviceMonitor: { labels: { release: 'kube-prometheus-stack' }, interval: '15s' },
  observability: {
    install: false,
    rules: 'config-map',
    dashboards: 'config-map',
    namespace: 'observability',
    labels: { role: 'alert-rules' },
  },
  argocd: {
    namespace: 'gitops',
    manages: 'applications',
    project: 'platform',
    address: 'https://argocd.acme.example',
    retryRefresh: true,
    manifestGeneratePaths: true,
    notifications: {
      failed: { slack: ['shop-alerts', 'platform'], hook: [] },
      deployed: { email: ['shop@acme.example'] },
      triggers: { 'on-sync-status-unknown': { 'teams-workflows': ['shop'] } },
    },
  },
  delivery: {
    credentials: 'deploy-key',
    releases: 'push',
    onFailure: 'issue',
    registryLogin: 'password',
    npmTokenSecret: 'NPM_TOKEN',
    packageIndexSecret: 'PIP_NETRC',
  },
  devDeps: ['prettier@^3'],
  removed: { legacy: 'replaced by billing' },
  organization: {
    registry: 'registry.acme.example/of-the-organization',
    forbid: [],
    defaults: {
      labels: { organization: 'acme' },
      clusterResourceWhitelist: [{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' }],
      namespaceResourceWhitelist: [{ group: 'external-secrets.io', kind: 'ExternalSecret' }],
    },
    environments: { qa: { cpu: '200m' } },
  },
  ciSteps: {
    beforeTests: [{ name: 'Show what is tested', run: 'echo "$WHO"\n', env: { WHO: '${{ github.repository }}' } }],
    afterTests: [
      {
        name: 'Keep the reports',
        uses: 'actions/upload-artifact@0123456789abcdef0123456789abcdef01234567',
        with: { name: 'reports-${{ inputs.app }}', path: 'apps' },
        apps: ['billing'],
      },
    ],
  },
  overrides: {
    '.github/workflows/app.yml': [
      { op: 'test', path: '/jobs/test/timeout-minutes', value: 15 },
      { op: 'replace', path: '/jobs/test/timeout-minutes', value: 30 },
      { op: 'copy', path: '/jobs/image/timeout-minutes', from: '/jobs/test/timeout-minutes' },
    ],
  },
  takeOver: ['apps/billing/.dockerignore'],
  defaults: {
    networkPolicy: {
      ingressNamespaces: ['observability'],
      ingressCidrs: ['10.30.0.0/20'],
      egress: [{ namespace: 'databases', ports: [5432] }],
      openEgress: false,
    },
    imagePullSecrets: ['registry'],
    imagePullPolicy: 'Always',
    trustedProxies: ['10.20.0.0/16', 'fd00:20::/64'],
    existingSecrets: ['vault-token'],
    existingConfigMaps: ['rates'],
    objective: { availability: 99.5, latency: { seconds: 1, percent: 95 }, minimumRequests: 50 },
    annotations: { 'acme.example/owner': 'platform' },
    env: { LOCALE: 'de_DE.UTF-8' },
  },
  environments: {
    test: {
      branch: 'next',
      gated: false,
      replicas: 2,
      memory: '96Mi',
      cpu: '100m',
      logLevel: 'ERROR',
      requestLogs: true,
      objective: { enabled: true },
      ingress: { domain: 'test.acme.example', className: 'internal', controllerNamespace: 'edge', enabled: true },
      gate: { check: 'tests', address: 'https://test.acme.example', timeoutMinutes: 20 },
    },
    qa: {
      gated: true,
      replicas: 3,
      memory: '512Mi',
      cpu: '1',
      logLevel: 'CRITICAL',
      sync: { automated: false },
      notifications: { failed: {} },
    },
    live: {
      gated: true,
      replicas: 7,
      memory: '1Gi',
      cpu: '1500m',
      logLevel: 'INFO',
      clusters: { eu: { name: 'live-eu' }, us: { server: 'https://us.acme.example:6443' } },
      sync: { automated: true, prune: false, selfHeal: false },
      httpRoute: {
        gateway: 'public',
        gatewayNamespace: 'gateways',
        proxyNamespace: 'envoy-gateway-system',
        sectionName: 'https',
        domain: 'acme.example',
      },
      gate: { check: 'health' },
    },
  },
  apps: {
    billing: {
      port: 8443,
      server: 'granian',
      framework: 'fastapi',
      interface: 'asgi',
      callable: 'server:app',
      development: { services: { postgres: '17', valkey: '9', rabbitmq: '4' } },
      metrics: { enabled: true, path: '/internal/metrics' },
      tracing: { enabled: true, otlpEndpoint: 'https://10.20.1.9' },
      pythonVersion: '3.13',
      baseImage: 'mirror.acme.example/python:3.13.5-slim-trixie',
      packages: 'requirements',
      systemPackages: ['libpq5'],
      sourcePackages: ['docopt'],
      buildSecrets: { PIP_NETRC: '/root/.netrc' },
      secrets: ['DATABASE_URL'],
      secretFiles: ['ledger.json'],
      networkPolicy: { egress: [{ cidr: '10.20.0.0/16', ports: [443] }, { namespace: 'search' }] },
      serviceAccount: { annotations: { 'iam.gke.io/gcp-service-account': 'billing@acme.iam.gserviceaccount.com' } },
      autoscaling: { enabled: true, minReplicas: 4, maxReplicas: 30, targetCpu: 60, targetMemory: 85 },
      ingress: {
        paths: { '/': 'web', '/admin': 'admin' },
        annotations: { 'traefik.ingress.kubernetes.io/router.tls': 'true' },
        tls: [{ secretName: 'billing-tls' }],
        hosts: ['billing.test.acme.example'],
      },
      patches: [
        { kind: 'Deployment', name: 'billing', environment: 'live', merge: { spec: { minReadySeconds: 10 } } },
        { kind: 'Service', operations: [{ op: 'add', path: '/spec/sessionAffinity', value: 'ClientIP' }] },
      ],
      extraManifests: ['limits.yaml'],
      workloads: {
        web: {
          type: 'service',
          port: 8080,
          ports: { grpc: 9443 },
          probes: {
            startup: { failureThreshold: 60, timeoutSeconds: 3 },
            liveness: { path: '/health', periodSeconds: 20 },
            readiness: { command: ['python', '-c', 'import server'], enabled: true },
          },
          volumes: {
            cache: {
              mountPath: '/var/cache/billing',
              type: 'persistentVolumeClaim',
              size: '2Gi',
              storageClass: 'fast',
              accessMode: 'ReadWriteMany',
              readOnly: false,
            },
            rates: { mountPath: '/etc/rates', type: 'configMap', name: 'rates' },
            scratch: { mountPath: '/var/scratch', medium: 'Memory', size: '16Mi' },
          },
          strategy: 'RollingUpdate',
          terminationGracePeriodSeconds: 60,
        },
        admin: { port: 9090 },
        hooks: {},
        invoices: { command: ['python', '-m', 'invoices'], env: { BATCH: '50' }, replicas: 1 },
        nightly: {
          schedule: '15 1 * * *',
          suspend: false,
          timeZone: 'Europe/Berlin',
          concurrencyPolicy: 'Replace',
          activeDeadlineSeconds: 900,
          backoffLimit: 1,
          command: ['python', '-m', 'nightly'],
        },
        migrate: { type: 'job', command: ['python', '-m', 'migrate'] },
      },
      environments: {
        test: { replicas: 1, memory: '64Mi', cpu: '50m', logLevel: 'DEBUG', requestLogs: true },
        qa: {
          ingress: { enabled: false },
          namespace: 'quality',
          createNamespace: true,
          extraManifests: ['quota.yaml'],
        },
        live: {
          replicas: 20,
          memory: '2Gi',
          memoryLimit: '4Gi',
          cpu: '2',
          cpuLimit: 'none',
          logLevel: 'WARNING',
          ingress: { enabled: false },
          httpRoute: {},
          workloads: { nightly: { schedule: '45 1 * * *', memory: '128Mi', memoryLimit: '256Mi' } },
        },
      },
    },
  },
};

/** The extra manifests that a repository names, which are the user's. */
export function extraManifests({ apps = {} }: PythonGitOpsAppOptions): Record<string, string> {
  const files = Object.entries(apps).flatMap(([app, own]) => [
    ...(own.extraManifests ?? []).map((file) => `apps/${app}/k8s/extra/${file}`),
    ...Object.entries(own.environments ?? {}).flatMap(([environment, there]) =>
      (there.extraManifests ?? []).map((file) => `apps/${app}/k8s/extra/${environment}/${file}`),
    ),
  ]);
  const nameOf = (path: string): string => path.replace(/^.*\/|\.yaml$/g, '');
  return Object.fromEntries(
    files.map((path) => [
      path,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${nameOf(path)}\n  namespace: billing\ndata:\n  A: "1"\n`,
    ]),
  );
}

/** Five apps that have little in common. */
export const FIVE_APPS: PythonGitOpsAppOptions = {
  name: 'five-apps',
  repoUrl: 'git@github.com:acme/five-apps.git',
  registry: '123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme',
  delivery: { awsRole: 'arn:aws:iam::123456789012:role/push-images' },
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
      development: { services: { mysql: '8.4', redis: '8' } },
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
  ['one whose apps use what the options offer', FIVE],
];
