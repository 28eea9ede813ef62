import { symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LIBRARY_FOLDER } from '../../../src/config/library';
import { checkTypes, parseDiagnostics, TypeCheckError } from '../../../src/project/projen/type-check';
import { temporaryFolder, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const TYPES = 'export declare class PythonGitOpsApp { constructor(options: Options); synth(): void }\n';
const OPTIONS =
  'export interface Options { readonly name: string; readonly apps?: Record<string, { port?: number }> }\n';
const IMPORT = "import { PythonGitOpsApp } from '@org/python-gitops-app';\n";

/** A repository with the real compiler, and a library with few types. */
function repository(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'node_modules/@org/python-gitops-app/package.json': '{ "name": "@org/python-gitops-app", "types": "index.d.ts" }',
    'node_modules/@org/python-gitops-app/index.d.ts': TYPES + OPTIONS,
    ...files,
  });
  symlinkSync(
    dirname(require.resolve('typescript/package.json', { paths: [LIBRARY_FOLDER] })),
    join(folder, 'node_modules/typescript'),
  );
  return folder;
}

describe('the real compiler', () => {
  test('finds nothing in a valid config, whatever module type package.json sets', async () => {
    const folder = repository({
      'package.json': '{ "type": "module" }',
      '.projenrc.ts': `${IMPORT}import { apps } from './projenrc/apps';\nnew PythonGitOpsApp({ name: 'shop', apps }).synth();\n`,
      'projenrc/apps.ts': 'export const apps = { web: { port: 8080 } };\n',
    });
    expect(await checkTypes(folder)).toEqual([]);
  });

  test('finds every wrong line, also in imports', async () => {
    const folder = repository({
      '.projenrc.ts': `${IMPORT}import { port } from './projenrc/port';\n\nnew PythonGitOpsApp({\n  name: 'shop',\n  apps: { web: { port }, api: { prot: 1 } },\n}).synth();\n`,
      'projenrc/port.ts': "export const port: number = '8080';\n",
    });
    const found = await checkTypes(folder);
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['type-error', '.projenrc.ts:6:33'],
      ['type-error', 'projenrc/port.ts:1:14'],
    ]);
    expect(found[0].got).toBe(
      "TS2353: Object literal may only specify known properties, and 'prot' does not exist in type '{ port?: number | undefined; }'.",
    );
    expect(found[1].got).toBe("TS2322: Type 'string' is not assignable to type 'number'.");
  });

  test('needs no tsconfig, and ignores a broken one', async () => {
    const folder = repository({
      '.projenrc.ts': `${IMPORT}new PythonGitOpsApp({ name: 7 }).synth();\n`,
      'tsconfig.json': '{ broken',
      'tsconfig.projen.json': '{ "compilerOptions": { "strict": false, "noCheck": true } }',
    });
    expect((await checkTypes(folder)).map(({ path }) => path)).toEqual(['.projenrc.ts:2:23']);
  });

  test('reports how to get the types of Node.js', async () => {
    const folder = repository({ '.projenrc.ts': 'export const home = process.env.HOME;\n' });
    expect(await checkTypes(folder)).toEqual([
      expect.objectContaining({
        path: '.projenrc.ts:1:21',
        fix: "add '@types/node' to devDeps, then run npx projen, which installs it",
      }),
    ]);
  });
});

test('without TypeScript it reports what to install', async () => {
  const folder = temporaryFolder();
  await expect(checkTypes(folder)).rejects.toEqual(
    new TypeCheckError(
      'TypeScript is not installed in node_modules, so .projenrc.ts cannot be type-checked; nothing was written. ' +
        'Install the packages: npm ci, or npm install.',
    ),
  );
});

test('a compiler that fails without a diagnostic is an error with its output', async () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'node_modules/typescript/package.json': '{ "version": "7.0.2" }',
    'node_modules/typescript/bin/tsc': "console.error('no such thing');\nprocess.exit(3);\n",
  });
  await expect(checkTypes(folder)).rejects.toThrow('.projenrc.ts cannot be type-checked: no such thing');
});

test('the flags fit the version: from 6 on, a tsconfig must be ignored explicitly', async () => {
  const folder = temporaryFolder();
  const flagsOf = async (version: string): Promise<string> => {
    writeFiles(folder, {
      'node_modules/typescript/package.json': JSON.stringify({ version }),
      'node_modules/typescript/bin/tsc': "console.error(process.argv.slice(2).join(' '));\nprocess.exit(3);\n",
    });
    return checkTypes(folder).then(
      () => 'nothing',
      (error: Error) => error.message,
    );
  };
  expect(await flagsOf('5.9.3')).not.toContain('--ignoreConfig');
  expect(await flagsOf('6.0.0')).toContain('--skipLibCheck true --ignoreConfig --pretty false .projenrc.ts');
  expect(await flagsOf('7.0.2')).toContain('--ignoreConfig');
});

describe('a name that no installed package declares', () => {
  const NODE = ['@types/node'];

  test.each([
    ['export const x = process.env.X;', NODE],
    ["import { join } from 'node:path';\nexport const x = join('a');", NODE],
    ["import { join } from 'path';\nexport const x = join('a');", NODE],
    ["export const x = require('fs');", NODE],
    ["export const x = Buffer.from('x');", NODE],
    ['export const x = __dirname;', NODE],
    ['export const x = __filename;', NODE],
    ['export const x = global;', NODE],
    ['setImmediate(() => undefined);', NODE],
    ['export let x: NodeJS.Timeout | undefined;', NODE],
    ["import type { X } from '@acme/types/deep';\nexport type Y = X;", ['@acme/types']],
    ["import type { X } from 'acme';\nexport type Y = X;", ['acme']],
    ["import { x } from 'plain';\nexport const y = x;", ['@types/plain']],
    ["import { x } from '@acme/plain';\nexport const y = x;", ['@types/acme__plain']],
    ["import type { X } from './missing';\nexport type Y = X;", []],
    ['export const x = nonsense;', []],
  ])('%s', async (text, packages) => {
    const folder = repository({
      '.projenrc.ts': `${text}\n`,
      'node_modules/plain/package.json': '{ "name": "plain", "main": "main.js" }',
      'node_modules/plain/main.js': 'exports.x = 1;\n',
      'node_modules/@acme/plain/package.json': '{ "name": "@acme/plain", "main": "main.js" }',
      'node_modules/@acme/plain/main.js': 'exports.x = 1;\n',
    });
    const fixes = packages.map((name) => `add '${name}' to devDeps, then run npx projen, which installs it`);
    const other = 'change this line; your editor or make explain OPTION=… shows what an option accepts';
    expect((await checkTypes(folder)).map(({ fix }) => fix)).toEqual(fixes.length > 0 ? fixes : [other]);
  });
});

describe('a diagnostic', () => {
  test('keeps its explanation, as one text of limited length', () => {
    const output =
      "a b.ts(3,9): error TS2322: Type 'A' is not assignable to type 'B'.\n" +
      "  Types of property 'x' are incompatible.\n" +
      `    ${'long '.repeat(100)}\n`;
    const [finding, ...others] = parseDiagnostics(output);
    expect(others).toEqual([]);
    expect(finding.path).toBe('a b.ts:3:9');
    expect(finding.got).toMatch(/^TS2322: Type 'A' .* 'B'\. Types of property 'x' are incompatible\. long long .*…$/);
    expect(finding.got.length).toBe('TS2322: '.length + 400);
  });

  test('has the same form with Windows line endings', () => {
    expect(parseDiagnostics('.projenrc.ts(1,2): error TS1: no\r\n.projenrc.ts(3,4): error TS2: nor this\r\n')).toEqual([
      expect.objectContaining({ path: '.projenrc.ts:1:2', got: 'TS1: no' }),
      expect.objectContaining({ path: '.projenrc.ts:3:4', got: 'TS2: nor this' }),
    ]);
  });
});
