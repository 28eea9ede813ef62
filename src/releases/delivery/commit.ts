import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitProcess } from '../../clients/git/process';
import { GitError } from '../../clients/git/process';

/** The author of commits in GitHub Actions, unless git has another one: GitHub's own bot. */
const BOT = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

export interface NewCommit {
  readonly parent: string;
  /** New content by path from the root of the checkout. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/**
 * Makes a commit and returns its name. It uses a separate index, so the files, index and branches of the user stay as they
 * are.
 */
export function makeCommit(git: GitProcess, { parent, files, message }: NewCommit): string {
  const folder = mkdtempSync(join(tmpdir(), 'python-gitops-index-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index') };
    git.text(['read-tree', parent], { env });
    const entries = [...files].map(([path, content]) => {
      const blob = git.text(['hash-object', '-w', '--stdin'], { input: content });
      return `100644 ${blob}\t${path}\0`;
    });
    git.text(['update-index', '-z', '--index-info'], { env, input: entries.join('') });
    const tree = git.text(['write-tree'], { env });
    return git.text(['commit-tree', '-p', parent, '-F', '-', tree], { input: message, env: identity(git) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Name and email of the author: those of git, or in GitHub Actions those of its bot. */
function identity(git: GitProcess): NodeJS.ProcessEnv {
  if (git.run(['var', 'GIT_COMMITTER_IDENT']).status === 0) return {};
  if (process.env.GITHUB_ACTIONS !== 'true') {
    throw new GitError(
      'git has no author for commits: run git config --global user.name NAME and git config --global user.email ADDRESS',
    );
  }
  return {
    GIT_AUTHOR_NAME: BOT.name,
    GIT_AUTHOR_EMAIL: BOT.email,
    GIT_COMMITTER_NAME: BOT.name,
    GIT_COMMITTER_EMAIL: BOT.email,
  };
}
