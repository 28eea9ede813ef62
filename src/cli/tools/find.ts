import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../errors';

/** A program that is pinned: of another version it may write files in another form. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** How it is asked for its version. */
  readonly ask: readonly string[];
  /** What installs it. */
  readonly install: string;
}

/** Folder of the tools that `make tools` installs, shared by all repositories of a user. */
export function toolsFolder(): string {
  const cache =
    process.env.PYTHON_GITOPS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'python-gitops');
  return join(cache, 'bin');
}

/** Finds a pinned tool: where the repository's script puts it, or on the PATH. */
export function findTool({ name, version, ask, install }: Tool): string {
  const installed = join(toolsFolder(), `${name}-${version}`);
  if (existsSync(installed)) return installed;
  const onPath = spawnSync(name, ask, { encoding: 'utf8' });
  const found = onPath.status === 0 ? (/\d+\.\d+\.\d+/.exec(onPath.stdout)?.[0] ?? onPath.stdout.trim()) : undefined;
  if (found === version) return name;
  throw new CommandError(
    `${name} ${version} is needed, ${found ? `found ${found}` : 'found none'}. ` +
      `Run ${install}, which builds it once with Go into your cache folder, or install that version yourself.`,
  );
}
