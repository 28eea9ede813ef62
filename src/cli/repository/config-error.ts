import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeSystemError } from '../../common/system-error';
import { conflictLine, RESOLVE_CONFLICT } from '../../files/tree/conflict';
import { RC_FILE } from '../../project/projen/rc-name';

/** How a config does without `await`. */
export const WITHOUT_ASYNC = 'to read a file or run a program, use readFileSync or execFileSync';

/** What Node.js answers to `await` outside of a function: newer versions by code, others by message. */
const ASYNC_MODULE = 'ERR_REQUIRE_ASYNC_MODULE';
const AWAIT = /^await is only valid in async functions/;

/** What Node.js answers to `import.meta` in a file that is loaded with `require`, depending on its version. */
const MODULE_ONLY = /Cannot use 'import\.meta' outside a module|exports is not defined in ES module scope/;

/** Describes an error in `.projenrc.ts` or its imports, with its line and without foreign stack frames. */
export function describeError(error: unknown, root: string): string {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: '' };
  if ((error as { code?: unknown } | undefined)?.code === ASYNC_MODULE || AWAIT.test(message)) {
    return `${RC_FILE}: await is not supported here, nor in its imports, except in functions; ${WITHOUT_ASYNC}`;
  }
  const relative = (describeSystemError(error) ?? message).replaceAll(`${root}/`, '');
  // For a syntax error, the position is in the message; the stack is the one of the transformer.
  const syntax = /^Error transforming (.+?): (.*) \((\d+:\d+)\)$/s.exec(relative);
  if (syntax) return describeSyntax(root, syntax[1], syntax[2], syntax[3]);
  const missing = /^Cannot find (?:module|package) '((?:@[^/']+\/)?[^./'][^/']*)/.exec(relative)?.[1];
  if (missing !== undefined) {
    const how = `add it to devDependencies of package.json and install it`;
    return `${ownFrames(stack ?? '', root)[0] ?? RC_FILE}: Cannot find module '${missing}': ${how}`;
  }
  const frame = ownFrames(stack ?? '', root)[0] ?? RC_FILE;
  if (MODULE_ONLY.test(message)) return describeImportMeta(root, frame);
  const file = /^Cannot find module '(\.[^']*)'/.exec(relative)?.[1];
  if (file !== undefined) return `${frame}: Cannot find module '${file}': create the file, or fix its path`;
  return `${frame}: ${relative}`;
}

function describeImportMeta(root: string, frame: string): string {
  const [path] = frame.split(':');
  const lines = readFileSync(resolve(root, path), 'utf8').split('\n');
  const line = lines.findIndex((text) => /\bimport\.meta\b/.test(text)) + 1;
  return `${path}${line > 0 ? `:${line}` : ''}: import.meta is not supported: use __dirname instead of its url`;
}

function describeSyntax(root: string, path: string, what: string, place: string): string {
  const line = conflictLine(readFileSync(resolve(root, path), 'utf8'));
  return line === undefined ? `${path}:${place}: ${what}` : `${path}:${line}: ${RESOLVE_CONFLICT}`;
}

/** Where code of the repository threw an error, such as a component of the config while its file is rendered. */
export function ownPlace({ stack }: Error, root: string): string | undefined {
  return ownFrames(stack ?? '', root)[0];
}

/** Stack frames inside of the repository, as `path:line`. */
function ownFrames(stack: string, root: string): string[] {
  return stack.split('\n').flatMap((line) => {
    const start = line.indexOf(`${root}/`);
    const place = start < 0 ? null : /^(.+?):(\d+)/.exec(line.slice(start + root.length + 1));
    return place && !place[1].includes('node_modules/') ? [`${place[1]}:${place[2]}`] : [];
  });
}
