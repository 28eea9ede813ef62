import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** How the first commit of a new repository ended. */
export type FirstCommit = 'done' | 'no-git' | 'failed';

/** Commits all files of a folder. Without a repository there, creates it with this branch. Prints only what git reports. */
export function commitAll(folder: string, branch: string, message: string): FirstCommit {
  const steps = [
    // Older versions of git have no option for the first branch.
    ...(existsSync(join(folder, '.git'))
      ? []
      : [
          ['init', '--quiet'],
          ['symbolic-ref', 'HEAD', `refs/heads/${branch}`],
        ]),
    ['add', '--all', '--', '.'],
    ['commit', '--quiet', '--allow-empty', '--message', message],
  ];
  for (const args of steps) {
    const { error, status } = spawnSync('git', args, { cwd: folder, stdio: ['inherit', 'ignore', 'inherit'] });
    if (error) return 'no-git';
    if (status !== 0) return 'failed';
  }
  return 'done';
}
