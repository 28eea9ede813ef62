import type { Access } from './access';
import { byToken } from './access';
import { makeCommit } from './commit';
import type { Pushed } from './pushed';
import { readPush } from './pushed';
import { REMOTE } from '../../clients/git/branches';
import { Git } from '../../clients/git/git';
import { GitError, reasonLine, REMOTE_LIMIT } from '../../clients/git/process';

/**
 * A repository with its remote, which can also commit and push. What a partial clone lacks is fetched. It only touches
 * git's objects and the remote: files, index and local branches stay as they are, so a release needs no clean tree.
 */
export class Clone extends Git {
  private knownAddress?: string;

  /** @throws GitError without git or a repository: now, not in the middle of the work */
  constructor(
    folder: string,
    private readonly access: Access = byToken(),
  ) {
    super(folder, access);
    this.prefix();
  }

  /** The address of the remote, as git has it. */
  address(): string {
    return (this.knownAddress ??= this.askAddress());
  }

  /** Fetches a branch of the remote and returns its newest commit. */
  fetch(branch: string): string {
    const commit = this.fetchIfThere(branch);
    if (commit !== undefined) return commit;
    throw new GitError(`the remote has no branch ${branch}: push it first, with git push ${REMOTE} ${branch}`);
  }

  /** Fetches a branch of the remote; returns undefined if there is none. */
  fetchIfThere(branch: string): string | undefined {
    this.address();
    const ref = `refs/remotes/${REMOTE}/${branch}`;
    const args = ['fetch', '--quiet', '--no-tags', REMOTE, `+refs/heads/${branch}:${ref}`];
    const { status, stderr } = this.process.run(args, { limit: REMOTE_LIMIT });
    if (status === 0) return this.process.text(['rev-parse', '--verify', ref]);
    if (/couldn't find remote ref/.test(stderr)) return undefined;
    throw new GitError(`git fetch failed: ${this.access.explain(stderr) ?? reasonLine(stderr)}`);
  }

  /** Commits new content of files on top of another commit, and returns the new commit. */
  commit(parent: string, files: ReadonlyMap<string, string>, message: string): string {
    const atRoot = new Map([...files].map(([path, content]) => [`${this.prefix()}${path}`, content]));
    return makeCommit(this.process, { parent, files: atRoot, message });
  }

  /** Pushes a commit to a branch of the remote. The branch must be an ancestor of the commit. */
  push(commit: string, branch: string): Pushed {
    return this.pushTo(commit, branch, []);
  }

  /** Replaces a branch of the remote if it still holds a commit; `held` is undefined if there is no branch yet. */
  replace(commit: string, branch: string, held: string | undefined): Pushed {
    return this.pushTo(commit, branch, [`--force-with-lease=refs/heads/${branch}:${held ?? ''}`]);
  }

  private pushTo(commit: string, branch: string, options: readonly string[]): Pushed {
    const target = `${commit}:refs/heads/${branch}`;
    const args = ['push', '--porcelain', '--no-verify', ...options, REMOTE, target];
    return readPush(this.process.run(args), this.access);
  }

  private askAddress(): string {
    const { status, stdout } = this.process.run(['remote', 'get-url', REMOTE]);
    if (status === 0) return stdout.toString('utf8').trim();
    throw new GitError(`git has no remote ${REMOTE}: add it with git remote add ${REMOTE} ADDRESS`);
  }
}
