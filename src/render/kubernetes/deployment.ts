import { selectorLabels } from './labels';
import { podTemplate } from './pod';
import type { App, Repository, Settings, Workload } from '../../config/model';
import { progressDeadline } from '../../config/timing';

/**
 * The Deployment of a service or a worker. With autoscaling, it doesn't set the number of replicas, because each sync
 * would revert the autoscaler.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
 */
export function deployment(repository: Repository, app: App, workload: Workload, settings: Settings): object {
  const labels = selectorLabels(app, workload);
  const { replicas, autoscaling } = settings.pods[workload.name];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: workload.objectName, namespace: app.name, labels },
    spec: {
      ...(autoscaling === undefined ? { replicas } : {}),
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
