import { chmodSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { runAddApp } from '../../../src/cli/commands/add-app/run';
import { runDrift } from '../../../src/cli/commands/drift/run';
import type { Finding } from '../../../src/common/findings';
import { FindingsError } from '../../../src/common/findings';
import { Folder } from '../../../src/files/disk/folder';
import type { Answer } from '../../support/command';
import { answer, compiledCommand, folderWithRc, installCompiled, rcWith, repositoryWith } from '../../support/command';
import { contents, differences, pathsBelow, read, SHOP, withoutPost, writeFiles } from '../../support/repository';

let folder: string;

beforeEach(() => {
  folder = repositoryWith(SHOP);
});

const add = (name: string, flags: object = {}): Promise<Answer> =>
  answer(() => withoutPost(() => runAddApp(folder, name, flags)));

/** The findings that an app is refused with. */
const refused = async (name: string, flags: object = {}): Promise<readonly Finding[]> => {
  const error: unknown = await add(name, flags).catch((thrown: unknown) => thrown);
  if (error instanceof FindingsError) return error.findings;
  throw new Error(`expected findings, got ${JSON.stringify(error)}`);
};

const driftNow = async (): Promise<number | null> => (await answer(() => runDrift(folder, [], {}))).code;

test('an app comes into .projenrc.ts and into the tree, and the next step is said', async () => {
  const before = read(folder, '.projenrc.ts');
  const { code, stdout } = await add('billing', { port: '8080', interface: 'asgi', callable: 'billing.main:app' });
  expect(code).toBe(0);
  expect(read(folder, '.projenrc.ts')).toBe(
    before.replace(
      '"storefront": {}\n',
      '"storefront": {},\n    "billing": { "port": 8080, "interface": "asgi", "callable": "billing.main:app" }\n',
    ),
  );
  expect(stdout.split('\n')[0]).toBe('.projenrc.ts: added apps.billing');
  expect(stdout).toMatch(/^wrote \d+ files:\n {2}apps\/billing\/\.dockerignore$/m);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Next: make dev APP=billing');
  expect(read(folder, 'apps/billing/src/gitops_runtime/asgi_app.py')).toContain('apps.billing');
  expect(await driftNow()).toBe(0);
});

test('a Django app also gets the secrets of its settings, and a job for its migrations', async () => {
  const { code } = await add('billing', { framework: 'django', server: 'gunicorn' });
  expect(code).toBe(0);
  expect(read(folder, '.projenrc.ts')).toContain(
    '"billing": { "framework": "django", "server": "gunicorn", "secrets": ["DATABASE_URL", "SECRET_KEY"], ' +
      '"workloads": { "web": {}, "migrate": { "type": "job", "command": ["python", "manage.py", "migrate"] } } }\n',
  );
  expect(read(folder, 'apps/billing/src/requirements.txt')).toMatch(/^django==5\.2\.[^]*^gunicorn==/m);
  expect(read(folder, 'apps/billing/src/config/settings.py')).toContain('SECRET_KEY = secret("SECRET_KEY", ');
  expect(await driftNow()).toBe(0);
});

test('a Django app with its own code gets neither', async () => {
  await add('billing', { framework: 'django', callable: 'billing.wsgi:application' });
  expect(read(folder, '.projenrc.ts')).toContain(
    '"billing": { "framework": "django", "callable": "billing.wsgi:application" }\n',
  );
  expect(pathsBelow(folder)).not.toContain('apps/billing/src/manage.py');
});

test('--dry-run shows the difference and what would follow, and writes nothing; --json says the same', async () => {
  const before = contents(folder);
  const { code, stdout } = await add('billing', { dryRun: true });
  expect(code).toBe(0);
  expect(stdout).toContain('--- a/.projenrc.ts\n+++ b/.projenrc.ts\n@@');
  expect(stdout).toContain('\n-    "storefront": {}\n+    "storefront": {},\n+    "billing": {}\n');
  expect(stdout).toMatch(/^would write \d+ files:$/m);
  expect(stdout).toContain('\nDry run: nothing was changed.\n');
  const json = JSON.parse((await add('billing', { dryRun: true, json: true })).stdout) as { written: string[] };
  expect(differences(before, contents(folder))).toEqual([]);
  expect(json).toMatchObject({
    schemaVersion: 1,
    dryRun: true,
    app: 'billing',
    changes: [{ kind: 'add', option: 'apps.billing' }],
    diff: expect.stringContaining('+    "billing": {}\n') as string,
    removed: [],
    savedEdits: [],
    found: [],
  });
  const done = JSON.parse((await add('billing', { json: true })).stdout) as { written: string[]; dryRun: boolean };
  expect(done.dryRun).toBe(false);
  expect(done.written).toEqual(json.written);
  expect(differences(before, contents(folder)).map((path) => path.replace(/^[+-]/, ''))).toEqual(
    [...json.written, '.projenrc.ts'].sort(),
  );
});

test('what is wrong is a finding as in the file, all of it at once, and nothing is written', async () => {
  const before = contents(folder);
  const wrong = { port: '80', interface: 'wsig', server: 'uwsgi', pythonVersion: '2.7', callable: 'app' };
  const found = await refused('Billing', wrong);
  expect(found.map(({ path }) => path)).toEqual([
    'apps.Billing',
    'apps.Billing.port',
    'apps.Billing.interface',
    'apps.Billing.server',
    'apps.Billing.callable',
    'apps.Billing.pythonVersion',
  ]);
  expect(found[0].fix).toBe("use 'billing'");
  expect((await refused('billing', { port: 'http' }))[0]).toMatchObject({ got: '"http"' });
  for (const name of ['../up', '__proto__', 'a'.repeat(41)]) {
    expect((await refused(name))[0].path).toContain('apps');
  }
  expect(differences(before, contents(folder))).toEqual([]);
});

test('an app that is there already is an error that says where it is changed', async () => {
  expect(await add('storefront')).toMatchObject({
    code: 2,
    stderr: 'app storefront already exists: change its entry under apps in .projenrc.ts, then run npx projen\n',
  });
});

test('with many apps a line says what takes a moment, beside what is printed', async () => {
  expect((await add('billing', { dryRun: true })).stderr).toBe('');
  const apps = Object.fromEntries(Array.from({ length: 20 }, (_none, index) => [`app${index}`, {}]));
  writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, apps }) });
  const { stdout, stderr } = await add('billing', { dryRun: true, json: true });
  expect(stderr).toBe('Rendering 20 apps before and after the change …\n');
  expect(JSON.parse(stdout)).toMatchObject({ app: 'billing' });
});

test('files of an app that was there once are kept, and named', async () => {
  writeFiles(folder, { 'apps/billing/src/server.py': 'mine\n' });
  const { stdout } = await add('billing');
  expect(stdout).toContain('apps/billing already contains files of yours, which are kept: apps/billing/src/server.py');
  expect(read(folder, 'apps/billing/src/server.py')).toBe('mine\n');
});

test('when the files cannot be written, .projenrc.ts is as before', async () => {
  const clean = contents(folder);
  writeFiles(folder, { 'apps/billing/Dockerfile/in-the-way': '' });
  expect((await refused('billing'))[0]).toMatchObject({ path: 'apps/billing/Dockerfile' });
  rmSync(join(folder, 'apps/billing'), { recursive: true });
  // Later than any check, when .projenrc.ts has its new text: a file cannot be staged.
  const original = Object.getOwnPropertyDescriptor(Folder.prototype, 'makeParent')?.value as Folder['makeParent'];
  let meanwhile = '';
  const spy = jest.spyOn(Folder.prototype, 'makeParent').mockImplementation(function (this: Folder, path: string) {
    if (!path.startsWith('apps/billing')) return original.call(this, path);
    meanwhile = read(folder, '.projenrc.ts');
    throw new Error('no space left');
  });
  try {
    await expect(add('billing')).rejects.toThrow('no space left');
  } finally {
    spy.mockRestore();
  }
  expect(meanwhile).toContain('billing');
  expect(differences(clean, contents(folder))).toEqual([]);
});

test('the mode of .projenrc.ts stays, and a link is left to a person', async () => {
  chmodSync(join(folder, '.projenrc.ts'), 0o755);
  await add('billing');
  // eslint-disable-next-line no-bitwise -- a mode is a set of bits
  expect((statSync(join(folder, '.projenrc.ts')).mode & 0o777).toString(8)).toBe('755');
  writeFiles(folder, { 'real.ts': read(folder, '.projenrc.ts') });
  rmSync(join(folder, '.projenrc.ts'));
  symlinkSync('real.ts', join(folder, '.projenrc.ts'));
  expect(await add('more')).toMatchObject({
    code: 2,
    stderr: '.projenrc.ts is a symbolic link: edit its target by hand\n',
  });
});

describe('by the compiled command line, with its real loader', () => {
  const run = (
    rc: string,
    files: Record<string, string>,
    ...args: string[]
  ): Answer & { changed: string[]; rc: string } => {
    const fresh = folderWithRc(rc);
    installCompiled(fresh);
    writeFiles(fresh, files);
    const synth = compiledCommand(fresh, ['synth']);
    expect(synth).toMatchObject({ code: 0 });
    const before = contents(fresh);
    const said = compiledCommand(fresh, args);
    return { ...said, changed: differences(before, contents(fresh)), rc: read(fresh, '.projenrc.ts') };
  };
  const IMPORT = "import { PythonGitOpsApp } from '@org/python-gitops-app';\n";

  test('the edited text is what is run, and what it does not say as wanted is left to a person', () => {
    const written = run(
      `${IMPORT}const apps = {\n  web: {},\n};\n\nnew PythonGitOpsApp({ name: 'shop', apps }).synth();\n`,
      {},
      ...['add-app', 'billing', '--port', '8080'],
    );
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(written.rc).toContain('const apps = {\n  web: {},\n  billing: { port: 8080 },\n};\n');
    expect(written.changed).toContain('+apps/billing/Dockerfile');

    const computed = `${IMPORT}const options = { name: 'shop', apps: { web: {} } };\noptions.apps = Object.freeze({ web: {} });\nnew PythonGitOpsApp(options).synth();\n`;
    expect(run(computed, {}, 'add-app', 'billing')).toMatchObject({
      code: 2,
      changed: [],
      stderr:
        'python-gitops: nothing was changed: .projenrc.ts computes its options, so the edit would have another effect.\n' +
        '  By hand: add billing: {}, to apps, then run npx projen\n',
    });
  });

  test('a list in another file is refused with its line, and with what to write by hand', () => {
    const rc = `${IMPORT}import { apps } from './apps';\nnew PythonGitOpsApp({ name: 'shop', apps }).synth();\n`;
    const files = { 'apps.ts': 'export const apps = { web: {} };\n' };
    expect(run(rc, files, 'add-app', 'bill-ing', '--port', '8080')).toMatchObject({
      code: 2,
      changed: [],
      stderr:
        'python-gitops: nothing was changed: this file cannot be edited safely.\n' +
        "  .projenrc.ts:2: apps is imported from './apps'\n" +
        "  By hand: add 'bill-ing': { port: 8080 }, to apps, then run npx projen\n",
    });
  });

  test('an edit with which the file would not run is not made', () => {
    const rc = `${IMPORT}const apps = { web: { port: 8080 } };\nnew PythonGitOpsApp({ name: 'shop', apps, pythonVersion: apps.web.port === 8080 ? '3.13' : '3.12' }).synth();\n`;
    const { code, stderr, changed } = run(rc, {}, 'rename-app', 'web', 'site');
    expect({ code, changed }).toEqual({ code: 2, changed: [] });
    expect(stderr).toContain('nothing was changed: the edited file would not run: .projenrc.ts:3: Cannot read');
  });

  test('--help shows an example', () => {
    const { code, stdout } = run(rcWith(SHOP), {}, 'add-app', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:\n  python-gitops add-app reports --port 8080 --framework fastapi\n');
  });
});

test('an app that was removed before takes its confirmation away', async () => {
  writeFiles(folder, { '.projenrc.ts': rcWith({ ...SHOP, removed: { billing: 'replaced', old: 'gone' } }) });
  const { code, stdout } = await add('billing');
  expect([code, stdout.split('\n').slice(0, 2)]).toEqual([
    0,
    ['.projenrc.ts: removed removed.billing', '.projenrc.ts: added apps.billing'],
  ]);
  expect(read(folder, '.projenrc.ts')).toContain('"removed": {\n    "old": "gone"\n  }');
});
