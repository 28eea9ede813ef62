import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

/** How a program ended, or why it did not. */
export type Ran =
  | { readonly kind: 'ended'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-long' };

/** Runs a program and waits for it, for a short time; what it is told on standard input is in no list of processes. */
export type Run = (program: string, args: readonly string[], input?: string) => Promise<Ran>;

/** How long one program may take, in milliseconds. */
const LIMIT = 5000;

/** Nobody is there to answer a question, and nothing is to be written. */
const SILENT: NodeJS.ProcessEnv = {
  GCM_INTERACTIVE: 'never',
  GH_NO_UPDATE_NOTIFIER: '1',
  GH_PROMPT_DISABLED: '1',
  GIT_ASKPASS: '',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  NO_COLOR: '1',
  SSH_ASKPASS: '',
  SSH_ASKPASS_REQUIRE: 'never',
};

/**
 * Runs programs in a folder, each in a session of its own: without a terminal none of them can ask for a password, and
 * one that takes too long ends with everything that it started.
 */
export function runner(cwd: string, limit = LIMIT, more: NodeJS.ProcessEnv = {}): Run {
  return (program, args, input = '') =>
    new Promise((resolve) => {
      const env = { ...process.env, ...SILENT, ...more };
      const child = spawn(program, args, { cwd, env, detached: true, stdio: 'pipe' });
      // One that reads nothing may end first.
      child.stdin.on('error', () => undefined).end(input);
      const output = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
      }
      const forget = endWithUs(child);
      const end = (ran: Ran): void => {
        clearTimeout(timer);
        forget();
        resolve(ran);
      };
      const timer = setTimeout(() => {
        kill(child);
        end({ kind: 'too-long' });
      }, limit);
      child.on('error', () => end({ kind: 'missing' }));
      child.on('close', (status) => end({ kind: 'ended', status: status ?? 1, ...output }));
    });
}

const running = new Set<ChildProcess>();

/** A session of its own hears no Ctrl+C, so that it is passed on while anything runs. */
function endWithUs(child: ChildProcess): () => void {
  if (running.size === 0) for (const signal of SIGNALS) process.on(signal, passOn);
  running.add(child);
  return () => {
    running.delete(child);
    if (running.size === 0) for (const signal of SIGNALS) process.off(signal, passOn);
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

function passOn(signal: NodeJS.Signals): void {
  for (const child of running) kill(child);
  for (const one of SIGNALS) process.off(one, passOn);
  process.kill(process.pid, signal);
}

function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** The last line that says anything, which is where programs say what went wrong. */
export function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}
