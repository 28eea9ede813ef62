'use strict';
/*
 * Measures a whole synth beside a plain script that writes the same bytes. It judges nothing: it reports.
 * The library must be compiled: npx jsii --silence-warnings=reserved-word
 */
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { benchmark, gitops, listFiles, machine, makeRepository, median, requireLibrary, run } = require('./measure');

const HELP = `Measures synth beside a plain script that writes the same bytes.

Usage: node benchmarks/synth.js [options]

  --files N    size of the largest repository, in files (default: 25000); a tenth, a fifth and two fifths of it
               are measured too
  --runs N     how often each is measured; medians are reported (default: 5)
  --peer N     number of files of the vanilla projen project, 0 for none (default: 1000)
  --json       print the figures as JSON
  --help       print this

Whole processes are timed from outside, each in a process of its own: starting Node.js, loading the library, loading
.projenrc.ts, rendering, comparing and writing all count; npm install does not (it is turned off). The plain script also
has to read its list of files from JSON; its time without that is reported beside it. Files are not flushed to the disk
by either, so these are times of the page cache. Build the library first: npx jsii --silence-warnings=reserved-word
`;

const PARTS = [0.1, 0.2, 0.4, 1];

/** What is measured, by the name under which it is reported. */
const LABELS = {
  cold: 'synth into an empty folder',
  plainWrite: 'plain script that writes the same bytes',
  again: 'synth again, nothing changes',
  plainCompare: 'plain script that reads and compares them',
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
    const say = (text) => process.stderr.write(`${text}\n`);
    const perApp = filesPerApp(scratch);
    const sizes = PARTS.map((part) =>
      measureSize(scratch, Math.max(1, Math.round((files * part) / perApp)), runs, say),
    );
    const before = machine();
    const result = {
      machine: before,
      runs,
      perApp,
      sizes,
      peer: peer > 0 ? measurePeer(scratch, peer, runs, say) : undefined,
    };
    result.loadAverageAfter = os.loadavg()[1];
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function count(name, text) {
  if (/^\d+$/.test(text) && (Number(text) > 0 || name === 'peer')) return Number(text);
  throw new Error(`--${name} must be a whole number, got ${text}`);
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

function measureSize(scratch, apps, runs, say) {
  const list = join(scratch, 'files.json');
  const sample = makeRepository(scratch, apps);
  synth(scratch, sample);
  const files = listFiles(sample);
  fs.writeFileSync(list, JSON.stringify(files));
  fs.rmSync(sample, { recursive: true });
  const bytes = files.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
  say(`${files.length} files of ${apps} apps, ${runs} runs`);

  const plain = join(__dirname, 'plain.js');
  const samples = { cold: [], plainWrite: [], again: [], plainCompare: [] };
  for (let index = 0; index < runs; index++) {
    // Alternating, so that what else the machine does falls on both.
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

function measurePeer(scratch, files, runs, say) {
  say(`vanilla projen, ${files} files, ${runs} runs`);
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
    `${m.cores} cores, ${m.memoryGiB} GiB, Node.js ${m.node}, ${m.platform}; medians of ${runs} runs, ${perApp} files for each app`,
    `load average of 5 minutes: ${m.loadAverage.toFixed(1)} before, ${loadAverageAfter.toFixed(1)} after`,
  ];
  for (const size of sizes) {
    lines.push('', `${size.files} files (${size.apps} apps, ${(size.bytes / 1e6).toFixed(1)} MB)`);
    lines.push(row('', 'wall', 'min–max', 'CPU', 'memory', 'for each file'));
    for (const [name, label] of Object.entries(LABELS)) lines.push(figures(label, size[name]));
    lines.push(`  ours / plain: ${size.ratios.cold.toFixed(2)} cold, ${size.ratios.again.toFixed(2)} again`);
  }
  if (peer) {
    lines.push('', `${peer.files} files with vanilla projen ${peer.projen}, one YamlFile for each, cold`);
    lines.push(figures('projen', peer));
  }
  return `${lines.join('\n')}\n`;
}

function figures(label, { wallMs, minMs, maxMs, cpuMs, maxRssMiB, microsecondsPerFile, filesOnlyMs }) {
  const s = (ms) => (ms / 1e3).toFixed(2);
  const note = filesOnlyMs === undefined ? '' : `  (files alone ${s(filesOnlyMs)} s)`;
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
