import { spawnSync } from 'node:child_process';
import { readlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inside, setUpLoopback } from './namespace';
import type { Background } from '../background';
import { background, waitFor } from '../background';

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Port that it listens on. */
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** The programs of a stack: each with a log and a pid, in a network namespace with only a loopback device. */
export class Programs {
  private readonly running = new Map<string, { program: Program; background: Background }>();
  private holder: Background | undefined;

  constructor(
    /** The folder of the stack. */
    private readonly folder: string,
    /** Whether they outlive the process that starts them. */
    private readonly keep: boolean,
    /** How much the heap of a Go program grows before a garbage collection, in percent. */
    private readonly heapGrowth: number,
  ) {}

  /** Makes the namespace, and returns the id of the process that holds it. */
  async makeNamespace(): Promise<number> {
    this.holder = this.spawn('namespace', 'unshare', ['--net', 'sleep', 'infinity'], {});
    const { pid } = this.holder;
    // Until unshare has run, the process is still in the namespace of the machine.
    await waitFor(() => isSeparate(pid), { what: 'the network namespace', seconds: 10, program: this.holder });
    setUpLoopback(pid);
    return pid;
  }

  start(program: Program): Background {
    if (!this.holder) throw new Error('make the namespace first');
    const [command, args] = inside(this.holder.pid, program.command, program.args);
    const started = this.spawn(program.name, command, args, program.env ?? {});
    this.running.set(program.name, { program, background: started });
    return started;
  }

  /** Ends one program, as a crash would. */
  async halt(name: string): Promise<void> {
    await this.find(name).background.stop('SIGKILL');
  }

  /** Starts a program again that `halt` ended, and waits until it listens. */
  async resume(name: string): Promise<void> {
    const { program } = this.find(name);
    const restarted = this.start(program);
    const { port } = program;
    if (port === undefined) return;
    await waitFor(() => this.accepts(port), { what: `${name} listens`, seconds: 60, program: restarted });
  }

  /** Ends all. Their data is removed with them, so none needs time to save it. */
  async stop(): Promise<void> {
    const all = [...this.running.values()].map(({ background: program }) => program);
    await Promise.all([...all, ...(this.holder ? [this.holder] : [])].map((program) => program.stop('SIGKILL')));
  }

  private accepts(port: number): boolean {
    const script = `require('net').connect(${port}, '127.0.0.1').on('connect', () => process.exit()).on('error', () => process.exit(1))`;
    return spawnSync(...inside(this.holder?.pid ?? 0, process.execPath, ['--eval', script])).status === 0;
  }

  private find(name: string): { program: Program; background: Background } {
    const found = this.running.get(name);
    if (!found) throw new Error(`no program ${name}, only ${[...this.running.keys()].join(', ')}`);
    return found;
  }

  private spawn(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Background {
    // The kernel ends the program when the process that started it ends, however that happens. Both commands become
    // the program, so this is its pid.
    const bound = this.keep ? [command, ...args] : ['setpriv', '--pdeathsig', 'KILL', '--', command, ...args];
    const started = background(bound[0], bound.slice(1), join(this.folder, 'logs', `${name}.log`), {
      cwd: this.folder,
      env: { ...this.environment(), ...env },
      // A process group of its own: Ctrl-C in a terminal must not end it when it is kept.
      group: this.keep,
    });
    writeFileSync(join(this.folder, 'pids', name), `${started.pid}\n`);
    return started;
  }

  /** Nothing of the test runner or the user's settings. */
  private environment(): Record<string, string> {
    const path = [join(this.folder, 'bin'), process.env.PATH ?? ''].join(delimiter);
    return {
      GOGC: String(this.heapGrowth),
      PATH: path,
      HOME: join(this.folder, 'home'),
      TMPDIR: join(this.folder, 'tmp'),
    };
  }
}

function isSeparate(pid: number): boolean {
  const [own, other] = ['self', pid].map((process_) => readlinkSync(`/proc/${process_}/ns/net`));
  return own !== other;
}
