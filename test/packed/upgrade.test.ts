import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packNextVersion } from './next-version';
import * as support from './support';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

const { synth } = support;

let folder: string;
let next: string;

beforeAll(() => {
  folder = support.repository();
  next = packNextVersion();
  support.edit(join(folder, 'apps/shop/src/server.py'), 'return {"app"', 'return {"edited": "by me", "app"');
  writeFileSync(join(folder, 'README.md'), 'My own words.\n');
  writeFileSync(join(folder, 'scripts/mine.sh'), '#!/bin/sh\n');
});

const installed = (): string =>
  (
    JSON.parse(readFileSync(join(folder, 'node_modules/@org/python-gitops-app/package.json'), 'utf8')) as {
      version: string;
    }
  ).version;

test('a bump in package.json and npx projen: what is declared is installed first, then the files follow', () => {
  const packageJson = join(folder, 'package.json');
  const declared = /"@org\/python-gitops-app": "([^"]+)"/.exec(readFileSync(packageJson, 'utf8'))?.[1] as string;
  support.edit(packageJson, declared, `file:${next}`);
  const { all } = synth(folder);

  expect(all).toContain('installing the declared packages before rendering');
  expect(installed()).toBe('0.1.0');
  expect(readFileSync(join(folder, 'docs/ROLLBACK.md'), 'utf8')).toContain('A sentence of the next version.');
  expect(existsSync(join(folder, 'scripts/new-script.sh'))).toBe(true);
  expect(existsSync(join(folder, 'scripts/install-tools.sh'))).toBe(false);
});

test('edits of what is yours stay', () => {
  expect(readFileSync(join(folder, 'apps/shop/src/server.py'), 'utf8')).toContain('"edited": "by me"');
  expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('My own words.\n');
  expect(existsSync(join(folder, 'scripts/mine.sh'))).toBe(true);
});

test('the lock names the new version, nothing was saved as an edit, and a second run changes nothing', () => {
  expect(readFileSync(join(folder, 'package-lock.json'), 'utf8')).toContain('next.tgz');
  expect(existsSync(join(folder, '.python-gitops'))).toBe(false);
  expect(synth(folder).stdout).toContain('nothing to change');
});

test('back to the first version: git checkout of package.json, its lock, and npx projen', () => {
  support.git(folder, 'checkout', '--', 'package.json', 'package-lock.json');
  support.nameTarballByPath(folder);
  const { all } = synth(folder);
  expect(all).toContain('installing the declared packages');
  expect(installed()).toBe('0.0.0');
  expect(existsSync(join(folder, 'scripts/install-tools.sh'))).toBe(true);
  expect(existsSync(join(folder, 'scripts/new-script.sh'))).toBe(false);
});

test('a version that .projenrc.ts itself asks for is declared, installed and rendered with', () => {
  support.edit(
    join(folder, '.projenrc.ts'),
    "name: 'shop',",
    `name: 'shop',\n  devDeps: ['@org/python-gitops-app@file:${next}'],`,
  );
  const { all } = synth(folder);
  expect(all).toContain(`.projenrc.ts sets @org/python-gitops-app@file:${next}`);
  expect(installed()).toBe('0.1.0');
  expect(existsSync(join(folder, 'scripts/new-script.sh'))).toBe(true);
});

test('when the declared version cannot be installed, nothing is rendered with the old one', () => {
  support.edit(join(folder, '.projenrc.ts'), `file:${next}`, 'file:/nowhere/missing.tgz');
  support.edit(
    join(folder, 'docs/ROLLBACK.md'),
    'A sentence of the next version.',
    'An edit that a rendering would heal.',
  );
  const { all, status } = synth(folder, { expect: null });
  expect(status).not.toBe(0);
  expect(all).toContain('npm install failed');
  expect(readFileSync(join(folder, 'docs/ROLLBACK.md'), 'utf8')).toContain('An edit that a rendering would heal.');
});
