import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Background } from './background';
import { background, freePorts, waitFor } from './background';
import { temporaryFolder, writeFiles } from './repository';

/** A key that git may come with. */
export interface Key {
  /** The private half, as a secret holds it. */
  readonly text: string;
  readonly publicHalf: string;
}

/** Creates a key as documented. */
export function makeKey(passphrase = ''): Key {
  const file = join(temporaryFolder('key'), 'key');
  const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', file], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`ssh-keygen failed: ${made.stderr}`);
  return { text: readFileSync(file, 'utf8'), publicHalf: readFileSync(`${file}.pub`, 'utf8').trim() };
}

/** Where Debian has what its package openssh-server brings. */
const SSHD = '/usr/sbin/sshd';

/**
 * A real sshd on the loopback address, with deploy keys as GitHub has them: each key may do nothing but git, in one
 * repository, and some may only read it.
 */
export class SshServer {
  /** Its host key, as a known_hosts file has it after the name. */
  readonly hostKey: string;
  private readonly folder = temporaryFolder('sshd');
  private program?: Background;
  private port = 0;

  constructor(remote: string) {
    const host = makeKey();
    this.hostKey = host.publicHalf.split(' ').slice(0, 2).join(' ');
    writeFiles(this.folder, { host: host.text, authorized: '', 'serve.sh': serve(remote, this.folder) });
    for (const name of ['host', 'authorized']) chmodSync(join(this.folder, name), 0o600);
  }

  async start(): Promise<void> {
    if (!existsSync(SSHD)) throw new Error(`${SSHD} is not here: scripts/tools.sh installs it`);
    // What Debian's service does before it starts.
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
    [this.port] = await freePorts(1);
    writeFiles(this.folder, {
      config: [
        `ListenAddress 127.0.0.1:${this.port}`,
        `HostKey ${join(this.folder, 'host')}`,
        `AuthorizedKeysFile ${join(this.folder, 'authorized')}`,
        'PidFile none',
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        'LogLevel VERBOSE',
        '',
      ].join('\n'),
    });
    const log = join(this.folder, 'log');
    this.program = background(SSHD, ['-D', '-e', '-f', join(this.folder, 'config')], log);
    const { program } = this;
    await waitFor(() => program.output().includes('Server listening'), { what: 'sshd', seconds: 20, program });
  }

  async stop(): Promise<void> {
    await this.program?.stop();
  }

  /** Lets these keys in, and no others. */
  allow(keys: readonly { readonly key: Key; readonly mode: 'write' | 'read' | 'hang' }[]): void {
    const lines = keys.map(
      ({ key, mode }) => `restrict,command="/bin/sh ${join(this.folder, 'serve.sh')} ${mode}" ${key.publicHalf}\n`,
    );
    writeFiles(this.folder, { authorized: lines.join('') });
  }

  /** Whether a key whose mode is `hang` has come, and waits. */
  isWaiting(): boolean {
    return existsSync(join(this.folder, 'waiting'));
  }

  /** The output of sshd. */
  log(): string {
    return this.program?.output() ?? '';
  }

  /** The options of ssh that lead to this server instead of the host of the address, as a name server could. */
  redirection(host: string): string {
    return `-o HostName=127.0.0.1 -o Port=${this.port} -o HostKeyAlias=${host} -o User=${userInfo().username}`;
  }
}

/** What sshd runs for a key: git, in the one repository, whatever its name is. */
function serve(remote: string, folder: string): string {
  return `set -eu
case "$1 $SSH_ORIGINAL_COMMAND" in
  "read git-receive-pack "*)
    echo 'ERROR: The key you are authenticating with has been marked as read only.' >&2
    exit 1 ;;
  "hang git-receive-pack "*)
    touch '${folder}/waiting'
    exec sleep 20 ;;
  *" git-receive-pack '/acme/shop.git'" | *" git-upload-pack '/acme/shop.git'") ;;
  *)
    echo 'ERROR: Repository not found.' >&2
    exit 1 ;;
esac
exec git-shell -c "\${SSH_ORIGINAL_COMMAND%% *} '${remote}'"
`;
}
