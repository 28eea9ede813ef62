#!/usr/bin/env node
/**
 * Draws docs/pictures/*.svg from the *.dot files in the same folder.
 * Usage: scripts/pictures.js [--check]; --check writes nothing, and fails if a picture is out of date.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { instance } = require('@viz-js/viz');

const FOLDER = path.join(__dirname, '..', 'docs', 'pictures');

async function main(isCheck) {
  const viz = await instance();
  const stale = [];
  for (const source of fs.readdirSync(FOLDER).filter((file) => file.endsWith('.dot'))) {
    const target = path.join(FOLDER, source.replace(/\.dot$/, '.svg'));
    // Removes comments, in which Graphviz writes its version.
    const svg = viz.renderString(fs.readFileSync(path.join(FOLDER, source), 'utf8'), { format: 'svg' }).replace(/<!--.*?-->\n?/gs, '');
    if (fs.existsSync(target) && fs.readFileSync(target, 'utf8') === svg) continue;
    if (isCheck) stale.push(path.relative(process.cwd(), target));
    else fs.writeFileSync(target, svg);
  }
  if (stale.length === 0) return;
  console.error(`${stale.join(', ')}: out of date. Run scripts/pictures.js and commit the result.`);
  process.exitCode = 1;
}

void main(process.argv.includes('--check'));
