import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';

/** How a program ended, or why it did not. */
export type Ran =
  | { readonly kind: 'ended'; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-long' };

/** Runs a program and waits for it for a short time. Standard input, unlike arguments, shows up in no process list. */
export type Run = (program: string, args: readonly string[], input?: string) => Promise<Ran>;

/** How long one program may take, in milliseconds. */
const LIMIT = 5000;

/** Programs must not ask questions, and must not write. */
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
 * Runs each program in a folder and in its own session: without a terminal it cannot ask for a password, and after the time
 * limit it is killed with all of its children.
 */
export function runner(cwd: string, limit = LIMIT, more: NodeJS.ProcessEnv = {}): Run {
  return (program, args, input = '') =>
    new Promise((resolve) => {
      const env = { ...process.env, ...SILENT, ...more };
      const child = spawn(program, args, { cwd, env, detached: true, stdio: 'pipe' });
      // A program that reads no input may end first.
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

/** Another session gets no Ctrl+C, so the signal is passed on while programs run. */
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
    // It has already ended.
  }
}

/** The last line that is not empty, where programs print what went wrong. */
export function lastLine(text: string): string {
  return text.trim().split('\n').pop() ?? '';
}
