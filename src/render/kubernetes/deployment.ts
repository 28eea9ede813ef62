import { selectorLabels } from './labels';
import { podTemplate } from './pod';
import type { App, Pods, Repository, Settings, Workload } from '../../config/model';
import { progressDeadline } from '../../config/timing';

/**
 * The Deployment of a service or a worker.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export function deployment(repository: Repository, app: App, workload: Workload, settings: Settings): object {
  const labels = selectorLabels(app, workload);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: workload.objectName, namespace: app.name, labels },
    spec: {
      ...numberOfPods(repository, settings.pods[workload.name]),
      revisionHistoryLimit: 5,
      progressDeadlineSeconds: progressDeadline(workload),
      selector: { matchLabels: labels },
      strategy:
        workload.strategy === 'Recreate'
          ? { type: 'Recreate' }
          : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: podTemplate(repository, app, workload, settings),
    },
  };
}

/**
 * The number of pods, also with autoscaling: without it, turning autoscaling on would reset the number to 1. Applications
 * that are managed elsewhere may not ignore it, so that each sync would revert the autoscaler.
 */
function numberOfPods({ argocd }: Repository, { replicas, autoscaling }: Pods): { replicas?: number } {
  if (autoscaling === undefined) return { replicas };
  return argocd.manages === 'nothing' ? {} : { replicas: Math.max(replicas, autoscaling.minReplicas) };
}
