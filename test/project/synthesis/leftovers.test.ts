import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeInstalled } from '../../../src/project/synthesis/leftovers';
import { pathsBelow, temporaryFolder, writeFiles } from '../../support/repository';

const LIBRARY = '@acme/platform';
const INSTALLED = JSON.stringify({ devDependencies: { projen: '^0.103.25', [LIBRARY]: '1.0.0' } });

/** A folder in which npm has installed the library. */
function installed(packageJson: string): string {
  const folder = temporaryFolder('shop');
  writeFiles(folder, { 'package.json': packageJson, 'package-lock.json': '{}', 'node_modules/projen/index.js': '' });
  mkdirSync(join(folder, 'src'));
  writeFiles(folder, { 'src/mine.py': '' });
  return folder;
}

test('what this run has installed is removed, and nothing else', () => {
  const folder = installed(INSTALLED);
  expect(removeInstalled(folder, LIBRARY)).toBe(true);
  expect(pathsBelow(folder)).toEqual(['src/mine.py']);
  expect(removeInstalled(folder, LIBRARY)).toBe(true);
});

test.each([
  ['a name', JSON.stringify({ name: 'mine', devDependencies: { projen: '1', [LIBRARY]: '1' } })],
  ['another dependency', JSON.stringify({ devDependencies: { projen: '1', [LIBRARY]: '1', typescript: '5' } })],
  ['a syntax error', '{'],
])('a package.json with %s is yours, so all packages stay', (_what, packageJson) => {
  const folder = installed(packageJson);
  const before = pathsBelow(folder);
  expect(removeInstalled(folder, LIBRARY)).toBe(false);
  expect(pathsBelow(folder)).toEqual(before);
});

test('packages that are older than this run stay', () => {
  const folder = installed(INSTALLED);
  const before = pathsBelow(folder);
  expect(removeInstalled(folder, LIBRARY, Date.now() + 60_000)).toBe(false);
  expect(pathsBelow(folder)).toEqual(before);
});
