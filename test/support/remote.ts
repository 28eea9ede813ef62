import { join } from 'node:path';
import { repositoryWith } from './command';
import { commitAll, configure, git, SHOP, temporaryFolder } from './repository';

/** A repository that was synthesized, committed and pushed to a bare one on this machine. */
export interface WithRemote {
  readonly folder: string;
  readonly remote: string;
  readonly head: string;
}

export function withRemote(options: object = SHOP): WithRemote {
  const folder = repositoryWith(options);
  const head = commitAll(folder);
  const remote = join(temporaryFolder('remotes'), 'shop.git');
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  configure(remote);
  // The commands commit under the git identity of the user.
  configure(join(folder, '.git'), 'Ada');
  git(folder, 'remote', 'add', 'origin', remote);
  git(folder, 'push', '--quiet', 'origin', 'main');
  return { folder, remote, head };
}

/** Commits everything and pushes it. */
export function pushAll(folder: string, message = 'change'): string {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--allow-empty', `--message=${message}`);
  git(folder, 'push', '--quiet', 'origin', 'HEAD:main');
  return git(folder, 'rev-parse', 'HEAD');
}
