import { relative, resolve } from 'node:path';
import { CommandError } from '../errors';

/** A path as a person wrote it, from the root of the repository; one that leads out of it is an error. */
export function insideRoot(root: string, cwd: string, path: string): string {
  const inside = relative(root, resolve(cwd, path)).split('\\').join('/');
  if (inside === '..' || inside.startsWith('../')) {
    throw new CommandError(`${path} is not in this repository (${root})`);
  }
  return inside;
}
