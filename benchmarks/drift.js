'use strict';
/*
 * Measures the check of drift beside what others do for the same question. It judges nothing: it reports.
 * The library must be compiled: npx jsii --silence-warnings=reserved-word
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

const HELP = `Measures python-gitops drift beside other ways to ask whether generated files are what they must be.

Usage: node benchmarks/drift.js [options]

  --apps N      size of the largest repository, in apps (default: 1000); a tenth and two fifths of it are measured too
  --runs N      how often each is measured; medians are reported (default: 5)
  --node PATH   another Node.js to measure one app with; may be given more than once
  --json        print the figures as JSON
  --help        print this

One app: python-gitops drift beside loading projen, with each Node.js. Many apps: beside a plain script that builds the same
objects, serializes them with the same YAML library, reads the files and compares. The quick check: beside sha256sum alone.
Peers, on the files of one app: projen's synth and git diff, copier update --pretend, cruft diff; copier and cruft are
installed, pinned, into the cache folder. Whole processes are timed from outside, alternating.
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
  const say = (text) => process.stderr.write(`${text}\n`);
  try {
    const before = machine();
    const result = {
      machine: before,
      runs,
      one: [process.execPath, ...values.node].map((node) => measureOne(scratch, node, runs, say)),
      many: PARTS.map((part) => measureMany(scratch, Math.max(1, Math.round(apps * part)), runs, say)),
      peers: measurePeers(scratch, runs, say),
    };
    result.loadAverageAfter = os.loadavg()[1];
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Takes each measurement in turn, so that what else the machine does falls on all of them. */
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
  if (!/^\d+ files are what/.test(sample.stdout)) throw new Error(`the tree is not clean: ${sample.stdout}`);
  return sample;
}

function measureOne(scratch, node, runs, say) {
  const version = time([node, '--version'], { cwd: scratch }).stdout.trim();
  say(`one app with Node.js ${version}`);
  const folder = synthesized(scratch, 1);
  const measured = alternate(runs * 3, {
    drift: () => clean(gitops(scratch, folder, ['drift'], node)),
    projen: () => run(scratch, ['-e', "require('projen')"], { cwd: join(__dirname, '..'), node }),
  });
  fs.rmSync(folder, { recursive: true });
  return { node: version, ...measured };
}

function measureMany(scratch, apps, runs, say) {
  const folder = synthesized(scratch, apps);
  const files = listFiles(folder);
  say(`${apps} apps, ${files.length} files`);
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

/** A YAML file that its objects give again, byte for byte, as objects; everything else as text. */
function asObjects(path, content) {
  if (!path.endsWith('.yaml')) return { path, text: content };
  const header = /^(?:#.*\n)*/.exec(content)[0];
  const objects = parseAllDocuments(content, { version: '1.1' }).map((document) => document.toJS());
  return header + objects.map(toYaml).join('---\n') === content ? { path, header, objects } : { path, text: content };
}

/** The files of a repository with one app, kept up to date by other tools. */
function measurePeers(scratch, runs, say) {
  say('peers, on the files of one app');
  const folder = synthesized(scratch, 1);
  const files = listFiles(folder);
  const list = join(scratch, 'peer.json');
  fs.writeFileSync(list, JSON.stringify(files));
  const bin = installPeers(say);
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

/** Projects made of the files by copier and by cruft. No file is a template: they are copied as they are. */
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
    lines.push('', `${apps} apps, ${files} files: ${Math.round((drift.wallMs * 1e3) / files)} µs for each`);
    lines.push(row('drift', drift), row('plain script', plain), ratio('drift / plain', drift, plain));
    lines.push(row('scripts/check-generated.sh', quick), row('sha256sum --check', sha256sum));
    lines.push(ratio('check-generated.sh / sha256sum', quick, sha256sum));
  }
  lines.push('', `peers, ${peers.files} files of one app`, row('drift', peers.drift));
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
