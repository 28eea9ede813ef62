import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LIBRARY, LIBRARY_FOLDER } from '../../../src/config/library';
import type { Answer } from '../../support/command';
import { compiledCommand, folderWithRc, installCompiled } from '../../support/command';
import { contents, differences, read, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const IMPORT = `import { PythonGitOpsApp } from '${LIBRARY.name}';\n`;

/** Stands for npm: links what package.json declares and this repository has. */
const NPM = `#!${process.execPath}
const { existsSync, mkdirSync, readFileSync, symlinkSync, appendFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
appendFileSync('npm.log', 'install\\n');
const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
for (const name of Object.keys(devDependencies)) {
  const [from, to] = [join(process.env.PACKAGES, name), join('node_modules', name)];
  if (existsSync(to) || !existsSync(from)) continue;
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(from, to);
}
`;

/** A repository with the real compiler. */
function repository(rc: string): string {
  const folder = folderWithRc(rc);
  installCompiled(folder);
  rmSync(join(folder, 'node_modules/typescript'), { recursive: true });
  const compiler = dirname(require.resolve('typescript/package.json', { paths: [LIBRARY_FOLDER] }));
  symlinkSync(compiler, join(folder, 'node_modules/typescript'));
  writeFiles(folder, {
    [`node_modules/${LIBRARY.name}/main.d.ts`]:
      'export declare class PythonGitOpsApp { constructor(options: object); synth(): void }\n',
    'node_modules/.bin/npm': NPM,
    'package.json': JSON.stringify({ devDependencies: { [LIBRARY.name]: `^${LIBRARY.version}` } }),
  });
  chmodSync(join(folder, 'node_modules/.bin/npm'), 0o755);
  return folder;
}

function run(folder: string, command: string, packages = join(LIBRARY_FOLDER, 'node_modules')): Answer {
  const path = `${join(folder, 'node_modules/.bin')}:${process.env.PATH}`;
  const { code, stdout, stderr } = compiledCommand(folder, command.split(' '), {
    PATH: path,
    PACKAGES: packages,
    PROJEN_DISABLE_POST: '',
  });
  return { code, stdout, stderr };
}

const withDeps = (line: string, devDeps: readonly string[]): string =>
  `${IMPORT}${line}\nnew PythonGitOpsApp({ name: 'shop', devDeps: ${JSON.stringify(devDeps)}, apps: { web: {} } }).synth();\n`;

describe('types are checked after the packages of devDeps are installed', () => {
  test.each([
    [
      'globals and modules of Node.js',
      "import { readFileSync } from 'node:fs';\n" +
        "export const text: string = readFileSync('package.json', 'utf8');\n" +
        'export const where: string | undefined = process.env.WHERE;\n' +
        "export const hex: string = Buffer.from('x').toString('hex');",
      '@types/node',
    ],
    ['the types of another package', "import type { Document } from 'yaml';\nexport type Mine = Document;", 'yaml'],
    ['another package of types', 'export const it: jest.Mock | undefined = undefined;', '@types/jest'],
  ])('%s', (_what, line, name) => {
    const folder = repository(withDeps(line, [name]));
    const first = run(folder, 'synth');
    expect(first.stderr).toContain(
      `devDeps of .projenrc.ts has packages that are not installed (${name}): installing them before types are checked.\n`,
    );
    expect(first.code).toBe(0);
    const { devDependencies } = JSON.parse(read(folder, 'package.json')) as { devDependencies: Record<string, string> };
    expect(devDependencies).toHaveProperty([name]);
    const { compilerOptions } = JSON.parse(read(folder, 'tsconfig.projen.json')) as { compilerOptions: object };
    expect(compilerOptions).toHaveProperty('types', name.startsWith('@types/') ? [name.slice(7)] : []);
    const second = run(folder, 'synth');
    expect([second.code, second.stderr]).not.toContain('before types are checked');
    expect(run(folder, 'drift').code).toBe(0);
  });

  test('the advice of the finding works', () => {
    const line = 'export const where: string | undefined = process.env.WHERE;';
    const folder = repository(withDeps(line, []));
    const { code, stderr } = run(folder, 'synth');
    expect(code).toBe(1);
    expect(stderr).toContain("      fix  add '@types/node' to devDeps, then run npx projen, which installs it\n");
    writeFiles(folder, { '.projenrc.ts': withDeps(line, ['@types/node']) });
    const { stderr: ofDryRun } = run(folder, 'synth --dry-run');
    expect(ofDryRun).toBe(
      'python-gitops: devDeps of .projenrc.ts has packages that are not installed (@types/node); nothing was rendered. ' +
        '--dry-run installs nothing: run npx projen, which does.\n',
    );
    expect(run(folder, 'synth').code).toBe(0);
  });

  test('package.json stays as it was when types are wrong anyway, or the installation fails', () => {
    const line = 'export const where: number = process.env.WHERE;';
    const folder = repository(withDeps(line, ['@types/node']));
    const before = contents(folder);
    const { code, stderr } = run(folder, 'synth');
    expect([code, stderr]).toEqual([1, expect.stringContaining("TS2322: Type 'string | undefined' is not assignable")]);
    expect(differences(before, contents(folder))).toEqual(['+npm.log']);
    rmSync(join(folder, 'node_modules/@types'), { recursive: true });
    writeFiles(folder, { 'node_modules/.bin/npm': '#!/bin/sh\nexit 1\n' });
    const failed = run(folder, 'synth');
    expect([failed.code, failed.stderr]).toEqual([2, expect.stringContaining('npm install failed, see above.')]);
    expect(differences(before, contents(folder))).toEqual(['+npm.log']);
  });

  test('nothing is installed for correct types, nor with findings in the config', () => {
    const folder = repository(withDeps('export const x: number = "";', ['@types/node']).replace('web:', "'We b':"));
    const { code, stderr } = run(folder, 'synth');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^\d findings, nothing was written/)]);
    expect(stderr).not.toContain('installing');
  });

  test('a module that is not installed has an instruction', () => {
    const folder = repository(`import pad from 'left-pad/lib';\n${withDeps('pad();', ['left-pad'])}`);
    const { code, stderr } = run(folder, 'synth');
    expect([code, stderr]).toEqual([
      2,
      "python-gitops: .projenrc.ts:1: Cannot find module 'left-pad': add it to devDependencies of package.json and install it\n",
    ]);
  });
});
