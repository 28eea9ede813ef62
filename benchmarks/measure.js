'use strict';
/* Shared by the benchmarks: creates repositories, times processes, and computes figures. */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const { join, relative, sep } = require('node:path');

const REPOSITORY = join(__dirname, '..');
const LIBRARY = '@org/python-gitops-app';

/** Options of a repository with this number of apps. */
function optionsOf(apps) {
  return {
    name: 'bench',
    repoUrl: 'https://github.com/acme/bench',
    registry: 'docker.io/acme',
    apps: Object.fromEntries(Array.from({ length: apps }, (_, index) => [`app-${index}`, {}])),
  };
}

/**
 * Installs the TypeScript that generated repositories use, unless it's in the cache. It is much faster than the one that
 * compiles the library. Returns its folder.
 */
function installCompiler() {
  const { VERSIONS } = require(join(REPOSITORY, 'lib', 'config', 'defaults.js'));
  const version = VERSIONS.typescript.replace(/^[^\d]*/, '');
  const root = join(cacheFolder(), `bench-typescript-${version}`);
  const folder = join(root, 'node_modules', 'typescript');
  if (!fs.existsSync(join(folder, 'package.json'))) {
    fs.mkdirSync(root, { recursive: true });
    time(['npm', 'install', '--prefix', root, '--no-audit', '--no-fund', `typescript@${version}`]);
  }
  return folder;
}

/** The folder of the library's tools and caches. */
function cacheFolder() {
  return (
    process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(os.homedir(), '.cache'), 'python-gitops')
  );
}

/** Creates a repository in a new folder, with links to the library and the compiler. Nothing is generated yet. */
function makeRepository(scratch, apps) {
  const folder = fs.mkdtempSync(join(scratch, 'repository-'));
  const config = [
    `import { PythonGitOpsApp } from '${LIBRARY}';`,
    '',
    `const project = new PythonGitOpsApp(${JSON.stringify(optionsOf(apps), undefined, 2)});`,
    '',
    'project.synth();',
    '',
  ];
  fs.writeFileSync(join(folder, '.projenrc.ts'), config.join('\n'));
  fs.mkdirSync(join(folder, 'node_modules', '@org'), { recursive: true });
  fs.symlinkSync(REPOSITORY, join(folder, 'node_modules', LIBRARY), 'dir');
  fs.symlinkSync(installCompiler(), join(folder, 'node_modules', 'typescript'), 'dir');
  return folder;
}

/** Runs a command of the library in a repository, and times the process. */
function gitops(scratch, folder, args, node = process.execPath) {
  const command = join(folder, 'node_modules', LIBRARY, 'bin', 'python-gitops.js');
  return run(scratch, [command, ...args], { cwd: folder, env: { PROJEN_DISABLE_POST: '1' }, node });
}

/** Runs Node.js in a separate process, and times it. */
function run(scratch, args, { cwd = scratch, env = {}, node = process.execPath } = {}) {
  const usage = join(scratch, 'usage.json');
  const command = [node, '--require', join(__dirname, 'usage.js'), ...args];
  const timed = time(command, { cwd, env: { ...env, BENCH_USAGE: usage } });
  return { ...timed, ...JSON.parse(fs.readFileSync(usage, 'utf8')) };
}

/** Runs any command, and times it. */
function time([command, ...args], { cwd, env = {}, expect = 0 } = {}) {
  const started = process.hrtime.bigint();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1024 * 1024 * 1024,
  });
  const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
  if (error) throw error;
  if (status !== expect)
    throw new Error(`${command} ${args.join(' ')} failed with exit code ${status}: ${stderr}${stdout}`);
  return { wallMs, stdout };
}

/** The files that synth wrote, sorted by path, with their content. */
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

const IDENTITY = {
  GIT_AUTHOR_NAME: 'bench',
  GIT_AUTHOR_EMAIL: 'bench@example.org',
  GIT_COMMITTER_NAME: 'bench',
  GIT_COMMITTER_EMAIL: 'bench@example.org',
};

/** Commits everything except packages, in a new Git repository if there is none. Returns the commit. */
function commit(folder) {
  const git = (...args) => time(['git', ...args], { cwd: folder, env: IDENTITY }).stdout.trim();
  git('init', '--quiet', '--initial-branch=main');
  // Background maintenance would distort the figures.
  git('config', 'gc.auto', '0');
  git('add', '--all', '--force', '--', '.', ':!node_modules');
  git('commit', '--quiet', '--message', 'all');
  return git('rev-parse', 'HEAD');
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
    // A load average far above the number of cores means that other processes distorted the figures.
    loadAverage: os.loadavg()[1],
  };
}

function requireLibrary() {
  if (fs.existsSync(join(REPOSITORY, 'lib', 'index.js'))) return;
  throw new Error('lib/ is missing: run npx projen compile');
}

/** Runs a benchmark, and prints an error as one line. */
function benchmark(main) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`benchmark: ${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Parses the value of an option that takes a count. */
function wholeNumber(name, value) {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new Error(`--${name} must be a positive integer, got ${value}`);
}

module.exports = {
  IDENTITY,
  LIBRARY,
  benchmark,
  cacheFolder,
  commit,
  gitops,
  listFiles,
  machine,
  makeRepository,
  median,
  optionsOf,
  requireLibrary,
  run,
  time,
  wholeNumber,
};
