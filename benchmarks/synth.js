'use strict';
/*
 * Measures a whole synth beside a plain script that writes the same bytes. It judges nothing: it reports.
 * The library must be compiled: npx jsii --silence-warnings=reserved-word
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const { join, relative, sep } = require('node:path');
const { parseArgs } = require('node:util');

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

const REPOSITORY = join(__dirname, '..');
const LIBRARY = '@org/python-gitops-app';
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
  if (!fs.existsSync(join(REPOSITORY, 'lib', 'index.js'))) {
    throw new Error('lib/ is missing: run npx jsii --silence-warnings=reserved-word');
  }
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

/** A repository in a fresh folder, in which nothing was generated yet and the library is linked. */
function makeRepository(scratch, apps) {
  const folder = fs.mkdtempSync(join(scratch, 'repository-'));
  const lines = Array.from({ length: apps }, (_, index) => `    'app-${index}': {},`);
  const config = [
    `import { PythonGitOpsApp } from '${LIBRARY}';`,
    '',
    'const project = new PythonGitOpsApp({',
    "  name: 'bench',",
    "  repoUrl: 'https://github.com/acme/bench',",
    "  registry: 'docker.io/acme',",
    '  apps: {',
    ...lines,
    '  },',
    '});',
    '',
    'project.synth();',
    '',
  ];
  fs.writeFileSync(join(folder, '.projenrc.ts'), config.join('\n'));
  fs.mkdirSync(join(folder, 'node_modules', '@org'), { recursive: true });
  fs.symlinkSync(REPOSITORY, join(folder, 'node_modules', LIBRARY), 'dir');
  return folder;
}

function synth(scratch, folder) {
  const command = join(folder, 'node_modules', LIBRARY, 'bin', 'python-gitops.js');
  return run(scratch, [command, 'synth'], { cwd: folder, env: { PROJEN_DISABLE_POST: '1' } });
}

/** Runs Node.js in a process of its own and times it from outside. */
function run(scratch, args, { cwd = scratch, env = {} } = {}) {
  const usage = join(scratch, 'usage.json');
  const started = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', join(__dirname, 'usage.js'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env, BENCH_USAGE: usage },
    maxBuffer: 64 * 1024 * 1024,
  });
  const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  return { wallMs, ...JSON.parse(fs.readFileSync(usage, 'utf8')), stdout };
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

/** What synth wrote, with content, in the order of its own list. */
function listFiles(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .filter((path) => path !== '.projenrc.ts' && !path.startsWith('node_modules/'))
    .sort()
    .map((path) => [path, fs.readFileSync(join(folder, path), 'utf8')]);
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

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function machine() {
  return {
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    platform: `${os.platform()} ${os.arch()}`,
    // Others may use the machine: what is far above the number of cores at the end says that they did.
    loadAverage: os.loadavg()[1],
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

try {
  main();
} catch (error) {
  process.stderr.write(`benchmark: ${error.message}\n`);
  process.exitCode = 1;
}
