import type { Access } from './access';
import { byToken } from './access';
import { makeCommit } from './commit';
import type { Pushed } from './pushed';
import { readPush } from './pushed';
import { REMOTE } from '../../clients/git/branches';
import { Git } from '../../clients/git/git';
import { GitError, lastLine } from '../../clients/git/process';

/**
 * A repository with its remote: it is read as any other one, what a partial clone lacks comes from the remote, and commits
 * are made and pushed. Everything here works on git's objects and on the remote: the files of the user, the index and the
 * branches stay as they are, so that a release needs no clean tree.
 */
export class Clone extends Git {
  /** @throws GitError without git or a repository: at once, and not in the middle of the work */
  constructor(
    folder: string,
    private readonly access: Access = byToken(),
  ) {
    super(folder, access);
    this.prefix();
  }

  /** Address of the remote, as git takes it. */
  address(): string {
    const { status, stdout } = this.process.run(['remote', 'get-url', REMOTE]);
    if (status === 0) return stdout.toString('utf8').trim();
    throw new GitError(`git has no remote ${REMOTE}: add it with git remote add ${REMOTE} ADDRESS`);
  }

  /** Fetches a branch of the remote and returns its newest commit. */
  fetch(branch: string): string {
    this.address();
    const ref = `refs/remotes/${REMOTE}/${branch}`;
    const args = ['fetch', '--quiet', '--no-tags', REMOTE, `+refs/heads/${branch}:${ref}`];
    const { status, stderr } = this.process.run(args);
    if (status === 0) return this.process.text(['rev-parse', '--verify', ref]);
    if (/couldn't find remote ref/.test(stderr)) {
      throw new GitError(`the remote has no branch ${branch}: push it first, with git push ${REMOTE} ${branch}`);
    }
    throw new GitError(`git fetch failed: ${this.access.explain(stderr) ?? lastLine(stderr)}`);
  }

  /** Fetches a branch of the remote that need not be there; undefined where there is none. */
  fetchIfThere(branch: string): string | undefined {
    const listed = this.process.text(['ls-remote', REMOTE, `refs/heads/${branch}`]);
    return listed === '' ? undefined : this.fetch(branch);
  }

  /** Makes a commit upon another one in which these files have new content, and returns its name. */
  commit(parent: string, files: ReadonlyMap<string, string>, message: string): string {
    const atRoot = new Map([...files].map(([path, content]) => [`${this.prefix()}${path}`, content]));
    return makeCommit(this.process, { parent, files: atRoot, message });
  }

  /** Pushes a commit to a branch of the remote, which has to lead to it. */
  push(commit: string, branch: string): Pushed {
    return this.pushTo(commit, branch, []);
  }

  /** Puts a commit in the place of what a branch of the remote holds, if that is still so; undefined is no branch. */
  replace(commit: string, branch: string, held: string | undefined): Pushed {
    return this.pushTo(commit, branch, [`--force-with-lease=refs/heads/${branch}:${held ?? ''}`]);
  }

  private pushTo(commit: string, branch: string, options: readonly string[]): Pushed {
    const target = `${commit}:refs/heads/${branch}`;
    const args = ['push', '--porcelain', '--no-verify', ...options, REMOTE, target];
    return readPush(this.process.run(args), this.access);
  }
}
