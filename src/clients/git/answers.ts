/** An object that git has. */
export interface Stored {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/** A file of a commit. */
export interface Blob {
  readonly path: string;
  readonly id: string;
}

/** A commit with its metadata. */
export interface LoggedCommit {
  readonly hash: string;
  /** Seconds since 1970, of the commit. */
  readonly time: number;
  readonly author: string;
  readonly message: string;
}

/** The format of `git log` that `readLog` reads. */
export const LOG_FORMAT = '%H%x00%ct%x00%an%x00%B%x00%x00';

/** How `git cat-file` describes an object. If there is none, it repeats the question. */
const DESCRIPTION = /^([0-9a-f]{40,64}) (\w+) (\d+)$/;

/** Reads `git cat-file --batch-check`: the ids of objects in the order of the questions, or undefined for a missing object. */
export function readIds(output: Buffer, count: number): (string | undefined)[] {
  const lines = output.toString('utf8').split('\n');
  return Array.from({ length: count }, (_, index) => DESCRIPTION.exec(lines[index] ?? '')?.[1]);
}

/**
 * Reads `git cat-file --batch`: objects in the order of the questions, or undefined for a missing object. Each is a line
 * with its size, then its content.
 */
export function readObjects(output: Buffer, count: number): (Stored | undefined)[] {
  let position = 0;
  return Array.from({ length: count }, () => {
    const end = output.indexOf('\n', position);
    if (end < 0) return undefined;
    const found = DESCRIPTION.exec(output.toString('utf8', position, end));
    position = end + 1;
    if (!found) return undefined;
    const [, id, type, size] = found;
    const content = output.subarray(position, position + Number(size));
    position += Number(size) + 1;
    return { id, type, content };
  });
}

/** Reads `git ls-tree -r -z`. Omits symlinks and submodules: their targets are not part of the commit. */
export function readTree(output: Buffer): Blob[] {
  return entriesOf(output).flatMap((entry) => {
    const tab = entry.indexOf('\t');
    const [mode, , id] = entry.slice(0, tab).split(' ');
    return mode.startsWith('100') ? [{ path: entry.slice(tab + 1), id }] : [];
  });
}

/** Reads `git status --porcelain=v2 -z --no-renames`: the paths, from the root of the checkout. */
export function readStatus(output: Buffer): string[] {
  return entriesOf(output).flatMap((entry) => {
    const fields = { '1': 8, u: 10, '?': 1 }[entry[0]];
    return fields === undefined ? [] : [entry.split(' ').slice(fields).join(' ')];
  });
}

/** Reads `git diff-tree --stdin -z --name-only` of commits, limited to a folder: the paths by commit. */
export function readChangedPaths(output: Buffer, folder: string): Map<string, string[]> {
  const byCommit = new Map<string, string[]>();
  let current: string[] = [];
  for (const entry of entriesOf(output)) {
    if (entry.startsWith(`${folder}/`)) {
      current.push(entry);
    } else {
      current = [];
      byCommit.set(entry, current);
    }
  }
  return byCommit;
}

/** The line that `git diff-tree --stdin` prints before the paths of a pair of trees. */
const PAIR = /^([0-9a-f]{40,64} [0-9a-f]{40,64})\n/;

/** Reads `git diff-tree --stdin -z --name-only` of trees: the paths by pair, written as in the question. */
export function readTreeDifferences(output: Buffer): Map<string, string[]> {
  const byPair = new Map<string, string[]>();
  let current: string[] = [];
  for (const entry of output.toString('utf8').split('\0')) {
    let path = entry;
    // Pairs of equal trees have no paths, so several pairs may come before a path.
    for (let pair = PAIR.exec(path); pair; pair = PAIR.exec(path)) {
      current = [];
      byPair.set(pair[1], current);
      path = path.slice(pair[0].length);
    }
    if (path !== '') current.push(path);
  }
  return byPair;
}

/** Reads `git log` in `LOG_FORMAT`. */
export function readLog(output: Buffer): LoggedCommit[] {
  return output
    .toString('utf8')
    .split('\0\0')
    .flatMap((record) => {
      const [hash, time, author, message] = record.replace(/^\n/, '').split('\0');
      return message === undefined ? [] : [{ hash, time: Number(time), author, message }];
    });
}

/** The lines of an output in which each line ends with a line break. */
export function linesOf(output: Buffer): string[] {
  return output.toString('utf8').split('\n').slice(0, -1);
}

function entriesOf(output: Buffer): string[] {
  return output.toString('utf8').split('\0').slice(0, -1);
}
