import type { KubeObject } from './objects';
import { groupOf, nameOf, namespaceOf } from './objects';

/** Kinds that kustomize prints before all others, in this order; and those after all others. */
const FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

const RANKS = new Map([
  ...FIRST.map((kind, index) => [kind, index - FIRST.length] as const),
  ...LAST.map((kind, index) => [kind, index + 1] as const),
]);

/** The objects in the order in which kustomize prints those of a folder without `sortOptions`. */
export function inKustomizeOrder(objects: readonly KubeObject[]): KubeObject[] {
  const entries = objects.map((object) => ({ object, rank: rankOf(object), keys: keysOf(object) }));
  entries.sort((a, b) => a.rank - b.rank || compare(a.keys, b.keys));
  return entries.map(({ object }) => object);
}

function rankOf(object: KubeObject): number {
  // A namespace of Kubernetes precedes those of other APIs.
  if (object.kind === 'Namespace' && groupOf(object) === '') return -FIRST.length - 1;
  return RANKS.get(object.kind) ?? 0;
}

/** Kustomize compares texts in which these words stand for an empty part. */
function keysOf(object: KubeObject): string[] {
  const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
  const type = [groupOf(object) || '~G', version, object.kind].join('_');
  return [type, [namespaceOf(object) || '~X', nameOf(object) || '~N'].join('|')];
}

function compare(a: readonly string[], b: readonly string[]): number {
  const place = a.findIndex((key, index) => key !== b[index]);
  if (place < 0) return 0;
  return a[place] < b[place] ? -1 : 1;
}
