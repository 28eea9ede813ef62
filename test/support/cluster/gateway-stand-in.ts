import type { ApiClient, KubernetesObject } from '../api-client';

const ROUTES = '/apis/gateway.networking.k8s.io/v1';

interface Route extends KubernetesObject {
  readonly metadata: KubernetesObject['metadata'] & { readonly generation: number };
  readonly spec: { readonly parentRefs: readonly object[] };
  readonly status?: { readonly parents?: readonly object[] };
}

/** Stand-in for a gateway controller: accepts each HTTPRoute. Without one, Argo CD waits for it forever. */
export async function acceptRoutes(client: ApiClient): Promise<void> {
  const { body } = await client.get(`${ROUTES}/httproutes`);
  for (const { metadata, spec, status } of (body as { items: Route[] }).items) {
    if (status?.parents?.length) continue;
    const path = `${ROUTES}/namespaces/${metadata.namespace}/httproutes/${metadata.name}/status`;
    await client.patch(path, { status: { parents: spec.parentRefs.map((parent) => accepted(parent, metadata)) } });
  }
}

function accepted(parentRef: object, { generation }: Route['metadata']): object {
  const conditions = ['Accepted', 'ResolvedRefs'].map((type) => ({
    type,
    status: 'True',
    reason: type,
    message: '',
    observedGeneration: generation,
    lastTransitionTime: new Date().toISOString(),
  }));
  return { parentRef, controllerName: 'acme.example/stand-in', conditions };
}
