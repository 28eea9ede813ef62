/**
 * First line of a merge conflict in a text, counted from 1; undefined when there is none.
 *
 * @see https://git-scm.com/docs/git-merge#_how_conflicts_are_presented
 */
export function conflictLine(text: string): number | undefined {
  const match = /^<{7}(?: .*)?\r?$[^]*?^={7}\r?$[^]*?^>{7}(?: .*)?\r?$/m.exec(text);
  return match ? text.slice(0, match.index).split('\n').length : undefined;
}

/** What to do about a conflict in a file that is written by hand. */
export const RESOLVE_CONFLICT =
  'a merge conflict: make of both sides what is meant, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>';
