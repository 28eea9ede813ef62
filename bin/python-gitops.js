#!/usr/bin/env node
// Node.js 22.1 and later keep compiled code between runs, in the folder for temporary files.
require('node:module').enableCompileCache?.();
require('../lib/cli/main.js')
  .main(process.argv.slice(2))
  .then((code) => {
    process.exitCode = code;
  });
