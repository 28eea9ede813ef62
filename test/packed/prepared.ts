import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds after which another test file has failed to make what this one waits for. */
const LIMIT = 600_000;

/**
 * A folder of this name that `make` fills, once for all test files of a run: the first one makes it, and the others wait.
 * It is as deep below the folder of temporary files as the folders of tests, because `package.json` has relative paths.
 */
export function prepared(key: string, name: string, make: (folder: string) => void): string {
  const parent = `${process.env.PACKED_SHARED}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`;
  const folder = join(parent, name);
  const ready = join(parent, 'ready');
  const end = Date.now() + LIMIT;
  while (!existsSync(ready)) {
    if (isFirst(parent)) {
      try {
        mkdirSync(folder);
        make(folder);
        writeFileSync(ready, '');
      } catch (error) {
        rmSync(parent, { recursive: true, force: true });
        throw error;
      }
    } else {
      if (Date.now() > end) throw new Error(`no test file has filled ${folder}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  return folder;
}

/** Making a folder is what only one of several processes succeeds in. */
function isFirst(parent: string): boolean {
  try {
    mkdirSync(parent);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
