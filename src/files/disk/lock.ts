import { readFileSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Folder } from './folder';
import { OWN_FOLDER, SAVED_EDITS } from './own-folder';
import { isRecord } from '../../common/records';

/** Exists while a run writes. */
export const LOCK = `${OWN_FOLDER}/lock`;

/** How long a run waits for another one, in milliseconds. */
const PATIENCE = 120_000;

/** How often it checks, in milliseconds. */
const PAUSE = 100;

/** After how many milliseconds the process of a lock without a name counts as gone. */
const NAMELESS = 2000;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Age of the lock in milliseconds, for a lock without a name. */
  readonly age: number;
}

/** Another run holds the lock and did not end in time. */
export class LockedError extends Error {
  constructor({ pid, host }: Holder) {
    super(
      `another run (process ${pid} on ${host}) is still writing in this repository; nothing was written. ` +
        `Wait for it or stop it. If the process no longer exists, remove ${LOCK}.`,
    );
    this.stack = this.message;
  }
}

/** Locks that this process holds: a step of a run may take the lock of the whole run again. */
const held = new Set<string>();

/**
 * Runs a body while no other run writes in the folder; a second run waits and reports that it does. The lock of a process
 * that is gone is taken over, so a killed run needs no cleanup. What the body needs, it reads itself: the other run may have
 * changed it.
 */
export function withLock<T>(folder: Folder, body: () => T, patience = PATIENCE): T {
  const release = takeLock(folder, patience);
  try {
    return body();
  } finally {
    release();
  }
}

/** The same for an asynchronous body. */
export async function withLockAwaiting<T>(folder: Folder, body: () => Promise<T>): Promise<T> {
  const release = takeLock(folder, PATIENCE);
  try {
    return await body();
  } finally {
    release();
  }
}

function takeLock(folder: Folder, patience: number): () => void {
  const self: Holder = { pid: process.pid, host: hostname(), age: 0 };
  const path = folder.absolute(LOCK);
  if (held.has(path)) return () => undefined;
  acquire(folder, self, patience);
  held.add(path);
  return () => {
    held.delete(path);
    // As long as the lock is there, the temporary files are those of killed runs.
    removeTemporaries(folder);
    rmSync(path, { force: true });
    removeIfEmpty(folder);
  };
}

function acquire(folder: Folder, self: Holder, patience: number): void {
  const path = folder.absolute(LOCK);
  const end = Date.now() + patience;
  let isReported = false;
  for (;;) {
    // The run that ends removes the empty folder, possibly while this one waits.
    folder.makeParent(LOCK);
    const holder = tryAcquire(path, self);
    if (holder === 'no folder') continue;
    if (holder === undefined) return;
    if (Date.now() >= end) throw new LockedError(holder);
    if (!isReported) console.error(`Waiting for another run in this repository (process ${holder.pid}) …`);
    isReported = true;
    sleep(PAUSE);
  }
}

/** Takes the lock; returns its current holder, or undefined when it was free. */
function tryAcquire(path: string, self: Holder): Holder | 'no folder' | undefined {
  try {
    writeFileSync(path, JSON.stringify({ pid: self.pid, host: self.host }), { flag: 'wx' });
    return undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'no folder';
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const holder = readHolder(path);
  if (!isAlive(holder, self)) takeAway(path, holder, self);
  return holder;
}

/** Removes the lock of a process that is gone, unless another run has taken it over in the meantime. */
function takeAway(path: string, dead: Holder, self: Holder): void {
  const aside = `${path}.${self.pid}.tmp`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const found = readHolder(aside);
  if (found.pid === dead.pid && found.host === dead.host) {
    rmSync(aside, { force: true });
    return;
  }
  try {
    renameSync(aside, path);
  } catch (error) {
    // Its holder ended and removed the file.
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** The holder of the lock. A lock without a name is new, or its process was killed before it wrote the name. */
function readHolder(path: string): Holder {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRecord(json) && Number.isInteger(json.pid) && typeof json.host === 'string') {
      return { pid: json.pid as number, host: json.host, age: 0 };
    }
  } catch {
    // The result below covers it.
  }
  const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return { pid: 0, host: 'an unknown host', age: Date.now() - written };
}

/** A process of another machine that shares the folder cannot be checked: it counts as alive. */
function isAlive({ pid, host, age }: Holder, self: Holder): boolean {
  if (pid === 0) return age < NAMELESS;
  if (host !== self.host) return true;
  if (pid === self.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function sleep(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Removes the temporary files of killed runs from the library's own folder. */
function removeTemporaries(folder: Folder): void {
  for (const path of [OWN_FOLDER, SAVED_EDITS]) {
    for (const name of folder.names(path)) {
      if (name.endsWith('.tmp')) rmSync(folder.absolute(`${path}/${name}`), { force: true });
    }
  }
}

/** Removes the library's own folder if nothing is in it; the next run may be using it already. */
function removeIfEmpty(folder: Folder): void {
  for (const path of [SAVED_EDITS, OWN_FOLDER]) {
    try {
      rmdirSync(folder.absolute(path));
    } catch (error) {
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error;
    }
  }
}
