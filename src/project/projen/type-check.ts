import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declaredManager } from './package-json';
import { RC_FILE } from './rc-name';
import type { Finding } from '../../common/findings';
import { commandLine } from '../../config/package-managers';

/** How `.projenrc.ts` is checked: by editors, which read it in tsconfig.projen.json, and by synth. */
export const RC_COMPILER_OPTIONS = {
  target: 'es2022',
  // As the loader does: imports without an extension, whatever package.json says of modules.
  module: 'preserve',
  moduleResolution: 'bundler',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  types: [],
} as const;

/** From this version on, the compiler refuses a file beside a tsconfig.json unless it is told to pass over that. */
const IGNORES_CONFIG = 6;

/** So much of what the compiler says of one place is repeated. */
const MAX_MESSAGE = 400;

/** Names that Node.js has and that need types of their own. */
const NODE_TYPES = /^TS(2580|2591|2307|2503)$/;

/** The compiler is not there, or did not do its work. */
export class TypeCheckError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TypeCheckError';
    this.stack = message;
  }
}

/**
 * Checks the types of `.projenrc.ts` and of what it imports, with the repository's own TypeScript, in a process beside
 * this one: it works while the caller loads and renders.
 * @throws TypeCheckError when TypeScript is not installed, or fails
 */
export function checkTypes(root: string): Promise<Finding[]> {
  const done = runCompiler(root).then(({ code, output }) => {
    const findings = parseDiagnostics(output);
    if (code !== 0 && findings.length === 0) {
      throw new TypeCheckError(`${RC_FILE} could not be type-checked: ${output.trim() || `tsc ended with ${code}`}`);
    }
    return findings;
  });
  // Who began it may have to give up on something else first; then nobody asks for the outcome.
  done.catch(() => undefined);
  return done;
}

async function runCompiler(root: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const folder = join(root, 'node_modules', 'typescript');
  const compiler = join(folder, 'bin', 'tsc');
  if (!existsSync(compiler)) {
    throw new TypeCheckError(
      `TypeScript is not installed in node_modules, so ${RC_FILE} cannot be type-checked; nothing was written. ` +
        `Install the packages: ${howToInstall(root)}.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const flags = Object.entries(RC_COMPILER_OPTIONS)
    // The command line has no empty list; none is what the compiler takes by itself.
    .filter(([, value]) => !Array.isArray(value))
    .flatMap(([name, value]) => [`--${name}`, String(value)]);
  if (Number.parseInt(version, 10) >= IGNORES_CONFIG) flags.push('--ignoreConfig');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiler, ...flags, '--pretty', 'false', RC_FILE], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => (output += text));
    }
    child.on('error', (error) =>
      reject(new TypeCheckError(`TypeScript could not be started: ${error.message}; run ${howToInstall(root)}`)),
    );
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** The command lines that install what package.json declares. */
function howToInstall(root: string): string {
  const path = join(root, 'package.json');
  const manager = declaredManager(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return `${commandLine(manager, 'cleanInstall')}, or ${commandLine(manager, 'install')}`;
}

/** Reads what `tsc --pretty false` prints: a line for each diagnostic, and indented ones that explain it. */
export function parseDiagnostics(output: string): Finding[] {
  const findings: { path: string; code: string; lines: string[] }[] = [];
  for (const line of output.split(/\r?\n/)) {
    const start = /^(?<file>[^\s(].*?)\((?<place>\d+,\d+)\): error (?<code>TS\d+): (?<message>.*)$/.exec(line);
    if (start?.groups) {
      const { file, place, code, message } = start.groups;
      findings.push({ path: `${file}:${place.replace(',', ':')}`, code, lines: [message] });
    } else if (/^\s+\S/.test(line)) {
      findings.at(-1)?.lines.push(line.trim());
    }
  }
  return findings.map(({ path, code, lines }): Finding => {
    const message = lines.join(' ');
    const got = `${code}: ${message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE - 1)}…` : message}`;
    return { code: 'type-error', path, must: 'have the types that the options have', got, fix: fixOf(code, message) };
  });
}

function fixOf(code: string, message: string): string {
  if (NODE_TYPES.test(code) && /node|process|require|Buffer|__dirname|__filename/.test(message)) {
    return `add '@types/node' to devDeps, and /// <reference types="node" /> as the first line of the file`;
  }
  return 'change that line; your editor, or make explain OPTION=…, says what an option takes';
}
