'use strict';
/*
 * Compares this library, a plain script, projen, and copier on the same files, by number of apps.
 * Compile the library first: npx projen compile
 */
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const measure = require('./measure');
const { PEERS, installPeers, makeCopierProject } = require('./peers');

const HELP = `Compare this library with a plain script, projen, and copier, by number of apps.

Usage: node benchmarks/scale.js [options]

  --apps LIST   numbers of apps, separated by commas (default: 1,10,50,200,1000)
  --runs N      runs of each; reports medians (default: 3)
  --slowest N   skip larger sizes for a tool once its median exceeds this number of seconds (default: 60)
  --out PATH    write the figures to this file (default: docs/pictures/scale.json)
  --help        print this help

All tools write the same files. Each run is a separate process; the tools run in turn.
`;

function main() {
  const { values } = parseArgs({
    options: {
      apps: { type: 'string', default: '1,10,50,200,1000' },
      runs: { type: 'string', default: '3' },
      slowest: { type: 'string', default: '60' },
      out: { type: 'string', default: join(__dirname, '..', 'docs', 'pictures', 'scale.json') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const apps = values.apps.split(',').map((text) => measure.wholeNumber('apps', text));
  const runs = measure.wholeNumber('runs', values.runs);
  const slowestMs = measure.wholeNumber('slowest', values.slowest) * 1e3;
  measure.requireLibrary();
  const report = (text) => process.stderr.write(`${text}\n`);
  const bin = installPeers(report);
  const tooSlow = new Set();
  const versions = { projen: require('projen/package.json').version, copier: PEERS[0].split('==')[1] };
  const sizes = [];
  for (const count of apps) {
    const scratch = fs.mkdtempSync(join(os.tmpdir(), 'bench-'));
    try {
      const size = measureSize(scratch, count, runs, bin, tooSlow);
      report(
        `${count} apps: ${size.figures.map((one) => `${one.tool} ${one.task} ${one.wallMs.toFixed(0)} ms`).join(', ')}`,
      );
      for (const { tool, wallMs } of size.figures) if (wallMs > slowestMs) tooSlow.add(tool);
      sizes.push(size);
      // Written after each size, so an interrupted run keeps its figures.
      const result = { machine: measure.machine(), versions, runs, sizes };
      fs.writeFileSync(values.out, `${JSON.stringify(result, undefined, 2)}\n`);
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true });
    }
  }
  report(`wrote ${values.out}`);
}

/** Measures one size: each tool writes all files, then runs again with nothing to change. */
function measureSize(scratch, apps, runs, bin, tooSlow) {
  const ours = measure.makeRepository(scratch, apps);
  measure.gitops(scratch, ours, ['synth']);
  const files = measure.listFiles(ours);
  const list = join(scratch, 'files.json');
  fs.writeFileSync(list, JSON.stringify(files));
  const tools = toolsOf({ scratch, ours, apps, files, list, bin }).filter(({ tool }) => !tooSlow.has(tool));
  const samples = tools.map(() => []);
  for (let run = 0; run < runs; run++) {
    // In turn, so that other load on the machine affects all of them.
    for (const [index, { measure: take }] of tools.entries()) samples[index].push(take());
  }
  const figures = tools.map(({ tool, task }, index) => ({
    tool,
    task,
    wallMs: measure.median(samples[index].map(({ wallMs }) => wallMs)),
    minMs: Math.min(...samples[index].map(({ wallMs }) => wallMs)),
    maxMs: Math.max(...samples[index].map(({ wallMs }) => wallMs)),
  }));
  return { apps, files: files.length, figures };
}

function toolsOf({ scratch, ours, apps, files, list, bin }) {
  const plain = join(__dirname, 'plain.js');
  const peer = join(__dirname, 'projen-text-peer.js');
  const projen = fs.mkdtempSync(join(scratch, 'projen-'));
  const env = { PROJEN_DISABLE_POST: '1' };
  const runPeer = (folder) => measure.run(scratch, [peer, list, folder], { env });
  let copied;
  const copier = (...args) => measure.time([join(bin, 'copier'), ...args], { cwd: scratch, env: measure.IDENTITY });
  const fresh = (body) => {
    const folder = fs.mkdtempSync(join(scratch, 'fresh-'));
    const sample = body(folder);
    fs.rmSync(folder, { recursive: true });
    return sample;
  };
  const writeOurs = () => {
    const folder = measure.makeRepository(scratch, apps);
    const sample = measure.gitops(scratch, folder, ['synth']);
    fs.rmSync(folder, { recursive: true });
    return sample;
  };
  return [
    { tool: 'this library', task: 'write', measure: writeOurs },
    { tool: 'this library', task: 'again', measure: () => measure.gitops(scratch, ours, ['drift']) },
    {
      tool: 'plain script',
      task: 'write',
      measure: () => fresh((to) => measure.run(scratch, [plain, 'write', list, to])),
    },
    { tool: 'plain script', task: 'again', measure: () => measure.run(scratch, [plain, 'compare', list, ours]) },
    { tool: 'projen', task: 'write', measure: () => fresh(runPeer) },
    { tool: 'projen', task: 'again', measure: () => runPeer(projen) },
    {
      tool: 'copier',
      task: 'write',
      measure: () => {
        copied ??= makeCopierProject(scratch, files, bin);
        return fresh((to) =>
          copier('copy', '--defaults', '--quiet', join(scratch, 'copier-template'), join(to, 'out')),
        );
      },
    },
    {
      tool: 'copier',
      task: 'again',
      measure: () =>
        measure.time([join(bin, 'copier'), 'update', '--pretend', '--defaults', '--quiet'], { cwd: copied }),
    },
  ];
}

measure.benchmark(main);
