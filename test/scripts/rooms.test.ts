import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parse } from 'yaml';

const ROOT = resolve(__dirname, '../..');

interface Table {
  readonly rooms: Readonly<Record<string, readonly string[]>>;
  readonly pure: readonly string[];
  readonly exceptions: Readonly<Record<string, readonly string[]>>;
  readonly packages: Readonly<Record<string, string>>;
}

const { rooms, pure, exceptions, packages } = parse(readFileSync(join(ROOT, 'scripts/rooms.yaml'), 'utf8')) as Table;
const names = Object.keys(rooms);

function isPartOf(path: string, room: string): boolean {
  return path === room || path.startsWith(`${room}/`);
}

describe('the table', () => {
  const page = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').split('\n');
  const rows = page.map((line) => line.split('|').map((cell) => cell.trim())).filter((cells) => cells.length > 3);
  const quoted = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  const isRoom = ([, name]: string[]): boolean => names.includes(quoted(name)[0]);

  test('is the one in docs/architecture.md', () => {
    const described = rows.filter((cells) => cells.length === 5 && isRoom(cells));
    expect(described.map(([, name]) => name)).toEqual(names.map((name) => `\`${name}\``));
    const imports = described.map(([, name, , cell]) => [quoted(name)[0], cell === 'nothing' ? [] : quoted(cell)]);
    expect(Object.fromEntries(imports)).toEqual(rooms);
    const purity = described.filter(([, , what]) => / Pure$/.test(what));
    expect(purity.map(([, name]) => quoted(name)[0]).sort()).toEqual(
      [...pure, ...names.filter((name) => pure.some((room) => name !== room && isPartOf(name, room)))].sort(),
    );
  });

  test('has the packages that are in docs/architecture.md', () => {
    const described = rows.filter((cells) => cells.length === 4 && quoted(cells[1]).some((name) => name in packages));
    const homes = described.flatMap(([, cell, home]) => quoted(cell).map((name) => [name, quoted(home)[0]]));
    expect(Object.fromEntries(homes)).toEqual(packages);
  });

  test('names what is there, and each file of src is in a room', () => {
    const listed = [...names, ...Object.values(rooms).flat(), ...pure, ...Object.keys(exceptions)];
    expect(listed.filter((name) => !existsSync(join(ROOT, 'src', name)))).toEqual([]);
    const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    );
    expect(files.filter((path) => !names.some((room) => isPartOf(path, room)))).toEqual([]);
    expect(files.length).toBeGreaterThan(300);
  });

  test('goes from the ground up: a room imports only what is above it', () => {
    const wrong = names.flatMap((room, index) =>
      rooms[room]
        .filter((entry) => !names.slice(0, index).some((above) => isPartOf(entry, above) || isPartOf(above, entry)))
        .map((entry) => `${room}: ${entry}`),
    );
    expect(wrong).toEqual([]);
    const levels = names.map((name) => name.split('/')[0]);
    expect([...new Set(levels)].filter((level) => !level.endsWith('.ts'))).toEqual([
      'common',
      'config',
      'files',
      'clients',
      'releases',
      'render',
      'checks',
      'project',
      'cli',
    ]);
  });
});

/** Runs the rules over files in a folder, and returns each violation as `rule: file → import`. */
function cruise(folder: string): { readonly status: number | null; readonly violations: readonly string[] } {
  const { status, stdout, stderr } = spawnSync(
    'node',
    [
      join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      '--config',
      join(ROOT, 'scripts/dependency-cruiser.js'),
      '--output-type',
      'err',
      'src',
    ],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } },
  );
  expect(stderr).toBe('');
  const lines = stdout.split('\n').filter((line) => line.includes('error '));
  return { status, violations: lines.map((line) => line.trim().replace(/^error /, '')) };
}

describe('a planted example', () => {
  let folder: string;
  let status: number | null;
  let violations: readonly string[];
  const plant = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const imported = (from: string, to: string): string => {
    const path = relative(dirname(from), to);
    return path.startsWith('.') ? path : `./${path}`;
  };
  /** The file that a room is, or one in it. */
  const fileOf = (room: string, name: string): string => `src/${room.endsWith('.ts') ? room : `${room}/${name}.ts`}`;
  /** A room that another one may not import. */
  const forbiddenTo = (room: string): string =>
    names.find(
      (other) => ![room, ...rooms[room]].some((allowed) => isPartOf(other, allowed) || isPartOf(allowed, other)),
    )!;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rooms-'));
    for (const room of names) {
      const from = fileOf(room, 'upward');
      const target = imported(from, fileOf(forbiddenTo(room), 'target')).replace(/\.ts$/, '.js');
      plant(from, `import { target } from '${target}';\nexport const here = target;\n`);
      const file = fileOf(room, 'target');
      if (!existsSync(join(folder, file))) plant(file, 'export const target = 1;\n');
    }
    for (const room of pure) plant(`src/${room}/impure.ts`, "export const read = require('node:fs').readFileSync;\n");
    for (const file of Object.keys(exceptions)) plant(`src/${file}`, "import 'node:fs';\nimport 'node:os';\n");
    for (const name of Object.keys(packages)) {
      plant(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
      plant(`node_modules/${name}/index.js`, '');
    }
    plant(
      'src/releases/gate/packages.ts',
      [...Object.keys(packages).map((name) => `import '${name}';`), ''].join('\n'),
    );
    plant('node_modules/projen/lib/cleanup.js', '');
    plant('src/project/projen/tasks.ts', "import { cleanup } from 'projen/lib/cleanup';\nexport { cleanup };\n");
    plant('src/project/projen/internals.ts', "import { cleanup } from 'projen/lib/cleanup';\nexport { cleanup };\n");
    plant('src/cli/commands/seal/run.ts', 'export const run = 1;\n');
    plant('src/cli/tools/find.ts', "export const load = () => import('../commands/seal/run.js');\n");
    plant('test/support/tree.ts', 'export const tree = 1;\n');
    plant('src/cli/main.ts', "export { tree } from '../../test/support/tree.js';\nimport './commands/seal/run.js';\n");
    plant('src/render/a.ts', "import { b } from './b.js';\nexport const a = () => b;\n");
    plant('src/render/b.ts', "import { a } from './a.js';\nexport const b = () => a;\n");
    plant('src/render/types-a.ts', "import type { B } from './types-b.js';\nexport type A = B;\n");
    plant('src/render/types-b.ts', "import type { A } from './types-a.js';\nexport type B = A;\n");
    plant(
      'src/render/fine.ts',
      "import { target } from '../common/target.js';\nimport 'node:path';\nexport { target };\n",
    );
    ({ status, violations } = cruise(folder));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each(names)('of an import that %s may not have fails with file and rule', (room) => {
    const allowed = rooms[room].length > 0 ? `only ${rooms[room].join(', ')}` : 'nothing';
    const [from, to] = [fileOf(room, 'upward'), fileOf(forbiddenTo(room), 'target')];
    expect(violations).toContain(`${room} imports ${allowed}: ${from} → ${to}`);
    expect(status).toBeGreaterThan(0);
  });

  test.each(pure)('of a file in %s that reads the disk fails', (room) => {
    expect(violations).toContain(`${room} is pure: src/${room}/impure.ts → fs`);
  });

  test.each(Object.entries(exceptions))('of another module in %s than %s fails', (file, modules) => {
    const rule = `${file} is pure except for ${modules.join(', ')}`;
    const found = violations.filter((line) => line.startsWith(rule));
    expect(found).toContain(`${rule}: src/${file} → os`);
    expect(found.filter((line) => modules.some((name) => line.endsWith(`→ ${name}`)))).toEqual([]);
  });

  test.each(Object.entries(packages))('of %s outside of %s fails', (name, room) => {
    expect(violations).toContain(
      `only ${room} imports ${name}: src/releases/gate/packages.ts → node_modules/${name}/index.js`,
    );
  });

  test('of each other rule fails', () => {
    expect(violations).toEqual(
      expect.arrayContaining([
        "only project/projen/internals.ts imports projen's internals: src/project/projen/tasks.ts → node_modules/projen/lib/cleanup.js",
        'only commands and main import commands: src/cli/tools/find.ts → src/cli/commands/seal/run.ts',
        'src imports only src: src/cli/main.ts → test/support/tree.ts',
      ]),
    );
    expect(violations.filter((line) => line.startsWith('no cycles: src/render/'))).toEqual([
      expect.stringMatching(/^no cycles: src\/render\/[ab]\.ts → *$/),
    ]);
  });

  test('of what is allowed passes', () => {
    expect(violations.filter((line) => line.includes('src/render/fine.ts'))).toEqual([]);
    expect(violations.filter((line) => line.includes('internals.ts →'))).toEqual([]);
    expect(violations.filter((line) => line.includes('src/cli/main.ts → src'))).toEqual([]);
  });
});
