const { leaveMemory } = require('./memory');

/** Runs after all unit tests. */
module.exports = leaveMemory;
