import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VERSIONS } from '../../src/config/defaults';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import {
  askedManager,
  commandLine,
  namedManager,
  PACKAGE_MANAGER_NAMES,
  PACKAGE_MANAGERS,
  packageManagerPin,
  installWithoutScripts,
  quietCleanInstall,
} from '../../src/config/package-managers';
import { npmLock } from '../../src/project/projen/locks/npm';

const { npm, pnpm, yarn } = PACKAGE_MANAGERS;

test('each manager has its own row, and its own files', () => {
  const rows = Object.values(PACKAGE_MANAGERS);
  expect(rows.map(({ name }) => name)).toEqual(PACKAGE_MANAGER_NAMES);
  expect(rows.map(({ lock }) => lock)).toEqual(['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock']);
  expect(new Set(rows.map(({ state }) => state)).size).toBe(rows.length);
  expect(npm.state).toBe(npmLock.installed);
});

test('what a person types', () => {
  const lines = [npm, pnpm, yarn].map((manager) => [
    commandLine(manager, 'cleanInstall'),
    commandLine(manager, 'install'),
    commandLine(manager, 'add'),
  ]);
  expect(lines).toEqual([
    ['npm ci', 'npm install', 'npm install --save-dev'],
    [
      'npx --yes pnpm@10.34.9 install --frozen-lockfile',
      'npx --yes pnpm@10.34.9 install',
      'npx --yes pnpm@10.34.9 add --save-dev',
    ],
    [
      'npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install --immutable',
      'npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install',
      'npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn add --dev',
    ],
  ]);
});

test('what Makefile and workflow run, with Yarn also when someone lost its settings', () => {
  expect([npm, pnpm, yarn].map(quietCleanInstall)).toEqual([
    'npm ci --no-audit --no-fund',
    'npx --yes pnpm@10.34.9 install --frozen-lockfile',
    'YARN_NODE_LINKER=node-modules npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install --immutable',
  ]);
});

test('in jobs that may write, packages run no scripts', () => {
  expect([npm, pnpm, yarn].map(installWithoutScripts)).toEqual([
    'npm ci --ignore-scripts --no-audit --no-fund',
    'npx --yes pnpm@10.34.9 install --frozen-lockfile --ignore-scripts',
    'YARN_NODE_LINKER=node-modules npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install --immutable --mode=skip-build',
  ]);
});

test('versions are exact, and package.json names the one that commands start', () => {
  for (const version of [VERSIONS.pnpm, VERSIONS.yarn]) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
  expect([npm.pin, pnpm.pin, yarn.pin]).toEqual([undefined, `pnpm@${VERSIONS.pnpm}`, `yarn@${VERSIONS.yarn}`]);
});

test('the tests have the managers of the table: scripts/tools.sh gets the same versions', () => {
  const script = readFileSync(join(__dirname, '..', '..', 'scripts', 'tools.sh'), 'utf8');
  expect(script).toContain(`pnpm@${VERSIONS.pnpm} `);
  expect(script).toContain(`@yarnpkg/cli-dist@${VERSIONS.yarn} `);
});

test.each<[string, object, string | undefined]>([
  ['the default', {}, 'npm'],
  ['what the repository says', { packageManager: 'pnpm', organization: { packageManager: 'yarn' } }, 'pnpm'],
  ['what the organization says', { organization: { packageManager: 'yarn' } }, 'yarn'],
  ['none for a name that there is not', { packageManager: 'bun' }, undefined],
  ['none for what is no name', { packageManager: 7 }, undefined],
  ['the default beside an organization that is none', { organization: 'acme' }, 'npm'],
  ['none for the name of a method', { packageManager: 'toString' }, undefined],
])('a config asks for %s', (_what, options, expected) => {
  expect(askedManager(options as PythonGitOpsAppOptions)?.name).toBe(expected);
});

test.each([
  [undefined, 'npm'],
  ['npm@11.0.0', 'npm'],
  ['pnpm@9.0.0', 'pnpm'],
  ['yarn@1.22.22+sha512.abc', 'yarn'],
  ['bun@1.0.0', 'npm'],
  [{}, 'npm'],
])('package.json names with %j: %s', (field, expected) => {
  expect(namedManager(field).name).toBe(expected);
});

test('the pin is the library’s, and that of npm the user’s', () => {
  expect(packageManagerPin(pnpm, 'pnpm@9.0.0')).toBe(pnpm.pin);
  expect(packageManagerPin(npm, 'npm@10.9.0')).toBe('npm@10.9.0');
  expect(packageManagerPin(npm, 'pnpm@9.0.0')).toBeUndefined();
  expect(packageManagerPin(npm, undefined)).toBeUndefined();
});
