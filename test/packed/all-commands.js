'use strict';
// Runs several commands of the packed library in one process: `node all-commands.js COMMANDS`, where COMMANDS is JSON, a list
// of lists of arguments. Ends at the first one that fails.
const { join } = require('node:path');

const { main } = require(join(process.cwd(), 'node_modules/@org/python-gitops-app/lib/bundle/python-gitops.js'));

async function all(commands) {
  for (const args of commands) {
    process.exitCode = await main(args);
    if (process.exitCode !== 0) return;
  }
}

void all(JSON.parse(process.argv[2]));
