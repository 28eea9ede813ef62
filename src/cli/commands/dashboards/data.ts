import type { Series, Table, Times } from './answers';
import { momentsOf, seriesOf, tableOf, timesOf } from './answers';
import type { LocalDashboard } from './local';
import { interpolate } from './local';
import type { Prometheus } from './prometheus';
import { INTERVAL } from './scrape';
import type { Panel, PanelTarget } from '../../../render/observability/dashboard';

/** What the page draws. */
export interface Data {
  readonly times: readonly number[];
  readonly services: readonly { readonly name: string; readonly address: string; readonly isUp: boolean }[];
  /** By the id of the panel. */
  readonly panels: Readonly<Record<string, readonly Series[] | Table>>;
  readonly releases: readonly { readonly time: number; readonly name: string }[];
}

/** Number of values of a line: more would be slow, and not visible on a screen. */
const VALUES = 300;

/** Runs the queries of all panels, for the last minutes. */
export async function readData(
  prometheus: Pick<Prometheus, 'ask'>,
  { panels, releases }: LocalDashboard,
  minutes: number,
  now = Date.now() / 1000,
): Promise<Data> {
  const step = Math.max(INTERVAL, Math.ceil((minutes * 60) / VALUES));
  // Aligned, so that lines keep their shape when the page refreshes.
  const end = Math.floor(now / step) * step;
  const times = { start: end - Math.floor((minutes * 60) / step) * step, end, step };
  const ask = (expr: string, isInstant: boolean): Promise<unknown> => {
    const query = interpolate(expr, { __rate_interval: `${Math.max(4 * INTERVAL, step + INTERVAL)}s` });
    if (isInstant) return prometheus.ask('query', { query, time: String(now) });
    return prometheus.ask('query_range', {
      query,
      start: String(times.start),
      end: String(times.end),
      step: String(times.step),
    });
  };
  const drawn = panels.filter(({ type }) => type !== 'row');
  const answers = drawn.map(async (panel) => [String(panel.id), await answerOf(panel, times, ask)] as const);
  return {
    times: timesOf(times),
    services: servicesOf(await prometheus.ask('query', { query: 'up', time: String(now) })),
    panels: Object.fromEntries(await Promise.all(answers)),
    releases: momentsOf(await ask(releases, false), times),
  };
}

type Ask = (expr: string, isInstant: boolean) => Promise<unknown>;

async function answerOf(panel: Panel, times: Times, ask: Ask): Promise<readonly Series[] | Table> {
  const targets = (panel.targets ?? []) as readonly (PanelTarget & { readonly instant?: boolean })[];
  const data = await Promise.all(targets.map(({ expr, instant = false }) => ask(expr, instant)));
  if (panel.type === 'table') return tableOf(panel, data[0]);
  return targets.flatMap((target, index) => seriesOf(target, data[index], times));
}

interface Up {
  readonly metric: { readonly job: string; readonly instance: string };
  readonly value: readonly [number, string];
}

function servicesOf(data: unknown): Data['services'] {
  const { result } = data as { readonly result: readonly Up[] };
  return result.map(({ metric, value }) => ({ name: metric.job, address: metric.instance, isUp: value[1] === '1' }));
}
