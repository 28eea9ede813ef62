import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Entry, Same } from './entry';
import { compareEntry, isMissing, readEntry } from './entry';
import type { Finding } from '../../common/findings';

/**
 * The folder of the repository on disk. Paths are relative to its root, and none leads out of it, not even through a link.
 * Each parent folder is checked once, so the cost depends only on the number of files.
 */
export class Folder {
  private readonly folders = new Map<string, Finding | undefined>();

  constructor(readonly root: string) {}

  absolute(path: string): string {
    return join(this.root, path);
  }

  /** The parent of this path that is a link or not a folder, if any. */
  obstacle(path: string): Finding | undefined {
    const parent = dirname(path);
    if (parent === '.') return undefined;
    if (!this.folders.has(parent)) this.folders.set(parent, this.obstacle(parent) ?? this.check(parent));
    return this.folders.get(parent);
  }

  read(path: string): Entry {
    return this.obstacle(path) ? { kind: 'missing' } : readEntry(this.absolute(path));
  }

  /** Like `read`, but without the content when the file holds exactly this text. */
  compare(path: string, text: string): Entry | Same {
    return this.obstacle(path) ? { kind: 'missing' } : compareEntry(this.absolute(path), text);
  }

  isMissing(path: string): boolean {
    return this.obstacle(path) !== undefined || isMissing(this.absolute(path));
  }

  /**
   * Text of a file; undefined when it does not exist. Throws when it cannot be read, as it may not be empty. When the
   * file holds `like`, returns that string instead of a copy.
   */
  text(path: string, like?: string): string | undefined {
    const entry = like === undefined ? this.read(path) : this.compare(path, like);
    if (entry.kind === 'unreadable') throw new Error(`${path} cannot be read: run chmod u+rw ${path}`);
    if (entry.kind === 'same') return like;
    return entry.kind === 'file' ? entry.content.toString('utf8') : undefined;
  }

  exists(path: string): boolean {
    return existsSync(this.absolute(path));
  }

  isFolder(path: string): boolean {
    return lstatSync(this.absolute(path), { throwIfNoEntry: false })?.isDirectory() ?? false;
  }

  /** Names in a folder; empty when it is not a folder of this repository. */
  names(path: string): string[] {
    const isInside = this.obstacle(`${path}/name`) === undefined;
    return isInside && this.isFolder(path) ? readdirSync(this.absolute(path)) : [];
  }

  /** Like `names`, with the type of each entry, which most disks return without a look at the entry itself. */
  entries(path: string): { readonly name: string; readonly isFolder: boolean }[] {
    const isInside = this.obstacle(`${path}/name`) === undefined;
    if (!isInside || !this.isFolder(path)) return [];
    const entries = readdirSync(this.absolute(path), { withFileTypes: true });
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  }

  /** Replaces a file atomically and keeps its mode. */
  write(path: string, content: string | Buffer): void {
    const temporary = `${this.absolute(path)}.${process.pid}.tmp`;
    writeFileSync(temporary, content);
    const mode = lstatSync(this.absolute(path), { throwIfNoEntry: false })?.mode;
    if (mode !== undefined) chmodSync(temporary, mode);
    renameSync(temporary, this.absolute(path));
  }

  /** Creates the parent folder of this path; returns the first folder that was new. */
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
      fix: 'move it away: generated files belong in this folder, and links are not followed',
    };
  }
}
