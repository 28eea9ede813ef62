import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kustomizeBuild, RELEASED } from './released';
import * as support from './support';
import { objectsOf } from '../support/api-server';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

let folder: string;
let original: string;

const make = (...args: string[]): support.Result => support.run('make', args, { cwd: folder });

const rc = (): string => readFileSync(join(folder, '.projenrc.ts'), 'utf8');

/** What Argo CD would find, by kind and name. */
const inArgo = (): string[] =>
  objectsOf(kustomizeBuild(folder, 'argo/root-app')).map(({ kind, metadata }) => `${kind} ${metadata.name}`);

const commit = (message: string): void => {
  support.git(folder, 'add', '--all');
  support.git(folder, 'commit', '--quiet', '--message', message);
};

/** Nothing is left to synthesize, and every overlay and the root build. */
const expectInOrder = (): void => {
  expect(make('drift').stdout).toMatch(/^\d+ files match \.projenrc\.ts\.$/m);
  expect(support.gitops(folder, ['validate']).stdout).not.toMatch(/^(?:failed|error)/m);
  const before = support.readTree(folder);
  support.synth(folder);
  expect(support.changedPaths(before, support.readTree(folder))).toEqual([]);
};

beforeAll(() => {
  folder = support.repository();
  original = rc();
});

test('make add-app: the entry, the files, an app whose tests pass; its name is none that make knows yet', () => {
  const before = support.readTree(folder);
  expect(make('add-app', 'APP=billing', 'ARGS=--dry-run').stdout).toContain('+    billing: {},');
  expect(support.changedPaths(before, support.readTree(folder))).toEqual([]);
  const { stdout } = make('add-app', 'APP=billing', 'ARGS=--port 8080 --interface asgi');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Next: make dev APP=billing');
  expect(rc()).toBe(
    original.replace(/\n {2}\},\n\}\);\n/, "\n    billing: { port: 8080, interface: 'asgi' },\n  },\n});\n"),
  );
  expect(make('test', 'APP=billing').all).toMatch(/\d+ passed/);
  expectInOrder();
  commit('billing');
});

test('once released it has an Application; renamed, it has none until it is released under the new name', () => {
  support.gitops(folder, ['release', 'billing', 'dev', '--image', RELEASED]);
  commit('release billing to dev');
  expect(inArgo()).toEqual(expect.arrayContaining(['AppProject billing', 'Application billing-dev']));

  const sealed = 'apps/billing/k8s/extra';
  mkdirSync(join(folder, sealed));
  writeFileSync(join(folder, sealed, 'notes.txt'), 'mine\n');
  commit('notes');
  const { stdout } = make('rename-app', 'APP=billing', 'TO=accounts');
  expect(stdout).toContain(
    'A cluster cannot rename an app: accounts is a new app without releases, and billing is removed.',
  );
  expect(stdout).toContain('  1. deleted   the Application billing-dev with everything deployed');
  expect(rc()).toContain("\n    accounts: { port: 8080, interface: 'asgi' },\n");
  expect(existsSync(join(folder, 'apps/billing'))).toBe(false);
  expect(readFileSync(join(folder, 'apps/accounts/k8s/extra/notes.txt'), 'utf8')).toBe('mine\n');
  expect(inArgo()).toEqual(['AppProject accounts', 'AppProject shop']);
  expectInOrder();
  commit('rename');
  // Git follows the code.
  const history = support.git(folder, 'log', '--follow', '--format=%s', '--', 'apps/accounts/src/server.py');
  expect(history).toBe('rename\nbilling\n');
  expect(make('test', 'APP=accounts').all).toMatch(/\d+ passed/);

  support.gitops(folder, ['release', 'accounts', 'dev', '--image', RELEASED]);
  expect(inArgo()).toContain('Application accounts-dev');
  commit('release accounts to dev');
});

/** The config without apps of this test. It confirms what was released and is gone. */
const confirmed = (): string =>
  original.replace(
    /\n\}\);\n/,
    "\n  removed: {\n    billing: 'renamed to accounts',\n    accounts: 'removed with make remove-app',\n  },\n});\n",
  );

test('make remove-app: .projenrc.ts is as it was, with what is confirmed, and what is left is the user’s', () => {
  const wrong = support.run('make', ['remove-app', 'APP=acounts'], { cwd: folder, expect: 2 });
  expect(wrong.stderr).toContain('no app acounts: did you mean accounts?');
  const { stdout } = make('remove-app', 'APP=accounts');
  expect(stdout).toContain('  kept         the namespace accounts-dev\n');
  expect(stdout).toMatch(/^Kept \d+ files of yours in apps\/accounts:$/m);
  expect(rc()).toBe(confirmed());
  expect(existsSync(join(folder, 'apps/accounts/src/server.py'))).toBe(true);
  expect(existsSync(join(folder, 'apps/accounts/argo'))).toBe(false);
  expect(inArgo()).toEqual(['AppProject shop']);
  expectInOrder();
  // The printed command.
  support.run('git', ['rm', '-r', '--quiet', 'apps/accounts'], { cwd: folder });
  commit('remove');
  expect(support.git(folder, 'ls-files', 'apps')).not.toContain('accounts');
});

test('--delete-files leaves nothing of an app, and git has all of it', () => {
  make('add-app', 'APP=reports');
  const refused = support.run('make', ['remove-app', 'APP=reports', 'ARGS=--delete-files'], { cwd: folder, expect: 2 });
  expect(refused.stderr).toContain('nothing was changed: these files are not committed and would be lost');
  expect(rc()).toContain('reports: {},');
  commit('reports');
  make('remove-app', 'APP=reports', 'ARGS=--delete-files');
  expect(existsSync(join(folder, 'apps/reports'))).toBe(false);
  expect(rc()).toBe(confirmed());
  expectInOrder();
});
