import { isRecord } from '../../../common/records';
import type { Panel, PanelTarget } from '../../../render/observability/dashboard';

/** A line of a graph; null where the query has no value. */
export interface Series {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Rows of a table, with the columns that the panel shows. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The times of the values of all graphs, in seconds. */
export interface Times {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A time series in an answer of Prometheus: over a range, or at one moment. */
interface Answered {
  readonly metric: Readonly<Record<string, string>>;
  readonly values?: readonly Sample[];
  readonly value?: Sample;
}

type Sample = readonly [seconds: number, value: string];

export function timesOf({ start, end, step }: Times): number[] {
  return Array.from({ length: Math.round((end - start) / step) + 1 }, (_, index) => start + index * step);
}

/** The lines of a query. */
export function seriesOf(target: PanelTarget, data: unknown, times: Times): Series[] {
  const length = timesOf(times).length;
  return resultOf(data).map(({ metric, values = [], value }) => {
    const line: (number | null)[] = Array.from({ length }, () => null);
    for (const [seconds, text] of values) line[Math.round((seconds - times.start) / times.step)] = numberOf(text);
    if (value !== undefined) line[length - 1] = numberOf(value[1]);
    return { name: legend(target.legendFormat ?? '', metric), values: line };
  });
}

/** The moments at which a query has values, as Grafana draws them: the first of each run of values. */
export function momentsOf(data: unknown, { step }: Times): { readonly time: number; readonly name: string }[] {
  return resultOf(data).flatMap(({ metric, values = [] }) =>
    values
      .filter(([seconds], index) => index === 0 || seconds - values[index - 1][0] > step)
      .map(([time]) => ({ time, name: metric.version ?? '' })),
  );
}

interface Organized {
  readonly renameByName?: Readonly<Record<string, string>>;
}

/** The rows of a query, sorted, with the columns that the panel names. */
export function tableOf(panel: Panel, data: unknown): Table {
  const { transformations = [] } = panel as { transformations?: readonly { readonly options: Organized }[] };
  const { renameByName = {} } = transformations[0]?.options ?? {};
  const fields = Object.keys(renameByName);
  const rows = resultOf(data).map(({ metric, value }) =>
    fields.map((field) => (field === 'Value' ? (value?.[1] ?? '') : (metric[field] ?? ''))),
  );
  return { columns: Object.values(renameByName), rows: rows.sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1)) };
}

function resultOf(data: unknown): readonly Answered[] {
  return isRecord(data) && Array.isArray(data.result) ? (data.result as Answered[]) : [];
}

/** JSON has neither NaN nor infinity. */
function numberOf(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** The name of a line: a template with labels, such as `{{route}}`. */
function legend(template: string, labels: Readonly<Record<string, string>>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_label, name: string) => labels[name] ?? '').trim();
}
