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

/** A commit, and what is said of it. */
export interface LoggedCommit {
  readonly hash: string;
  /** Seconds since 1970, of the commit. */
  readonly time: number;
  readonly author: string;
  readonly message: string;
}

/** What `git log` is asked for, so that `readLog` can read it. */
export const LOG_FORMAT = '%H%x00%ct%x00%an%x00%B%x00%x00';

/** What `git cat-file` says of an object that is there; of one that is not, it repeats the question. */
const DESCRIPTION = /^([0-9a-f]{40,64}) (\w+) (\d+)$/;

/** Reads the ids of objects from `git cat-file --batch-check`, in the order of the questions; undefined where there is no such object. */
export function readIds(output: Buffer, count: number): (string | undefined)[] {
  const lines = output.toString('utf8').split('\n');
  return Array.from({ length: count }, (_, index) => DESCRIPTION.exec(lines[index] ?? '')?.[1]);
}

/**
 * Reads `git cat-file --batch`, in the order of the questions: a line that describes an object, and so many bytes.
 * Undefined where there is no such object.
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

/** Reads `git ls-tree -r -z`. Links and submodules are left out: they lead to what is no file of the commit. */
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

/** The line with which `git diff-tree --stdin` begins a pair of trees. */
const PAIR = /^([0-9a-f]{40,64} [0-9a-f]{40,64})\n/;

/** Reads `git diff-tree --stdin -z --name-only` of trees: the paths by pair, as the pair was asked. */
export function readTreeDifferences(output: Buffer): Map<string, string[]> {
  const byPair = new Map<string, string[]>();
  let current: string[] = [];
  for (const entry of output.toString('utf8').split('\0')) {
    let path = entry;
    // Trees that do not differ are a line alone, and so there may be several before a path.
    for (let pair = PAIR.exec(path); pair; pair = PAIR.exec(path)) {
      current = [];
      byPair.set(pair[1], current);
      path = path.slice(pair[0].length);
    }
    if (path !== '') current.push(path);
  }
  return byPair;
}

/** Reads `git log` in the format above. */
export function readLog(output: Buffer): LoggedCommit[] {
  return output
    .toString('utf8')
    .split('\0\0')
    .flatMap((record) => {
      const [hash, time, author, message] = record.replace(/^\n/, '').split('\0');
      return message === undefined ? [] : [{ hash, time: Number(time), author, message }];
    });
}

/** Lines of an output, each of which ends with a line break. */
export function linesOf(output: Buffer): string[] {
  return output.toString('utf8').split('\n').slice(0, -1);
}

function entriesOf(output: Buffer): string[] {
  return output.toString('utf8').split('\0').slice(0, -1);
}
