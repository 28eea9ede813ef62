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
