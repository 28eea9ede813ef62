import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';

/**
 * The address of the git remote `origin` for `.projenrc.ts`: https, without `.git` and credentials. Undefined if there is
 * none, or if the folder is only part of another repository.
 */
export function readGitRemote(folder: string): string | undefined {
  const top = git(folder, ['rev-parse', '--show-toplevel']);
  if (top === undefined || realpathSync(top) !== realpathSync(folder)) return undefined;
  const url = git(folder, ['config', '--get', 'remote.origin.url']);
  return url === undefined ? undefined : normalizeRemote(url);
}

/** Converts the different addresses of a repository to one form. */
export function normalizeRemote(url: string): string | undefined {
  const ssh = /^(?:ssh:\/\/)?git@([A-Za-z0-9.-]+)(?::[0-9]+\/|[:/])(.+?)(?:\.git)?\/?$/.exec(url);
  if (ssh) return `https://${ssh[1]}/${ssh[2].replace(/^\/+/, '')}`;
  const https = /^https:\/\/(?:[^@/]*@)?([A-Za-z0-9.-]+(?::[0-9]+)?)\/(.+?)(?:\.git)?\/?$/.exec(url);
  return https ? `https://${https[1]}/${https[2]}` : undefined;
}

function git(folder: string, args: readonly string[]): string | undefined {
  const result = spawnSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const text = result.status === 0 ? result.stdout.trim() : '';
  return text === '' ? undefined : text;
}
