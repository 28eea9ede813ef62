'use strict';
/* Python tools to compare with, and a copier project with given files. */
const fs = require('node:fs');
const { dirname, join } = require('node:path');
const { IDENTITY, cacheFolder, commit, time } = require('./measure');

const PEERS = ['copier==9.19.1', 'cruft==2.16.0'];

/** Installs the Python tools unless they're in the cache. Returns the folder of their commands. */
function installPeers(print) {
  const venv = join(cacheFolder(), `bench-${PEERS.join('-').replaceAll('==', '-')}`);
  const bin = join(venv, 'bin');
  if (!fs.existsSync(join(bin, 'cruft'))) {
    print(`installing ${PEERS.join(' and ')} …`);
    fs.rmSync(venv, { recursive: true, force: true });
    time(['python3', '-m', 'venv', venv], {});
    time([join(bin, 'pip'), 'install', '--quiet', ...PEERS], {});
  }
  return bin;
}

/** Creates a copier project with these files. They aren't templates: copier copies them unchanged. */
function makeCopierProject(scratch, files, bin) {
  const copier = join(scratch, 'copier-template');
  writeAll(copier, 'template', files);
  fs.writeFileSync(join(copier, 'copier.yml'), '_subdirectory: template\n_templates_suffix: .jinja\n');
  fs.writeFileSync(
    join(copier, 'template', '{{_copier_conf.answers_file}}.jinja'),
    '{{ _copier_answers|to_nice_yaml }}',
  );
  commit(copier);
  time(['git', 'tag', 'v1.0.0'], { cwd: copier });
  const copied = join(scratch, 'copied');
  time([join(bin, 'copier'), 'copy', '--defaults', '--quiet', copier, copied], { cwd: scratch, env: IDENTITY });
  commit(copied);
  return copied;
}

function writeAll(root, folder, files) {
  for (const [path, content] of files) {
    const target = join(root, folder, path);
    fs.mkdirSync(dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
  }
}

module.exports = { PEERS, installPeers, makeCopierProject, writeAll };
