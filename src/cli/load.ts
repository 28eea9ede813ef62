import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { RC_FILE } from '../projen/rc-name';
import type { PythonGitOpsApp } from '../python-gitops-app';
import { withTakeOver } from '../session';
import { CommandError } from './errors';

/** Root of the repository that a folder is in: the nearest folder with a `.projenrc.ts`. */
export function findRoot(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, RC_FILE))) return folder;
    if (dirname(folder) === folder) {
      throw new CommandError(
        `no ${RC_FILE} in this folder or above it; run this inside a repository, or create one with ` +
          'npx projen new --from @org/python-gitops-app',
      );
    }
  }
}

/** Runs `.projenrc.ts` in this process and returns its project, which writes nothing by itself. */
export function loadProject(root: string): PythonGitOpsApp {
  const path = join(root, RC_FILE);
  let project: PythonGitOpsApp | undefined;
  process.chdir(root);
  const take = (taken: PythonGitOpsApp): void => {
    project = taken;
  };
  try {
    withTakeOver(take, () => requireTypeScript(path));
  } catch (error) {
    throw new CommandError(describe(error, path));
  }
  if (!project) throw new CommandError(`${RC_FILE} does not call project.synth() of a PythonGitOpsApp`);
  return project;
}

/**
 * Loads a TypeScript file and what it imports. One loader for every version of Node.js: it keeps line numbers, needs no
 * process of its own, and does not ask how package.json calls the module's type.
 */
function requireTypeScript(path: string): void {
  const { transform } = require('sucrase') as typeof import('sucrase');
  const before = extensions['.ts'];
  extensions['.ts'] = (module, filename) => {
    const { code } = transform(readFileSync(filename, 'utf8'), {
      transforms: ['imports', 'typescript'],
      filePath: filename,
    });
    module._compile(code, filename);
  };
  try {
    createRequire(path)(path);
  } finally {
    if (before) extensions['.ts'] = before;
    else delete extensions['.ts'];
  }
}

/** What CommonJS loaders are made with; Node.js keeps it for them, without a type. */
const { _extensions: extensions } = require('node:module') as ModuleWithExtensions;

interface ModuleWithExtensions {
  readonly _extensions: Record<
    string,
    ((module: { _compile(code: string, filename: string): void }, filename: string) => void) | undefined
  >;
}

/** Says what went wrong in `.projenrc.ts`, and in which line, without the frames of others. */
function describe(error: unknown, path: string): string {
  const { message = String(error), stack = '' } = error as Partial<Error>;
  const frame = stack.split('\n').find((line) => line.includes(path));
  // The transformer says the position of what does not compile; the frames are then its own.
  const syntax = /^Error transforming .*\((\d+):\d+\)$/.exec(message);
  const position = (syntax ?? (frame ? /:(\d+)(?::\d+)?\)?$/.exec(frame) : undefined))?.[1];
  return `${RC_FILE}${position ? `:${position}` : ''}: ${message.replaceAll(`${dirname(path)}/`, '')}`;
}
