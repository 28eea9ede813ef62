const { removeShared } = require('../packed/shared');

/** Runs after all cluster tests: stops the stack, unless it is kept. */
module.exports = async () => {
  removeShared();
  if (process.env.CLUSTER_KEEP === undefined) await globalThis.sharedCluster?.stop();
};
