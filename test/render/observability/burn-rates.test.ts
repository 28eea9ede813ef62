import fc from 'fast-check';
import { allRules, firesDuring, renderedRules, testRules } from '../../support/promtool';
import type { Firing, Series } from '../../support/promtool';
import { removeFolders } from '../../support/render-disk';

afterAll(removeFolders);

const AVAILABILITY = 99.5;
const PERCENT = 95;
const MINIMUM = 200;

const RULES = renderedRules(
  {
    name: 'market',
    repoUrl: 'https://github.com/acme/market',
    registry: 'docker.io/acme',
    observability: { rules: 'config-map' },
    environments: { prod: {} },
    apps: {
      shop: {
        objective: {
          enabled: true,
          availability: AVAILABILITY,
          latency: { seconds: 0.5, percent: PERCENT },
          minimumRequests: MINIMUM,
        },
      },
    },
  },
  'shop',
);

/** Requests in one interval. */
interface Traffic {
  readonly all: number;
  readonly failed: number;
  readonly slow: number;
}

/** Two windows in minutes, and how many times as fast as the objective allows the budget burns in both. */
interface BurnRate {
  readonly factor: number;
  readonly short: number;
  readonly long: number;
}

const HOUR = 60;
const DAY = 24 * HOUR;

const PAGES = [
  { factor: 14.4, short: 5, long: HOUR },
  { factor: 6, short: 30, long: 6 * HOUR },
] as const;
const TICKETS = [
  { factor: 3, short: 2 * HOUR, long: DAY },
  { factor: 1, short: 6 * HOUR, long: 3 * DAY },
] as const;

const ALERTS = [
  { alert: 'ErrorBudgetBurn', bad: 'failed', budget: 1 - AVAILABILITY / 100 },
  { alert: 'SlowBudgetBurn', bad: 'slow', budget: 1 - PERCENT / 100 },
] as const;

/** The running totals of some traffic, which begin at zero. */
class Totals {
  private readonly sums: Traffic[] = [{ all: 0, failed: 0, slow: 0 }];

  constructor(
    traffic: readonly Traffic[],
    private readonly interval: number,
  ) {
    for (const { all, failed, slow } of traffic) {
      const last = this.sums[this.sums.length - 1];
      this.sums.push({ all: last.all + all, failed: last.failed + failed, slow: last.slow + slow });
    }
  }

  /** How many requests there were within a window before a step. */
  within(key: keyof Traffic, step: number, window: number): number {
    return this.sums[step][key] - this.sums[Math.max(0, step - window / this.interval)][key];
  }

  values(of: (sum: Traffic) => number): string {
    return this.sums.map((sum) => String(of(sum))).join(' ');
  }
}

/** What the formula gives: whether an alert fires, unless rounding could decide about it. */
function fires(
  totals: Totals,
  step: number,
  { bad, budget }: (typeof ALERTS)[number],
  rates: readonly BurnRate[],
): boolean | undefined {
  let isClose = false;
  const exceeds = (value: number, limit: number): boolean => {
    if (Math.abs(value - limit) <= limit * 1e-6) isClose = true;
    return value > limit;
  };
  const burns = (window: number, factor: number): boolean => {
    const all = totals.within('all', step, window);
    return all > 0 && exceeds(totals.within(bad, step, window) / all, factor * budget);
  };
  // All three are computed, so that a close one is noticed.
  const results = rates.map(({ factor, short, long }) =>
    [burns(short, factor), burns(long, factor), exceeds(totals.within('all', step, long), MINIMUM)].every(Boolean),
  );
  return isClose ? undefined : results.includes(true);
}

/** The alerts that fire at a step, by the formula; undefined if rounding could decide about one. */
function firingsAt(totals: Totals, step: number, own: (typeof ALERTS)[number], rates: Rates): Firing[] | undefined {
  const severities = ['page', 'ticket'] as const;
  const states = severities.map((severity) => fires(totals, step, own, rates[severity]));
  if (states.includes(undefined)) return undefined;
  return severities.filter((_one, index) => states[index]).map((severity) => ({ alert: own.alert, severity }));
}

type Rates = Readonly<Record<'page' | 'ticket', readonly BurnRate[]>>;

/** A share of requests: none, or one that burns a budget nearly as fast as an alert allows. */
const share = (budget: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constant(0),
    fc
      .record({ factor: fc.constantFrom(1, 3, 6, 14.4, 25), off: fc.double({ min: 0.9, max: 1.15, noNaN: true }) })
      .map(({ factor, off }) => Math.min(1, factor * budget * off)),
  );

/** Phases of traffic: how long they take, how many requests there are, and which shares of them fail and are slow. */
const phases = (steps: number, most: number): fc.Arbitrary<Traffic[]> =>
  fc
    .array(
      fc.record({
        length: fc.integer({ min: 3, max: Math.ceil(steps / 6) }),
        requests: fc.constantFrom(0, 1, most / 20, most / 4, most),
        failing: share(1 - AVAILABILITY / 100),
        slowing: share(1 - PERCENT / 100),
        noise: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }),
      }),
      { minLength: 4, maxLength: 20 },
    )
    .map((parts) =>
      Array.from({ length: steps }, (_, step): Traffic => {
        const ends = parts.map((_part, index) =>
          parts.slice(0, index + 1).reduce((sum, { length }) => sum + length, 0),
        );
        const at = step % (ends.at(-1) ?? 1);
        const { requests, failing, slowing, noise } = parts[ends.findIndex((end) => at < end)];
        const chance = noise[step % noise.length];
        const all = Math.round(requests * (0.5 + chance));
        return {
          all,
          failed: Math.min(all, Math.floor(all * failing + 1 - chance)),
          slow: Math.min(all, Math.floor(all * slowing + chance)),
        };
      }),
    );

function seriesOf(totals: Totals): Series {
  const labels = 'namespace="shop-prod",pod="shop-75675f5897-x2b4z",route="/"';
  return {
    [`http_requests_total{${labels},status="200"}`]: totals.values(({ all, failed }) => all - failed),
    [`http_requests_total{${labels},status="500"}`]: totals.values(({ failed }) => failed),
    [`http_request_duration_seconds_bucket{${labels},le="0.5"}`]: totals.values(({ all, slow }) => all - slow),
    [`http_request_duration_seconds_bucket{${labels},le="+Inf"}`]: totals.values(({ all }) => all),
    [`http_request_duration_seconds_count{${labels}}`]: totals.values(({ all }) => all),
  };
}

const RUNS = Number(process.env.FUZZ_RUNS ?? 4);
const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

jest.setTimeout(60_000 + RUNS * 30_000);
afterAll(() => {
  const again = `FUZZ_SEED=${SEED} FUZZ_RUNS=${RUNS} npx jest test/render/observability/burn-rates`;
  process.stderr.write(`alerts of ${RUNS} random series for each interval; the same ones again: ${again}\n`);
});

// Random traffic seldom shows a wrong window of the ticket for 3 times, because the other one fires then, too.
test('each alert asks for the windows of its burn rates, and for the requests in the long one', () => {
  const found = allRules(RULES)
    .filter(({ alert }) => ALERTS.some((own) => own.alert === alert))
    .map(({ alert, labels, expr }) => {
      const ratios = [...expr.matchAll(/ratio_rate(\w+)\{[^}]*\} > ([\d.]+) /g)].map(([, window, factor]) => [
        window,
        factor,
      ]);
      const requests = [...expr.matchAll(/increase\([^[]*\[(\w+)\]/g)].map(([, window]) => window);
      return [alert, labels.severity, ratios.join(' '), requests.join(' ')];
    });
  const page = ['page', '5m,14.4 1h,14.4 30m,6 6h,6', '1h 6h'];
  const ticket = ['ticket', '2h,3 1d,3 6h,1 3d,1', '1d 3d'];
  expect(found).toEqual([page, ticket].flatMap((own) => ALERTS.map(({ alert }) => [alert, ...own])));
});

test.each<readonly [string, number, Rates, number, number]>([
  ['every minute for 10 hours', 1, { page: PAGES, ticket: TICKETS }, 10 * HOUR, 200],
  // Prometheus computes no rate for a window that has a single value.
  ['every 30 minutes for 5 days', 30, { page: [PAGES[1]], ticket: TICKETS }, 5 * DAY, 4000],
])('%s, budget alerts begin and end in the step that the formula gives', (name, interval, rates, minutes, most) => {
  const seen = { begins: 0, ends: 0 };
  const property = fc.property(phases(minutes / interval, most), (traffic) => {
    const totals = new Totals(traffic, interval);
    const checks = ALERTS.flatMap((own) => {
      const states = traffic.map((_one, index) => firingsAt(totals, index + 1, own, rates));
      return states.flatMap((now, index) => {
        const before = states[index - 1];
        if (now === undefined || before === undefined || now.length === before.length) return [];
        seen[now.length > before.length ? 'begins' : 'ends'] += 1;
        const check = { alertname: own.alert };
        return [
          { ...check, minute: index * interval, firings: before },
          { ...check, minute: (index + 1) * interval, firings: now },
        ];
      });
    });
    const { ok, output } = testRules(
      RULES,
      [firesDuring(RULES, name, seriesOf(totals), `${interval}m`, checks)],
      `${interval}m`,
    );
    if (!ok) throw new Error(output);
  });
  // A shorter example would take minutes to find, and the seed repeats this one.
  fc.assert(property, { seed: SEED, numRuns: RUNS, endOnFailure: true });
  expect(seen.begins).toBeGreaterThan(0);
  expect(seen.ends).toBeGreaterThan(0);
});
