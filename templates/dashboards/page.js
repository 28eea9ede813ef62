// The page of `python-gitops dashboards`. DASHBOARD has the panels of the dashboard's JSON that don't need a cluster.
// /data runs their queries.
'use strict';

const REFRESH_SECONDS = 5;
const LINES = ['#73bf69', '#5794f2', '#ff9830', '#f2495c', '#b877d9', '#f2cc0c', '#37b3b8', '#8f8f9d'];
const NAMED = { blue: '--blue', green: '--green', orange: '--orange', red: '--red' };
/** Height of a grid row, in pixels, and the space between two. */
const UNIT = 30;
const GAP = 8;
/** The title and the borders of a panel. */
const FRAME = 42;

/** A number with its unit, short enough for an axis. */
function format(value, unit) {
  if (value === null || value === undefined) return '–';
  if (unit === 'percentunit') return `${trimmed(value * 100)}%`;
  if (unit === 's') {
    const size = Math.abs(value);
    if (size === 0) return '0 s';
    if (size < 0.001) return `${trimmed(value * 1e6)} µs`;
    if (size < 1) return `${trimmed(value * 1000)} ms`;
    return `${trimmed(value)} s`;
  }
  return `${trimmed(value)}${unit === 'reqps' ? '/s' : ''}`;
}

/** Three significant digits; large numbers stay whole. */
function trimmed(value) {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** The last value of a line. */
function last(values) {
  return [...values].reverse().find((value) => value !== null);
}

/** The color of the highest threshold that a value reaches. */
function thresholdColor(value, steps) {
  const reached = steps.filter((step) => step.value === null || value >= step.value);
  return reached.length === 0 ? undefined : reached[reached.length - 1].color;
}

/** Sums of each line and those before it: the tops of stacked areas. */
function stacked(lines) {
  const sums = [];
  for (const line of lines) {
    const below = sums[sums.length - 1];
    sums.push(line.map((value, index) => (value === null ? null : value + ((below && below[index]) || 0))));
  }
  return sums;
}

/** The color that the panel sets for a line by a regular expression, or the color of its position. */
function lineColor(panel, name, index) {
  for (const { matcher, properties } of panel.fieldConfig.overrides) {
    const color = properties.find(({ id }) => id === 'color');
    if (color && matcher.id === 'byRegexp' && new RegExp(matcher.options.slice(1, -1)).test(name)) {
      return color.value.fixedColor;
    }
  }
  return LINES[index % LINES.length];
}

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function style(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function colorOf(name) {
  return name in NAMED ? style(NAMED[name]) : name;
}

function drawEmpty(body) {
  body.replaceChildren(element('div', { class: 'empty' }, 'No data yet'));
}

function drawNumbers(body, panel, series) {
  const { unit, thresholds } = panel.fieldConfig.defaults;
  const numbers = element('div', { class: 'numbers' });
  for (const { name, values } of series) {
    const value = last(values);
    if (value === undefined) continue;
    const color = thresholdColor(value, thresholds.steps);
    const number = element('b', { style: color in NAMED ? `color: var(${NAMED[color]})` : '' }, format(value, unit));
    const label = panel.options.textMode === 'value' ? [] : [element('small', {}, name)];
    numbers.append(element('div', {}, number, ...label));
  }
  if (numbers.childElementCount === 0) drawEmpty(body);
  else body.replaceChildren(numbers);
}

function drawTable(body, { columns, rows }) {
  if (rows.length === 0) return drawEmpty(body);
  const line = (cells, name) => element('tr', {}, ...cells.map((cell) => element(name, {}, cell)));
  const head = element('thead', {}, line(columns, 'th'));
  body.replaceChildren(element('table', {}, head, element('tbody', {}, ...rows.map((cells) => line(cells, 'td')))));
}

/** Vertical lines of releases, and horizontal ones of thresholds. */
function drawMarks(plot, panel, releases) {
  const { ctx, bbox } = plot;
  const line = (color, fromX, fromY, toX, toY) => {
    ctx.save();
    ctx.strokeStyle = color;
    ctx.setLineDash([4, 4]);
    ctx.beginPath();
    ctx.moveTo(fromX, fromY);
    ctx.lineTo(toX, toY);
    ctx.stroke();
    ctx.restore();
  };
  for (const { time } of releases) {
    const x = plot.valToPos(time, 'x', true);
    line('#b877d9', x, bbox.top, x, bbox.top + bbox.height);
  }
  const { thresholds, custom } = panel.fieldConfig.defaults;
  if (!custom.thresholdsStyle) return;
  for (const { value, color } of thresholds.steps) {
    const y = value === null ? -1 : plot.valToPos(value, 'y', true);
    if (y >= bbox.top) line(colorOf(color), bbox.left, y, bbox.left + bbox.width, y);
  }
}

/** Draws a graph. If its lines are the same as before, only their values change, so the cursor stays. */
function drawGraph(body, panel, series, { times, releases }) {
  const lines = series.filter(({ values }) => last(values) !== undefined);
  if (lines.length === 0) return drawEmpty(body);
  const values = lines.map((line) => line.values);
  const isStacked = panel.fieldConfig.defaults.custom.stacking.mode === 'normal';
  // Tall areas come first, so that those below them stay visible.
  const data = [times, ...(isStacked ? stacked(values).reverse() : values)];
  const names = lines.map(({ name }) => name || panel.title);
  const graph = graphs.get(body);
  if (graph && graph.names.join('\n') === names.join('\n') && graph.width === body.clientWidth) {
    Object.assign(graph.now, { times, values, releases });
    graph.plot.setData(data);
    return;
  }
  const now = { times, values, releases };
  const colors = names.map((name, index) => colorOf(lineColor(panel, name, index)));
  const { legend, show } = legendOf(panel, names, colors, now);
  body.replaceChildren(legend);
  const order = isStacked ? [...colors].reverse() : colors;
  const plot = new uPlot(graphOptions(panel, order, now, show), data, (self, init) => {
    body.prepend(self.root);
    init();
  });
  plot.setSize({ width: body.clientWidth, height: Math.max(90, body.clientHeight - legend.offsetHeight) });
  graphs.set(body, { plot, names, now, width: body.clientWidth });
}

const graphs = new WeakMap();

function legendOf(panel, names, colors, now) {
  const numbers = names.map(() => element('b'));
  const entries = names.map((name, index) =>
    element('span', {}, element('i', { style: `background: ${colors[index]}` }), `${name} `, numbers[index]),
  );
  /** Shows the values at the cursor, or the last ones. */
  const show = (at) => {
    numbers.forEach((number, index) => {
      const values = now.values[index];
      number.textContent = format(
        at === null || at === undefined ? last(values) : values[at],
        panel.fieldConfig.defaults.unit,
      );
    });
  };
  return { legend: element('div', { class: 'legend' }, ...entries), show };
}

/** The last two digits of a color like #73bf6980. */
function opacity(percent) {
  return Math.round(percent * 2.55)
    .toString(16)
    .padStart(2, '0');
}

function graphOptions(panel, colors, now, show) {
  const { unit, min, custom } = panel.fieldConfig.defaults;
  const axis = { stroke: style('--muted'), grid: { stroke: style('--grid'), width: 1 }, ticks: { show: false } };
  const clock = (seconds) => new Date(seconds * 1000).toTimeString().slice(0, 5);
  return {
    width: 300,
    height: 100,
    legend: { show: false },
    // Each area ends where the one below it begins.
    bands:
      custom.stacking.mode === 'normal'
        ? colors.slice(1).map((_color, index) => ({ series: [index + 1, index + 2] }))
        : [],
    series: [
      {},
      ...colors.map((stroke) => ({
        stroke,
        width: 1.5,
        points: { show: false },
        fill: custom.fillOpacity > 0 ? stroke + opacity(custom.fillOpacity) : undefined,
      })),
    ],
    axes: [
      { ...axis, size: 30, space: 70, values: (_plot, splits) => splits.map(clock) },
      { ...axis, size: 62, values: (_plot, splits) => splits.map((value) => format(value, unit)) },
    ],
    scales: {
      x: { range: () => [now.times[0], now.times[now.times.length - 1]] },
      y: { range: (_plot, low, high) => [Math.min(min ?? 0, low ?? 0), high > 0 ? high * 1.1 : 1] },
    },
    cursor: { sync: { key: 'panels' }, drag: { x: false, y: false }, points: { size: 5 } },
    hooks: {
      draw: [(plot) => drawMarks(plot, panel, now.releases)],
      setCursor: [(plot) => show(plot.cursor.idx)],
      setData: [() => show(null)],
      ready: [() => show(null)],
    },
  };
}

const bodies = new Map();
let minutes = DASHBOARD.ranges[0];

function build() {
  const main = document.getElementById('panels');
  for (const panel of DASHBOARD.panels) {
    if (panel.type === 'row') {
      main.append(element('h2', {}, panel.title));
      continue;
    }
    const height = panel.gridPos.h * UNIT + (panel.gridPos.h - 1) * GAP - FRAME;
    // A short table needs no more room than its rows.
    const body = element('div', {
      style: `${panel.type === 'table' ? 'max-height' : 'height'}: ${height}px; flex: none`,
    });
    bodies.set(panel, body);
    const column = `grid-column: ${panel.gridPos.x + 1} / span ${panel.gridPos.w}`;
    main.append(element('section', { style: column }, element('h3', { title: panel.description }, panel.title), body));
  }
  for (const range of DASHBOARD.ranges) {
    const button = element('button', { type: 'button' }, range < 60 ? `${range} min` : `${range / 60} h`);
    button.addEventListener('click', () => {
      minutes = range;
      refresh();
    });
    document.getElementById('ranges').append(button);
  }
  document.getElementById('footer').textContent =
    `Queries of ${DASHBOARD.environment}. Dashed purple lines show when a version started. Shown only in the cluster: ${DASHBOARD.onlyInCluster.join(', ')}.`;
}

function showMessage(text) {
  const message = document.getElementById('message');
  message.textContent = text;
  message.hidden = text === '';
}

function draw(data) {
  const services = data.services.map(({ name, address, isUp }) =>
    element('span', { class: isUp ? 'up' : 'down' }, `● ${name} at ${address} `),
  );
  document.getElementById('services').replaceChildren(...services);
  const isUp = data.services.some((service) => service.isUp);
  showMessage(
    isUp
      ? ''
      : `${DASHBOARD.app} doesn't answer. Start it in another terminal: make dev APP=${DASHBOARD.app}. To use another port, add PORT=… to both commands.`,
  );
  for (const [panel, body] of bodies) {
    const answer = data.panels[panel.id];
    if (panel.type === 'table') drawTable(body, answer);
    else if (panel.type === 'stat') drawNumbers(body, panel, answer);
    else drawGraph(body, panel, answer, data);
  }
  document.querySelectorAll('nav button').forEach((button, index) => {
    button.setAttribute('aria-pressed', String(DASHBOARD.ranges[index] === minutes));
  });
}

let timer;

async function refresh() {
  clearTimeout(timer);
  const asked = minutes;
  try {
    const response = await fetch(`/data?minutes=${asked}`);
    if (!response.ok) throw new Error(await response.text());
    const data = await response.json();
    if (asked === minutes) draw(data);
  } catch (error) {
    showMessage(`make dashboards doesn't answer: ${error.message}`);
  }
  clearTimeout(timer);
  timer = setTimeout(refresh, REFRESH_SECONDS * 1000);
}

build();
refresh();
addEventListener('resize', refresh);
