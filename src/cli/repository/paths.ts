import { relative, resolve } from 'node:path';
import { CommandError } from '../errors';

/** Converts a path from the command line into one relative to the root of the repository. */
export function insideRoot(root: string, cwd: string, path: string): string {
  const inside = relative(root, resolve(cwd, path)).split('\\').join('/');
  if (inside === '..' || inside.startsWith('../')) {
    throw new CommandError(`${path} is not in this repository (${root})`);
  }
  return inside;
}
