import fs from 'node:fs';
import os from 'node:os';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

/** What a run of a config sees of another machine. */
export interface OtherMachine {
  /** Whether a file belongs to what decides about the values. Others, such as the library, see this machine. */
  readonly decides: (filename: string) => boolean;
  readonly root: string;
}

/** Variables that differ between a laptop and CI, or between two people. Others may be the same everywhere, on purpose. */
const PERSONAL = ['HOME', 'HOSTNAME', 'LANG', 'LOGNAME', 'PWD', 'SHELL', 'TERM', 'TMPDIR', 'USER', 'USERNAME'];
const OF_CI = /^(?:CI|GITHUB_.+|RUNNER_.+)$/;

const OTHER = 'another-machine';

/** Unlike any other by quarters of an hour; the second is for who works in the first. */
const ZONES = ['Asia/Kathmandu', 'Pacific/Chatham'];

/** Functions that look for a file. */
const LOOKS = ['existsSync', 'readFileSync', 'statSync', 'lstatSync', 'accessSync', 'readdirSync'] as const;

type Functions = Record<string, (...args: unknown[]) => unknown>;

/**
 * Runs a body as on another machine: with another user, process, and folder, without files outside of the repository, and in
 * CI if this is none. Only calls from the config itself are answered so.
 * @returns what of it the config asked for
 */
export function onOtherMachine<T>(
  { decides, root }: OtherMachine,
  body: () => T,
): { readonly result?: T; readonly asked: ReadonlySet<string> } {
  const asked = new Set<string>();
  const temporary = os.tmpdir();
  const { env: variables } = process;
  const { cpus, totalmem } = os;
  const undo: (() => void)[] = [];
  /** Notes what the config asks for. */
  const asks = (what: string): boolean => {
    const isConfig = decides(callerOf());
    if (isConfig) asked.add(what);
    return isConfig;
  };
  const replace = (object: object, name: string, make: (before: never) => unknown): void => {
    const before = Object.getOwnPropertyDescriptor(object, name);
    if (before?.configurable !== true) return;
    const value = (before.get === undefined ? before.value : before.get.call(object)) as never;
    Object.defineProperty(object, name, make(value) as PropertyDescriptor);
    undo.push(() => Object.defineProperty(object, name, before));
  };
  const method = (object: object, name: string, text: string, answer: (...args: unknown[]) => unknown): void =>
    replace(object, name, (before: Functions[string]) => ({
      configurable: true,
      enumerable: true,
      writable: true,
      value: (...args: unknown[]) => (asks(text) ? answer(...args) : before.apply(object, args)),
    }));

  for (const [name, other] of [
    ['pid', process.pid + 1],
    ['ppid', process.ppid + 1],
  ] as const) {
    replace(process, name, (before) => ({
      configurable: true,
      enumerable: true,
      get: () => (asks(`process.${name}`) ? other : before),
    }));
  }
  replace(process, 'env', (env: NodeJS.ProcessEnv) => ({
    configurable: true,
    enumerable: true,
    writable: true,
    value: otherEnvironment(env, asks),
  }));
  let folder: string | undefined;
  const otherFolder = (): string => {
    if (folder === undefined) {
      // A link, so that paths of this folder still lead to its files.
      const parent = fs.mkdtempSync(join(temporary, 'python-gitops-'));
      folder = join(parent, OTHER);
      fs.symlinkSync(root, folder);
      undo.push(() => fs.rmSync(parent, { recursive: true, force: true }));
    }
    return folder;
  };
  method(process, 'cwd', 'process.cwd()', otherFolder);
  method(os, 'hostname', 'os.hostname()', () => OTHER);
  method(os, 'homedir', 'os.homedir()', () => `/home/${OTHER}`);
  const user = { uid: 12345, gid: 12345, username: OTHER, homedir: `/home/${OTHER}`, shell: '/bin/sh' };
  method(os, 'userInfo', 'os.userInfo()', () => user);
  method(os, 'cpus', 'os.cpus()', () => [...cpus(), ...cpus()]);
  method(os, 'availableParallelism', 'os.availableParallelism()', () => 2 * cpus().length);
  method(os, 'totalmem', 'os.totalmem()', () => 2 * totalmem());
  method(Date.prototype, 'getTimezoneOffset', 'the time zone', () => -345);
  let isMoved = false;
  /** From its first use on, the config is in another time zone. */
  const elsewhere = (): void => {
    if (isMoved || !asks('the time zone')) return;
    isMoved = true;
    const before = variables.TZ;
    const [zone] = ZONES.filter((one) => one !== new Intl.DateTimeFormat().resolvedOptions().timeZone);
    variables.TZ = zone;
    undo.push(() => {
      if (before === undefined) delete variables.TZ;
      else variables.TZ = before;
    });
  };
  for (const [object, name] of [
    [globalThis, 'Date'],
    [Intl, 'DateTimeFormat'],
  ] as const) {
    replace(object, name, (before: DateConstructor) => ({
      configurable: true,
      enumerable: false,
      writable: true,
      value: new Proxy(before, {
        apply: (target, self, args) => {
          if (name !== 'Date') elsewhere();
          return Reflect.apply(target, self, args) as unknown;
        },
        construct: (target, args, newTarget): object => {
          // The current time is another one anyway.
          if (name !== 'Date' || args.length > 0) elsewhere();
          return Reflect.construct(target, args, newTarget) as object;
        },
      }),
    }));
  }
  for (const name of LOOKS) {
    replace(fs, name, (before: Functions[string]) => ({
      configurable: true,
      enumerable: true,
      writable: true,
      value: Object.assign((path: unknown, ...rest: unknown[]) => {
        const outside = outsideOf(path, root, folder);
        if (outside === undefined || !asks(outside)) return before.call(fs, path, ...rest);
        return withoutFile(name, outside, () => before.call(fs, path, ...rest));
      }, before),
    }));
  }
  try {
    return { result: body(), asked };
  } catch {
    return { asked };
  } finally {
    for (const one of undo.reverse()) one();
  }
}

function otherEnvironment(env: NodeJS.ProcessEnv, asks: (what: string) => boolean): NodeJS.ProcessEnv {
  return new Proxy(env, {
    get: (target, name) => {
      const value = target[name as string];
      if (typeof name !== 'string') return value;
      const isOfCi = OF_CI.test(name);
      if ((!isOfCi && !PERSONAL.includes(name)) || !asks(`process.env.${name}`)) return value;
      if (isOfCi) return value === undefined ? 'true' : undefined;
      return /^(?:HOME|PWD|TMPDIR|SHELL)$/.test(name) ? `/home/${OTHER}` : OTHER;
    },
  });
}

/** What looking for a file is like where it is not, or for `existsSync` where it is. */
function withoutFile(name: string, path: string, look: () => unknown): unknown {
  if (name === 'existsSync') return look() !== true;
  throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT', path });
}

/** A path outside of the repository, and of the link to it; undefined for any other. */
function outsideOf(path: unknown, root: string, link = root): string | undefined {
  if (typeof path !== 'string') return undefined;
  const full = resolve(root, path);
  const isInside = (folder: string): boolean => {
    const way = relative(folder, full);
    return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  };
  return isInside(root) || isInside(link) ? undefined : full;
}

const FRAME = /\(?(\/[^()]*?):\d+:\d+\)?$/;

/** The file that called what this file replaces, if any: internal functions of Node.js call on behalf of their caller. */
function callerOf(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 12;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = stackTraceLimit;
  const files = stack.split('\n').flatMap((line) => FRAME.exec(line)?.[1] ?? []);
  return files.find((file) => file !== __filename) ?? '';
}
