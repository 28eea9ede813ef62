import type { StdioOptions } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A program that runs in the background of a test. */
export interface Background {
  readonly pid: number;
  /** Everything that it has written so far. */
  readonly output: () => string;
  /** Its exit code or the name of the signal that ended it; undefined while it runs. */
  readonly ended: () => string | undefined;
  /** Resolves to `ended` when it has ended. */
  readonly exit: Promise<string>;
  /** Sends a signal, SIGTERM by default, and waits for the end; kills it after STOP_SECONDS. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<string>;
}

export interface BackgroundOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether it begins a process group, all of which gets the signals of `stop`, as from a terminal. */
  readonly group?: boolean;
}

/** Seconds from the signal that asks a program to end to the one that does not ask. */
const STOP_SECONDS = 60;

/**
 * Starts a program whose output goes to a file: while the test runs another command it reads no pipe, and a full one
 * would stop the program.
 */
export function background(
  command: string,
  args: readonly string[],
  log: string,
  options: BackgroundOptions = {},
): Background {
  const { group = false, ...own } = options;
  const out = openSync(log, 'a');
  const stdio: StdioOptions = ['ignore', out, out];
  const child = spawn(command, args, { ...own, detached: group, stdio });
  closeSync(out);
  let ended: string | undefined;
  const exit = new Promise<string>((resolve) => {
    const end = (how: string): void => {
      ended ??= how;
      resolve(ended);
    };
    child.on('error', (error) => end(error.message));
    child.on('exit', (code, signal) => end(String(code ?? signal)));
  });
  const send = (signal: NodeJS.Signals): void => {
    if (ended !== undefined || child.pid === undefined) return;
    process.kill(group ? -child.pid : child.pid, signal);
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<string> => {
    send(signal);
    // A program that stays would keep the test runner, and with it the whole run, from its end.
    const killer = setTimeout(() => send('SIGKILL'), STOP_SECONDS * 1000);
    return exit.finally(() => clearTimeout(killer));
  };
  return { pid: child.pid ?? 0, output: () => readFileSync(log, 'utf8'), ended: () => ended, exit, stop };
}

export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  /** Seconds after which it is given up. */
  readonly seconds: number;
  /** The program that has to live on meanwhile. */
  readonly program?: Background;
  /** What the message shows when time is up. */
  readonly describe?: () => Promise<string>;
}

/** Tries until it is true. An exception counts as not yet; the last one is told when time is up. */
export async function waitFor(body: () => boolean | Promise<boolean>, options: WaitOptions): Promise<void> {
  const { what, seconds, program, describe } = options;
  const deadline = Date.now() + seconds * 1000;
  let last: unknown = 'it is not';
  for (;;) {
    if (program?.ended() !== undefined) {
      throw new Error(`${what}: the program ended with ${program.ended()}:\n${program.output()}`);
    }
    try {
      if (await body()) return;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) {
      const details = `${program?.output() ?? ''}${(await describe?.()) ?? ''}`;
      throw new Error(`${what}: not after ${seconds} seconds, ${String(last)}\n${details}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Below the range that systems take ports from for outgoing connections and for servers without a fixed port, so that
 * none of those takes a port between the choice here and the start of the program.
 */
const PORTS = { first: 10_000, count: 20_000 };

/** Unused ports of the loopback address, no two the same. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; ports.size < count; attempt += 1) {
    if (attempt > 100 * count) throw new Error(`no ${count} free ports from ${PORTS.first} on`);
    const port = PORTS.first + randomInt(PORTS.count);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise<boolean>((resolve) => {
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
