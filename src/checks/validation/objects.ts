import type { YamlPath } from './yaml-file';
import { isRecord, records } from '../../common/records';

/** A Kubernetes object as plain data. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}

/** The objects of a document: the object itself, or the items of a list, as kustomize reads it. */
export function objectsOf(value: unknown): { readonly object: KubeObject; readonly path: YamlPath }[] {
  if (!isKubeObject(value)) return [];
  // `List`, and lists of one kind such as `SecretList`. Lists can contain lists.
  if (!value.kind.endsWith('List') || !Array.isArray(value.items)) return [{ object: value, path: [] }];
  return value.items.flatMap((item: unknown, index) =>
    objectsOf(item).map(({ object, path }) => ({ object, path: ['items', index, ...path] })),
  );
}

export function isKubeObject(value: unknown): value is KubeObject {
  return isRecord(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}

export function isKustomization(value: unknown): boolean {
  return isKubeObject(value) && value.apiVersion.startsWith('kustomize.config.k8s.io/');
}

export function nameOf(object: KubeObject): string {
  const name = at(object, ['metadata', 'name']);
  return typeof name === 'string' ? name : '';
}

export function namespaceOf(object: KubeObject): string | undefined {
  const namespace = at(object, ['metadata', 'namespace']);
  return typeof namespace === 'string' ? namespace : undefined;
}

export function groupOf(object: KubeObject): string {
  return object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
}

/** Whether an object holds values that everyone who reads the file can read. */
export function isPlaintextSecret({ apiVersion, kind, data, stringData }: KubeObject): boolean {
  if (kind !== 'Secret' || apiVersion !== 'v1') return false;
  return [data, stringData].some((values) => isRecord(values) && Object.keys(values).length > 0);
}

/** The name of an object for people. One that the API server completes has a star. */
export function shownName(object: KubeObject): string {
  const prefix = at(object, ['metadata', 'generateName']);
  return nameOf(object) || (typeof prefix === 'string' && prefix !== '' ? `${prefix}*` : '(no name)');
}

/** `Kind name`. */
export function describeObject(object: KubeObject): string {
  return `${object.kind} ${shownName(object)}`;
}

/** The value at a path; undefined when there is none. */
export function at(value: unknown, path: YamlPath): unknown {
  let current = value;
  for (const step of path) {
    if (Array.isArray(current)) current = (current as unknown[])[Number(step)];
    else if (isRecord(current)) current = current[step];
    else return undefined;
  }
  return current;
}

export function strings(value: unknown): string[] {
  return Array.isArray(value) ? (value as unknown[]).filter((item) => typeof item === 'string') : [];
}

/** A path in the usual notation: `spec.containers[0].image`. */
export function formatFieldPath(path: YamlPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_][\w-]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Path of the pod template in each kind of workload. */
const POD_TEMPLATES: Readonly<Record<string, YamlPath>> = {
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** Path of the pod template of an object; undefined when it runs no pods. */
export function podTemplatePath(object: KubeObject): YamlPath | undefined {
  return POD_TEMPLATES[object.kind];
}

/** The containers of an object with their paths, init containers first. */
export function containersOf(
  object: KubeObject,
): { readonly container: Record<string, unknown>; readonly path: YamlPath; readonly isInit: boolean }[] {
  const template = podTemplatePath(object);
  if (!template) return [];
  return ['initContainers', 'containers'].flatMap((field) => {
    const path = [...template, 'spec', field];
    return records(at(object, path)).map((container, index) => ({
      container,
      path: [...path, index],
      isInit: field === 'initContainers',
    }));
  });
}
