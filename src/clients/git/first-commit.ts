import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/** How the first commit of a new repository ended. */
export type FirstCommit = 'done' | 'no-git' | 'failed';

/** The root of the repository that a folder is a part of; undefined if the folder is in none, or is the root itself. */
export function enclosingRepository(folder: string): string | undefined {
  const { status, stdout } = spawnSync('git', ['rev-parse', '--show-toplevel'], { cwd: folder, encoding: 'utf8' });
  const top = status === 0 ? stdout.trim() : '';
  return top === '' || realpathSync(top) === realpathSync(folder) ? undefined : top;
}

/** Commits all files of a folder. Without a repository there, creates it with this branch. Prints only what git reports. */
export function commitAll(folder: string, branch: string, message: string): FirstCommit {
  const git = (...args: string[]): number | null => {
    const { error, status } = spawnSync('git', args, { cwd: folder, stdio: ['inherit', 'ignore', 'inherit'] });
    return error ? null : (status ?? 1);
  };
  const top = spawnSync('git', ['rev-parse', '--show-toplevel'], { cwd: folder, encoding: 'utf8' });
  if (top.error) return 'no-git';
  const isOwn = top.status === 0 && realpathSync(top.stdout.trim()) === realpathSync(folder);
  const steps = [
    // Older versions of git have no option for the first branch.
    ...(isOwn
      ? []
      : [
          ['init', '--quiet'],
          ['symbolic-ref', 'HEAD', `refs/heads/${branch}`],
        ]),
    ['add', '--all', '--', '.'],
    ['commit', '--quiet', '--allow-empty', '--message', message],
  ];
  return steps.every((step) => git(...step) === 0) ? 'done' : 'failed';
}
