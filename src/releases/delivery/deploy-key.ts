import type { Access } from './access';
import type { SshServer } from './ssh';
import { isGitHub, sshCommand, sshServer } from './ssh';
import { SshAgent } from './ssh-agent';
import { GitError } from '../../clients/git/process';

/** The variable that brings the private key, and the secret of GitHub that it comes from. */
const VARIABLE = 'DEPLOY_KEY';
const SECRET = 'RELEASE_DEPLOY_KEY';
const SET_SECRET = `gh secret set ${SECRET} does, with the file of the key as its input`;

/** Takes the deploy key out of the environment, so that nothing that this process starts gets it. */
export function takeDeployKey(): string | undefined {
  const key = process.env[VARIABLE];
  delete process.env[VARIABLE];
  return key;
}

/**
 * Runs something with a deploy key, with which git then talks to the remote, and with nothing else. The key is never in a
 * file: an agent of our own holds it, which is gone when this has ended, in whatever way.
 * @throws GitError when the key is none, the remote has no SSH, or there is no agent on this machine
 */
export async function withDeployKey<T>(key: string, address: string, body: (access: Access) => Promise<T>): Promise<T> {
  const server = sshServer(address);
  if (server === undefined) {
    throw new GitError(
      'a deploy key needs a remote with an https:// or ssh:// address and no password in it: ' +
        'git remote set-url origin ADDRESS',
    );
  }
  if (key.trim() === '') {
    throw new GitError(`${VARIABLE} is empty: put the private key into the secret ${SECRET}. ${SET_SECRET}`);
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
    `${VARIABLE} holds no private key that can be used (${why}): make one without a passphrase, with ` +
    `ssh-keygen -t ed25519 -N "", and put all of its file into the secret ${SECRET}. ${SET_SECRET}`
  );
}

function accessBy(agent: SshAgent, server: SshServer): Access {
  const { host, rewrite } = server;
  return {
    config: rewrite ? [`url.${rewrite.to}.insteadOf=${rewrite.from}`] : [],
    env: { GIT_SSH_COMMAND: sshCommand(agent, server), GIT_SSH_VARIANT: 'ssh' },
    explain: (said) => explain(host, said),
  };
}

/** What to do about something that ssh or the server said; undefined when it is not about the key. */
function explain(host: string, said: string): string | undefined {
  if (/Host key verification failed/i.test(said)) return isGitHub(host) ? otherThanGitHub(host) : unknownHost(host);
  if (/marked as read only/i.test(said)) {
    return (
      `the deploy key may only read: remove it at ${host}, and add it again with ` +
      'gh repo deploy-key add --allow-write'
    );
  }
  if (/Permission denied \([^)]*publickey/i.test(said)) {
    return (
      `${host} does not know the deploy key: its public half must be a deploy key of the repository, its private half ` +
      `the secret ${SECRET}. make doctor looks at both`
    );
  }
  if (/Repository not found/i.test(said)) {
    return `${host} knows the deploy key, and not for this repository: each repository needs a key of its own`;
  }
  return undefined;
}

function otherThanGitHub(host: string): string {
  return (
    `${host} does not show the host key that GitHub publishes, so the deploy key was not used. Update the library if ` +
    'GitHub has a new one; otherwise somebody stands between'
  );
}

function unknownHost(host: string): string {
  return (
    `this machine does not know the host key of ${host}: add it to /etc/ssh/ssh_known_hosts, after a comparison with ` +
    'what its administrator publishes'
  );
}
