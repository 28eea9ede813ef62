import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Background } from './background';
import { background, waitFor } from './background';
import { run } from '../packed/support';

/** An answer to a request; status 0 when there was none. */
export interface HttpAnswer {
  readonly path: string;
  readonly status: number;
  readonly type?: string;
  readonly body?: string;
  readonly error?: string;
}

export interface LoadOptions {
  readonly paths: readonly string[];
  readonly port: number;
  readonly count: number;
  readonly clients: number;
  readonly timeoutSeconds: number;
}

/** What a container's memory cgroup counted. */
export interface MemoryReport {
  readonly limit: number;
  readonly peak: number;
  readonly oomKills: number;
}

/** Address of the pod: one that is not the loopback's, so that a server that listens there only is not reached. */
const POD_ADDRESS = '198.51.100.1';

/** A container in its own network, run by runc. */
export class Container {
  private readonly folder = mkdtempSync(join(tmpdir(), 'container-'));
  private readonly name = `python-gitops-test-${basename(this.folder)}`;
  /** The cgroup that it gets. */
  public readonly cgroup = `/${this.name}`;
  private program?: Background;

  /** What `runc spec` proposes for every container. */
  public template<T>(): T {
    run('runc', ['spec', '--bundle', this.folder], { cwd: this.folder });
    return JSON.parse(readFileSync(join(this.folder, 'config.json'), 'utf8')) as T;
  }

  public async start(config: object): Promise<void> {
    writeFileSync(join(this.folder, 'config.json'), JSON.stringify(config));
    const args = [...this.state(), 'run', '--bundle', this.folder, '--pid-file', this.pidFile(), this.name];
    this.program = background('runc', args, join(this.folder, 'output.log'));
    await waitFor(() => existsSync(this.pidFile()), { what: 'the container runs', seconds: 60, program: this.program });
    const inside = ['ip', 'address', 'add', `${POD_ADDRESS}/32`, 'dev', 'lo'];
    run('nsenter', [this.network(), ...inside], { cwd: this.folder });
  }

  public output(): string {
    return this.running().output();
  }

  /** How it ended: its exit code, or undefined while it runs. */
  public ended(): string | undefined {
    return this.running().ended();
  }

  /** Requests from clients that each keep a connection; runs in parallel to the test. */
  public requests({ paths, port, count, clients, timeoutSeconds }: LoadOptions): Promise<HttpAnswer[]> {
    const numbers = [port, count, clients, timeoutSeconds * 1000].map(String);
    const log = join(mkdtempSync(join(this.folder, 'requests-')), 'answers.json');
    const client = join(__dirname, 'http-client.js');
    const args = [this.network(), process.execPath, client, POD_ADDRESS, ...numbers, ...paths];
    const started = background('nsenter', args, log);
    return started.exit.then((code) => {
      if (code !== '0') throw new Error(`the client ended with ${code}:\n${started.output()}`);
      return JSON.parse(started.output()) as HttpAnswer[];
    });
  }

  public async get(path: string, port: number, timeoutSeconds = 10): Promise<HttpAnswer> {
    const [answer] = await this.requests({ paths: [path], port, count: 1, clients: 1, timeoutSeconds });
    return answer;
  }

  /** Runs a program in it, as its own user. */
  public exec(...command: string[]): string {
    return run('runc', [...this.state(), 'exec', this.name, ...command], { cwd: this.folder }).stdout;
  }

  /** A path of it, as the host sees it while it runs. */
  public path(inside: string): string {
    return join('/proc', this.pid(), 'root', inside);
  }

  /** What the kernel counted, of whichever of the two versions of cgroups this machine has. */
  public memory(): MemoryReport {
    const lines = readFileSync(join('/proc', this.pid(), 'cgroup'), 'utf8')
      .trim()
      .split('\n');
    const groups = new Map(lines.map((line) => line.split(':').slice(1) as [string, string]));
    const first = groups.get('memory');
    const folder = join('/sys/fs/cgroup', first === undefined ? '' : 'memory', first ?? groups.get('') ?? '');
    const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
    const oomKills = (file: string): number => Number(/^oom_kill (\d+)$/m.exec(read(file))?.[1]);
    return first === undefined
      ? { limit: Number(read('memory.max')), peak: Number(read('memory.peak')), oomKills: oomKills('memory.events') }
      : {
          limit: Number(read('memory.limit_in_bytes')),
          peak: Number(read('memory.max_usage_in_bytes')),
          oomKills: oomKills('memory.oom_control'),
        };
  }

  public terminate(): void {
    run('runc', [...this.state(), 'kill', this.name, 'TERM'], { cwd: this.folder });
  }

  /** Resolves to the exit code of the container's first process. */
  public exit(): Promise<string> {
    return this.running().exit;
  }

  public async remove(): Promise<void> {
    if (this.program && this.program.ended() === undefined) {
      run('runc', [...this.state(), 'kill', this.name, 'KILL'], { cwd: this.folder, expect: null });
      await this.program.exit;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private running(): Background {
    if (!this.program) throw new Error('the container was not started');
    return this.program;
  }

  private pid(): string {
    return readFileSync(this.pidFile(), 'utf8');
  }

  private pidFile(): string {
    return join(this.folder, 'pid');
  }

  private network(): string {
    return `--net=/proc/${this.pid()}/ns/net`;
  }

  private state(): string[] {
    return ['--root', join(this.folder, 'state')];
  }
}
