import { newAppOptions } from '../config/new-app';
import type { PythonGitOpsAppOptions } from '../config/options';

/** What the recipes of a repository are about. */
export interface RecipeNames {
  /** The app whose options change, and its service. */
  readonly app: string;
  readonly service: string;
  /** Name of the service's Deployment. */
  readonly deployment: string;
  /** Names for new apps. */
  readonly api: string;
  readonly site: string;
  /** All environments, and the last one. */
  readonly environments: readonly string[];
  readonly environment: string;
  /** A supported Python version that the app doesn't have. */
  readonly otherPython: string;
  /** Whether this repository has workflows. */
  readonly hasWorkflows: boolean;
}

type Options = Partial<PythonGitOpsAppOptions>;

/**
 * The options of each recipe in `docs/RECIPES.md`, which shows them as code. Tests apply what the page shows.
 */
export const RECIPE_OPTIONS = {
  fastapi: ({ api }) => ({ apps: { [api]: newAppOptions({ framework: 'fastapi' }) } }),

  django: ({ site }) => ({ apps: { [site]: newAppOptions({ framework: 'django' }) } }),

  postgres: ({ app, service }) => ({
    apps: {
      [app]: {
        secrets: ['DATABASE_URL'],
        workloads: { [service]: {}, migrate: { type: 'job', command: ['alembic', 'upgrade', 'head'] } },
      },
    },
  }),

  queue: ({ app, service }) => ({
    apps: {
      [app]: {
        secrets: ['REDIS_URL'],
        workloads: {
          [service]: {},
          worker: { command: ['python', '-m', 'worker'], terminationGracePeriodSeconds: 120 },
        },
      },
    },
  }),

  cronJob: ({ app, service }) => ({
    apps: {
      [app]: {
        workloads: {
          [service]: {},
          nightly: { schedule: '0 3 * * *', timeZone: 'Europe/Berlin', command: ['python', '-m', 'nightly'] },
        },
      },
    },
  }),

  ingress: ({ app, environment }) => ({
    apps: {
      [app]: {
        environments: {
          [environment]: {
            ingress: {
              className: 'nginx',
              hosts: [`${app}.example.org`],
              annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
              tls: [{ secretName: `${app}-tls` }],
            },
          },
        },
      },
    },
  }),

  autoscaling: ({ app, environment }) => ({
    apps: { [app]: { environments: { [environment]: { autoscaling: { maxReplicas: 10, targetCpu: 60 } } } } },
  }),

  privateIndex: ({ app, hasWorkflows }) => ({
    packageIndex: 'https://pypi.example.org/simple',
    ...(hasWorkflows && { delivery: { packageIndexSecret: 'PIP_NETRC' } }),
    apps: { [app]: { buildSecrets: { PIP_NETRC: '/root/.netrc' } } },
  }),

  systemPackages: ({ app }) => ({ apps: { [app]: { systemPackages: ['ffmpeg', 'libmagic1t64'] } } }),

  python: ({ app, otherPython }) => ({ apps: { [app]: { pythonVersion: otherPython } } }),

  gpu: ({ app, deployment, environment }) => ({
    apps: {
      [app]: {
        patches: [
          {
            kind: 'Deployment',
            name: deployment,
            environment,
            operations: [
              { op: 'add', path: '/spec/template/spec/nodeSelector', value: { 'nvidia.com/gpu.present': 'true' } },
              {
                op: 'add',
                path: '/spec/template/spec/tolerations',
                value: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
              },
              { op: 'add', path: '/spec/template/spec/containers/0/resources/limits/nvidia.com~1gpu', value: '1' },
            ],
          },
        ],
      },
    },
  }),

  arm64: ({ app, hasWorkflows }) => ({
    apps: {
      [app]: {
        patches: [
          {
            kind: 'Deployment',
            merge: { spec: { template: { spec: { nodeSelector: { 'kubernetes.io/arch': 'arm64' } } } } },
          },
        ],
      },
    },
    ...(hasWorkflows && {
      overrides: {
        '.github/workflows/app.yml': ['build', 'image'].map((job) => ({
          op: 'replace',
          path: `/jobs/${job}/runs-on`,
          value: 'ubuntu-24.04-arm',
        })),
      },
    }),
  }),

  sidecar: ({ app, deployment }) => ({
    apps: {
      [app]: {
        patches: [
          {
            kind: 'Deployment',
            name: deployment,
            operations: [{ op: 'add', path: '/spec/template/spec/initContainers', value: [SIDECAR] }],
          },
        ],
      },
    },
  }),

  extraManifest: ({ app }) => ({ apps: { [app]: { extraManifests: ['quota.yaml'] } } }),

  secret: ({ app }) => ({ apps: { [app]: { secrets: ['PAYMENT_TOKEN'] } } }),

  // All environments: without the others, they would be gone.
  clusters: ({ environment, environments }) => ({
    environments: {
      ...Object.fromEntries(environments.map((name) => [name, {}])),
      [environment]: { clusters: { eu: { name: `${environment}-eu` }, us: { name: `${environment}-us` } } },
    },
  }),
} satisfies Record<string, (names: RecipeNames) => Options>;

/** A container that Kubernetes starts before the others and stops after them. */
const SIDECAR = {
  name: 'database-proxy',
  image: 'gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.0',
  args: ['--port=5432', 'acme:europe-west1:shop'],
  restartPolicy: 'Always',
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '64Mi' } },
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
  },
};
