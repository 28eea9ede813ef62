import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { conflictLine, RESOLVE_CONFLICT } from '../../files/tree/conflict';
import type { GitOpsProject } from '../../project/projen/gitops-project';
import { deferTaskShell } from '../../project/projen/internals';
import { RC_FILE } from '../../project/projen/rc-name';
import { withTakeOver } from '../../project/session';
import { CommandError } from '../errors';

/** Root of the repository of a folder: the nearest folder with a `.projenrc.ts`. */
export function findRoot(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, RC_FILE))) return folder;
    if (dirname(folder) === folder) {
      throw new CommandError(
        `no ${RC_FILE} in this folder or its parents: run this inside a repository, or create one with ` +
          'npx projen new --from @org/python-gitops-app',
      );
    }
  }
}

/**
 * Runs `.projenrc.ts` in this process and returns its project, which writes nothing by itself. With a text, that replaces
 * the content of the file.
 */
export function loadProject(root: string, text?: string): GitOpsProject {
  requirePackageJson(root);
  const path = join(root, RC_FILE);
  let project: GitOpsProject | undefined;
  process.chdir(root);
  const take = (taken: GitOpsProject): void => {
    project = taken;
  };
  deferTaskShell();
  try {
    withTakeOver(take, () => requireTypeScript(path, text));
  } catch (error) {
    throw new CommandError(describe(error, root));
  }
  if (!project) throw new CommandError(`${RC_FILE} does not call project.synth() of a PythonGitOpsApp`);
  return project;
}

/** projen reads package.json when a project is created, and would blame `.projenrc.ts` for a broken one. */
function requirePackageJson(root: string): void {
  const path = join(root, 'package.json');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '{}';
  try {
    JSON.parse(text);
  } catch (error) {
    const line = conflictLine(text);
    if (line !== undefined) throw new CommandError(`package.json:${line}: ${RESOLVE_CONFLICT}`);
    throw new CommandError(`package.json: ${(error as Error).message}; fix it by hand, its versions are yours`);
  }
}

/**
 * Loads a TypeScript file and its imports, the same way in every version of Node.js. It keeps line numbers, needs no other
 * process, and ignores the module type in package.json.
 */
function requireTypeScript(path: string, text?: string): void {
  const { transform } = require('sucrase') as typeof import('sucrase');
  const requireFrom = createRequire(path);
  // A cached file would not run again.
  delete requireFrom.cache[requireFrom.resolve(path)];
  const before = extensions['.ts'];
  extensions['.ts'] = (module, filename) => {
    const isGiven = text !== undefined && filename === requireFrom.resolve(path);
    const { code } = transform(isGiven ? text : readFileSync(filename, 'utf8'), {
      transforms: ['imports', 'typescript'],
      filePath: filename,
    });
    module._compile(code, filename);
  };
  try {
    requireFrom(path);
  } finally {
    if (before) extensions['.ts'] = before;
    else delete extensions['.ts'];
  }
}

/** The hooks of CommonJS loaders, which Node.js exports without a type. */
const { _extensions: extensions } = require('node:module') as ModuleWithExtensions;

interface ModuleWithExtensions {
  readonly _extensions: Record<
    string,
    ((module: { _compile(code: string, filename: string): void }, filename: string) => void) | undefined
  >;
}

/** Describes an error in `.projenrc.ts` or its imports, with its line and without foreign stack frames. */
function describe(error: unknown, root: string): string {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
  const relative = message.replaceAll(`${root}/`, '');
  // For a syntax error, the position is in the message; the stack is the one of the transformer.
  const syntax = /^Error transforming (.+?): (.*) \((\d+:\d+)\)$/s.exec(relative);
  if (syntax) return describeSyntax(root, syntax[1], syntax[2], syntax[3]);
  const frame = ownFrames(stack ?? '', root)[0];
  return `${frame ?? RC_FILE}: ${relative}`;
}

function describeSyntax(root: string, path: string, what: string, place: string): string {
  const line = conflictLine(readFileSync(resolve(root, path), 'utf8'));
  return line === undefined ? `${path}:${place}: ${what}` : `${path}:${line}: ${RESOLVE_CONFLICT}`;
}

/** Stack frames inside of the repository, as `path:line`. */
function ownFrames(stack: string, root: string): string[] {
  return stack.split('\n').flatMap((line) => {
    const start = line.indexOf(`${root}/`);
    const place = start < 0 ? null : /^(.+?):(\d+)/.exec(line.slice(start + root.length + 1));
    return place && !place[1].includes('node_modules/') ? [`${place[1]}:${place[2]}`] : [];
  });
}
