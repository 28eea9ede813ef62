const removeRepositories = require('../packed/after-all');

/** Runs after all cluster tests: stops the stack, unless it is kept. */
module.exports = async () => {
  removeRepositories();
  if (process.env.CLUSTER_KEEP === undefined) await globalThis.sharedCluster?.stop();
};
