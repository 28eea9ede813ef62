'use strict';
/*
 * Compares the image of a generated app with one from a typical handwritten Dockerfile. Needs root and a Debian mirror.
 * Compile the library and run scripts/base-image.sh first.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { parseArgs } = require('node:util');
const { gunzipSync } = require('node:zlib');

const HELP = `Compare the image of a generated app with a naive one.

Usage: node benchmarks/image.js [options]

  --json       print the figures as JSON
  --help       print this help

Builds both with buildah, with the same packages, on the same stand-in for the official Python image
(scripts/base-image.sh). Reports what each image adds to its base: bytes to push and pull (compressed layers), bytes on a
node's disk, and files. Compile the library first: npx projen compile
`;

const REPOSITORY = join(__dirname, '..');
const SUPPORT = join(REPOSITORY, 'test', 'support');
const LIBRARY = '@org/python-gitops-app';
const CACHE =
  process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(os.homedir(), '.cache'), 'python-gitops');

const CONFIG = `import { PythonGitOpsApp } from '${LIBRARY}';

new PythonGitOpsApp({ name: 'bench', registry: 'docker.io/acme', apps: { bench: {} } }).synth();
`;

function main() {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const scratch = fs.mkdtempSync(join(os.tmpdir(), 'bench-image-'));
  try {
    const app = makeApp(scratch);
    const naive = join(scratch, 'naive');
    fs.cpSync(app, naive, { recursive: true });
    // A handwritten Dockerfile like this one rarely comes with a .dockerignore.
    fs.rmSync(join(naive, '.dockerignore'));
    fs.copyFileSync(join(__dirname, 'naive', 'Dockerfile'), join(naive, 'Dockerfile'));
    const mirror = join(scratch, 'mirror');
    run(join(SUPPORT, 'wheel-mirror.sh'), [join(app, 'src', 'requirements.txt'), '3.13', mirror]);
    const store = join(scratch, 'store');
    const images = [
      { name: 'generated', ...build(store, mirror, app, 'generated') },
      // It installs a compiler from Debian, so it needs a network.
      { name: 'naive', ...build(store, mirror, naive, 'naive', '--online') },
    ];
    const result = {
      base: 'a stand-in made of Debian trixie, not the official image',
      baseBytes: images[0].base,
      images,
    };
    process.stdout.write(values.json ? `${JSON.stringify(result, undefined, 2)}\n` : format(result));
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Generates a new repository, and returns the folder of its app. */
function makeApp(scratch) {
  const folder = join(scratch, 'repository');
  fs.mkdirSync(join(folder, 'node_modules', '@org'), { recursive: true });
  fs.writeFileSync(join(folder, '.projenrc.ts'), CONFIG);
  fs.symlinkSync(REPOSITORY, join(folder, 'node_modules', LIBRARY), 'dir');
  run(process.execPath, [join(REPOSITORY, 'bin', 'python-gitops.js'), 'synth'], {
    cwd: folder,
    env: { PROJEN_DISABLE_POST: '1' },
  });
  return join(folder, 'apps', 'bench');
}

/** Builds an image, and measures the layers that it adds to the base, which is a single layer. */
function build(store, mirror, context, image, ...flags) {
  const started = process.hrtime.bigint();
  run(join(SUPPORT, 'build-image.sh'), [store, mirror, context, image, ...flags]);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const layout = join(store, `layout-${image}`);
  const folders = ['--root', join(store, 'root'), '--runroot', join(store, 'run'), '--storage-driver', 'vfs'];
  run('buildah', [...folders, 'push', '--quiet', image, `oci:${layout}:image`]);
  const blob = ({ digest }) => join(layout, 'blobs', digest.replace(':', '/'));
  const read = (path) => JSON.parse(fs.readFileSync(path, 'utf8'));
  const { layers } = read(blob(read(join(layout, 'index.json')).manifests[0]));
  const added = layers.slice(1);
  const files = added.flatMap((layer) =>
    run('tar', ['--list', '--gzip', '--file', blob(layer)])
      .trim()
      .split('\n'),
  );
  return {
    base: layers[0].size,
    pushed: added.reduce((sum, { size }) => sum + size, 0),
    unpacked: added.reduce((sum, layer) => sum + gunzipSync(fs.readFileSync(blob(layer))).length, 0),
    files: files.filter((path) => !path.endsWith('/')).length,
    seconds,
  };
}

function run(command, args, { cwd = REPOSITORY, env = {} } = {}) {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, PYTHON_GITOPS_CACHE: CACHE, ...env },
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed with exit code ${status}:\n${stdout}${stderr}`);
  return stdout;
}

function format({ base, baseBytes, images }) {
  const mib = (bytes) => `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
  const rows = images.map(
    ({ name, pushed, unpacked, files, seconds }) =>
      `| ${name} | ${mib(pushed)} | ${mib(unpacked)} | ${files} | ${seconds.toFixed(0)} s |`,
  );
  return [
    `What each image adds to its base. The base is ${base}: ${mib(baseBytes)}, compressed.`,
    '',
    '| Image | pushed and pulled | on disk (as tar) | files | build |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

main();
