const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Runs before all tests of the packed library: names where they keep the repositories that they copy. */
module.exports = () => {
  process.env.PACKED_SHARED = mkdtempSync(join(tmpdir(), 'packed-shared-'));
};
