'use strict';
/*
 * Compares python-gitops drift with other tools that do the same check.
 * Compile the library first: npx projen compile
 */
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { parseAllDocuments } = require('yaml');
const { toYaml } = require('../lib/files/tree/yaml.js');
const { PEERS, installPeers, makeCopierProject, writeAll } = require('./peers');
const {
  IDENTITY,
  benchmark,
  commit,
  gitops,
  listFiles,
  machine,
  makeRepository,
  median,
  requireLibrary,
  run,
  time,
  wholeNumber,
} = require('./measure');

const HELP = `Compare python-gitops drift with other ways to check that generated files are up to date.

Usage: node benchmarks/drift.js [options]

  --apps N      number of apps in the largest repository (default: 1000); also measures a tenth and two fifths of it
  --runs N      runs of each; reports medians (default: 5)
  --node PATH   also measure one app with this Node.js; repeatable
  --json        print the figures as JSON
  --help        print this help

What is compared:
  one app       python-gitops drift with loading projen, in each Node.js
  many apps     python-gitops drift with a plain script that builds the same objects, serializes them with the same
                YAML library, and compares them with the files
  quick check   scripts/check-generated.sh with sha256sum alone
  other tools   on the files of one app: projen's synth and git diff, copier update --pretend, and cruft diff

Times are those of whole processes, run in turn. Pinned versions of copier and cruft are installed into the cache folder.
`;

const PARTS = [0.1, 0.4, 1];

function main() {
  const { values } = parseArgs({
    options: {
      apps: { type: 'string', default: '1000' },
      runs: { type: 'string', default: '5' },
      node: { type: 'string', multiple: true, default: [] },
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
  const scratch = fs.mkdtempSync(join(os.tmpdir(), 'bench-'));
  const print = (text) => process.stderr.write(`${text}\n`);
  try {
    const before = machine();
    const result = {
      machine: before,
      runs,
      one: [process.execPath, ...values.node].map((node) => measureOne(scratch, node, runs, print)),
      many: PARTS.map((part) => measureMany(scratch, Math.max(1, Math.round(apps * part)), runs, print)),
      peers: measurePeers(scratch, runs, print),
    };
    result.loadAverageAfter = os.loadavg()[1];
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs the measurements in turn, so that other load on the machine affects all of them. */
function alternate(runs, measurements) {
  const samples = Object.fromEntries(Object.keys(measurements).map((name) => [name, []]));
  for (let index = 0; index < runs; index++) {
    for (const [name, measure] of Object.entries(measurements)) samples[name].push(measure());
  }
  return Object.fromEntries(Object.entries(samples).map(([name, list]) => [name, summary(list)]));
}

function summary(samples) {
  const walls = samples.map(({ wallMs }) => wallMs);
  const cpus = samples.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs]));
  return {
    wallMs: median(walls),
    minMs: Math.min(...walls),
    maxMs: Math.max(...walls),
    ...(cpus.length > 0 ? { cpuMs: median(cpus) } : {}),
  };
}

function synthesized(scratch, apps) {
  const folder = makeRepository(scratch, apps);
  gitops(scratch, folder, ['synth']);
  return folder;
}

function clean(sample) {
  if (!/^\d+ files are up to date/.test(sample.stdout)) throw new Error(`the tree is not clean: ${sample.stdout}`);
  return sample;
}

function measureOne(scratch, node, runs, print) {
  const version = time([node, '--version'], { cwd: scratch }).stdout.trim();
  print(`one app with Node.js ${version}`);
  const folder = synthesized(scratch, 1);
  const measured = alternate(runs * 3, {
    drift: () => clean(gitops(scratch, folder, ['drift'], node)),
    projen: () => run(scratch, ['-e', "require('projen')"], { cwd: join(__dirname, '..'), node }),
  });
  fs.rmSync(folder, { recursive: true });
  return { node: version, ...measured };
}

function measureMany(scratch, apps, runs, print) {
  const folder = synthesized(scratch, apps);
  const files = listFiles(folder);
  print(`${apps} apps, ${files.length} files`);
  const list = join(scratch, 'objects.json');
  fs.writeFileSync(list, JSON.stringify(files.map(([path, content]) => asObjects(path, content))));
  const manifests = files.map(([path]) => path).filter((path) => path.endsWith('.generated.sha256'));
  fs.writeFileSync(join(scratch, 'all.sha256'), manifests.map((path) => fs.readFileSync(join(folder, path))).join(''));
  const measured = alternate(runs, {
    drift: () => clean(gitops(scratch, folder, ['drift'])),
    plain: () => run(scratch, [join(__dirname, 'plain-drift.js'), list, folder]),
    quick: () => time(['bash', 'scripts/check-generated.sh'], { cwd: folder }),
    sha256sum: () => time(['sha256sum', '--check', '--quiet', join(scratch, 'all.sha256')], { cwd: folder }),
  });
  fs.rmSync(folder, { recursive: true });
  return { apps, files: files.length, ...measured };
}

/** Parses a YAML file into objects if they serialize to the same bytes; leaves other files as text. */
function asObjects(path, content) {
  if (!path.endsWith('.yaml')) return { path, text: content };
  const header = /^(?:#.*\n)*/.exec(content)[0];
  const objects = parseAllDocuments(content, { version: '1.1' }).map((document) => document.toJS());
  return header + objects.map(toYaml).join('---\n') === content ? { path, header, objects } : { path, text: content };
}

/** Measures other tools on the files of a repository with one app. */
function measurePeers(scratch, runs, print) {
  print('other tools, on the files of one app');
  const folder = synthesized(scratch, 1);
  const files = listFiles(folder);
  const list = join(scratch, 'peer.json');
  fs.writeFileSync(list, JSON.stringify(files));
  const bin = installPeers(print);
  const [ours, projen, copied, crafted] = [folder, join(scratch, 'projen'), ...makeTemplates(scratch, files, bin)];
  const script = join(__dirname, 'projen-text-peer.js');
  const synth = ['sh', '-c', '"$0" "$1" "$2" . && git diff --exit-code', process.execPath, script, list];
  fs.mkdirSync(projen);
  time([process.execPath, script, list, projen], { cwd: projen, env: { PROJEN_DISABLE_POST: '1' } });
  commit(projen);
  const measured = alternate(runs, {
    drift: () => clean(gitops(scratch, ours, ['drift'])),
    projen: () => time(synth, { cwd: projen, env: { PROJEN_DISABLE_POST: '1' } }),
    copier: () => time([join(bin, 'copier'), 'update', '--pretend', '--defaults', '--quiet'], { cwd: copied }),
    cruft: () => time([join(bin, 'cruft'), 'diff', '--exit-code'], { cwd: crafted }),
  });
  return { files: files.length, versions: PEERS, projen_: require('projen/package.json').version, ...measured };
}

/** Creates a project with copier and one with cruft. The files aren't templates: both tools copy them unchanged. */
function makeTemplates(scratch, files, bin) {
  const copied = makeCopierProject(scratch, files, bin);

  const cookiecutter = join(scratch, 'cookiecutter-template');
  writeAll(cookiecutter, '{{cookiecutter.slug}}', files);
  fs.writeFileSync(
    join(cookiecutter, 'cookiecutter.json'),
    JSON.stringify({ slug: 'crafted', _copy_without_render: ['*'] }),
  );
  commit(cookiecutter);
  time([join(bin, 'cruft'), 'create', '--no-input', cookiecutter], { cwd: scratch, env: IDENTITY });
  const crafted = join(scratch, 'crafted');
  commit(crafted);
  return [copied, crafted];
}

function format({ machine: m, runs, one, many, peers, loadAverageAfter }) {
  const lines = [
    `${m.cores} cores, ${m.memoryGiB} GiB, Node.js ${m.node}, ${m.platform}; medians of ${runs} runs (one app: ${runs * 3})`,
    `load average of 5 minutes: ${m.loadAverage.toFixed(1)} before, ${loadAverageAfter.toFixed(1)} after`,
  ];
  for (const { node, drift, projen } of one) {
    lines.push('', `one app, Node.js ${node}`, row('drift', drift), row('node -e "require(\'projen\')"', projen));
    lines.push(ratio('drift / projen', drift, projen));
  }
  for (const { apps, files, drift, plain, quick, sha256sum } of many) {
    lines.push('', `${apps} apps, ${files} files: ${Math.round((drift.wallMs * 1e3) / files)} µs per file`);
    lines.push(row('drift', drift), row('plain script', plain), ratio('drift / plain', drift, plain));
    lines.push(row('scripts/check-generated.sh', quick), row('sha256sum --check', sha256sum));
    lines.push(ratio('check-generated.sh / sha256sum', quick, sha256sum));
  }
  lines.push('', `other tools, ${peers.files} files of one app`, row('drift', peers.drift));
  lines.push(row(`projen ${peers.projen_} synth, git diff`, peers.projen));
  lines.push(row(`${PEERS[0]} update --pretend`, peers.copier), row(`${PEERS[1]} diff`, peers.cruft));
  return `${lines.join('\n')}\n`;
}

function row(label, { wallMs, minMs, maxMs, cpuMs }) {
  const s = (ms) => `${(ms / 1e3).toFixed(2)} s`;
  const cpu = cpuMs === undefined ? '' : `  CPU ${s(cpuMs)}`;
  return `  ${label.padEnd(36)}${s(wallMs).padStart(9)}  (${s(minMs)} to ${s(maxMs)})${cpu}`;
}

function ratio(label, a, b) {
  const cpu = a.cpuMs === undefined || b.cpuMs === undefined ? '' : `, CPU ${(a.cpuMs / b.cpuMs).toFixed(2)}`;
  return `  ${label.padEnd(36)}${(a.wallMs / b.wallMs).toFixed(2).padStart(9)}${cpu}`;
}

benchmark(main);
