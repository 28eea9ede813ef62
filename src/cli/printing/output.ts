import { relative } from 'node:path';

/** Whether to print colors: at a terminal, unless NO_COLOR is set. */
export function isColored(): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '') return false;
  // Undefined without a terminal, which picocolors would replace by its own guess.
  return Boolean(process.stdout.isTTY);
}

/** Path of a folder in the checkout, as GitHub annotations need it. */
export function prefixOf(root: string): string {
  const inside = relative(process.env.GITHUB_WORKSPACE ?? root, root).replaceAll('\\', '/');
  return inside === '' || inside.startsWith('..') ? '' : `${inside}/`;
}
