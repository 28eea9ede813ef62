import type { AppOptions, ArgocdOptions, AutoscalingOptions } from '../../../src/config/options';
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
  expect(own?.patch ?? '').not.toContain('/spec/replicas');
  expect(files.get('IMPLEMENTATION_SUMMARY.md')?.content).toContain('1 to 4');
});

describe('the Deployment', () => {
  const replicasIn = (options: AppOptions, argocd?: ArgocdOptions): unknown => {
    const files = byPath(renderOf({ name: 'shop', argocd, apps: { web: options } }).values());
    return objectOf(files, 'apps/web/k8s/base/deployment.yaml').spec.replicas;
  };

  test.each([
    ['its number without autoscaling', { replicas: 4, autoscaling: { maxReplicas: 9 } }, 4],
    ['at least the lowest of the autoscaler', { replicas: 1, autoscaling: { minReplicas: 5, maxReplicas: 9 } }, 5],
    ['a number above the lowest', { replicas: 4, autoscaling: { minReplicas: 2, maxReplicas: 9 } }, 4],
    ['never 0, which would stop the autoscaler', { replicas: 0, autoscaling: { minReplicas: 2, maxReplicas: 9 } }, 2],
  ])('sets %s, so that turning autoscaling on resets nothing', (_what, options, expected) => {
    expect(replicasIn(options)).toBe(expected);
  });

  test('in an overlay has the number that it has without autoscaling', () => {
    const patchOf = (autoscaling?: AutoscalingOptions): string => {
      const files = render({ replicas: 1, environments: { prod: { replicas: 3, autoscaling } } });
      const { patches = [] } = kustomizationOf(files, `${FOLDER}/kustomization.yaml`);
      return patches.find(({ target }) => target?.kind === 'Deployment')?.patch ?? '';
    };
    expect(patchOf({ maxReplicas: 9 })).toContain('path: /spec/replicas\n  value: 3\n');
    expect(patchOf({ maxReplicas: 9 })).toBe(patchOf());
  });

  test('sets none if the Applications, which may revert the autoscaler, are managed elsewhere', () => {
    const options = { replicas: 4, autoscaling: { maxReplicas: 9 } };
    expect(replicasIn(options, { manages: 'nothing' })).toBeUndefined();
    expect(replicasIn({ replicas: 4 }, { manages: 'nothing' })).toBe(4);
  });
});

test('a worker has one of its own only', () => {
  const mailer = { command: ['x'] };
  const names = (own: AppOptions): string[] => [...render(own).keys()].filter((path) => path.includes('autoscaler'));
  expect(names({ autoscaling: { maxReplicas: 9 }, workloads: { mailer } })).toEqual([]);
  expect(names({ workloads: { mailer: { ...mailer, autoscaling: { maxReplicas: 9 } } } })).toHaveLength(3);
});
