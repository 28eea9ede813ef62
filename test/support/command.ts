import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { installLibrary, makeProject, read, SHOP, synthIn, temporaryFolder, writeFiles } from './repository';
import { CommandError } from '../../src/cli/errors';
import { LIBRARY, LIBRARY_FOLDER } from '../../src/config/library';
import type { PythonGitOpsApp } from '../../src/python-gitops-app';

const load = jest.requireActual<typeof import('../../src/cli/repository/load')>('../../src/cli/repository/load');

/** What a command answered. */
export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `.projenrc.ts` with these options. */
export function rcWith(options: object): string {
  const json = JSON.stringify(options, undefined, 2);
  return `import { PythonGitOpsApp } from '${LIBRARY.name}';\n\nnew PythonGitOpsApp(${json}).synth();\n`;
}

/** A fresh folder with this `.projenrc.ts`, and the library in node_modules. */
export function folderWithRc(rc: string): string {
  const folder = temporaryFolder();
  installLibrary(folder);
  writeFiles(folder, { '.projenrc.ts': rc });
  return folder;
}

/** A fresh folder that was synthesized from a `.projenrc.ts` with these options. */
export function repositoryWith(options: object = SHOP): string {
  const folder = folderWithRc(rcWith(options));
  synthIn(folder, options);
  return folder;
}

/**
 * Runs the function of a command in this process. A `CommandError` is an answer: its exit code, and what a person gets
 * to read.
 */
export async function answer(body: () => number | Promise<number>): Promise<Answer> {
  const out: string[] = [];
  const err: string[] = [];
  const spies = [
    jest.spyOn(console, 'log').mockImplementation((line) => void out.push(`${String(line)}\n`)),
    jest.spyOn(console, 'error').mockImplementation((line) => void err.push(`${String(line)}\n`)),
  ];
  // The loader has its own tests. Here it would run each `.projenrc.ts` only once, since jest caches modules.
  spies.push(jest.spyOn(load, 'loadProject').mockImplementation(async (...given) => projectOf(...given)) as never);
  try {
    return { code: await body(), stdout: out.join(''), stderr: err.join('') };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { code: error.exitCode, stdout: out.join(''), stderr: `${err.join('')}${error.message}\n` };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The project of a `.projenrc.ts` that `rcWith` wrote, or of a text that was made of one. */
function projectOf(root: string, text = read(root, '.projenrc.ts')): PythonGitOpsApp {
  const options = /new PythonGitOpsApp\(({.*})\)/s.exec(text);
  if (!options) throw new Error(`the .projenrc.ts of ${root} was not written by rcWith`);
  return makeProject(root, JSON.parse(options[1]) as object);
}

/** Arguments of Node.js that run the compiled command line: without optimized code, which pays off in longer runs. */
export const COMPILED_COMMAND: readonly string[] = ['--no-opt', join(LIBRARY_FOLDER, 'bin', 'python-gitops.js')];

/** Runs the compiled command line in a separate process, like `npx projen`. */
export function compiledCommand(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Answer {
  requireFreshLibrary();
  const result = spawnSync(process.execPath, [...COMPILED_COMMAND, ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: undefined, PROJEN_DISABLE_POST: 'true', ...env },
  });
  if (result.error) throw result.error;
  return { code: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** Puts the compiled library into node_modules of a folder. */
export function installCompiled(folder: string, version = LIBRARY.version): void {
  const compiled = JSON.stringify(join(LIBRARY_FOLDER, 'lib', 'index.js'));
  installLibrary(folder, version);
  writeFiles(folder, { [`node_modules/${LIBRARY.name}/main.js`]: `module.exports = require(${compiled});\n` });
}

let isFresh = false;

/** A test of yesterday's library would prove nothing. */
function requireFreshLibrary(): void {
  if (isFresh) return;
  const [src, lib] = ['src', 'lib'].map((name) => join(LIBRARY_FOLDER, name));
  const stale = sourcesBelow(src, '').filter((path) => {
    const compiled = join(lib, path.replace(/\.ts$/, '.js'));
    return !existsSync(compiled) || statSync(compiled).mtimeMs < statSync(join(src, path)).mtimeMs;
  });
  isFresh = stale.length === 0;
  if (isFresh) return;
  throw new Error(`lib/ is older than src/ (${stale.join(', ')}): run npx projen compile, then the tests`);
}

function sourcesBelow(folder: string, path: string): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return sourcesBelow(folder, inside);
    return entry.name.endsWith('.ts') ? [inside] : [];
  });
}
