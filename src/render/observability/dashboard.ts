/** A dashboard in Grafana's classic JSON model: only the fields that rendering reads or changes. */
export interface Dashboard {
  readonly title: string;
  readonly uid: string;
  readonly description: string;
  readonly annotations: { readonly list: readonly Annotation[] };
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly Panel[];
}

interface Annotation {
  readonly name: string;
  readonly expr: string;
}

export interface Variable {
  readonly name: string;
}

export interface Panel {
  readonly id: number;
  /** A row begins a section: the panels up to the next row. */
  readonly type: 'row' | 'timeseries' | 'stat' | 'table';
  readonly title: string;
  readonly gridPos: GridPosition;
  /** A row has none. */
  readonly targets?: readonly PanelTarget[];
}

interface GridPosition {
  readonly h: number;
  readonly w: number;
  readonly x: number;
  readonly y: number;
}

export interface PanelTarget {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat?: string;
}

/** Number of columns of Grafana's grid. */
const COLUMNS = 24;

/**
 * Replaces the targets of each panel. Removes panels without targets and rows without panels, and closes the gaps.
 */
export function mapTargets(
  panels: readonly Panel[],
  replace: (target: PanelTarget) => readonly PanelTarget[],
): Panel[] {
  const kept = panels.flatMap((panel) => {
    if (panel.targets === undefined) return [panel];
    const targets = panel.targets.flatMap(replace).map((target, index) => ({ ...target, refId: refId(index) }));
    return targets.length === 0 ? [] : [{ ...panel, targets }];
  });
  return arrange(kept.filter((panel, index) => panel.type !== 'row' || (kept[index + 1]?.type ?? 'row') !== 'row'));
}

/** A, B, …, Z, A1, B1, …: like Grafana's names of queries, but unique for any number of them. */
function refId(index: number): string {
  const round = Math.floor(index / 26);
  return String.fromCharCode(65 + (index % 26)) + (round === 0 ? '' : String(round));
}

/** Places panels in order, line by line. A line that lost a panel is stretched to the full width. */
function arrange(panels: readonly Panel[]): Panel[] {
  let y = 0;
  return linesOf(panels).flatMap((line) => {
    const total = line.reduce((sum, { gridPos }) => sum + gridPos.w, 0);
    const height = Math.max(...line.map(({ gridPos }) => gridPos.h));
    let x = 0;
    const placed = line.map((panel, index) => {
      const w = index === line.length - 1 ? COLUMNS - x : Math.floor((panel.gridPos.w * COLUMNS) / total);
      const gridPos = { h: height, w, x, y };
      x += w;
      return { ...panel, gridPos };
    });
    y += height;
    return placed;
  });
}

/** Panels that are next to each other. A row has a line to itself. */
function linesOf(panels: readonly Panel[]): Panel[][] {
  const lines: Panel[][] = [];
  let used = COLUMNS;
  for (const panel of panels) {
    if (used + panel.gridPos.w > COLUMNS) {
      lines.push([]);
      used = 0;
    }
    lines[lines.length - 1].push(panel);
    used += panel.gridPos.w;
  }
  return lines;
}

/** Replaces sample values in all strings of a JSON value, in one pass. */
export function replaceSamples<T>(value: T, samples: Readonly<Record<string, string>>): T {
  return JSON.parse(fillText(JSON.stringify(value), samples)) as T;
}

/** Replaces sample values in JSON text, in one pass. A longer sample wins over its parts. */
export function fillText(json: string, samples: Readonly<Record<string, string>>): string {
  const values = new Map(Object.entries(samples).map(([name, value]) => [inText(name), inText(value)]));
  if (values.size === 0) return json;
  const names = [...values.keys()].sort((a, b) => b.length - a.length);
  const anyOf = new RegExp(names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'g');
  return json.replace(anyOf, (name) => values.get(name) ?? name);
}

/** A string as JSON writes it, without the quotes. */
function inText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
