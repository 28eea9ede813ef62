import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitError } from '../../clients/git/process';

/**
 * Runs next to the agent. Its input ends when the command ends, even if the command is killed; then it stops the agent and
 * removes the folder.
 */
const GUARD = 'echo ready; cat >/dev/null; kill "$SSH_AGENT_PID"; rm -rf -- "$1"';

/** A separate `ssh-agent`, with a socket in a folder that only this user can enter. It ends with this process. */
export class SshAgent {
  /** @throws GitError if this machine has no ssh-agent, or it does not start */
  static async start(): Promise<SshAgent> {
    const folder = mkdtempSync(join(tmpdir(), 'python-gitops-ssh-'));
    const socket = join(folder, 'agent');
    // Detached, so that Ctrl+C only reaches the command; the agent ends when the command does.
    const child = spawn('ssh-agent', ['-a', socket, '/bin/sh', '-c', GUARD, 'sh', folder], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const errors: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
    const ended = new Promise<string>((resolve) => {
      child.on('error', (error: NodeJS.ErrnoException) => resolve(notStarted(error.code ?? '', error.message)));
      child.on('close', () => resolve(notStarted('', errors.join('').trim())));
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
   * Adds a key. A key with a passphrase is refused, because it could not be entered.
   * @returns why the key was refused; undefined if it was accepted
   */
  add(key: string): string | undefined {
    const { error, status, stderr } = spawnSync('ssh-add', ['-q', '-'], {
      input: `${key.replaceAll('\r\n', '\n').trim()}\n`,
      encoding: 'utf8',
      env: { ...process.env, SSH_AUTH_SOCK: this.socket, SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force' },
    });
    if (error) throw new GitError(`a deploy key needs ssh-add, which failed to start: ${error.message}`);
    if (status === 0) return undefined;
    return stderr.trim().split('\n').at(-1) || 'it has a passphrase';
  }

  /** Stops the agent, which drops the key, and removes its folder. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function notStarted(code: string, output: string): string {
  if (code === 'ENOENT') {
    return 'a deploy key needs ssh-agent, which is not installed: install the SSH client (openssh-client on Debian)';
  }
  const fix = /too long/.test(output) ? '; set TMPDIR to a folder with a shorter path' : '';
  return `a deploy key needs ssh-agent, which failed to start: ${output}${fix}`;
}
