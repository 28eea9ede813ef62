'use strict';
/*
 * Measures python-gitops diff, which compares what runs with what a promotion would release.
 * Compile the library first: npx projen compile
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

const HELP = `Measure python-gitops diff prod, where each app runs a newer image in the environment before prod.

Usage: node benchmarks/diff.js [options]

  --apps N         number of apps in the largest repository (default: 1000); also measures a tenth and two fifths of it
  --runs N         runs of each; reports medians (default: 3)
  --library PATH   also measure this compiled library, in turn; its output must be identical
  --json           print the figures as JSON
  --help           print this help

First one app can be promoted and the others have no release; then all apps can be promoted. Times are those of whole
processes, including the ones they start.
`;

const PARTS = [0.1, 0.4, 1];

/** Digests of the image that prod runs, and of the one that can be promoted. */
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
  const print = (text) => process.stderr.write(`${text}\n`);
  try {
    const before = machine();
    const sizes = PARTS.map((part) =>
      measure(scratch, Math.max(1, Math.round(apps * part)), { libraries, runs, print }),
    );
    const result = { machine: before, runs, libraries, sizes, loadAverageAfter: os.loadavg()[1] };
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function measure(scratch, apps, { libraries, runs, print }) {
  print(`${apps} apps`);
  const folder = makeRepository(scratch, apps);
  gitops(scratch, folder, ['synth']);
  const released = commit(folder);
  const repository = resolveConfig(optionsOf(apps));
  // An app without a release can't be promoted.
  release(folder, repository.apps.slice(0, 1), released);
  const one = alternate(scratch, folder, { libraries, runs, expected: 1 });
  release(folder, repository.apps, released);
  const all = alternate(scratch, folder, { libraries, runs, expected: apps });
  fs.rmSync(folder, { recursive: true });
  return { apps, one, all };
}

/** Releases one image to the tracking environments, and pins prod to another. */
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

/** Measures the libraries in turn, so that other load on the machine affects all of them. */
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
      if (sample.answer !== (answer ??= sample.answer)) throw new Error(`${library} prints different output`);
      samples[place].push(sample);
    }
  }
  return samples.map((list) => {
    const walls = list.map(({ wallMs }) => wallMs);
    const cpuMs = median(list.map((sample) => sample.cpuMs));
    return { wallMs: median(walls), minMs: Math.min(...walls), maxMs: Math.max(...walls), cpuMs };
  });
}

/** The shell's `time` includes the CPU time of child processes and their children. */
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
      lines.push(row(`one app can be promoted${name}`, one[place]), row(`all apps can be promoted${name}`, all[place]));
    }
  }
  return `${lines.join('\n')}\n`;
}

function row(label, { wallMs, minMs, maxMs, cpuMs }) {
  const s = (ms) => `${(ms / 1e3).toFixed(1)} s`;
  return `  ${label.padEnd(44)}${s(wallMs).padStart(9)}  (${s(minMs)} to ${s(maxMs)})  CPU ${s(cpuMs)}`;
}

benchmark(main);
