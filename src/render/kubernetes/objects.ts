import { configData, sorted } from './config';
import { KEPT } from './kept';
import { commonLabels, selectorLabels } from './labels';
import { VERSIONS } from '../../config/defaults';
import type { App, AppEnvironment, Metrics, Repository, ServiceMonitor, Settings, Workload } from '../../config/model';
import { configMapName } from '../../config/names';

const POD_SECURITY_MODES = ['audit', 'enforce', 'warn'];

/**
 * The Namespace of an app. `namespace` in overlays renames it, so one base serves all environments. Argo CD never
 * deletes it, because that would delete everything else in it.
 */
export function namespaceObject(app: App): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: app.name,
      annotations: KEPT,
      labels: Object.fromEntries(
        POD_SECURITY_MODES.flatMap((mode) => [
          [`pod-security.kubernetes.io/${mode}`, 'restricted'],
          [`pod-security.kubernetes.io/${mode}-version`, VERSIONS.podSecurity],
        ]),
      ),
    },
  };
}

export function serviceAccount(app: App, { serviceAccount: own }: Settings): object {
  const annotations = sorted(own.annotations);
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: {
      name: app.name,
      namespace: app.name,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    automountServiceAccountToken: false,
  };
}

export function configMap(app: App, settings: Settings): object {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: configMapName(app), namespace: app.name },
    data: configData(settings),
  };
}

export function service(app: App, workload: Workload): object {
  const labels = selectorLabels(app, workload);
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: workload.objectName, namespace: app.name, labels },
    spec: {
      type: 'ClusterIP',
      ports: [
        { name: 'http', appProtocol: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
        ...workload.ports.map(({ name, port }) => ({ name, port, protocol: 'TCP', targetPort: name })),
      ],
      selector: labels,
    },
  };
}

/**
 * Limits how many pods of a workload a node drain can stop at a time. Pods that aren't ready never block a drain.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/
 */
export function podDisruptionBudget(repository: Repository, app: App, workload: Workload, own: AppEnvironment): object {
  const labels = selectorLabels(app, workload);
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    // Not in the base, which sets labels in its kustomization but doesn't know the number of pods.
    metadata: {
      name: workload.objectName,
      namespace: own.namespace,
      labels: { ...labels, ...commonLabels(repository) },
    },
    spec: { maxUnavailable: 1, selector: { matchLabels: labels }, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  };
}

/** Lets the Prometheus operator scrape all services of an app. */
export function serviceMonitor(app: App, { path }: Metrics, { labels, interval }: ServiceMonitor): object {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: app.name, namespace: app.name, labels: { ...labels, 'app.kubernetes.io/name': app.name } },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': app.name } },
      endpoints: [{ port: 'http', path, interval }],
    },
  };
}
