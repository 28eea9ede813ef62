import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

const { changedPaths, readTree, synth } = support;

/** Files that list the apps, or hash those that do. */
const LISTS = [
  '.generated.sha256',
  '.projenrc.ts',
  'IMPLEMENTATION_SUMMARY.md',
  'Makefile',
  'argo/root-app/kustomization.yaml',
  'renovate.json',
];

let folder: string;
let alone: Map<string, string>;

beforeAll(() => {
  folder = support.repository();
  alone = readTree(folder);
});

test('an app that is added brings its own files, and changes only the lists', () => {
  support.edit(join(folder, '.projenrc.ts'), '\n  },\n});', '\n    billing: { port: 8080 },\n  },\n});');
  synth(folder);
  const changed = changedPaths(alone, readTree(folder));
  expect(changed.filter((path) => !path.startsWith('apps/billing/')).sort()).toEqual(LISTS);
  expect(changed).toContain('apps/billing/src/server.py');
  expect(changed).toContain('apps/billing/k8s/overlays/prod/release/kustomization.yaml');
  const { stdout } = support.gitops(folder, ['validate']);
  expect(stdout).toMatch(/^ok +apps\/billing\/k8s\/overlays\/staging +builds/m);
});

test('its tests pass like those of the first one', () => {
  expect(support.run('make', ['test', 'APP=billing'], { cwd: folder }).all).toMatch(/\d+ passed/);
});

test('make refuses an app that does not exist, and names those that do', () => {
  expect(support.run('make', ['test', 'APP=biling'], { cwd: folder, expect: 2 }).all).toContain(
    'unknown app: APP=biling. Apps: shop billing',
  );
});

test('removing an app removes its generated and release files; starter files and yours stay', () => {
  writeFileSync(join(folder, 'apps/billing/src/invoices.py'), '"""Invoices."""\n');
  mkdirSync(join(folder, 'apps/billing/k8s/extra'));
  writeFileSync(join(folder, 'apps/billing/k8s/extra/note.yaml'), 'kind: Note\n');
  support.edit(join(folder, '.projenrc.ts'), '    billing: { port: 8080 },\n', '');
  const { stdout } = synth(folder);
  expect(stdout).toMatch(/^removed \d+ files:$/m);
  const left = changedPaths(alone, readTree(folder));
  expect(left.filter((path) => !path.includes('/.') && !path.includes('__pycache__'))).toEqual([
    'apps/billing/k8s/extra/note.yaml',
    'apps/billing/k8s/overlays/dev/secrets/kustomization.yaml',
    'apps/billing/k8s/overlays/prod/secrets/kustomization.yaml',
    'apps/billing/k8s/overlays/staging/secrets/kustomization.yaml',
    'apps/billing/pyproject.toml',
    'apps/billing/src/invoices.py',
    'apps/billing/src/requirements.in',
    'apps/billing/src/requirements.txt',
    'apps/billing/src/server.py',
    'apps/billing/test/conftest.py',
    'apps/billing/test/requirements-test.in',
    'apps/billing/test/requirements-test.txt',
    'apps/billing/test/test_server.py',
  ]);
  expect(existsSync(join(folder, 'apps/billing/argo'))).toBe(false);
  expect(support.gitops(folder, ['validate']).stdout).not.toContain('billing');
});

test('a hand edit is healed, saved, and restored', () => {
  const path = join(folder, 'apps/shop/k8s/base/service.yaml');
  const generated = readFileSync(path, 'utf8');
  support.edit(path, 'port: 80\n', 'port: 81\n');
  const edited = readFileSync(path, 'utf8');
  const { stdout } = synth(folder);
  expect(readFileSync(path, 'utf8')).toBe(generated);
  expect(stdout).toContain(
    '  apps/shop/k8s/base/service.yaml (apps.shop): Set port or ports in apps.shop.workloads.web.',
  );
  const command = stdout.trimEnd().split('\n').at(-1) as string;
  const name = /^To bring it back: npx python-gitops restore (\S+)$/.exec(command)?.[1] as string;
  support.run('make', ['restore', `NAME=${name}`], { cwd: folder });
  expect(readFileSync(path, 'utf8')).toBe(edited);
  expect(support.git(folder, 'status', '--porcelain', '--', '.python-gitops')).toBe('');
  synth(folder);
});

test('a type error is found by the repository’s own TypeScript, and nothing is written', () => {
  const rc = join(folder, '.projenrc.ts');
  const text = readFileSync(rc, 'utf8');
  // What the runtime would take: 8080 is a number.
  support.edit(rc, '    shop: {\n', "    shop: {\n      port: Number('8080') as unknown as string,\n");
  const before = support.readTree(folder);
  const { stderr } = support.gitops(folder, ['synth'], { expect: 1 });
  expect(stderr).toMatch(
    /^1 finding, nothing was written:\n\n {2}\.projenrc\.ts:\d+:7 {2}\[type-error\]\n.*\n {6}got {2}TS2322: Type 'string' is not assignable to type 'number'\./,
  );
  expect(support.gitops(folder, ['validate'], { expect: 1 }).stdout).toMatch(
    /^\.projenrc\.ts:\d+:7: TS2322: .* {2}\[type-error\]$/m,
  );
  expect(support.changedPaths(before, support.readTree(folder))).toEqual([]);
  writeFileSync(rc, text);
});

test('a config change without a synth fails the validation', () => {
  const rc = join(folder, '.projenrc.ts');
  const text = readFileSync(rc, 'utf8');
  support.edit(rc, '    shop: {\n', '    shop: {\n      environments: { prod: { replicas: 12 } },\n');
  const { stdout } = support.gitops(folder, ['validate'], { expect: 1 });
  expect(stdout).toContain(
    'apps/shop/k8s/overlays/prod/kustomization.yaml: out of date  [generated-file]\n      fix  run npx projen\n',
  );
  writeFileSync(rc, text);
  support.gitops(folder, ['validate']);
});

test('wrong options are reported all at once, and nothing is written', () => {
  support.edit(join(folder, '.projenrc.ts'), "registry: 'docker.io/acme'", "registri: 'docker.io/acme'");
  support.edit(join(folder, '.projenrc.ts'), '    shop: {\n', "    Shop: {},\n    shop: {\n      port: '80',\n");
  const before = readTree(folder);
  const { all, status } = synth(folder, { expect: null });
  expect(status).not.toBe(0);
  expect(all).toContain('4 findings, nothing was written:');
  for (const path of ['registri', 'apps.Shop', 'apps.shop.port', '.projenrc.ts:22:7']) {
    expect(all).toMatch(new RegExp(`^ {2}${path} {2}\\[`, 'm'));
  }
  expect(all).toContain('did you mean registry?');
  expect(all).not.toMatch(/^\s+at .*:\d+:\d+/m);
  expect(changedPaths(before, readTree(folder))).toEqual([]);
});

test('a .projenrc.ts that does not compile is reported with its line, and nothing is written', () => {
  const path = join(folder, '.projenrc.ts');
  writeFileSync(path, readFileSync(path, 'utf8').replace('project.synth();', 'project.synth(;'));
  const before = readTree(folder);
  const line =
    readFileSync(path, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('synth(;')) + 1;
  const { stderr } = support.gitops(folder, ['synth'], { expect: 2 });
  expect(stderr).toContain(`.projenrc.ts:${line}:15: Unexpected token`);
  expect(changedPaths(before, readTree(folder))).toEqual([]);
});
