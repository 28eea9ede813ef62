import { isRecord, records } from './records';

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
