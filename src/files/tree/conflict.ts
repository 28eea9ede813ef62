/**
 * First line of a merge conflict in a text, counted from 1; undefined without one.
 *
 * @see https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
 */
export function conflictLine(text: string): number | undefined {
  const match = /^<{7}(?: .*)?\r?$[^]*?^={7}\r?$[^]*?^>{7}(?: .*)?\r?$/m.exec(text);
  return match ? text.slice(0, match.index).split('\n').length : undefined;
}

/** How to resolve a conflict in a file that is written by hand. */
export const RESOLVE_CONFLICT =
  'merge conflict: combine both sides, then remove the lines that start with <<<<<<<, =======, and >>>>>>>';
