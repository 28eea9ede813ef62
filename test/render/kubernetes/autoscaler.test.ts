import type { AppOptions } from '../../../src/config/options';
import { byPath, renderOf } from '../../support/render-cases';
import { kustomizationOf, objectOf } from '../../support/render-objects';

const FOLDER = 'apps/web/k8s/overlays/prod';

function render(web: AppOptions) {
  return byPath(renderOf({ name: 'shop', apps: { web } }).values());
}

test('an autoscaler has replicas for its lowest number, and what it aims at', () => {
  const files = render({
    environments: { prod: { autoscaling: { maxReplicas: 9, targetCpu: 60, targetMemory: 80 } } },
  });
  expect(objectOf(files, `${FOLDER}/horizontalpodautoscaler.yaml`).spec).toEqual({
    minReplicas: 3,
    maxReplicas: 9,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } },
      { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 80 } } },
    ],
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
  });
});

test('its own lowest number counts before replicas, in the autoscaler, its budget and the documents', () => {
  const files = render({ replicas: 3, environments: { prod: { autoscaling: { minReplicas: 1, maxReplicas: 4 } } } });
  expect(objectOf(files, `${FOLDER}/horizontalpodautoscaler.yaml`).spec).toMatchObject({
    minReplicas: 1,
    maxReplicas: 4,
  });
  // It may scale up: one pod at a time is away while nodes are drained.
  expect(objectOf(files, `${FOLDER}/poddisruptionbudget.yaml`).spec).toMatchObject({ maxUnavailable: 1 });
  const { patches = [] } = kustomizationOf(files, `${FOLDER}/kustomization.yaml`);
  const own = patches.find(({ target }) => target?.kind === 'Deployment');
  expect(own?.patch).toContain('- op: remove\n  path: /spec/replicas\n');
  expect(files.get('IMPLEMENTATION_SUMMARY.md')?.content).toContain('1 to 4');
});

test('with one, git says nothing of the number of pods, which a sync would take back', () => {
  const files = render({ environments: { prod: { autoscaling: { maxReplicas: 9 } } } });
  const { patches = [] } = kustomizationOf(files, `${FOLDER}/kustomization.yaml`);
  const own = patches.find(({ target }) => target?.kind === 'Deployment');
  expect(own?.patch).toContain('- op: remove\n  path: /spec/replicas\n');
  const everywhere = render({ autoscaling: { maxReplicas: 9 } });
  expect(objectOf(everywhere, 'apps/web/k8s/base/deployment.yaml').spec).not.toHaveProperty('replicas');
  expect(everywhere.get(`${FOLDER}/kustomization.yaml`)?.content).not.toContain('/spec/replicas');
});

test('a worker has one of its own only', () => {
  const mailer = { command: ['x'] };
  const names = (own: AppOptions): string[] => [...render(own).keys()].filter((path) => path.includes('autoscaler'));
  expect(names({ autoscaling: { maxReplicas: 9 }, workloads: { mailer } })).toEqual([]);
  expect(names({ workloads: { mailer: { ...mailer, autoscaling: { maxReplicas: 9 } } } })).toHaveLength(3);
});
