import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Finding } from '../../common/findings';

/** What is found at a path. */
export type Entry =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly content: Buffer; readonly executable: boolean }
  | { readonly kind: 'link' }
  | { readonly kind: 'folder' }
  /** The permission to read it is missing. */
  | { readonly kind: 'unreadable' };

/** The owner's execute bit: the only mode that git keeps. */
const EXECUTABLE = 0o100;

/**
 * The repository's folder on disk. Paths are taken from its root; none leads out of it, not through a link either.
 * Each parent folder is looked at once, so that the cost grows with the number of files alone.
 */
export class Folder {
  private readonly folders = new Map<string, Finding | undefined>();

  constructor(readonly root: string) {}

  absolute(path: string): string {
    return join(this.root, path);
  }

  /** What stands in the way of a file at this path: a parent that is a link or no folder. */
  obstacle(path: string): Finding | undefined {
    const parent = dirname(path);
    if (parent === '.') return undefined;
    if (!this.folders.has(parent)) this.folders.set(parent, this.obstacle(parent) ?? this.check(parent));
    return this.folders.get(parent);
  }

  read(path: string): Entry {
    if (this.obstacle(path)) return { kind: 'missing' };
    try {
      return this.readEntry(path);
    } catch (error) {
      if (['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return { kind: 'unreadable' };
      throw error;
    }
  }

  private readEntry(path: string): Entry {
    const stat = lstatSync(this.absolute(path), { throwIfNoEntry: false });
    if (!stat) return { kind: 'missing' };
    if (stat.isSymbolicLink()) return { kind: 'link' };
    if (!stat.isFile()) return { kind: 'folder' };
    return {
      kind: 'file',
      content: readFileSync(this.absolute(path)),
      // eslint-disable-next-line no-bitwise -- a mode is a set of bits
      executable: (stat.mode & EXECUTABLE) !== 0,
    };
  }

  /** Text of a file; undefined when there is none. One that cannot be read is an error: it is not known to be empty. */
  text(path: string): string | undefined {
    const entry = this.read(path);
    if (entry.kind === 'unreadable') throw new Error(`${path} cannot be read: chmod u+rw ${path}`);
    return entry.kind === 'file' ? entry.content.toString('utf8') : undefined;
  }

  exists(path: string): boolean {
    return existsSync(this.absolute(path));
  }

  isFolder(path: string): boolean {
    return lstatSync(this.absolute(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  /** Names in a folder; none when it is no folder of this repository. */
  names(path: string): string[] {
    const isInside = this.obstacle(`${path}/name`) === undefined;
    return isInside && this.isFolder(path) ? readdirSync(this.absolute(path)) : [];
  }

  /** Writes one file at once, with the mode that it has: readers see the old content or the new one. */
  write(path: string, content: string | Buffer): void {
    const temporary = `${this.absolute(path)}.${process.pid}.tmp`;
    writeFileSync(temporary, content);
    const mode = lstatSync(this.absolute(path), { throwIfNoEntry: false })?.mode;
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, this.absolute(path));
  }

  /** Makes the folder that a file at this path needs; returns the first one that was new. */
  makeParent(path: string): string | undefined {
    return mkdirSync(dirname(this.absolute(path)), { recursive: true });
  }

  private check(folder: string): Finding | undefined {
    const stat = lstatSync(this.absolute(folder), { throwIfNoEntry: false });
    if (!stat || stat.isDirectory()) return undefined;
    return {
      code: 'unsafe-path',
      path: folder,
      must: 'be a folder of this repository',
      got: stat.isSymbolicLink() ? 'a symbolic link' : 'a file',
      fix: 'move it away: generated files go below it, and links are never followed',
    };
  }
}
