'use strict';
/*
 * Compared with drift.js: a projen project with one TextFile for each file of a list.
 * Usage: node benchmarks/projen-text-peer.js LIST.json FOLDER
 */
const { readFileSync } = require('node:fs');
const { Project, TextFile } = require('projen');

const [list, folder] = process.argv.slice(2);
const project = new Project({ name: 'peer', outdir: folder });
const own = new Set(project.files.map(({ path }) => path));
for (const [path, content] of JSON.parse(readFileSync(list, 'utf8'))) {
  if (!own.has(path)) new TextFile(project, path, { lines: content.split('\n') });
}
project.synth();
