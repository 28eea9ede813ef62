import { commonLabels, selectorLabels } from './labels';
import type { App, AppEnvironment, Autoscaling, Repository, Workload } from '../../config/model';

/**
 * The HorizontalPodAutoscaler of a workload.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
 */
export function horizontalPodAutoscaler(
  repository: Repository,
  app: App,
  workload: Workload,
  own: AppEnvironment,
  { minReplicas, maxReplicas, targetCpu, targetMemory }: Autoscaling,
): object {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: {
      name: workload.objectName,
      namespace: own.namespace,
      labels: { ...selectorLabels(app, workload), ...commonLabels(repository) },
    },
    spec: {
      minReplicas,
      maxReplicas,
      metrics: [metric('cpu', targetCpu), ...(targetMemory === undefined ? [] : [metric('memory', targetMemory)])],
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: workload.objectName },
    },
  };
}

function metric(name: string, averageUtilization: number): object {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } };
}
