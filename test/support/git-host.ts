import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitServer } from './git-server';
import { run } from '../packed/support';

/** A git server with the repository whose workflows run. */
export interface GitHost {
  readonly address: string;
  /** Owner and name of the repository, as in its address. */
  readonly repository: string;
  /** The bare repository. */
  readonly remote: string;
  /** Token that may push. */
  readonly token: string;
  readonly stop?: () => Promise<void>;
}

/** A git server in this process, with one empty repository. */
export async function ownGitHost(repository: string): Promise<GitHost> {
  const token = 'token-of-the-run';
  const root = mkdtempSync(join(tmpdir(), 'git-host-'));
  const remote = join(root, repository);
  mkdirSync(remote, { recursive: true });
  run('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote], { cwd: root });
  const server = new GitServer(root, token);
  const address = await server.start();
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  };
  return { address, repository, remote, token, stop };
}
