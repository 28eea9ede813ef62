/**
 * Loaded before a command: kills the process at one of its writes, so the process can neither prevent nor notice it.
 * KILL_AT is the number of the call, counted from 1. Each call is appended to KILL_LOG, so a test knows how many there
 * are. With KILL_COPIES, a folder, the process survives: for each number of KILL_AT, the working directory is copied
 * there as a kill at this write would leave it.
 */
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const { join } = require('node:path');

const ends = new Set(process.env.KILL_AT.split(',').map(Number));
const copies = process.env.KILL_COPIES;
const log = fs.openSync(process.env.KILL_LOG, 'a');
let count = 0;

for (const name of ['writeFileSync', 'renameSync', 'rmSync', 'mkdirSync', 'chmodSync', 'linkSync', 'rmdirSync']) {
  const original = fs[name];
  fs[name] = (...args) => {
    count += 1;
    fs.writeSync(log, `${name} ${args[0]}\n`);
    if (ends.has(count)) {
      // A kill can leave half of a file.
      if (name === 'writeFileSync') original(args[0], String(args[1]).slice(0, String(args[1]).length / 2));
      if (copies === undefined) process.kill(process.pid, 'SIGKILL');
      const { status, stderr } = spawnSync('cp', ['-a', '.', join(copies, String(count))], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      // A lock is written only where none is.
      if (name === 'writeFileSync') fs.unlinkSync(args[0]);
    }
    return original(...args);
  };
}
