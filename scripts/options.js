#!/usr/bin/env node
/*
 * Writes docs/options.md and schemas/options.schema.json from the compiled docstrings (src/config/options) and
 * definitions (src/config/definitions). Usage: scripts/options.js [--check]; --check writes nothing, and fails if a file
 * is out of date.
 */
'use strict';
const fs = require('node:fs');
const path = require('node:path');

const ROOT = path.join(__dirname, '..');
const { optionsSchema } = require('../lib/config/json-schema');
const { STRUCTS } = require('../lib/config/definitions');
const { readAssembly, typeText } = require('../lib/project/projen/option-docs');

const PREFIX = '@org/python-gitops-app.';
const { types } = readAssembly();

/** The structs to document first, in reading order. */
const ORDER = [
  'PythonGitOpsAppOptions',
  'AppOptions',
  'WorkloadOptions',
  'EnvironmentOptions',
  'SettingsOptions',
  'AppEnvironmentOptions',
  'WorkloadEnvironmentOptions',
];

function main() {
  const files = {
    'docs/options.md': optionsPage(),
    'schemas/options.schema.json': `${JSON.stringify(optionsSchema(describe), undefined, 2)}\n`,
  };
  for (const [name, content] of Object.entries(files)) {
    const target = path.join(ROOT, name);
    if (fs.existsSync(target) && fs.readFileSync(target, 'utf8') === content) continue;
    if (process.argv.includes('--check')) {
      console.error(`${name} is out of date: run npx projen compile, then node scripts/options.js`);
      process.exitCode = 1;
    } else {
      fs.writeFileSync(target, content);
      console.error(`wrote ${name}`);
    }
  }
}

/** The properties of a struct, followed by those that it inherits. */
function propertiesOf(struct) {
  const { properties = [], interfaces = [] } = types[PREFIX + struct];
  return [...properties, ...interfaces.flatMap((name) => propertiesOf(name.slice(PREFIX.length)))];
}

function describe(struct, option) {
  return propertiesOf(struct).find(({ name }) => name === option)?.docs?.summary;
}

function optionsPage() {
  const structs = [...ORDER, ...Object.keys(STRUCTS).filter((struct) => !ORDER.includes(struct)).sort()];
  // Inherited properties are documented with each struct, so only structs that are the type of an option need a section.
  const used = new Set(['PythonGitOpsAppOptions', ...structs.flatMap((struct) => propertiesOf(struct).map(typeName))]);
  const sections = structs.filter((struct) => used.has(struct) || ORDER.includes(struct)).map(section);
  return `${INTRODUCTION}\n${sections.join('\n')}`;
}

const INTRODUCTION = `# Options

All options that you can set in \`.projenrc.ts\`. \`python-gitops explain OPTION\` shows the value of an option in your
repository, and where it comes from.

You can set many options on several levels. The most specific level wins, from lowest to highest: library,
organization, environment of the organization, \`defaults\`, environment, app, app in an environment, workload, workload
in an environment. Maps such as \`env\` are merged by key. A list replaces the inherited list.

\`scripts/options.js\` generates this page from the docstrings in \`src/config/options/\`. [API.md][api] and
\`schemas/options.schema.json\`, a JSON Schema for editors and programs, have the same content.

[api]: https://github.com/org/python-gitops-app/blob/main/API.md
`;

function section(struct) {
  const { docs = {} } = types[PREFIX + struct];
  const entries = propertiesOf(struct).map((property) => entry(property, STRUCTS[struct].options[property.name].required === true));
  return [`## ${struct}`, '', text(docs), '', ...entries].join('\n');
}

function entry(property, isRequired) {
  const { name, docs = {} } = property;
  const lines = [`### \`${name}\``, '', text(docs), ''];
  lines.push(`- type: ${typeText(property.type, link)}${isRequired ? ', required' : ''}`);
  if (docs.default !== undefined) lines.push(`- default: ${docs.default.replace(/^- /, '')}`);
  if (docs.example !== undefined) lines.push(`- example: \`${docs.example}\``);
  if (docs.see !== undefined) lines.push(`- see <${docs.see}>`);
  return `${lines.join('\n')}\n`;
}

function text({ summary = '', remarks }) {
  return remarks === undefined ? summary : `${summary}\n\n${remarks}`;
}

function typeName({ type }) {
  return (type.fqn ?? type.collection?.elementtype.fqn ?? PREFIX).slice(PREFIX.length);
}

function link(struct) {
  return `[${struct}](#${struct.toLowerCase()})`;
}

main();
