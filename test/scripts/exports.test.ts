import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

let folder: string;

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function run(script: string, ...args: string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout } = spawnSync('node', [join(ROOT, script), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout };
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exports-'));
  plant('package.json', JSON.stringify({ name: 'planted', main: 'lib/index.js' }));
  plant('tsconfig.json', JSON.stringify({ compilerOptions: { rootDir: 'src', outDir: 'lib' } }));
  plant('src/cli/main.ts', "import { used } from '../common/tools';\nused();\n");
  plant('src/common/tools.ts', 'export function used(): void {}\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('knip', () => {
  const knip = (): ReturnType<typeof run> =>
    run('node_modules/knip/bin/knip.js', '--config', join(ROOT, 'scripts/knip.jsonc'), '--no-config-hints');

  test('fails on an export that no other file uses, with file and name', () => {
    plant(
      'src/common/tools.ts',
      'export function used(): void {}\nexport interface Unused {}\nexport const idle = 1;\n',
    );
    plant('src/common/alone.ts', 'export const alone = 1;\n');
    const { status, stdout } = knip();
    expect(stdout).toMatch(/^Unused files \(1\)\nsrc\/common\/alone\.ts/);
    expect(stdout).toMatch(/^idle +src\/common\/tools\.ts:3:14/m);
    expect(stdout).toMatch(/^Unused +interface +src\/common\/tools\.ts:2:18/m);
    expect(status).toBe(1);
  });

  test('passes where each export is used', () => {
    expect(knip().status).toBe(0);
  });
});

describe('one home for a name', () => {
  test('fails on a name that two files export, with both files', () => {
    plant('src/render/tools.ts', 'const a = 1;\nexport interface used {}\nexport { a };\n');
    plant('src/render/more.ts', 'export const [{ a }] = [{ a: 1 }];\n');
    plant('src/cli/commands/drift/run.ts', 'export const command = 1;\n');
    for (const name of ['drift', 'heal']) plant(`src/cli/commands/${name}/command.ts`, 'export const command = 1;\n');
    expect(run('scripts/exports.js')).toEqual({
      status: 1,
      stdout: [
        'src/render/tools.ts:2: used is also exported by src/common/tools.ts:1: rename one, or merge them',
        'src/render/tools.ts:3: a is also exported by src/render/more.ts:1: rename one, or merge them',
        '',
      ].join('\n'),
    });
  });

  test('passes on overloads, on export *, and on the commands', () => {
    plant('src/common/tools.ts', 'export function used(a: 1): void;\nexport function used(): void {}\n');
    plant('src/common/all.ts', "export * from './tools';\n");
    plant('src/index.ts', "export { used } from './common/tools';\n");
    for (const name of ['drift', 'heal']) plant(`src/cli/commands/${name}/command.ts`, 'export const command = 1;\n');
    expect(run('scripts/exports.js')).toEqual({ status: 0, stdout: '' });
  });
});
