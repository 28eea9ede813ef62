/** Thrown for a path that is not valid for any option. */
export class PathError extends Error {}

/** The keys of a path such as `apps.checkout.environments.prod.replicas` or `apps["a b"].port`. */
export function parsePath(path: string): string[] {
  const keys: string[] = [];
  const part = /(?:^|\.)([A-Za-z0-9_$-]+)|\["((?:[^"\\]|\\.)*)"\]|\[([0-9]+)\]/y;
  while (part.lastIndex < path.length) {
    const at = part.lastIndex;
    const match = part.exec(path);
    if (match === null) throw new PathError(`${path} is not the path of an option: check character ${at + 1}`);
    keys.push(match[1] ?? (match[2] === undefined ? match[3] : (JSON.parse(`"${match[2]}"`) as string)));
  }
  return keys;
}
