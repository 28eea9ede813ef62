// Rules for the imports of src/, derived from rooms.yaml. To check them:
// npx depcruise --config scripts/dependency-cruiser.js --output-type err-long src
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const YAML = require('yaml');

const { rooms, pure, exceptions, packages } = YAML.parse(readFileSync(join(__dirname, 'rooms.yaml'), 'utf8'));

const escape = (text) => text.replace(/[.+]/g, '\\$&');
/** Matches a room and the rooms in it, or a single file. */
const pathOf = (entry) => `^src/${escape(entry)}${entry.endsWith('.ts') ? '$' : '/'}`;
const isInside = (room, other) => room !== other && room.startsWith(`${other}/`);

const roomRules = Object.entries(rooms).map(([room, imports]) => ({
  name: `${room} imports ${imports.length > 0 ? `only ${imports.join(', ')}` : 'nothing'}`,
  comment: 'A room imports only rooms below it: move the code down, or pass it as an argument (scripts/rooms.yaml).',
  from: {
    path: pathOf(room),
    // Rooms inside this room have their own rules.
    pathNot: Object.keys(rooms)
      .filter((other) => isInside(other, room))
      .map(pathOf),
  },
  to: { path: '^src/', pathNot: [room, ...imports].map(pathOf) },
}));

const pureRules = pure.map((room) => ({
  name: `${room} is pure`,
  comment: 'A pure room must not use the disk, the network or processes: pass what it needs (scripts/rooms.yaml).',
  from: { path: pathOf(room), pathNot: Object.keys(exceptions).map(pathOf) },
  to: { dependencyTypes: ['core'], pathNot: '^(node:)?(path|util|crypto)$' },
}));

const exceptionRules = Object.entries(exceptions).map(([file, modules]) => ({
  name: `${file} is pure except for ${modules.join(', ')}`,
  comment: 'It must not use anything else: pass what it needs (scripts/rooms.yaml).',
  from: { path: pathOf(file) },
  to: { dependencyTypes: ['core'], pathNot: `^(node:)?(path|util|crypto|${modules.join('|')})$` },
}));

const packageRules = Object.entries(packages).map(([name, room]) => ({
  name: `only ${room} imports ${name}`,
  comment: `Call what ${room} exports instead (scripts/rooms.yaml).`,
  // The library's class extends a class of projen.
  from: { path: '^src/', pathNot: [room, ...(name === 'projen' ? ['python-gitops-app.ts'] : [])].map(pathOf) },
  to: { path: `^node_modules/${escape(name)}/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no cycles',
      comment: 'Files that import each other have no reliable load order: move what both need to a third file.',
      from: { path: '^src/' },
      // Type imports load nothing, so a command and its runner may import each other's types.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...roomRules,
    ...pureRules,
    ...exceptionRules,
    ...packageRules,
    {
      name: "only project/projen/internals.ts imports projen's internals",
      comment: 'Any version of projen may change them.',
      from: { path: '^src/', pathNot: '^src/project/projen/internals\\.ts$' },
      to: { path: '^node_modules/projen/lib/(_|cleanup|util)' },
    },
    {
      name: 'only commands and main import commands',
      comment: 'Move what several commands share to a folder of src/cli named after its subject.',
      from: { path: '^src/', pathNot: '^src/cli/(commands/|main\\.ts$)' },
      to: { path: '^src/cli/commands/' },
    },
    {
      name: 'src imports only src',
      comment: "The package doesn't contain tests, scripts or benchmarks.",
      from: { path: '^src/' },
      to: { pathNot: '^(src|node_modules)/', dependencyTypes: ['local'] },
    },
  ].map((rule) => ({ severity: 'error', ...rule })),
  options: {
    // A room that uses another room's types depends on that room.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, '../tsconfig.json') },
    doNotFollow: { path: 'node_modules' },
  },
};
