import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SshAgent } from './ssh-agent';

/** GitHub's SSH servers, on both of their ports. */
const GITHUB_HOSTS = ['github.com', 'ssh.github.com'];

/**
 * The key by which they are known.
 *
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
 */
export const GITHUB_KNOWN_HOSTS =
  'github.com,[ssh.github.com]:443 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n';

/** How a remote is reached by SSH. */
export interface SshServer {
  readonly host: string;
  /** What git has to replace in the address of the remote; undefined for an address of SSH. */
  readonly rewrite?: { readonly from: string; readonly to: string };
}

/** The SSH server of a remote, by its address; undefined when it has none, or a password is in the address. */
export function sshServer(address: string): SshServer | undefined {
  const web = /^https?:\/\/(?:[^/@:]+@)?([^/@:]+)(?::\d+)?\//.exec(address);
  if (web) return { host: web[1], rewrite: { from: web[0], to: `ssh://git@${web[1]}/` } };
  const ssh =
    /^ssh:\/\/(?:[^/@:]+@)?([^/@:]+)(?::\d+)?\//.exec(address) ?? /^(?:[^/@:]+@)?([^/@:]+):(?!\/\/)/.exec(address);
  return ssh ? { host: ssh[1] } : undefined;
}

/** Whether a host is GitHub's own, whose host key is known here. */
export function isGitHub(host: string): boolean {
  return GITHUB_HOSTS.includes(host.toLowerCase());
}

/** The command that git starts: the agent's key and no other one, whatever the machine's own configuration says. */
export function sshCommand({ folder, socket }: SshAgent, { host }: SshServer): string {
  const options = [
    `IdentityAgent=${inConfig(socket)}`,
    'IdentityFile=none',
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'PreferredAuthentications=publickey',
    'ConnectTimeout=30',
    ...(isGitHub(host) ? knownHosts(folder) : []),
  ];
  return ['ssh', '-F', '/dev/null', ...options.flatMap((option) => ['-o', quoted(option)])].join(' ');
}

/** The options by which GitHub is known, and nobody else. */
function knownHosts(folder: string): string[] {
  const file = join(folder, 'known_hosts');
  writeFileSync(file, GITHUB_KNOWN_HOSTS);
  return [`UserKnownHostsFile=${inConfig(file)}`, 'GlobalKnownHostsFile=/dev/null'];
}

/** A path as a value of ssh's configuration, which ends words at blanks and replaces what begins with a `%`. */
function inConfig(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

/** A word of the shell that git gives the command to. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
