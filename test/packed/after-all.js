const { removeShared } = require('./shared');
const { leaveMemory } = require('../support/memory');

/** Runs after all tests of the packed library. */
module.exports = () => {
  removeShared();
  leaveMemory();
};
