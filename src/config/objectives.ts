/**
 * The bounds of the buckets of `http_request_duration_seconds`, written as in the label `le`. The runtime module
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

/**
 * Two windows of an alert, and how many times as fast as the objective allows the budget must burn in both of them. The
 * short window ends the alert soon after the errors end.
 *
 * @see https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export interface BurnRate {
  readonly factor: number;
  readonly short: string;
  readonly long: string;
}

/** The burn rates that page, and those that open a ticket. */
export const BURN_RATES = {
  page: [
    { factor: 14.4, short: '5m', long: '1h' },
    { factor: 6, short: '30m', long: '6h' },
  ],
  ticket: [
    { factor: 3, short: '2h', long: '1d' },
    { factor: 1, short: '6h', long: '3d' },
  ],
} as const satisfies Readonly<Record<string, readonly BurnRate[]>>;

/** The share of requests that an objective in percent allows to fail, free of binary rounding. */
export function budgetOf(percent: number): number {
  return Number(((100 - percent) / 100).toFixed(9));
}
