import { METRICS_ADDRESS } from './namespace';
import type { KubernetesObject } from '../api-client';

/** ConfigMap of a namespace with the usage that its pods report to autoscalers: `cpu` and `memory`. */
export const USAGE = 'metrics-stand-in';

/** API group of the metrics, and its version. */
export const METRICS = { group: 'metrics.k8s.io', version: 'v1beta1' };

const NAME = 'metrics-stand-in';
const NAMESPACE = 'kube-system';

/** Leads the API of the metrics to the stand-in: a Service without pods, whose address the loopback device has. */
export const METRICS_OBJECTS: readonly KubernetesObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: NAME, namespace: NAMESPACE },
    spec: { clusterIP: METRICS_ADDRESS, ports: [{ name: 'https', port: 443, protocol: 'TCP' }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: NAME, namespace: NAMESPACE, labels: { 'kubernetes.io/service-name': NAME } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [METRICS_ADDRESS], conditions: { ready: true } }],
    ports: [{ name: 'https', port: 443, protocol: 'TCP' }],
  },
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: `${METRICS.version}.${METRICS.group}` },
    spec: {
      ...METRICS,
      service: { name: NAME, namespace: NAMESPACE, port: 443 },
      groupPriorityMinimum: 100,
      versionPriority: 100,
      insecureSkipTLSVerify: true,
    },
  },
];
