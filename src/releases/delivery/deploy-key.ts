import type { Access } from './access';
import type { SshServer } from './ssh';
import { isGitHub, sshCommand, sshServer } from './ssh';
import { SshAgent } from './ssh-agent';
import { GitError } from '../../clients/git/process';

/** The variable that holds the private key, and the GitHub secret that it comes from. */
const VARIABLE = 'DEPLOY_KEY';
const SECRET = 'RELEASE_DEPLOY_KEY';
const SET_SECRET = `gh secret set ${SECRET} <KEY_FILE`;

/** Removes the deploy key from the environment, so that child processes don't get it. */
export function takeDeployKey(): string | undefined {
  const key = process.env[VARIABLE];
  delete process.env[VARIABLE];
  return key;
}

/**
 * Runs something while git uses a deploy key, and nothing else, for the remote. The key is never in a file: a separate
 * ssh-agent holds it, and ends with this function or this process.
 * @throws GitError if the key is invalid, the remote has no SSH address, or this machine has no ssh-agent
 */
export async function withDeployKey<T>(key: string, address: string, body: (access: Access) => Promise<T>): Promise<T> {
  const server = sshServer(address);
  if (server === undefined) {
    throw new GitError(
      'a deploy key needs a remote with an https:// or ssh:// address without a password: run ' +
        'git remote set-url origin ADDRESS',
    );
  }
  if (key.trim() === '') {
    throw new GitError(`${VARIABLE} is empty: put the private key into the secret ${SECRET}, with ${SET_SECRET}`);
  }
  const agent = await SshAgent.start();
  try {
    const why = agent.add(key);
    if (why !== undefined) throw new GitError(unusable(why));
    return await body(accessBy(agent, server));
  } finally {
    await agent.end();
  }
}

function unusable(why: string): string {
  return (
    `${VARIABLE} is not a usable private key (${why}): create one without a passphrase, with ` +
    `ssh-keygen -t ed25519 -N "", and put the whole file into the secret ${SECRET}, with ${SET_SECRET}`
  );
}

function accessBy(agent: SshAgent, server: SshServer): Access {
  const { host, rewrite } = server;
  return {
    config: rewrite ? [`url.${rewrite.to}.insteadOf=${rewrite.from}`] : [],
    env: { GIT_SSH_COMMAND: sshCommand(agent, server), GIT_SSH_VARIANT: 'ssh' },
    explain: (output) => explain(host, output),
  };
}

/** Explains output of ssh or the server; returns undefined if it is not about the key. */
function explain(host: string, output: string): string | undefined {
  if (/Host key verification failed/i.test(output)) return isGitHub(host) ? otherThanGitHub(host) : unknownHost(host);
  if (/marked as read only/i.test(output)) {
    return (
      `the deploy key is read-only: remove it on ${host}, then add it again with ` +
      'gh repo deploy-key add --allow-write'
    );
  }
  if (/Permission denied \([^)]*publickey/i.test(output)) {
    return (
      `${host} does not accept the deploy key: add the public key to the repository's deploy keys, and the private key ` +
      `to the secret ${SECRET}. To check both: make doctor`
    );
  }
  if (/Repository not found/i.test(output)) {
    return `the deploy key belongs to another repository on ${host}: each repository needs its own key`;
  }
  return undefined;
}

function otherThanGitHub(host: string): string {
  return (
    `the host key of ${host} is not the one that GitHub publishes, so the deploy key was not used. If GitHub has a new ` +
    'host key, update the library. Otherwise the connection may be intercepted'
  );
}

function unknownHost(host: string): string {
  return (
    `this machine does not know the host key of ${host}: compare it with the one that the administrator of the server ` +
    'publishes, then add it to /etc/ssh/ssh_known_hosts'
  );
}
