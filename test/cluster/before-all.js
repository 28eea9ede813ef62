const { share } = require('../packed/shared');
const { OwnCluster } = require('../support/cluster/own-cluster');

/** Runs before all cluster tests: starts the stack that they share. */
module.exports = async () => {
  share();
  const began = Date.now();
  const cluster = await OwnCluster.start({ keep: process.env.CLUSTER_KEEP !== undefined });
  cluster.share();
  globalThis.sharedCluster = cluster;
  console.log(`The stack started in ${((Date.now() - began) / 1000).toFixed(1)} s: ${cluster.folder}`);
};
