// Rules for the imports of src/, made of rooms.yaml. Run them with:
// npx depcruise --config scripts/dependency-cruiser.js --output-type err-long src
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const YAML = require('yaml');

const { rooms, pure, exceptions, packages } = YAML.parse(readFileSync(join(__dirname, 'rooms.yaml'), 'utf8'));

const escape = (text) => text.replace(/[.+]/g, '\\$&');
/** A room with the rooms in it, or one file. */
const pathOf = (entry) => `^src/${escape(entry)}${entry.endsWith('.ts') ? '$' : '/'}`;
const isInside = (room, other) => room !== other && room.startsWith(`${other}/`);

const roomRules = Object.entries(rooms).map(([room, imports]) => ({
  name: `${room} imports ${imports.length > 0 ? `only ${imports.join(', ')}` : 'nothing'}`,
  comment: 'A room imports only rooms below it: move the code down, or hand it in as an argument (scripts/rooms.yaml).',
  from: {
    path: pathOf(room),
    // Rooms inside it have their own rules.
    pathNot: Object.keys(rooms)
      .filter((other) => isInside(other, room))
      .map(pathOf),
  },
  to: { path: '^src/', pathNot: [room, ...imports].map(pathOf) },
}));

const pureRules = pure.map((room) => ({
  name: `${room} is pure`,
  comment: 'It may not touch the disk, the network or a process: hand in what it needs (scripts/rooms.yaml).',
  from: { path: pathOf(room), pathNot: Object.keys(exceptions).map(pathOf) },
  to: { dependencyTypes: ['core'], pathNot: '^(node:)?(path|util|crypto)$' },
}));

const exceptionRules = Object.entries(exceptions).map(([file, modules]) => ({
  name: `${file} is pure except for ${modules.join(', ')}`,
  comment: 'It may not touch anything else: hand in what it needs (scripts/rooms.yaml).',
  from: { path: pathOf(file) },
  to: { dependencyTypes: ['core'], pathNot: `^(node:)?(path|util|crypto|${modules.join('|')})$` },
}));

const packageRules = Object.entries(packages).map(([name, room]) => ({
  name: `only ${room} imports ${name}`,
  comment: `Call what ${room} exports instead (scripts/rooms.yaml).`,
  // The class of the library extends one of projen.
  from: { path: '^src/', pathNot: [room, ...(name === 'projen' ? ['python-gitops-app.ts'] : [])].map(pathOf) },
  to: { path: `^node_modules/${escape(name)}/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no cycles',
      comment: 'Files that import each other load in an order that nothing guarantees: move what both need to a third.',
      from: { path: '^src/' },
      // Types alone load nothing: a command and what runs it may know each other's.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...roomRules,
    ...pureRules,
    ...exceptionRules,
    ...packageRules,
    {
      name: "only project/projen/internals.ts imports projen's internals",
      comment: 'A new version of projen may change them.',
      from: { path: '^src/', pathNot: '^src/project/projen/internals\\.ts$' },
      to: { path: '^node_modules/projen/lib/(_|cleanup|util)' },
    },
    {
      name: 'only commands and main import commands',
      comment: 'What several commands share belongs in a folder of src/cli by subject.',
      from: { path: '^src/', pathNot: '^src/cli/(commands/|main\\.ts$)' },
      to: { path: '^src/cli/commands/' },
    },
    {
      name: 'src imports only src',
      comment: 'Tests, scripts and benchmarks are not in the package.',
      from: { path: '^src/' },
      to: { pathNot: '^(src|node_modules)/', dependencyTypes: ['local'] },
    },
  ].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // Types count: a room that knows another one's types knows that room.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, '../tsconfig.json') },
    doNotFollow: { path: 'node_modules' },
  },
};
