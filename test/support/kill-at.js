/**
 * Loaded before a command: kills the process at one of its writes, as nothing in it could prevent or notice. KILL_AT is
 * the number of the call, counted from 1; what it is called is appended to KILL_LOG, so that a test knows how many there are.
 */
const fs = require('node:fs');

const at = Number(process.env.KILL_AT);
const log = fs.openSync(process.env.KILL_LOG, 'a');
let count = 0;

for (const name of ['writeFileSync', 'renameSync', 'rmSync', 'mkdirSync', 'chmodSync', 'linkSync', 'rmdirSync']) {
  const original = fs[name];
  fs[name] = (...args) => {
    count += 1;
    fs.writeSync(log, `${name} ${args[0]}\n`);
    if (count === at) {
      // Half of a file is written, as when the disk was at it.
      if (name === 'writeFileSync') original(args[0], String(args[1]).slice(0, String(args[1]).length / 2));
      process.kill(process.pid, 'SIGKILL');
    }
    return original(...args);
  };
}
