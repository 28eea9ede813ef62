import childProcess from 'node:child_process';
import { Script } from 'node:vm';
import { isRecord } from '../../common/records';
import { CommandError } from '../errors';

/** Where package.json sets the limit, as the config file itself may never get that far. */
const FIELD = 'python-gitops';
const NAME = 'configTimeoutSeconds';

/** Many times what the largest config takes. */
const DEFAULT_SECONDS = 60;

/** How much longer a program may take than the config that waits for it, so that the config's own message is printed. */
const GRACE = 200;

/** How long a config may run, in seconds. */
export function readLimit(packageJson: unknown): number {
  const settings = isRecord(packageJson) ? packageJson[FIELD] : undefined;
  const value: unknown = isRecord(settings) ? (settings[NAME] ?? DEFAULT_SECONDS) : DEFAULT_SECONDS;
  if (typeof value === 'number' && value > 0 && value <= 86_400) return value;
  throw new CommandError(
    `package.json: ${FIELD}.${NAME} must be a number of seconds from 1 to 86400, got ${JSON.stringify(value)}`,
  );
}

/** What is wrong with a config that does not end. */
export function overLimit(file: string, seconds: number, cause: string): string {
  return (
    `${file} did not finish within ${seconds} s, so nothing was done: ${cause}. If it needs longer, add ` +
    `"${FIELD}": { "${NAME}": ${Math.ceil(seconds * 5)} } to package.json`
  );
}

/** A body did not end in time. */
export class OverLimitError extends Error {}

const BODY = Symbol.for('@org/python-gitops-app:limited');

/** Runs a body, and interrupts it when it takes too long, wherever it is. */
export function withinLimit(seconds: number, body: () => void): void {
  const milliseconds = Math.ceil(seconds * 1000);
  const end = performance.now() + milliseconds;
  const restore = limitPrograms(() => Math.max(1, Math.ceil(end - performance.now())) + GRACE);
  const globals = globalThis as Record<symbol, unknown>;
  globals[BODY] = body;
  try {
    // Only a script can be interrupted; it calls the body, and is interrupted with everything below it.
    new Script(`globalThis[Symbol.for('${BODY.description}')]()`).runInThisContext({ timeout: milliseconds });
  } catch (error) {
    if ((error as NodeJS.ErrnoException | undefined)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new OverLimitError();
  } finally {
    restore();
    delete globals[BODY];
  }
}

const WAITING = ['spawnSync', 'execSync', 'execFileSync'] as const;

/** Gives programs that the body waits for a time limit: while one runs, the body cannot be interrupted. */
function limitPrograms(remaining: () => number): () => void {
  const functions = childProcess as unknown as Record<string, (...args: unknown[]) => unknown>;
  const before = WAITING.map((name) => [name, functions[name]] as const);
  for (const [name, original] of before) {
    functions[name] = (...args) => {
      const last = args.at(-1);
      const options = isRecord(last) ? last : {};
      const others = isRecord(last) ? args.slice(0, -1) : args;
      const own = typeof options.timeout === 'number' && options.timeout > 0 ? options.timeout : Infinity;
      return original(...others, { ...options, timeout: Math.min(own, remaining()) });
    };
  }
  return () => {
    for (const [name, original] of before) functions[name] = original;
  };
}

const INTERRUPT = Symbol.for('@org/python-gitops-app:interrupt');

/** A debugger can call a function while the main thread is in a loop; if it can't, nothing but the end is left. */
const WATCHDOG = `
  const { Session } = require('node:inspector');
  const { workerData } = require('node:worker_threads');
  setTimeout(() => {
    const session = new Session();
    session.connectToMainThread();
    session.post('Runtime.evaluate', { expression: workerData.expression });
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 2000);
  }, workerData.milliseconds);
`;

/** Calls a function unless it is canceled in time, even while this thread is in an endless loop. */
export function interruptAfter(seconds: number, interrupt: () => void): () => void {
  (globalThis as Record<symbol, unknown>)[INTERRUPT] = interrupt;
  const expression = `globalThis[Symbol.for('${INTERRUPT.description}')]()`;
  // Loaded on demand: a config rarely starts anything.
  const { Worker } = require('node:worker_threads') as typeof import('node:worker_threads');
  const worker = new Worker(WATCHDOG, {
    eval: true,
    workerData: { expression, milliseconds: Math.ceil(seconds * 1000) },
  });
  worker.unref();
  return () => void worker.terminate();
}
