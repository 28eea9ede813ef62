/** The files of an app that list its packages, by path in the folder of the app. */
export type Read = (path: string) => string | undefined;

/** What the files of an app become when `packages` changes, before the new lock is made. */
export interface Conversion {
  /** New texts by path in the folder of the app; undefined for a file to remove. */
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Files that the old lists include, and that stay. */
  readonly left: readonly string[];
}

/** The files cannot be converted without losing something. */
export class NotConvertible extends Error {
  /** @param reasons each begins with a path, and ends with what to do */
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join('\n'));
  }
}

/** A file before and after a conversion; undefined where it does not exist. */
interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * The order in which changes lose no package when the run is killed: new files before the old ones. Until an old file changes,
 * the conversion can run again.
 */
export function losingNothing(changes: readonly FileChange[]): FileChange[] {
  const isNew = ({ before }: FileChange): boolean => before === undefined;
  const isRemoved = ({ after }: FileChange): boolean => after === undefined;
  return [
    ...changes.filter(isNew),
    ...changes.filter((change) => !isNew(change) && !isRemoved(change)),
    ...changes.filter((change) => !isNew(change) && isRemoved(change)),
  ];
}
