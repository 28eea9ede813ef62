'use strict';
/*
 * Measures the comparison of what runs with what a promotion brings. It judges nothing: it reports.
 * The library must be compiled: npx projen compile
 */
const fs = require('node:fs');
const os = require('node:os');
const { join } = require('node:path');
const { benchmark, gitops, makeRepository, commit } = require('./measure');
const { resolve } = require('../lib/config/resolve.js');
const { applicationFilePath, renderApplicationFile } = require('../lib/release/application-file.js');
const { formatImage } = require('../lib/release/image.js');
const { imageFilePath, renderImageFile } = require('../lib/release/image-file.js');
void benchmark, os, commit;

function git(folder, ...args) {
  const { spawnSync } = require('node:child_process');
  const r = spawnSync('git', ['-c','user.name=bench','-c','user.email=bench@example.org',...args], { cwd: folder, encoding: 'utf8' });
  if (r.status !== 0) throw new Error(r.stderr);
  return r.stdout.trim();
}

function write(folder, path, content) { fs.writeFileSync(join(folder, path), content); }

const n = Number(process.argv[2]);
const scratch = process.argv[3];
fs.mkdirSync(scratch, { recursive: true });
const folder = makeRepository(scratch, n);
gitops(scratch, folder, ['synth']);
git(folder, 'init', '-q', '-b', 'main');
fs.appendFileSync(join(folder, '.git/info/exclude'), 'node_modules\n');
git(folder, 'add', '-A'); git(folder, 'commit', '-qm', 'all');
const head = git(folder, 'rev-parse', 'HEAD');
const repository = resolve({ name: 'bench', repoUrl: 'https://github.com/acme/bench', registry: 'docker.io/acme', apps: Object.fromEntries(Array.from({ length: n }, (_, i) => [`app-${i}`, {}])) });
function image(app, digit) { return { name: app.image, tag: head, digest: `sha256:${digit.repeat(64)}` }; }
for (const app of repository.apps) {
  for (const own of app.environments) write(folder, imageFilePath(app.name, own.environment.name), renderImageFile({ baseName: app.image, image: image(app, own.environment.gated ? 'a' : 'b') }));
  const rel = new Map(app.environments.map((own) => [own.application, own.environment.gated ? { kind: 'pinned', revision: head, image: `${app.image}=${formatImage(image(app, 'a'))}` } : { kind: 'tracking' }]));
  write(folder, applicationFilePath(app.name), renderApplicationFile(rel));
}
git(folder, 'add', '-A'); git(folder, 'commit', '-qm', 'release');
console.log(folder);
