import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { toolCache } from './api-server';
import type { Background } from './background';
import { background, waitFor } from './background';
import { makeTlsCertificate } from './tls';
import { run } from '../packed/support';

const LOGIN = { user: 'dev', password: 'secret' };

/** A package index on the loopback address that asks for a login. */
export class PrivateIndex {
  private readonly folder = mkdtempSync(join(tmpdir(), 'private-index-'));
  /** Its addresses are below /simple. */
  private readonly packages = this.folderOf('packages/simple');
  private readonly home = this.folderOf('home');
  private readonly tls = makeTlsCertificate(this.folder);
  private readonly server: Background;

  constructor() {
    const { certificate, key } = this.tls;
    const args = [dirname(this.packages), certificate, key, `${LOGIN.user}:${LOGIN.password}`];
    const log = join(this.folder, 'requests.log');
    this.server = background('python3', [join(__dirname, 'mirror-server.py'), ...args], log);
    const lines = ['machine 127.0.0.1', `login ${LOGIN.user}`, `password ${LOGIN.password}`, ''];
    writeFileSync(join(this.home, '.netrc'), lines.join('\n'));
  }

  /** Its address, as soon as it serves. */
  public async address(): Promise<string> {
    const port = (): string | undefined => /^\d+$/m.exec(this.server.output())?.[0];
    await waitFor(() => port() !== undefined, { what: 'the index serves', seconds: 30, program: this.server });
    return `https://127.0.0.1:${port()}`;
  }

  /** Gives it the wheels of a lock, for a version of Python. uv also looks at those for other systems. */
  public fill(lock: string, python: string): void {
    const everywhere = join(this.folder, 'requirements.txt');
    writeFileSync(everywhere, readFileSync(lock, 'utf8').replace(/^(\S+==\S+) ; .*? \\$/gm, '$1 \\'));
    const args = [everywhere, python, this.packages];
    run(join(__dirname, 'wheel-mirror.sh'), args, { cwd: this.folder, env: { PYTHON_GITOPS_CACHE: toolCache() } });
  }

  /** The environment of a machine that trusts it, and that has no packages yet. */
  public machine({ hasLogin = true } = {}): NodeJS.ProcessEnv {
    const home = hasLogin ? this.home : this.folder;
    return {
      HOME: home,
      SSL_CERT_FILE: this.tls.certificate,
      UV_CACHE_DIR: join(home, 'uv'),
      PYTHON_GITOPS_CACHE: toolCache(),
    };
  }

  /** The paths that were served. */
  public served(): string[] {
    return [...this.server.output().matchAll(/"GET (\S+) [^"]*" 200 /g)].map(([, path]) => path);
  }

  public async stop(): Promise<void> {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private folderOf(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }
}
