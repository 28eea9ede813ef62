import { createHash } from 'node:crypto';
import { findKustomize, InstalledKustomize } from '../../src/cli/tools/kustomize';
import type { KubernetesObject } from '../support/api-client';
import { complaints, objectsOf } from '../support/api-server';
import type { Cluster } from '../support/cluster/cluster';

/** Overlays that one process builds: a larger one takes longer than two. */
const OVERLAYS = 25;
const REQUESTS = 8;
const POD_SECURITY = /^pod-security\.kubernetes\.io\//;

/** Labels of a namespace that is made elsewhere. */
export const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};
const FOREIGN = JSON.stringify(RESTRICTED);

/** The objects of overlays. Warnings of kustomize are errors. */
export async function built(folder: string, overlays: readonly string[]): Promise<KubernetesObject[]> {
  const kustomize = new InstalledKustomize(findKustomize(), folder);
  const parts = Array.from({ length: Math.ceil(overlays.length / OVERLAYS) }, (_, part) =>
    overlays.slice(part * OVERLAYS, (part + 1) * OVERLAYS),
  );
  const objects = await inParallel(parts, 2, async (part) => {
    const { ok, output, messages } = await kustomize.buildTogether(part);
    if (!ok || messages.trim() !== '') throw new Error(`kustomize build ${part.join(' ')}: ${messages}`);
    return objectsOf(output).filter(({ apiVersion }) => !apiVersion.startsWith('python-gitops/'));
  });
  return objects.flat();
}

/**
 * What the API server rejects or warns of, with the strict validation of fields. Nothing is stored but namespaces: one for
 * each level of Pod Security, where objects are judged as in their own.
 */
export async function complaintsOf(cluster: Cluster, objects: readonly KubernetesObject[]): Promise<string[]> {
  const levels = new Map(
    objects
      .filter(({ kind }) => kind === 'Namespace')
      .map((namespace) => [namespace.metadata.name, levelOf(namespace)]),
  );
  const stand = new Map<string, string>();
  for (const level of new Set([...levels.values(), FOREIGN])) {
    const name = `strict-${createHash('sha256').update(level).digest('hex').slice(0, 12)}`;
    stand.set(level, name);
    const labels = JSON.parse(level) as Record<string, string>;
    await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }]);
  }
  const found = await inParallel(objects, REQUESTS, async (object) => {
    const { namespace } = object.metadata;
    const isOfApp = namespace !== undefined && namespace !== cluster.argocdNamespace;
    const there = isOfApp ? stand.get(levels.get(namespace) ?? FOREIGN) : namespace;
    const judged = { ...object, metadata: { ...object.metadata, namespace: there } };
    const answer = await cluster.client.apply(judged);
    return complaints(object, answer);
  });
  return found.flat();
}

function levelOf({ metadata }: KubernetesObject): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(metadata.labels ?? {}).filter(([label]) => POD_SECURITY.test(label))),
  );
}

async function inParallel<T, U>(values: readonly T[], count: number, body: (value: T) => Promise<U>): Promise<U[]> {
  const results: U[] = [];
  const rest = values.entries();
  const worker = async (): Promise<void> => {
    for (const [index, value] of rest) results[index] = await body(value);
  };
  await Promise.all(Array.from({ length: count }, worker));
  return results;
}
