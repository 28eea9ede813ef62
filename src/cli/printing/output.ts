import { relative } from 'node:path';

/** Whether to print colours: for a person at a terminal, unless the person does without them. */
export function isColored(): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '') return false;
  // Undefined where it is no terminal, which the library of colours would take for its own guess.
  return Boolean(process.stdout.isTTY);
}

/** The folder that is judged, from the root of the checkout that GitHub shows annotations in. */
export function prefixOf(root: string): string {
  const inside = relative(process.env.GITHUB_WORKSPACE ?? root, root).replaceAll('\\', '/');
  return inside === '' || inside.startsWith('..') ? '' : `${inside}/`;
}
