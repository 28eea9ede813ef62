import type { KubeObject } from './objects';
import { at, podTemplatePath } from './objects';
import { fitsSelector } from '../../common/label-selectors';
import { isRecord } from '../../common/records';

/** Labels of the pods that an object runs; undefined if it runs none. */
export function podLabels(object: KubeObject): Readonly<Record<string, unknown>> | undefined {
  const template = podTemplatePath(object);
  if (template === undefined) return undefined;
  const labels = at(object, [...template, 'metadata', 'labels']);
  return isRecord(labels) ? labels : {};
}

/** Kinds whose selector must fit their own pods, or the API server refuses them. */
const SELF_SELECTING = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

/** Whether the selector of a workload fits the pods that it creates. Other objects have no such selector. */
export function selectsItself(object: KubeObject): boolean {
  if (!SELF_SELECTING.includes(object.kind)) return true;
  const selector = at(object, ['spec', 'selector']);
  const { matchLabels, matchExpressions } = isRecord(selector) ? selector : {};
  // An empty selector is refused too, but the schema has that.
  if (matchLabels === undefined && matchExpressions === undefined) return true;
  return fitsSelector(selector, podLabels(object) ?? {});
}
