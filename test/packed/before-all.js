const { share } = require('./shared');
const { useMemory } = require('../support/memory');

/** Repositories with their packages, environments of Python, and images. */
const ENOUGH_BYTES = 8 * 1024 ** 3;

/** Runs before all tests of the packed library, in the process whose environment the others inherit. */
module.exports = () => {
  useMemory(ENOUGH_BYTES);
  share();
};
