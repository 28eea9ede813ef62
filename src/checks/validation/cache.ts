import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../files/tree/hash-manifest';

/** Results that were not used for this long are removed. */
const MAX_AGE_DAYS = 30;

/** How many results are kept; the oldest are removed first. */
const MAX_ENTRIES = 20_000;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Results by their input, in a folder that all repositories of a user share. Parallel runs never see half an entry. A
 * broken entry or a read-only folder only costs time.
 */
export class Cache {
  private written = 0;

  /** @param folder undefined disables the cache */
  constructor(private readonly folder: string | undefined) {}

  get<T>(key: string, isValid: (value: unknown) => value is T): T | undefined {
    if (this.folder === undefined) return undefined;
    const path = this.path(key);
    try {
      const entry = JSON.parse(readFileSync(path, 'utf8')) as { key?: unknown; value?: unknown };
      if (entry.key !== key || !isValid(entry.value)) return undefined;
      keepYoung(path);
      return entry.value;
    } catch {
      return undefined;
    }
  }

  put(key: string, value: unknown): void {
    if (this.folder === undefined) return;
    const path = this.path(key);
    const temporary = `${path}.${process.pid}-${this.written}.tmp`;
    try {
      mkdirSync(this.folder, { recursive: true });
      writeFileSync(temporary, JSON.stringify({ key, value }));
      renameSync(temporary, path);
      this.written += 1;
    } catch {
      // Pruning removes the half-written file: what stopped the write may also stop a removal here.
    }
  }

  /** Removes old entries and the oldest of too many; does nothing when this run wrote nothing. */
  prune(now = Date.now()): void {
    if (this.folder === undefined || this.written === 0) return;
    const { folder } = this;
    const entries = readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      return stat?.isFile() ? [{ path, age: now - stat.mtimeMs }] : [];
    });
    entries.sort((a, b) => a.age - b.age);
    for (const [index, { path, age }] of entries.entries()) {
      if (index >= MAX_ENTRIES || age > MAX_AGE_DAYS * DAY) rmSync(path, { force: true });
    }
  }

  private path(key: string): string {
    return join(this.folder as string, `${key}.json`);
  }
}

/** The key of a result that depends on these texts, in this order. */
export function cacheKey(parts: Iterable<string>): string {
  let text = '';
  // The length separates two parts, whatever they contain.
  for (const part of parts) text += `${Buffer.byteLength(part)}\n${part}`;
  return sha256(text);
}

/** Entries in use are kept; updating the time once a day is enough. */
function keepYoung(path: string): void {
  const now = new Date();
  if (now.getTime() - statSync(path).mtimeMs > DAY) utimesSync(path, now, now);
}
