import { METRICS, USAGE } from './stand-ins';
import type { ApiClient, KubernetesObject } from '../api-client';

/** What pods of a namespace use that has no ConfigMap of it. */
const DEFAULT_USAGE = { cpu: '1m', memory: '16Mi' };

interface Pod extends KubernetesObject {
  readonly spec: { readonly containers: readonly { readonly name: string }[] };
}

/** Stand-in for metrics-server: reports the usage of pods that a test has set for their namespace. */
export class MetricsStandIn {
  constructor(private readonly client: ApiClient) {}

  /** The body of the answer to a GET; undefined if there is no such path. */
  async answer({ pathname, searchParams }: URL): Promise<object | undefined> {
    const base = `/apis/${METRICS.group}/${METRICS.version}`;
    if (pathname === base) return RESOURCES;
    const namespace = new RegExp(`^${base}/namespaces/([^/]+)/pods$`).exec(pathname)?.[1];
    if (namespace === undefined) return undefined;
    const query = new URLSearchParams({ labelSelector: searchParams.get('labelSelector') ?? '' });
    const { body } = await this.client.get(`/api/v1/namespaces/${namespace}/pods?${query.toString()}`);
    const usage = await this.usage(namespace);
    const items = (body as { items: Pod[] }).items.map(({ metadata, spec }) => ({
      metadata: { name: metadata.name, namespace, labels: metadata.labels },
      timestamp: new Date().toISOString(),
      window: '10s',
      containers: spec.containers.map(({ name }) => ({ name, usage })),
    }));
    return { kind: 'PodMetricsList', apiVersion: `${METRICS.group}/${METRICS.version}`, metadata: {}, items };
  }

  private async usage(namespace: string): Promise<object> {
    const { status, body } = await this.client.get(`/api/v1/namespaces/${namespace}/configmaps/${USAGE}`);
    return status === 200 ? { ...DEFAULT_USAGE, ...(body as { data?: object }).data } : DEFAULT_USAGE;
  }
}

const RESOURCES = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: `${METRICS.group}/${METRICS.version}`,
  resources: [{ name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] }],
};
