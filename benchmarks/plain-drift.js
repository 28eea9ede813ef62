'use strict';
/*
 * The baseline of drift.js: builds the same objects, serializes them with the same YAML library and style, and compares
 * them with the files. Usage: node benchmarks/plain-drift.js LIST.json FOLDER
 */
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { toYaml } = require('../lib/files/tree/yaml.js');

const [list, folder] = process.argv.slice(2);
/** @type {{ path: string, text?: string, header?: string, objects?: unknown[] }[]} */
const files = JSON.parse(readFileSync(list, 'utf8'));

for (const { path, text, header, objects } of files) {
  const content = text ?? header + objects.map(toYaml).join('---\n');
  if (!readFileSync(join(folder, path)).equals(Buffer.from(content))) throw new Error(`${path} differs`);
}
console.log(`${files.length} files`);
