import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { declaredManager, parseDependency } from './package-json';
import { RC_FILE } from './rc-name';
import type { Finding } from '../../common/findings';
import { parseJson } from '../../common/json';
import { compare } from '../../common/order';
import { isRecord } from '../../common/records';
import { commandLine } from '../../config/package-managers';

/** Compiler settings of `.projenrc.ts`, for editors (through tsconfig.projen.json) and for synth. */
const RC_COMPILER_OPTIONS = {
  target: 'es2022',
  // Like the loader: imports without an extension, whatever module type package.json sets.
  module: 'preserve',
  moduleResolution: 'bundler',
  strict: true,
  noEmit: true,
  skipLibCheck: true,
} as const;

/** Those settings with the types that are known without an import. */
export function rcCompilerOptions(types: readonly string[]): object {
  return { ...RC_COMPILER_OPTIONS, types };
}

const TYPES_SCOPE = '@types/';
const TSCONFIG = 'tsconfig.projen.json';

/** The types that the config asks for: those of Node.js, for example, with `@types/node` in devDeps. */
export function ambientTypes(devDeps: unknown): string[] {
  return packageNames(devDeps)
    .filter((name) => name.startsWith(TYPES_SCOPE))
    .map((name) => name.slice(TYPES_SCOPE.length))
    .sort(compare);
}

/** The types of the last synth, which are known before the config is loaded. */
export function lastTypes(root: string): string[] {
  const path = join(root, TSCONFIG);
  const json = existsSync(path) ? parseJson(readFileSync(path, 'utf8')) : undefined;
  const options = isRecord(json) ? json.compilerOptions : undefined;
  const types: unknown = isRecord(options) ? options.types : undefined;
  return Array.isArray(types) ? types.filter((type): type is string => typeof type === 'string') : [];
}

/** Packages in devDeps that are not installed. */
export function missingPackages(root: string, devDeps: unknown): string[] {
  return packageNames(devDeps).filter((name) => !existsSync(join(root, 'node_modules', name, 'package.json')));
}

function packageNames(devDeps: unknown): string[] {
  const specs: unknown[] = Array.isArray(devDeps) ? devDeps : [];
  return specs.filter((spec): spec is string => typeof spec === 'string').map((spec) => parseDependency(spec).name);
}

/** From this version on, the compiler rejects a file next to a tsconfig.json unless a flag tells it to ignore that. */
const IGNORES_CONFIG = 6;

/** How much of a compiler message is shown. */
const MAX_MESSAGE = 400;

/** Names of Node.js for which the compiler proposes nothing. */
const NODE_NAME =
  /^Cannot find (?:name|namespace) '(?:__dirname|__filename|global|NodeJS|setImmediate|clearImmediate)'/;

/** The compiler is missing or failed. */
export class TypeCheckError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TypeCheckError';
    this.stack = message;
  }
}

/**
 * Checks the types of `.projenrc.ts` and its imports with the repository's own TypeScript, in a separate process that runs
 * while the caller loads and renders.
 * @throws TypeCheckError when TypeScript is not installed, or fails
 */
export function checkTypes(root: string, types = lastTypes(root)): Promise<Finding[]> {
  const done = runCompiler(root, types).then(({ code, output }) => {
    const findings = parseDiagnostics(output);
    if (code !== 0 && findings.length === 0) {
      throw new TypeCheckError(`${RC_FILE} cannot be type-checked: ${output.trim() || `tsc exited with ${code}`}`);
    }
    return findings;
  });
  // The caller may fail first, and then never awaits the result.
  done.catch(() => undefined);
  return done;
}

async function runCompiler(
  root: string,
  types: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  const folder = join(root, 'node_modules', 'typescript');
  const compiler = join(folder, 'bin', 'tsc');
  if (!existsSync(compiler)) {
    throw new TypeCheckError(
      `TypeScript is not installed in node_modules, so ${RC_FILE} cannot be type-checked; nothing was written. ` +
        `Install the packages: ${howToInstall(root)}.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const flags = Object.entries(RC_COMPILER_OPTIONS).flatMap(([name, value]) => [`--${name}`, String(value)]);
  // Missing ones would be an error without a line; what needs them is reported with its line.
  const installed = types.filter((type) => existsSync(join(root, 'node_modules', TYPES_SCOPE, type)));
  // The command line has no empty list; without the option, older compilers use all types.
  if (installed.length > 0) flags.push('--types', installed.join(','));
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
      reject(new TypeCheckError(`cannot start TypeScript: ${error.message}; run ${howToInstall(root)}`)),
    );
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** The commands that install the packages of package.json. */
function howToInstall(root: string): string {
  const path = join(root, 'package.json');
  const manager = declaredManager(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return `${commandLine(manager, 'cleanInstall')}, or ${commandLine(manager, 'install')}`;
}

/** Parses the output of `tsc --pretty false`: a line for each error, with indented explanations. */
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
    return { code: 'type-error', path, must: 'type-check', got, fix: fixOf(code, message) };
  });
}

function fixOf(code: string, message: string): string {
  const name = undeclaredPackage(code, message);
  return name === undefined
    ? 'change this line; your editor or make explain OPTION=… shows what an option accepts'
    : `add '${name}' to devDeps, then run npx projen, which installs it`;
}

/** The package that declares what the compiler does not know. */
function undeclaredPackage(code: string, message: string): string | undefined {
  if (NODE_NAME.test(message)) return '@types/node';
  const proposed = /npm i --save-dev (@types\/[\w.-]*\w)/.exec(message)?.[1];
  if (proposed !== undefined) return proposed;
  const [, name] = /\bmodule '((?:@[^/']+\/)?[^./'][^/']*)/.exec(message) ?? [];
  if (name === undefined) return undefined;
  if (code === 'TS2307') return isBuiltin(name) ? '@types/node' : name;
  return code === 'TS7016' ? `@types/${name.replace(/^@(.*)\//, '$1__')}` : undefined;
}
