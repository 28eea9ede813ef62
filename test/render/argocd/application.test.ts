import type { Repository } from '../../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { application } from '../../../src/render/argocd/application';
import { appOf, DEFAULT, repositoryOf, RICH } from '../../support/render-cases';
import type { KubeObject } from '../../support/render-objects';

function render(options: PythonGitOpsAppOptions, appName: string, environment: string): KubeObject {
  const repository = repositoryOf(options) as Repository & { repoUrl: string };
  const app = appOf(repository, appName);
  const own = app.environments.find((candidate) => candidate.environment.name === environment);
  if (!own) throw new Error(`no environment ${environment}`);
  return application(repository, app, own, own.applications[0]) as KubeObject;
}

const AUTOSCALERS = {
  group: 'apps',
  kind: 'Deployment',
  managedFieldsManagers: ['kube-controller-manager', 'k3s', 'kubelite'],
};

test('an Application syncs one overlay into one namespace, by itself', () => {
  expect(render(DEFAULT, 'storefront', 'dev')).toEqual({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name: 'storefront-dev',
      namespace: 'argocd',
      finalizers: ['resources-finalizer.argocd.argoproj.io/foreground'],
      labels: { 'app.kubernetes.io/name': 'storefront', environment: 'dev' },
    },
    spec: {
      destination: { namespace: 'storefront-dev', server: 'https://kubernetes.default.svc' },
      ignoreDifferences: [AUTOSCALERS],
      project: 'storefront',
      revisionHistoryLimit: 10,
      source: {
        path: 'apps/storefront/k8s/overlays/dev',
        repoURL: 'https://github.com/acme/shop',
        targetRevision: 'main',
      },
      syncPolicy: {
        automated: { prune: true, selfHeal: true },
        retry: { limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' }, refresh: true },
        syncOptions: ['ApplyOutOfSyncOnly=true', 'FailOnSharedResource=true', 'PruneLast=true', 'ServerSideApply=true'],
      },
    },
  });
});

describe('with autoscaling', () => {
  const apps = {
    storefront: {
      autoscaling: { maxReplicas: 9 },
      workloads: { web: {}, mailer: { command: ['x'] }, importer: { command: ['x'], autoscaling: { maxReplicas: 4 } } },
      environments: { staging: { autoscaling: { enabled: false } } },
    },
  };

  test('the number of pods is that of the autoscaler, in the Deployments that have one', () => {
    const { spec } = render({ ...DEFAULT, apps }, 'storefront', 'prod');
    const pods = (name: string): object => ({
      group: 'apps',
      kind: 'Deployment',
      name,
      jsonPointers: ['/spec/replicas'],
    });
    expect(spec.ignoreDifferences).toEqual([AUTOSCALERS, pods('storefront'), pods('storefront-importer')]);
    expect(spec.syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true');
  });

  test('in one environment only, the others apply the number of the config', () => {
    const only = { storefront: { environments: { prod: { autoscaling: { maxReplicas: 9 } } } } };
    const { spec } = render({ ...DEFAULT, apps: only }, 'storefront', 'dev');
    expect(spec.ignoreDifferences).toEqual([AUTOSCALERS]);
    expect(spec.syncPolicy.syncOptions).not.toContain('RespectIgnoreDifferences=true');
    expect(render({ ...DEFAULT, apps: only }, 'storefront', 'prod').spec.ignoreDifferences).toHaveLength(2);
  });
});

test.each([
  ['storefront', 'dev'],
  ['storefront', 'prod'],
])('of %s in %s: an older Argo CD gets no retry.refresh', (app, environment) => {
  const { spec } = render({ ...DEFAULT, argocd: { retryRefresh: false } }, app, environment);
  expect(spec.syncPolicy.retry).toEqual({ limit: 5, backoff: { duration: '5s', factor: 2, maxDuration: '3m' } });
});

test('a very large repository has the annotation that limits what Argo CD renders', () => {
  const { metadata } = render({ ...DEFAULT, argocd: { manifestGeneratePaths: true } }, 'storefront', 'dev');
  expect(metadata.annotations).toEqual({ 'argocd.argoproj.io/manifest-generate-paths': '/apps/storefront/k8s' });
});

describe('Argo CD would skip hooks or commits with the annotation, so there is none', () => {
  const annotations = (config: object, environment: string): unknown =>
    render({ ...DEFAULT, argocd: { manifestGeneratePaths: true }, ...config }, 'storefront', environment).metadata
      .annotations;
  const synced = (sync: object): object => ({ environments: { dev: { sync }, prod: {} } });
  const storefront = (own: object): object => ({ apps: { storefront: own } });
  const job = { type: 'job', command: ['migrate'] };

  test.each([
    ['with a job', storefront({ workloads: { web: {}, migrate: job } }), 'dev', undefined],
    ['with a job, in a gated environment', storefront({ workloads: { web: {}, migrate: job } }), 'prod', undefined],
    ['without self-healing', synced({ selfHeal: false }), 'dev', undefined],
    ['in an environment next to one without self-healing', synced({ selfHeal: false }), 'prod', expect.anything()],
    ['that a person syncs', synced({ selfHeal: false, automated: false }), 'dev', expect.anything()],
    [
      'with a cron job',
      storefront({ workloads: { web: {}, report: { ...job, type: 'cron-job', schedule: '0 3 * * *' } } }),
      'dev',
      expect.anything(),
    ],
  ])('%s', (_, config, environment, expected) => {
    expect(annotations(config, environment)).toEqual(expected);
  });
});

test.each([
  ['dev', 'main'],
  ['staging', 'staging'],
  ['canary', 'main'],
  ['prod', 'main'],
])('in %s it follows the branch %s', (environment, branch) => {
  expect(render(RICH, 'checkout', environment).spec.source.targetRevision).toBe(branch);
});

test('it follows the default branch that the config names', () => {
  expect(render({ ...DEFAULT, defaultBranch: 'trunk' }, 'storefront', 'prod').spec.source.targetRevision).toBe('trunk');
});

test('it lives in the namespace that Argo CD looks in, and deploys to that of the app', () => {
  const { metadata, spec } = render(RICH, 'checkout', 'prod');
  expect(metadata.namespace).toBe('gitops');
  expect(spec.destination.namespace).toBe('checkout-prod');
  expect(spec.source.repoURL).toBe('git@git.acme.example:platform/shop');
});

test('it does not create the namespace by itself: that is an object of the base, with its Pod Security labels', () => {
  expect(render(DEFAULT, 'storefront', 'dev').spec.syncPolicy.syncOptions).not.toContain('CreateNamespace=true');
});

describe('notifications', () => {
  const argocd = { notifications: { failed: { slack: ['shop-alerts', 'platform'], 'build-hook': [] } } };
  const annotationsOf = (options: object, environment: string): unknown => {
    const { metadata } = render({ ...DEFAULT, ...options }, 'storefront', environment) as {
      metadata: { annotations?: object };
    };
    return metadata.annotations;
  };
  const key = (trigger: string, service: string): string => `notifications.argoproj.io/subscribe.${trigger}.${service}`;

  test('subscribe recipients by annotations, a webhook by an empty one', () => {
    expect(annotationsOf({ argocd }, 'dev')).toEqual({
      [key('on-health-degraded', 'build-hook')]: '',
      [key('on-health-degraded', 'slack')]: 'shop-alerts;platform',
      [key('on-sync-failed', 'build-hook')]: '',
      [key('on-sync-failed', 'slack')]: 'shop-alerts;platform',
    });
  });

  test('differ between environments', () => {
    const environments = { dev: { notifications: { failed: {} } }, prod: { notifications: { deployed: { x: [] } } } };
    expect(annotationsOf({ argocd, environments }, 'dev')).toBeUndefined();
    expect(annotationsOf({ argocd, environments }, 'prod')).toHaveProperty([key('on-deployed', 'x')], '');
  });

  test('stand next to other annotations', () => {
    expect(annotationsOf({ argocd: { ...argocd, manifestGeneratePaths: true } }, 'dev')).toMatchObject({
      'argocd.argoproj.io/manifest-generate-paths': '/apps/storefront/k8s',
      [key('on-sync-failed', 'slack')]: 'shop-alerts;platform',
    });
  });
});
