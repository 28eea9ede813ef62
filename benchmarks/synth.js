'use strict';
/*
 * Compares synth with a plain script that writes the same bytes.
 * Compile the library first: npx projen compile
 */
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { benchmark, gitops, listFiles, machine, makeRepository, median, requireLibrary, run } = require('./measure');

const HELP = `Compare synth with a plain script that writes the same bytes.

Usage: node benchmarks/synth.js [options]

  --files N    number of files in the largest repository (default: 25000); also measures a tenth, a fifth, and two
               fifths of it
  --runs N     runs of each; reports medians (default: 5)
  --peer N     number of files in the plain projen project, 0 to skip it (default: 1000)
  --json       print the figures as JSON
  --help       print this help

Times are those of whole processes: starting Node.js, loading the library and .projenrc.ts, rendering, comparing, and
writing. npm install is turned off. The plain script also reads its list of files from JSON; its time without that is
in parentheses. Neither flushes files to the disk. Compile the library first: npx projen compile
`;

const PARTS = [0.1, 0.2, 0.4, 1];

/** The label of each measurement in the report. */
const LABELS = {
  cold: 'synth into an empty folder',
  plainWrite: 'plain script that writes the same bytes',
  again: 'synth again, nothing to change',
  plainCompare: 'plain script that compares them',
};

function main() {
  const { values } = parseArgs({
    options: {
      files: { type: 'string', default: '25000' },
      runs: { type: 'string', default: '5' },
      peer: { type: 'string', default: '1000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [files, runs, peer] = ['files', 'runs', 'peer'].map((name) => count(name, values[name]));
  requireLibrary();
  const scratch = fs.mkdtempSync(join(os.tmpdir(), 'bench-'));
  try {
    const print = (text) => process.stderr.write(`${text}\n`);
    const perApp = filesPerApp(scratch);
    const sizes = PARTS.map((part) =>
      measureSize(scratch, Math.max(1, Math.round((files * part) / perApp)), runs, print),
    );
    const before = machine();
    const result = {
      machine: before,
      runs,
      perApp,
      sizes,
      peer: peer > 0 ? measurePeer(scratch, peer, runs, print) : undefined,
    };
    result.loadAverageAfter = os.loadavg()[1];
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function count(name, text) {
  if (/^\d+$/.test(text) && (Number(text) > 0 || name === 'peer')) return Number(text);
  throw new Error(`--${name} must be ${name === 'peer' ? 'a non-negative' : 'a positive'} integer, got ${text}`);
}

function synth(scratch, folder) {
  return gitops(scratch, folder, ['synth']);
}

function filesPerApp(scratch) {
  const [one, two] = [1, 2].map((apps) => {
    const folder = makeRepository(scratch, apps);
    synth(scratch, folder);
    const { length } = listFiles(folder);
    fs.rmSync(folder, { recursive: true });
    return length;
  });
  return two - one;
}

function measureSize(scratch, apps, runs, print) {
  const list = join(scratch, 'files.json');
  const sample = makeRepository(scratch, apps);
  synth(scratch, sample);
  const files = listFiles(sample);
  fs.writeFileSync(list, JSON.stringify(files));
  fs.rmSync(sample, { recursive: true });
  const bytes = files.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
  print(`${files.length} files of ${apps} apps, ${runs} runs`);

  const plain = join(__dirname, 'plain.js');
  const samples = { cold: [], plainWrite: [], again: [], plainCompare: [] };
  for (let index = 0; index < runs; index++) {
    // In turn, so that other load on the machine affects both.
    const ours = makeRepository(scratch, apps);
    const theirs = fs.mkdtempSync(join(scratch, 'plain-'));
    samples.cold.push(synth(scratch, ours));
    samples.plainWrite.push(run(scratch, [plain, 'write', list, theirs]));
    const again = synth(scratch, ours);
    if (!again.stdout.includes('nothing to change')) throw new Error(`the second synth wrote: ${again.stdout}`);
    samples.again.push(again);
    samples.plainCompare.push(run(scratch, [plain, 'compare', list, ours]));
    for (const folder of [ours, theirs]) fs.rmSync(folder, { recursive: true });
  }
  const measured = Object.fromEntries(
    Object.entries(samples).map(([name, list_]) => [name, summary(list_, files.length)]),
  );
  return {
    apps,
    files: files.length,
    bytes,
    ...measured,
    ratios: {
      cold: measured.cold.wallMs / measured.plainWrite.wallMs,
      again: measured.again.wallMs / measured.plainCompare.wallMs,
    },
  };
}

function measurePeer(scratch, files, runs, print) {
  print(`plain projen, ${files} files, ${runs} runs`);
  const samples = Array.from({ length: runs }, () => {
    const folder = fs.mkdtempSync(join(scratch, 'peer-'));
    const sample = run(scratch, [join(__dirname, 'projen-peer.js'), String(files), folder], {
      env: { PROJEN_DISABLE_POST: '1' },
    });
    fs.rmSync(folder, { recursive: true });
    return sample;
  });
  return { files, projen: require('projen/package.json').version, ...summary(samples, files) };
}

function summary(samples, files) {
  const wallMs = median(samples.map((sample) => sample.wallMs));
  const inner = samples.flatMap(({ stdout }) => /^\{"filesOnlyMs":(.+)\}$/m.exec(stdout)?.[1] ?? []).map(Number);
  return {
    wallMs,
    minMs: Math.min(...samples.map((sample) => sample.wallMs)),
    maxMs: Math.max(...samples.map((sample) => sample.wallMs)),
    cpuMs: median(samples.map((sample) => sample.cpuMs)),
    maxRssMiB: median(samples.map((sample) => sample.maxRssMiB)),
    microsecondsPerFile: (wallMs * 1e3) / files,
    ...(inner.length > 0 ? { filesOnlyMs: median(inner) } : {}),
  };
}

function format({ machine: m, runs, perApp, sizes, peer, loadAverageAfter }) {
  const lines = [
    `${m.cores} cores, ${m.memoryGiB} GiB, Node.js ${m.node}, ${m.platform}; medians of ${runs} runs, ${perApp} files per app`,
    `load average of 5 minutes: ${m.loadAverage.toFixed(1)} before, ${loadAverageAfter.toFixed(1)} after`,
  ];
  for (const size of sizes) {
    lines.push('', `${size.files} files (${size.apps} apps, ${(size.bytes / 1e6).toFixed(1)} MB)`);
    lines.push(row('', 'wall', 'min–max', 'CPU', 'memory', 'per file'));
    for (const [name, label] of Object.entries(LABELS)) lines.push(figures(label, size[name]));
    lines.push(
      `  synth / plain script: ${size.ratios.cold.toFixed(2)} first run, ${size.ratios.again.toFixed(2)} nothing to change`,
    );
  }
  if (peer) {
    lines.push('', `${peer.files} files with plain projen ${peer.projen}, one YamlFile per file, into an empty folder`);
    lines.push(figures('projen', peer));
  }
  return `${lines.join('\n')}\n`;
}

function figures(label, { wallMs, minMs, maxMs, cpuMs, maxRssMiB, microsecondsPerFile, filesOnlyMs }) {
  const s = (ms) => (ms / 1e3).toFixed(2);
  const note = filesOnlyMs === undefined ? '' : `  (files only: ${s(filesOnlyMs)} s)`;
  return (
    row(
      label,
      `${s(wallMs)} s`,
      `${s(minMs)}–${s(maxMs)} s`,
      `${s(cpuMs)} s`,
      `${Math.round(maxRssMiB)} MiB`,
      `${Math.round(microsecondsPerFile)} µs`,
    ) + note
  );
}

function row(label, ...cells) {
  return `  ${label.padEnd(42)}${cells.map((cell) => cell.padStart(14)).join('')}`;
}

benchmark(main);
