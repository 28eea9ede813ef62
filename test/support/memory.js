const { spawnSync } = require('node:child_process');
const { accessSync, chmodSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const MEMORY = '/dev/shm';
const PREFIX = 'gitops-tests-';

/**
 * Lets temporary folders be in memory, if this machine has so many bytes free there: tests make and remove 100,000 files.
 * A TMPDIR that is set stays.
 */
function useMemory(bytes) {
  if (process.env.TMPDIR !== undefined) return;
  const folder = join(MEMORY, `${PREFIX}${process.pid}`);
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < bytes) return;
    removeLeftovers();
    mkdirSync(folder, { recursive: true });
  } catch {
    return;
  }
  if (!canExecute(folder)) return rmSync(folder, { recursive: true });
  process.env.TMPDIR = folder;
  // Else git ends its search for a repository at this file system, with another message.
  process.env.GIT_DISCOVERY_ACROSS_FILESYSTEM = '1';
}

/** Folders of runs that were killed. */
function removeLeftovers() {
  for (const name of readdirSync(MEMORY)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      accessSync(join('/proc', name.slice(PREFIX.length)));
    } catch {
      rmSync(join(MEMORY, name), { recursive: true, force: true });
    }
  }
}

/** Whether programs start from a folder; some machines do not allow it in memory. */
function canExecute(folder) {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n');
  chmodSync(program, 0o755);
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

/** Removes the folder that `useMemory` made. */
function leaveMemory() {
  const { TMPDIR } = process.env;
  if (TMPDIR === join(MEMORY, `${PREFIX}${process.pid}`)) rmSync(TMPDIR, { recursive: true, force: true });
}

module.exports = { leaveMemory, useMemory };
