'use strict';
/* Draws the pictures of docs/benchmarks.md from the figures of scale.js. Usage: node benchmarks/pictures.js */
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const echarts = require('echarts');

const FOLDER = join(__dirname, '..', 'docs', 'pictures');
const { machine, runs, sizes, versions } = JSON.parse(readFileSync(join(FOLDER, 'scale.json'), 'utf8'));

/** Colors that color-blind readers can tell apart; the panel is white, so the picture is the same in dark mode. */
const TOOLS = {
  'this library': { color: '#0072b2', symbol: 'circle' },
  'plain script': { color: '#595959', symbol: 'rect' },
  projen: { color: '#b34700', symbol: 'triangle' },
  copier: { color: '#007a5a', symbol: 'diamond' },
};

const PICTURES = {
  'bench-write.svg': { task: 'write', title: 'Write all files into an empty folder' },
  'bench-again.svg': { task: 'again', title: 'Check files that are up to date' },
};

function draw({ task, title }) {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 420 });
  const text = { color: '#1f2328', fontFamily: 'sans-serif', fontSize: 13 };
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: text,
    title: {
      text: title,
      subtext: `${machine.cores} cores, Node.js ${machine.node}, projen ${versions.projen}, copier ${versions.copier}; median of ${runs}`,
      left: 16,
      top: 10,
      textStyle: { ...text, fontSize: 17 },
      subtextStyle: { ...text, color: '#57606a', fontSize: 12 },
    },
    grid: { left: 70, right: 110, top: 80, bottom: 55 },
    xAxis: { ...axis('apps'), nameLocation: 'middle', nameGap: 32 },
    yAxis: { ...axis('seconds'), nameLocation: 'middle', nameGap: 48 },
    series: Object.entries(TOOLS).map(([tool, { color, symbol }]) => ({
      type: 'line',
      name: tool,
      data: pointsOf(tool, task),
      symbol,
      symbolSize: 9,
      color,
      lineStyle: { width: 2.5 },
      endLabel: { show: true, formatter: tool, color, fontSize: 13, distance: 8 },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

/** Both axes are logarithmic because sizes and times span several orders of magnitude. */
function axis(name) {
  return {
    type: 'log',
    name,
    nameTextStyle: { color: '#1f2328', fontSize: 13 },
    axisLabel: { color: '#1f2328', fontSize: 12 },
    axisLine: { lineStyle: { color: '#57606a' } },
    splitLine: { lineStyle: { color: '#d8dee4' } },
  };
}

function pointsOf(tool, task) {
  return sizes.flatMap(({ apps, figures }) =>
    figures.filter((one) => one.tool === tool && one.task === task).map(({ wallMs }) => [apps, wallMs / 1e3]),
  );
}

for (const [name, picture] of Object.entries(PICTURES)) writeFileSync(join(FOLDER, name), draw(picture));
