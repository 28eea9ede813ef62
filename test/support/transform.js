const { createHash } = require('node:crypto');
const sucrase = require('sucrase');

// The tests and what they test, without their types: `tsc -p test/tsconfig.json` checks those once, and this is many
// times as fast. Each statement stays on its line, so that a stack trace needs no source map.
const OPTIONS = {
  transforms: ['typescript', 'imports', 'jest'],
  disableESTransforms: true,
  preserveDynamicImport: true,
};
const own = createHash('sha256')
  .update(JSON.stringify([sucrase.getVersion(), OPTIONS]))
  .digest('hex');

module.exports = {
  getCacheKey: (text, path) =>
    createHash('sha256').update(own).update('\0').update(path).update('\0').update(text).digest('hex'),
  process: (text, path) => ({ code: sucrase.transform(text, { ...OPTIONS, filePath: path }).code }),
};
