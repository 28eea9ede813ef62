import type { Stats } from 'node:fs';
import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, readSync } from 'node:fs';

/** The entry at a path. */
export type Entry =
  | { readonly kind: 'missing' }
  | { readonly kind: 'file'; readonly content: Buffer; readonly executable: boolean }
  | { readonly kind: 'link' }
  | { readonly kind: 'folder' }
  /** No permission to read it. */
  | { readonly kind: 'unreadable' };

/** A file with exactly the compared content. */
export interface Same {
  readonly kind: 'same';
  readonly executable: boolean;
}

/** The execute bit of the owner: the only mode that git keeps. */
const EXECUTABLE = 0o100;

/** Does not follow links, and does not wait for pipes. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK; // eslint-disable-line no-bitwise

/** The entry for an error when opening a path. */
const BY_ERROR: Readonly<Record<string, Exclude<Entry['kind'], 'file'> | undefined>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ELOOP: 'link',
  EMLINK: 'link',
  // A socket, which is an obstacle like a folder.
  ENXIO: 'folder',
  EACCES: 'unreadable',
  EPERM: 'unreadable',
};

export function readEntry(path: string): Entry {
  return inspect<Entry>(path, readAll);
}

/** Reads a file into a reused buffer: most files match, so no copy is needed. */
export function compareEntry(path: string, text: string): Entry | Same {
  return inspect<Entry | Same>(path, (file, stat) => {
    const length = encode(text);
    if (stat.size !== length) return readAll(file, stat);
    found = grown(found, length);
    const isSame = readSync(file, found, 0, length, 0) === length && wanted.compare(found, 0, length, 0, length) === 0;
    return isSame ? { kind: 'same', executable: isExecutable(stat) } : readAll(file, stat);
  });
}

/** Whether a path has no entry, not even a broken link. */
export function isMissing(path: string): boolean {
  return statOf(path) === 'missing';
}

function isFolder(path: string): boolean {
  const stat = statOf(path);
  return typeof stat === 'object' && !stat.isFile();
}

function statOf(path: string): Stats | 'missing' | 'unreadable' {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? 'missing';
  } catch (error) {
    if (BY_ERROR[(error as NodeJS.ErrnoException).code ?? ''] === 'unreadable') return 'unreadable';
    throw error;
  }
}

function inspect<T>(path: string, read: (file: number, stat: Stats) => T): T | Entry {
  let file: number;
  try {
    file = openSync(path, FLAGS);
  } catch (error) {
    const kind = BY_ERROR[(error as NodeJS.ErrnoException).code ?? ''];
    if (kind === undefined) throw error;
    return { kind: kind === 'unreadable' && isFolder(path) ? 'folder' : kind };
  }
  try {
    const stat = fstatSync(file);
    return stat.isFile() ? read(file, stat) : { kind: 'folder' };
  } finally {
    closeSync(file);
  }
}

function readAll(file: number, stat: Stats): Entry {
  return { kind: 'file', content: readFileSync(file), executable: isExecutable(stat) };
}

function isExecutable({ mode }: Stats): boolean {
  // eslint-disable-next-line no-bitwise -- a mode is a set of bits
  return (mode & EXECUTABLE) !== 0;
}

let wanted: Buffer = Buffer.alloc(1 << 16); // eslint-disable-line no-bitwise
let found: Buffer = Buffer.alloc(1 << 16); // eslint-disable-line no-bitwise

/** Writes a text into `wanted`; returns its length in bytes. */
function encode(text: string): number {
  // A UTF-16 unit is at most three bytes.
  wanted = grown(wanted, text.length * 3);
  return wanted.write(text, 'utf8');
}

function grown(buffer: Buffer, length: number): Buffer {
  return buffer.length >= length ? buffer : Buffer.alloc(length * 2);
}
