/**
 * The bucket bounds of `http_request_duration_seconds`, written as in the label `le`. The runtime module
 * (`metrics.py`) has the same list.
 */
export const LATENCY_BOUNDS = [
  '0.005',
  '0.01',
  '0.025',
  '0.05',
  '0.1',
  '0.2',
  '0.3',
  '0.5',
  '1.0',
  '2.5',
  '5.0',
  '10.0',
] as const;

/** The share of requests that may fail under an objective in percent, without binary rounding errors. */
export function budgetOf(percent: number): number {
  return Number(((100 - percent) / 100).toFixed(9));
}
