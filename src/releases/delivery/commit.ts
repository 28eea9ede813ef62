import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitProcess } from '../../clients/git/process';
import { GitError } from '../../clients/git/process';

/** Who commits where nobody is named: GitHub's own bot. */
const BOT = { name: 'github-actions[bot]', email: '41898282+github-actions[bot]@users.noreply.github.com' };

/** What is to be committed, and upon what. */
export interface NewCommit {
  readonly parent: string;
  /** New content of files, by their paths from the root of the checkout. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/**
 * Makes a commit, and returns its name. Only git's objects get more: it has an index of its own, so that the files of
 * the user, their index and their branches stay as they are.
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

/** Name and address of who commits: git's own, or in GitHub Actions that of its bot. */
function identity(git: GitProcess): NodeJS.ProcessEnv {
  if (git.run(['var', 'GIT_COMMITTER_IDENT']).status === 0) return {};
  if (process.env.GITHUB_ACTIONS !== 'true') {
    throw new GitError('git does not know who commits: git config --global user.name NAME, and user.email ADDRESS');
  }
  return {
    GIT_AUTHOR_NAME: BOT.name,
    GIT_AUTHOR_EMAIL: BOT.email,
    GIT_COMMITTER_NAME: BOT.name,
    GIT_COMMITTER_EMAIL: BOT.email,
  };
}
