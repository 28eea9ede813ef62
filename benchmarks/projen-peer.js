'use strict';
/*
 * Compared with synth.js: a plain projen project with one YamlFile per file.
 * Usage: node benchmarks/projen-peer.js COUNT FOLDER
 */
const { Project, YamlFile } = require('projen');

const [count, folder] = process.argv.slice(2);
const project = new Project({ name: 'peer', outdir: folder });
for (let index = 0; index < Number(count); index++) {
  const name = `object-${index}`;
  new YamlFile(project, `files/${Math.floor(index / 25)}/${name}.yaml`, {
    obj: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { index: String(index) } },
  });
}
project.synth();
