'use strict';
/*
 * Measures the commands that people wait for, in repositories where nothing changes.
 * Compile the library first: npx projen compile
 */
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const {
  benchmark,
  commit,
  gitops,
  machine,
  makeRepository,
  median,
  requireLibrary,
  wholeNumber,
} = require('./measure');

const HELP = `Measure synth, drift, and validate in a repository where nothing changes.

Usage: node benchmarks/commands.js [options]

  --apps LIST   numbers of apps, separated by commas (default: 1,120,1000)
  --runs N      runs of each; reports medians (default: 5)
  --node PATH   use this Node.js instead of the current one
  --json        print the figures as JSON
  --help        print this help

Each run is a separate process; the commands run in turn. Needs kustomize for validate (scripts/tools.sh).
`;

const COMMANDS = [['synth'], ['drift'], ['validate', '--no-cache'], ['validate']];

function main() {
  const { values } = parseArgs({
    options: {
      apps: { type: 'string', default: '1,120,1000' },
      runs: { type: 'string', default: '5' },
      node: { type: 'string', default: process.execPath },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const sizes = values.apps.split(',').map((apps) => wholeNumber('apps', apps));
  const runs = wholeNumber('runs', values.runs);
  requireLibrary();
  const before = machine();
  const scratch = fs.mkdtempSync(join(os.tmpdir(), 'bench-'));
  try {
    const figures = sizes.flatMap((apps) => measure(scratch, apps, runs, values.node));
    const result = { machine: before, runs, figures, loadAverageAfter: os.loadavg()[1] };
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function measure(scratch, apps, runs, node) {
  process.stderr.write(`${apps} apps, ${runs} runs\n`);
  const folder = makeRepository(scratch, apps);
  gitops(scratch, folder, ['synth']);
  commit(folder);
  // Fills the cache of validate.
  gitops(scratch, folder, ['validate']);
  const samples = COMMANDS.map(() => []);
  for (let index = 0; index < runs; index += 1) {
    // In turn, so that other load on the machine affects all.
    COMMANDS.forEach((args, at) => samples[at].push(gitops(scratch, folder, args, node)));
  }
  fs.rmSync(folder, { recursive: true });
  return COMMANDS.map((args, at) => ({
    command: args.join(' '),
    apps,
    wallMs: median(samples[at].map(({ wallMs }) => wallMs)),
    maxRssMiB: median(samples[at].map(({ maxRssMiB }) => maxRssMiB)),
  }));
}

function format({ machine: { cores, memoryGiB, node, loadAverage }, figures, runs }) {
  const rows = figures.map(
    ({ command, apps, wallMs, maxRssMiB }) =>
      `${command.padEnd(20)}${String(apps).padStart(6)}${(wallMs / 1000).toFixed(2).padStart(9)} s${String(Math.round(maxRssMiB)).padStart(6)} MiB`,
  );
  return [
    `${cores} cores, ${memoryGiB} GiB, Node.js ${node}, load average ${loadAverage.toFixed(1)}; medians of ${runs} runs`,
    `${'command'.padEnd(20)}${'apps'.padStart(6)}${'wall'.padStart(11)}${'memory'.padStart(10)}`,
    ...rows,
    '',
  ].join('\n');
}

benchmark(main);
