import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CommandError } from '../errors';

/** A pinned program: another version may write files in another form. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  /** Arguments that print its version. */
  readonly ask: readonly string[];
  /** Command that installs it. */
  readonly install: string;
}

/** Folder of the tools that `make tools` installs, shared by all repositories of a user. */
export function toolsFolder(): string {
  const cache =
    process.env.PYTHON_GITOPS_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'python-gitops');
  return join(cache, 'bin');
}

/** Finds a pinned tool in the tools folder or on the PATH. */
export function findTool({ name, version, ask, install }: Tool): string {
  const installed = join(toolsFolder(), `${name}-${version}`);
  if (existsSync(installed)) return installed;
  const onPath = spawnSync(name, ask, { encoding: 'utf8' });
  const found = onPath.status === 0 ? (/\d+\.\d+\.\d+/.exec(onPath.stdout)?.[0] ?? onPath.stdout.trim()) : undefined;
  if (found === version) return name;
  throw new CommandError(
    `${name} ${version} is required, found ${found ?? 'none'}. ` +
      `Run ${install}, which installs it in your cache folder, or install that version yourself.`,
  );
}
