import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SshAgent } from './ssh-agent';

/** GitHub's SSH servers, for both ports. */
const GITHUB_HOSTS = ['github.com', 'ssh.github.com'];

/**
 * The host key that GitHub publishes.
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/githubs-ssh-key-fingerprints
 */
export const GITHUB_KNOWN_HOSTS =
  'github.com,[ssh.github.com]:443 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl\n';

/** How to connect to a remote over SSH. */
export interface SshServer {
  readonly host: string;
  /** What git must replace in the address of the remote; undefined for an SSH address. */
  readonly rewrite?: { readonly from: string; readonly to: string };
}

/** The SSH server for the address of a remote; undefined if it has none, or the address contains a password. */
export function sshServer(address: string): SshServer | undefined {
  const web = /^https?:\/\/(?:[^/@:]+@)?([^/@:]+)(?::\d+)?\//.exec(address);
  if (web) return { host: web[1], rewrite: { from: web[0], to: `ssh://git@${web[1]}/` } };
  const ssh =
    /^ssh:\/\/(?:[^/@:]+@)?([^/@:]+)(?::\d+)?\//.exec(address) ?? /^(?:[^/@:]+@)?([^/@:]+):(?!\/\/)/.exec(address);
  return ssh ? { host: ssh[1] } : undefined;
}

/** Whether a host is github.com, whose host key is known here. */
export function isGitHub(host: string): boolean {
  return GITHUB_HOSTS.includes(host.toLowerCase());
}

/** The command that git runs. It uses only the key of the agent, regardless of the machine's configuration. */
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

/** Options that trust GitHub's host key only. */
function knownHosts(folder: string): string[] {
  const file = join(folder, 'known_hosts');
  writeFileSync(file, GITHUB_KNOWN_HOSTS);
  return [`UserKnownHostsFile=${inConfig(file)}`, 'GlobalKnownHostsFile=/dev/null'];
}

/** A path as a value in ssh's configuration, which splits at spaces and expands `%`. */
function inConfig(path: string): string {
  return `"${path.replaceAll('%', '%%')}"`;
}

/** Quotes a word for the shell that git runs the command in. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
