import { alternatives } from '../../common/lists';
import { nearestName } from '../../config/rules';
import { CommandError } from '../errors';

/** How many paths an error suggests. */
const SUGGESTIONS = 5;

/** The error for a path that is not in the repository; it suggests the paths that end like it, or the most similar one. */
export function missingPath(path: string, known: readonly string[]): CommandError {
  const alike = [...new Set(known)].filter((one) => one.endsWith(`/${path}`));
  const guess = nearestName(path, known);
  const meant = alike.length > 0 ? alike.slice(0, SUGGESTIONS) : guess === undefined ? [] : [guess];
  const hint = meant.length === 0 ? 'make owners lists all files' : `did you mean ${alternatives(meant)}?`;
  return new CommandError(`no file ${path} in this repository: ${hint}`);
}
