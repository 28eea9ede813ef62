'use strict';
/*
 * Measures the comparison of what runs with what a promotion brings. It judges nothing: it reports.
 * The library must be compiled: npx projen compile
 */
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { resolve: resolveConfig } = require('../lib/config/resolve.js');
const { applicationFilePath, renderApplicationFile } = require('../lib/releases/files/application-file.js');
const { formatImage } = require('../lib/common/image-reference.js');
const { imageFilePath, renderImageFile } = require('../lib/releases/files/image-file.js');
const {
  LIBRARY,
  benchmark,
  commit,
  gitops,
  machine,
  makeRepository,
  median,
  optionsOf,
  requireLibrary,
  time,
  wholeNumber,
} = require('./measure');

const HELP = `Measures python-gitops diff prod where prod runs one image of each app and the environment before another.

Usage: node benchmarks/diff.js [options]

  --apps N         size of the largest repository, in apps (default: 1000); a tenth and two fifths of it are measured too
  --runs N         how often each is measured; medians are reported (default: 3)
  --library PATH   another compiled library to measure, alternating; both have to answer the same to the letter
  --json           print the figures as JSON
  --help           print this

A promotion waits for one app, while the others were never released, and then for all. Whole processes are timed from outside, with those that they start.
`;

const PARTS = [0.1, 0.4, 1];

/** Digests of the image that prod runs, and of the one that waits. */
const [RUNS, WAITS] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`);

function main() {
  const { values } = parseArgs({
    options: {
      apps: { type: 'string', default: '1000' },
      runs: { type: 'string', default: '3' },
      library: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [apps, runs] = ['apps', 'runs'].map((name) => wholeNumber(name, values[name]));
  requireLibrary();
  const libraries = [join(__dirname, '..'), ...(values.library === undefined ? [] : [fs.realpathSync(values.library)])];
  const scratch = fs.mkdtempSync(join(os.tmpdir(), 'bench-'));
  const say = (text) => process.stderr.write(`${text}\n`);
  try {
    const before = machine();
    const sizes = PARTS.map((part) => measure(scratch, Math.max(1, Math.round(apps * part)), { libraries, runs, say }));
    const result = { machine: before, runs, libraries, sizes, loadAverageAfter: os.loadavg()[1] };
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function measure(scratch, apps, { libraries, runs, say }) {
  say(`${apps} apps`);
  const folder = makeRepository(scratch, apps);
  gitops(scratch, folder, ['synth']);
  const released = commit(folder);
  const repository = resolveConfig(optionsOf(apps));
  // An app that was never released has nothing that could be promoted.
  release(folder, repository.apps.slice(0, 1), released);
  const one = alternate(scratch, folder, { libraries, runs, expected: 1 });
  release(folder, repository.apps, released);
  const all = alternate(scratch, folder, { libraries, runs, expected: apps });
  fs.rmSync(folder, { recursive: true });
  return { apps, one, all };
}

/** Releases an image to the environments that track, while prod is pinned to another one. */
function release(folder, apps, commitId) {
  const image = (app, digest) => ({ name: app.image, tag: commitId, digest });
  for (const app of apps) {
    for (const { environment } of app.environments) {
      const text = renderImageFile({ baseName: app.image, image: image(app, environment.gated ? RUNS : WAITS) });
      fs.writeFileSync(join(folder, imageFilePath(app.name, environment.name)), text);
    }
    const pinned = { kind: 'pinned', revision: commitId, image: `${app.image}=${formatImage(image(app, RUNS))}` };
    const releases = app.environments.map(({ application, environment }) => [
      application,
      environment.gated ? pinned : { kind: 'tracking' },
    ]);
    fs.writeFileSync(join(folder, applicationFilePath(app.name)), renderApplicationFile(new Map(releases)));
  }
  commit(folder);
}

/** Takes each library in turn, so that what else the machine does falls on all of them. */
function alternate(scratch, folder, { libraries, runs, expected }) {
  const samples = libraries.map(() => []);
  const link = join(folder, 'node_modules', LIBRARY);
  let answer;
  for (let index = 0; index < runs; index++) {
    for (const [place, library] of libraries.entries()) {
      fs.rmSync(link);
      fs.symlinkSync(library, link, 'dir');
      const sample = timeDiff(scratch, folder);
      const changed = JSON.parse(sample.answer).environments[0].apps.filter((app) => app.changed).length;
      if (changed !== expected) throw new Error(`${changed} apps change instead of ${expected}`);
      if (sample.answer !== (answer ??= sample.answer)) throw new Error(`${library} answers something else`);
      samples[place].push(sample);
    }
  }
  return samples.map((list) => {
    const walls = list.map(({ wallMs }) => wallMs);
    const cpuMs = median(list.map((sample) => sample.cpuMs));
    return { wallMs: median(walls), minMs: Math.min(...walls), maxMs: Math.max(...walls), cpuMs };
  });
}

/** The shell says what the processes used that it waited for, and those that they waited for. */
function timeDiff(scratch, folder) {
  const answer = join(scratch, 'answer.json');
  const script = 'TIMEFORMAT="%U %S"; { time "$@" > "$ANSWER"; } 2>&1';
  const command = [process.execPath, join(folder, 'node_modules', LIBRARY, 'bin', 'python-gitops.js')];
  const { wallMs, stdout } = time(['bash', '-euc', script, 'bash', ...command, 'diff', 'prod', '--json'], {
    cwd: folder,
    env: { ANSWER: answer },
  });
  const [user, system] = stdout.trim().split(' ').map(Number);
  return { wallMs, cpuMs: (user + system) * 1e3, answer: fs.readFileSync(answer, 'utf8') };
}

function format({ machine: m, runs, libraries, sizes, loadAverageAfter }) {
  const lines = [
    `${m.cores} cores, ${m.memoryGiB} GiB, Node.js ${m.node}, ${m.platform}; medians of ${runs} runs`,
    `load average of 5 minutes: ${m.loadAverage.toFixed(1)} before, ${loadAverageAfter.toFixed(1)} after`,
  ];
  for (const { apps, one, all } of sizes) {
    lines.push('', `${apps} apps`);
    for (const [place, library] of libraries.entries()) {
      const name = libraries.length > 1 ? `, ${library}` : '';
      lines.push(row(`a promotion waits for one${name}`, one[place]), row(`for all${name}`, all[place]));
    }
  }
  return `${lines.join('\n')}\n`;
}

function row(label, { wallMs, minMs, maxMs, cpuMs }) {
  const s = (ms) => `${(ms / 1e3).toFixed(1)} s`;
  return `  ${label.padEnd(44)}${s(wallMs).padStart(9)}  (${s(minMs)} to ${s(maxMs)})  CPU ${s(cpuMs)}`;
}

benchmark(main);
