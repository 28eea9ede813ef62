import { manifestsOf } from '../../../src/render/kubernetes/manifests';
import { appOf, FIVE, repositoryOf } from '../../support/render-cases';
import type { KubeObject } from '../../support/render-objects';

const repository = repositoryOf(FIVE);

/** The objects of an app by file, as one environment has them. */
function objects(name: string, environment: string): Record<string, KubeObject> {
  const app = appOf(repository, name);
  const own = app.environments.find((candidate) => candidate.environment.name === environment) ?? app.base;
  return Object.fromEntries(manifestsOf(repository, app, own).map(({ file, object }) => [file, object as KubeObject]));
}

describe('a cron job', () => {
  const { spec } = objects('reports', 'prod')['cronjob-nightly.yaml'];

  test('runs by its schedule, in its zone, one at a time', () => {
    expect(spec).toMatchObject({
      schedule: '30 2 * * 1-5',
      timeZone: 'Europe/Berlin',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 300,
      suspend: false,
      jobTemplate: { spec: { activeDeadlineSeconds: 3600, backoffLimit: 2 } },
    });
  });

  test('is held back where the environment says so', () => {
    expect(objects('reports', 'dev')['cronjob-nightly.yaml'].spec.suspend).toBe(true);
  });

  test('runs its command in pods that are not restarted, not probed, not spread and not scraped', () => {
    const { template } = spec.jobTemplate.spec as { template: KubeObject };
    expect(template.spec).toMatchObject({ restartPolicy: 'Never' });
    expect(template.spec).not.toHaveProperty('topologySpreadConstraints');
    const [container] = template.spec.containers as [Record<string, unknown>];
    expect(container.command).toEqual(['python', '-m', 'reports.nightly']);
    for (const field of ['ports', 'lifecycle', 'startupProbe', 'livenessProbe', 'readinessProbe']) {
      expect(container).not.toHaveProperty(field);
    }
    expect(Object.keys(template.metadata.annotations as object)).toEqual(['checksum/config']);
  });

  test('keeps its claim, whatever Argo CD is told to remove', () => {
    const claim = objects('reports', 'prod')['persistentvolumeclaim-reports-nightly-archive.yaml'];
    expect(claim.metadata.annotations).toEqual({
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
      'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false',
    });
    expect(claim.spec).toEqual({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } });
  });
});

describe('a job before the deployment', () => {
  const orders = objects('orders', 'dev');

  test('is a hook of the sync, made anew each time', () => {
    expect(orders['job-migrate.yaml'].metadata.annotations).toEqual({
      'argocd.argoproj.io/hook': 'Sync',
      'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
      'argocd.argoproj.io/sync-wave': '-1',
    });
    expect(orders['job-migrate.yaml'].spec).toMatchObject({ activeDeadlineSeconds: 600, backoffLimit: 0 });
  });

  test('has what it needs before it, and the workloads after it', () => {
    const wave = (object: KubeObject): string =>
      (object.metadata.annotations as Record<string, string> | undefined)?.['argocd.argoproj.io/sync-wave'] ?? '0';
    const waves = Object.fromEntries(Object.values(orders).map((object) => [object.kind, wave(object)]));
    expect(waves).toEqual({
      Namespace: '-2',
      ConfigMap: '-2',
      ServiceAccount: '-2',
      NetworkPolicy: '-2',
      Job: '-1',
      Deployment: '0',
      Service: '0',
    });
  });

  test('is why objects have waves: an app without one has none', () => {
    for (const object of Object.values(objects('catalog', 'dev'))) {
      expect(JSON.stringify(object)).not.toContain('sync-wave');
    }
  });
});
