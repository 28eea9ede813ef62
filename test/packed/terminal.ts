import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Result, RunOptions } from './support';
import { environment, run } from './support';

/** Runs a command at its own terminal, answers the first time that a text is shown, and returns all that was shown. */
export function atTerminal(
  command: readonly string[],
  asked: string,
  answer: string,
  options: Omit<RunOptions, 'env'>,
): Result {
  return run('python3', [join(__dirname, '../support/terminal.py'), JSON.stringify([command, asked, answer])], options);
}

/** What the shell of a session prints when it is ready. */
const PROMPT = 'ready> ';

/** A shell at a terminal of its own, in which a test types. */
export class Session {
  private readonly bridge: ChildProcess;
  /** What was shown since the last `until`. */
  private shown = '';
  private ended = false;

  constructor(cwd: string) {
    const shell = ['bash', '--noprofile', '--norc', '--noediting'];
    // mypy starts from nothing, as for a person.
    const env = environment({ HISTFILE: '/dev/null', TERM: 'dumb', MYPY_CACHE_DIR: undefined });
    const program = 'import json, pty, sys; pty.spawn(json.loads(sys.argv[1]))';
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    this.bridge = spawn('python3', ['-c', program, JSON.stringify(shell)], { cwd, env, stdio: [...stdio] });
    this.bridge.stdout?.on('data', (chunk: Buffer) => (this.shown += chunk.toString().replaceAll('\r', '')));
    this.bridge.on('exit', () => (this.ended = true));
    // In two parts, so that the echo of this line is not taken for the prompt.
    this.type(`PS1='${PROMPT.slice(0, 3)}''${PROMPT.slice(3)}'\n`);
  }

  /** Waits until the shell takes the next command. */
  async ready(): Promise<void> {
    await this.until(new RegExp(PROMPT));
  }

  type(text: string): void {
    this.bridge.stdin?.write(text);
  }

  /** Waits until something is shown; returns all that was shown up to its end. */
  async until(pattern: RegExp, seconds = 30): Promise<string> {
    const limit = Date.now() + seconds * 1000;
    for (;;) {
      const match = pattern.exec(this.shown);
      if (match !== null) {
        const end = match.index + match[0].length;
        const before = this.shown.slice(0, end);
        this.shown = this.shown.slice(end);
        return before;
      }
      if (this.ended || Date.now() > limit) throw new Error(`the terminal did not show ${pattern}:\n${this.shown}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Runs a command to its end, which has to be a success, and returns what it has shown. */
  async run(command: string): Promise<string> {
    this.type(`${command}; echo "status $?"\n`);
    const shown = await this.until(new RegExp(`^status \\d+\\n${PROMPT}`, 'm'), 300);
    if (!shown.endsWith(`status 0\n${PROMPT}`)) throw new Error(`${command} failed:\n${shown}`);
    return shown;
  }

  async close(): Promise<void> {
    const end = new Promise((resolve) => this.bridge.once('exit', resolve));
    if (this.ended) return;
    this.bridge.kill('SIGKILL');
    await end;
  }
}
