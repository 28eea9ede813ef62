const { spawnSync } = require('node:child_process');
const { accessSync, chmodSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const MEMORY = '/dev/shm';
const PREFIX = 'gitops-tests-';
const ENOUGH_BYTES = 2 * 1024 ** 3;

/** Git does no housekeeping in repositories that live for seconds: each of its commands would start two more. */
const GIT_SETTINGS = { 'gc.auto': '0', 'maintenance.auto': 'false', 'receive.autogc': 'false', 'core.fsync': 'none' };

/** Runs before all unit tests, in the process whose environment the others inherit. */
module.exports = () => {
  const names = Object.keys(GIT_SETTINGS);
  process.env.GIT_CONFIG_COUNT = String(names.length);
  names.forEach((name, index) => {
    process.env[`GIT_CONFIG_KEY_${index}`] = name;
    process.env[`GIT_CONFIG_VALUE_${index}`] = GIT_SETTINGS[name];
  });
  if (process.env.TMPDIR === undefined) useMemory();
};

/** Lets temporary folders be in memory, where this machine has room there: tests make and remove 100,000 files. */
function useMemory() {
  const folder = join(MEMORY, `${PREFIX}${process.pid}`);
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize < ENOUGH_BYTES) return;
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
