import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runDrift } from '../../../src/cli/commands/drift/run';
import { runPackages } from '../../../src/cli/commands/packages/run';
import type { Answer } from '../../support/command';
import { answer, compiledCommand, installCompiled, repositoryWith } from '../../support/command';
import { contents, differences, read, SHOP, synthesized, withoutPost, writeFiles } from '../../support/repository';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');

const TWO = { ...SHOP, pythonVersion: '3.11', apps: { storefront: {}, billing: {} } };

/** What uv would lock: the starter locks, for each kind of lists. */
const LOCKED = { requirements: synthesized(TWO), uv: synthesized({ ...TWO, packages: 'uv' }) } as const;

let folder: string;
/** How uv was called in this test: the app, and the arguments without temporary folders. */
let calls: [app: string, ...args: string[]][];
/** What uv locks instead. */
let relocked: (lock: string) => string;
/** The app whose packages uv cannot lock. */
let failing: string | undefined;

beforeEach(() => {
  folder = repositoryWith(TWO);
  calls = [];
  relocked = (lock) => lock;
  failing = undefined;
  const { spawnSync } = childProcess;
  jest
    .spyOn(childProcess, 'spawnSync')
    .mockImplementation(((command: string, args: string[], options: object) =>
      command.endsWith('/scripts/setup.sh') ? uv(command, args) : spawnSync(command, args, options)) as never);
});

afterEach(() => jest.restoreAllMocks());

/** Stands in for the uv of scripts/setup.sh. */
function uv(script: string, [_uv, ...args]: string[]): object {
  const [, app] = /\/apps\/([^/]+)\/scripts\/setup\.sh$/.exec(script) as RegExpExecArray;
  const scratch = args[args.indexOf('--directory') + 1];
  calls.push([app, ...args.filter((arg) => !arg.startsWith('/') && !arg.startsWith('--'))]);
  if (app === failing) return { status: 2 };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  };
  if (args[0] === 'lock') write('uv.lock', relocked(read(LOCKED.uv, `apps/${app}/uv.lock`)));
  if (args[0] === 'pip') {
    const target = args[args.indexOf('--output-file') + 1];
    write(target, relocked(read(LOCKED.requirements, `apps/${app}/${target}`)));
  }
  return { status: 0 };
}

const packages = (to: string, flags: object = {}): Promise<Answer> =>
  answer(() => withoutPost(() => runPackages(folder, to, flags)));

const driftNow = async (): Promise<number | null> => (await answer(() => runDrift(folder, [], {}))).code;

const LISTS = [
  'src/requirements.in',
  'test/requirements-test.in',
  'src/requirements.txt',
  'test/requirements-test.txt',
] as const;

const has = (app: string, path: string): boolean => contents(folder).has(`apps/${app}/${path}`);

test('every app is converted, the repository gets the option, and the versions stay', async () => {
  const { code, stdout, stderr } = await packages('uv');
  expect([code, stderr]).toEqual([0, '']);
  expect(read(folder, '.projenrc.ts')).toContain('"packages": "uv"');
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('.projenrc.ts: added packages');
  const files = ['  wrote pyproject.toml, uv.lock', `  removed ${LISTS.join(', ')}`];
  expect(lines.slice(-9)).toEqual([
    'apps/storefront: converted 6 files; every locked version stays',
    ...files,
    'apps/billing: converted 6 files; every locked version stays',
    ...files,
    '',
    'Next: make test',
    '',
  ]);
  for (const app of ['storefront', 'billing']) {
    expect(read(folder, `apps/${app}/uv.lock`)).toBe(read(LOCKED.uv, `apps/${app}/uv.lock`));
    expect(read(folder, `apps/${app}/pyproject.toml`)).toContain(`[project]\nname = "${app}"\n`);
    for (const path of LISTS) expect([path, has(app, path)]).toEqual([path, false]);
  }
  // First with the old versions as constraints, then without them.
  expect(calls).toEqual([
    ['storefront', 'lock'],
    ['storefront', 'lock'],
    ['billing', 'lock'],
    ['billing', 'lock'],
  ]);
  expect(await driftNow()).toBe(0);
});

test('--app converts only that app, and sets the option only there', async () => {
  const before = contents(folder);
  const { code, stdout } = await packages('uv', { app: 'billing' });
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]).toBe('.projenrc.ts: added apps.billing.packages');
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('Next: make test APP=billing');
  expect(read(folder, '.projenrc.ts')).toContain('"billing": {\n      "packages": "uv"\n    }');
  expect(differences(before, contents(folder)).filter((path) => path.includes('storefront'))).toEqual([]);
  expect(has('billing', 'uv.lock')).toBe(true);
  expect(await driftNow()).toBe(0);
});

test('requirements is the way back, and names the versions that change', async () => {
  folder = repositoryWith({ ...TWO, packages: 'uv' });
  relocked = (lock) => lock.replace(/^flask==\S+/m, 'flask==9.9.9');
  const { code, stdout } = await packages('requirements', { app: 'storefront' });
  expect(code).toBe(0);
  const [, from] = /^flask==(\S+)/m.exec(read(LOCKED.requirements, 'apps/storefront/src/requirements.txt')) ?? [];
  expect(stdout).toContain(
    [
      '',
      `apps/storefront: converted 6 files; versions that change: flask ${from} → 9.9.9`,
      `  wrote pyproject.toml, ${LISTS.join(', ')}`,
      '  removed uv.lock',
      '',
      'Next: make test APP=storefront\n',
    ].join('\n'),
  );
  expect(read(folder, '.projenrc.ts')).toContain('"storefront": {\n      "packages": "requirements"\n    }');
  expect(LISTS.map((path) => has('storefront', path))).toEqual([true, true, true, true]);
  expect([has('storefront', 'uv.lock'), has('billing', 'uv.lock')]).toEqual([false, true]);
  expect(calls).toEqual([
    ['storefront', 'export'],
    ['storefront', 'pip', 'compile', ':all:', '3.11', 'src/requirements.txt', 'src/requirements.in'],
    ['storefront', 'export'],
    ['storefront', 'pip', 'compile', ':all:', '3.11', 'test/requirements-test.txt', 'test/requirements-test.in'],
  ]);
});

test('--dry-run writes nothing, and shows the diff, the files, and the versions', async () => {
  const before = contents(folder);
  const { code, stdout } = await packages('uv', { app: 'billing', dryRun: true });
  expect(code).toBe(0);
  expect(differences(before, contents(folder))).toEqual([]);
  expect(stdout).toContain('\n-    "billing": {}\n+    "billing": {\n+      "packages": "uv"\n+    }\n');
  expect(stdout).toMatch(/^would write \d+ files:$/m);
  expect(stdout.split('\n').slice(-6)).toEqual([
    'apps/billing: would convert 6 files; every locked version stays',
    '  would write pyproject.toml, uv.lock',
    `  would remove ${LISTS.join(', ')}`,
    '',
    'Dry run: nothing was changed.',
    '',
  ]);
});

test('--json prints the same as data, in a dry run and after it', async () => {
  writeFiles(folder, { 'apps/billing/src/requirements.in': '-r gitops_runtime/requirements.in\n-r more.in\n' });
  writeFiles(folder, { 'apps/billing/src/more.in': 'flask\n' });
  const [dry, done] = [
    await packages('uv', { app: 'billing', json: true, dryRun: true }),
    await packages('uv', { app: 'billing', json: true }),
  ].map(({ code, stdout }) => {
    expect(code).toBe(0);
    return JSON.parse(stdout) as object;
  });
  expect(done).toEqual({ ...dry, dryRun: false });
  expect(dry).toMatchObject({
    schemaVersion: 1,
    dryRun: true,
    packages: 'uv',
    changes: [{ kind: 'add', option: 'apps.billing.packages' }],
    diff: expect.stringContaining('+    "billing": {\n+      "packages": "uv"\n') as string,
    written: expect.arrayContaining(['apps/billing/Dockerfile', 'apps/billing/scripts/setup.sh']) as string[],
    savedEdits: [],
    converted: [
      {
        app: 'billing',
        files: ['pyproject.toml', ...LISTS, 'uv.lock'].map((path) => `apps/billing/${path}`),
        left: ['apps/billing/src/more.in'],
        moved: [],
      },
    ],
  });
});

test.each([
  ['poetry', {}, 'packages must be requirements or uv, got poetry\n'],
  ['UV', { app: 'billing' }, 'packages must be requirements or uv, got UV\n'],
  ['uv', { app: 'billin' }, 'no app billin: did you mean billing?\n'],
  ['uv', { app: 'other' }, 'no app other: known: storefront, billing\n'],
  ['requirements', {}, "every app already has packages: 'requirements'; nothing was changed\n"],
  ['requirements', { app: 'billing' }, "billing already has packages: 'requirements'; nothing was changed\n"],
  ['requirements', { dryRun: true }, "every app already has packages: 'requirements'; nothing was changed\n"],
])('packages %s with %j fails, and changes nothing', async (to, flags, stderr) => {
  const before = contents(folder);
  expect(await packages(to, flags)).toEqual({ code: 2, stdout: '', stderr });
  expect(differences(before, contents(folder))).toEqual([]);
  expect(calls).toEqual([]);
});

test('without an app, it shows the option to set', async () => {
  folder = repositoryWith({ ...SHOP, apps: {} });
  expect(await packages('uv')).toEqual({
    code: 2,
    stdout: '',
    stderr: "there is no app yet: set packages: 'uv' in .projenrc.ts\n",
  });
});

test('if uv cannot lock one app, no app changes', async () => {
  const before = contents(folder);
  failing = 'billing';
  expect(await packages('uv')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'nothing was changed: uv could not lock the packages of billing. Fix the error above, then run this again.\n',
  });
  expect(differences(before, contents(folder))).toEqual([]);
});

test.each([
  ['src/requirements.in', '--find-links wheels\n', 'src/requirements.in:1 has --find-links wheels, which'],
  ['test/requirements-test.in', '-r ../src/none.in\n', 'src/none.in is missing: add it, or remove what includes it'],
  ['pyproject.toml', 'name = = 1\n', 'pyproject.toml:1 is not TOML: '],
])('what uv.lock cannot hold is refused with its place: %s', async (path, text, problem) => {
  writeFiles(folder, { [`apps/billing/${path}`]: text });
  const before = contents(folder);
  const { code, stderr } = await packages('uv');
  expect(code).toBe(2);
  expect(stderr).toContain(`nothing was changed:\n  apps/billing/${problem}`);
  expect(differences(before, contents(folder))).toEqual([]);
});

test.each([
  [
    ['requirements', '--app', 'billing', '--dry-run', '--json'],
    "billing already has packages: 'requirements'; nothing was changed\n",
  ],
  [['uv', '--app', 'billin'], 'no app billin: did you mean billing?\n'],
  [[], "missing required argument 'packages'\n"],
  [['uv', '--ap', 'billing'], "unknown option '--ap'"],
])('the command line takes %j', (args, stderr) => {
  installCompiled(folder);
  const answered = compiledCommand(folder, ['packages', ...args]);
  expect(answered).toMatchObject({ code: 2, stdout: '' });
  expect(answered.stderr).toContain(stderr);
});
