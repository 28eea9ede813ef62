'use strict';
/*
 * The baseline of synth.js: writes the files of a list, or compares them with the disk, using only Node.js.
 * Usage: node benchmarks/plain.js write|compare LIST.json FOLDER
 */
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const [mode, list, folder] = process.argv.slice(2);
/** @type {[path: string, content: string][]} */
const files = JSON.parse(readFileSync(list, 'utf8'));
const started = process.hrtime.bigint();

if (mode === 'write') {
  const made = new Set();
  for (const [path, content] of files) {
    const target = join(folder, path);
    const parent = dirname(target);
    if (!made.has(parent)) {
      mkdirSync(parent, { recursive: true });
      made.add(parent);
    }
    writeFileSync(target, content);
  }
} else if (mode === 'compare') {
  for (const [path, content] of files) {
    if (!readFileSync(join(folder, path)).equals(Buffer.from(content))) throw new Error(`${path} differs`);
  }
} else {
  throw new Error(`unknown mode ${mode}`);
}

// Only the time spent on the files: the list is already in memory.
console.log(JSON.stringify({ filesOnlyMs: Number(process.hrtime.bigint() - started) / 1e6 }));
