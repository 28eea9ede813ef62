'use strict';
/*
 * The yardstick of synth.js: writes a prepared list of files, or reads and compares it, with nothing but Node.js.
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

// The list is held in memory by now: this is the part that touches the files.
console.log(JSON.stringify({ filesOnlyMs: Number(process.hrtime.bigint() - started) / 1e6 }));
