const { mkdtempSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { basename, dirname, join } = require('node:path');

/** Names where the tests of a run keep the repositories that they copy. */
function share() {
  process.env.PACKED_SHARED = mkdtempSync(join(tmpdir(), 'packed-shared-'));
}

/** Removes what they shared. */
function removeShared() {
  const shared = process.env.PACKED_SHARED;
  const parent = dirname(shared);
  for (const name of readdirSync(parent)) {
    if (name.startsWith(basename(shared))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

module.exports = { removeShared, share };
