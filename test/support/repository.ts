import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from '../../src/common/findings';
import { FindingsError } from '../../src/common/findings';
import { LIBRARY, LIBRARY_FOLDER } from '../../src/config/library';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { Folder } from '../../src/files/disk/folder';
import type { WritePlan } from '../../src/files/disk/plan';
import { plan } from '../../src/files/disk/plan';
import type { Rendering } from '../../src/project/synthesis/rendering';
import { render } from '../../src/project/synthesis/rendering';
import { PythonGitOpsApp } from '../../src/python-gitops-app';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

/** A repository with everything set, in two environments, so that a tree stays small. */
export const SHOP: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  environments: { dev: {}, prod: {} },
  apps: { storefront: {} },
};

const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh temporary folder of this name, removed when the test file is done. */
export function temporaryFolder(name = 'repository'): string {
  const parent = mkdtempSync(join(tmpdir(), 'python-gitops-test-'));
  made.push(parent);
  const folder = join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** Writes files by path; parents are made. */
export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function read(folder: string, path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}

/**
 * Puts the library under test into node_modules, as npm would: `.projenrc.ts` gets the source that the test runs. The
 * compiler next to it finds nothing; the real one has its own tests.
 */
export function installLibrary(folder: string, version = LIBRARY.version): void {
  const source = JSON.stringify(join(LIBRARY_FOLDER, 'src', 'index.ts'));
  writeFiles(folder, {
    [`node_modules/${LIBRARY.name}/package.json`]: JSON.stringify({ name: LIBRARY.name, version, main: 'main.js' }),
    [`node_modules/${LIBRARY.name}/main.js`]: `module.exports = require(${source});\n`,
    'node_modules/typescript/package.json': JSON.stringify({ name: 'typescript', version: '7.0.2' }),
    'node_modules/typescript/bin/tsc': '',
  });
}

/** The project of a folder. The folder is always given: without one, projen would write where the tests run. */
export function makeProject(folder: string, options: object = SHOP): PythonGitOpsApp {
  return new PythonGitOpsApp({ ...options, outdir: folder } as PythonGitOpsAppOptions);
}

/** Runs the real synthesis in a folder, without npm, and returns its summary. */
export function synthIn(folder: string, options: object = SHOP): string {
  installLibrary(folder);
  return withoutPost(() => printed(() => makeProject(folder, options).synth()).stdout);
}

/** A fresh folder that was synthesized. */
export function synthesized(options: object = SHOP): string {
  const folder = temporaryFolder();
  synthIn(folder, options);
  return folder;
}

/** What synth would render in a folder. */
export function renderIn(folder: string, options: object = SHOP): Rendering {
  return render(makeProject(folder, options), new Folder(folder));
}

/** What synth would do, without doing it. */
export function planIn(folder: string, options: object = SHOP): WritePlan {
  return plan(renderIn(folder, options).tree, new Folder(folder));
}

/** Runs a function as `npx projen --no-post` would. */
export function withoutPost<T>(body: () => T): T {
  return withEnvironment({ PROJEN_DISABLE_POST: 'true' }, body);
}

/**
 * Runs a function with other environment variables; `undefined` takes one away. Programs that it starts do not see
 * them: jest gives each test file its own environment.
 */
export function withEnvironment<T>(variables: Readonly<Record<string, string | undefined>>, body: () => T): T {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(variables)) set(name, value);
  return whileSet(body, () => {
    for (const [name, value] of before) set(name, value);
  });
}

/** Runs a function as on a machine that has none of the programs that it starts. */
export function withoutPrograms<T>(body: () => T): T {
  const missing = { status: null, error: new Error('spawnSync ENOENT'), stdout: '', stderr: '' };
  const spy = jest.spyOn(childProcess, 'spawnSync').mockReturnValue(missing as never);
  return whileSet(body, () => spy.mockRestore());
}

/** Runs a function whose programs all succeed without being started; returns their names. */
export function withIdlePrograms(body: () => void): string[] {
  const spy = jest.spyOn(childProcess, 'spawnSync').mockReturnValue({ status: 0 } as never);
  try {
    body();
    return spy.mock.calls.map(([command]) => command);
  } finally {
    spy.mockRestore();
  }
}

/** Runs a function, and takes back what was set for it: when it is done, also where that is later. */
function whileSet<T>(body: () => T, takeBack: () => void): T {
  let result: T;
  try {
    result = body();
  } catch (error) {
    takeBack();
    throw error;
  }
  if (result instanceof Promise) return result.finally(takeBack) as T;
  takeBack();
  return result;
}

/** What a function printed. */
export interface Printed<T> {
  readonly result: T;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a function and keeps what it prints. */
export function printed<T>(body: () => T): Printed<T> {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line) => void out.push(String(line))),
    jest.spyOn(console, 'error').mockImplementation((line) => void err.push(String(line))),
  ];
  try {
    return { result: body(), stdout: out.join('\n'), stderr: err.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The findings with which a function stops; it is an error when it does not stop. */
export function findingsOf(body: () => unknown): readonly Finding[] {
  try {
    body();
  } catch (error) {
    if (error instanceof FindingsError) return error.findings;
    throw error;
  }
  throw new Error('expected findings, but it went through');
}

/** Everything below a folder, byte for byte: kind, executable bit and content by path; node_modules and .git apart. */
export function contents(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string): void => {
    for (const name of readdirSync(join(folder, path)).sort()) {
      const inside = join(path, name);
      if (['node_modules', '.git'].includes(inside)) continue;
      const stat = lstatSync(join(folder, inside));
      if (stat.isDirectory()) {
        found.set(`${inside}/`, 'folder');
        visit(inside);
      } else if (stat.isSymbolicLink()) {
        found.set(inside, `link to ${readlinkSync(join(folder, inside))}`);
      } else {
        found.set(inside, `${(stat.mode % 0o1000).toString(8)} ${readFileSync(join(folder, inside), 'latin1')}`);
      }
    }
  };
  visit('');
  return found;
}

/** Paths of files that differ, `+` for one that is new and `-` for one that is gone. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => !path.endsWith('/')).sort();
  return paths.flatMap((path) => {
    if (before.get(path) === after.get(path)) return [];
    return [`${before.has(path) ? (after.has(path) ? '' : '-') : '+'}${path}`];
  });
}

/** Paths below a folder, files only. */
export function pathsBelow(folder: string): string[] {
  return [...contents(folder).keys()].filter((path) => !path.endsWith('/'));
}

/** Checks that a function changed nothing in a folder. */
export function expectUntouched(folder: string, body: () => unknown): void {
  const before = contents(folder);
  body();
  const after = contents(folder);
  expect(differences(before, after)).toEqual([]);
  // Empty folders count too: nothing was made on the way to the error.
  expect([...after.keys()]).toEqual([...before.keys()]);
}

const SETTINGS = [
  'user.name=Test',
  'user.email=test@example.org',
  'core.autocrlf=false',
  // One more process after each commit and each fetch.
  'maintenance.auto=false',
];

/** Sets who commits, and nothing that runs after commits and pushes, in a repository that the library works on. */
export function configure(gitFolder: string, person?: string): void {
  const identity = person ? `[user]\n\tname = ${person}\n\temail = ${person.toLowerCase()}@example.org\n` : '';
  const upkeep = '[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n';
  appendFileSync(join(gitFolder, 'config'), identity + upkeep);
}

/** Runs git without the settings of the user. */
export function git(folder: string, ...args: string[]): string {
  const result = spawnSync('git', [...SETTINGS.flatMap((setting) => ['-c', setting]), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  if (result.status !== 0) throw new Error(`git ${args.join(' ')} in ${folder}: ${result.stderr}${result.stdout}`);
  return result.stdout.trim();
}

/** Makes a folder a git repository and commits all of it. */
export function commitAll(folder: string): string {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', '--message=all');
  return git(folder, 'rev-parse', 'HEAD');
}
