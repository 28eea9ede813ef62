const { readdirSync, rmSync } = require('node:fs');
const { basename, dirname, join } = require('node:path');

/** Runs after all tests of the packed library: removes what they shared. */
module.exports = () => {
  const shared = process.env.PACKED_SHARED;
  const parent = dirname(shared);
  for (const name of readdirSync(parent)) {
    if (name.startsWith(basename(shared))) rmSync(join(parent, name), { recursive: true, force: true });
  }
};
