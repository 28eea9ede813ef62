const { rmSync } = require('node:fs');

/** Runs after all unit tests: removes the folder that before-all.js made. */
module.exports = () => {
  const { TMPDIR } = process.env;
  if (TMPDIR?.endsWith(`/gitops-tests-${process.pid}`)) rmSync(TMPDIR, { recursive: true, force: true });
};
