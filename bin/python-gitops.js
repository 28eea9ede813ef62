#!/usr/bin/env node
const { join } = require('node:path');
const { loadCached } = require('./code-cache.js');

// A reader such as `head` may stop early. The command still finishes its work.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
const { exit, reallyExit } = process;
const { exports: library, save } = loadCached(join(__dirname, '../lib/bundle/python-gitops.js'));
library.main(process.argv.slice(2)).then((code) => {
  save();
  process.exitCode = code;
  // A listener of the config can set another exit code.
  process.on('exit', () => {
    process.exitCode = code;
  });
  // Something that the config started, such as a worker thread, can keep this process running.
  setInterval(() => {
    if (process.stdout.writableLength + process.stderr.writableLength > 0) return;
    Object.assign(process, { exit, reallyExit });
    process.exit(code);
  }, 100).unref();
});
