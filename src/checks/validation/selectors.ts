import type { KubeObject } from './objects';
import { at, podTemplatePath } from './objects';
import { isRecord, records } from '../../common/records';

/** Labels of the pods that an object runs; undefined if it runs none. */
export function podLabels(object: KubeObject): Readonly<Record<string, unknown>> | undefined {
  const template = podTemplatePath(object);
  if (template === undefined) return undefined;
  const labels = at(object, [...template, 'metadata', 'labels']);
  return isRecord(labels) ? labels : {};
}

/** Whether a label selector fits labels. An empty one fits all. */
export function fitsSelector(selector: unknown, labels: Readonly<Record<string, unknown>>): boolean {
  if (!isRecord(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  return (
    fitsLabels(isRecord(matchLabels) ? matchLabels : {}, labels) &&
    records(matchExpressions).every(({ key, operator, values }) => {
      const value = labels[String(key)];
      const isIn = Array.isArray(values) && (values as unknown[]).includes(value);
      switch (operator) {
        case 'In':
          return isIn;
        case 'NotIn':
          return !isIn;
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return true;
      }
    })
  );
}

/** Whether labels contain all of these. */
export function fitsLabels(
  wanted: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, unknown>>,
): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
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
