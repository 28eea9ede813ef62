import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitError } from '../../clients/git/process';

/**
 * What runs beside the agent: it waits for the end of its input, which comes with the end of the command, however that
 * ends. Then it ends the agent and removes the folder, so that nothing stays behind even when the command is killed.
 */
const GUARD = 'echo ready; cat >/dev/null; kill "$SSH_AGENT_PID"; rm -rf -- "$1"';

/** An `ssh-agent` of our own, behind a socket in a folder that only this user can enter. It ends with this process. */
export class SshAgent {
  /** @throws GitError when this machine has no agent, or it does not start */
  static async start(): Promise<SshAgent> {
    const folder = mkdtempSync(join(tmpdir(), 'python-gitops-ssh-'));
    const socket = join(folder, 'agent');
    // A session of its own: Ctrl+C at the terminal reaches the command, and the end of the command the agent.
    const child = spawn('ssh-agent', ['-a', socket, '/bin/sh', '-c', GUARD, 'sh', folder], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const said: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
    const ended = new Promise<string>((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => resolve(notStarted(error.code ?? '', error.message)));
      child.on('close', () => resolve(notStarted('', said.join('').trim())));
    });
    const ready = once(child.stdout, 'data').then(() => undefined);
    const why = await Promise.race([ended, ready]);
    if (why === undefined) return new SshAgent(folder, socket, child, ended);
    rmSync(folder, { recursive: true, force: true });
    throw new GitError(why);
  }

  private constructor(
    readonly folder: string,
    readonly socket: string,
    private readonly child: ChildProcess,
    private readonly ended: Promise<unknown>,
  ) {}

  /**
   * Gives it a key, by standard input. One with a passphrase is not taken: nobody is there to type it.
   * @returns why the key was not taken; undefined when it was
   */
  add(key: string): string | undefined {
    const { error, status, stderr } = spawnSync('ssh-add', ['-q', '-'], {
      input: `${key.replaceAll('\r\n', '\n').trim()}\n`,
      encoding: 'utf8',
      env: { ...process.env, SSH_AUTH_SOCK: this.socket, SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force' },
    });
    if (error) throw new GitError(`a deploy key needs ssh-add, which could not be started: ${error.message}`);
    if (status === 0) return undefined;
    const said = stderr.trim().split('\n').at(-1);
    return said || 'it has a passphrase';
  }

  /** Ends it, which forgets the key, and removes its folder. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Why there is no agent, and what to do about it. */
function notStarted(code: string, said: string): string {
  if (code === 'ENOENT') {
    return 'a deploy key needs ssh-agent, which is not installed: install the SSH client (openssh-client on Debian)';
  }
  const todo = /too long/.test(said) ? '; set TMPDIR to a folder with a shorter path' : '';
  return `a deploy key needs ssh-agent, which does not start: ${said}${todo}`;
}
