import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from '../../common/findings';
import type { Folder } from '../../files/disk/folder';
import { RC_FILE } from '../projen/rc-name';

/**
 * Refuses a repository that is only a folder of another one: its workflows would never run, and its Applications would
 * name paths that the outer repository does not have. An output folder of a test has no `.projenrc.ts`.
 */
export function enclosedFindings(folder: Folder): Finding[] {
  const outer = folder.exists(RC_FILE) ? outerRepository(folder) : undefined;
  return outer === undefined ? [] : [enclosedIn(outer)];
}

/** The root of the repository that a folder is a part of; undefined if there is none, or the folder is a repository. */
export function outerRepository(folder: Folder): string | undefined {
  if (folder.exists('.git')) return undefined;
  for (let outer = dirname(folder.root); ; outer = dirname(outer)) {
    if (existsSync(join(outer, '.git'))) return outer;
    if (dirname(outer) === outer) return undefined;
  }
}

/** The finding for a folder of another repository. */
export function enclosedIn(outer: string): Finding {
  return {
    code: 'path-conflict',
    path: '.',
    must: 'be the root of a repository: elsewhere, GitHub runs no workflows, and Argo CD finds no paths',
    got: `a folder of the repository ${outer}`,
    fix: 'use a folder outside of it, or run git init here first',
  };
}
