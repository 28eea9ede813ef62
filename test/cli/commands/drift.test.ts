import { join } from 'node:path';
import { runDrift } from '../../../src/cli/commands/drift/run';
import { answer, compiledCommand, folderWithRc, rcWith, repositoryWith } from '../../support/command';
import { contents, read, SHOP, temporaryFolder, writeFiles } from '../../support/repository';

let folder: string;
const before = { ...process.env };

beforeAll(() => {
  folder = repositoryWith();
});

afterEach(() => {
  process.env = { ...before };
});

beforeEach(() => {
  delete process.env.GITHUB_ACTIONS;
  delete process.env.GITHUB_STEP_SUMMARY;
});

interface Json {
  readonly clean: boolean;
  readonly files: readonly { readonly path: string; readonly state: string }[];
}

async function json(paths: readonly string[] = [], cwd = folder): Promise<{ code: number | null; json: Json }> {
  const { code, stdout } = await answer(() => runDrift(cwd, paths, { json: true }));
  return { code, json: JSON.parse(stdout) as Json };
}

test('a clean tree: one line, exit 0', async () => {
  const { code, stdout, stderr } = await answer(() => runDrift(folder, [], {}));
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\d+ files match \.projenrc\.ts\.\n$/);
  expect(await json()).toMatchObject({ code: 0, json: { schemaVersion: 1, clean: true, files: [], notChecked: [] } });
});

describe('a path with nothing to compare is an error, exit 2', () => {
  test.each([
    ['Dockerfile', 'no file Dockerfile in this repository: did you mean apps/storefront/Dockerfile?'],
    ['Makefil', 'no file Makefil in this repository: did you mean Makefile?'],
    [
      'apps/storefront/src/server.py',
      'apps/storefront/src/server.py is not generated and contains no generated files, so there is nothing to compare',
    ],
  ])('%s', async (path, message) => {
    expect(await answer(() => runDrift(folder, ['Makefile', path], {}))).toEqual({
      code: 2,
      stdout: '',
      stderr: `${message}\n`,
    });
  });

  test('and only what was compared is counted', async () => {
    const { stdout } = await answer(() => runDrift(folder, ['Makefile', 'apps/storefront/Dockerfile'], {}));
    expect(stdout).toBe('2 files match .projenrc.ts.\n');
  });
});

describe('with an edit', () => {
  let content: string;

  beforeEach(() => {
    content = read(folder, 'Makefile');
    writeFiles(folder, { Makefile: `${content}mine:\n` });
  });

  afterEach(() => writeFiles(folder, { Makefile: content }));

  test('the exit code is 1, the path is named, and nothing is written', async () => {
    const files = contents(folder);
    const { code, stdout } = await answer(() => runDrift(folder, [], {}));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Makefile: edited\n/);
    expect(stdout).toContain('\n    +mine:\n');
    expect(contents(folder)).toEqual(files);
  });

  test('paths choose what is looked at, from the folder where one is', async () => {
    expect((await json(['apps'])).json.clean).toBe(true);
    expect((await json(['Makefile'])).json.files.map(({ path }) => path)).toEqual(['Makefile']);
    expect((await json(['../Makefile'], join(folder, 'apps'))).json.clean).toBe(false);
    expect((await json(['.'])).code).toBe(1);
  });

  test('GitHub Actions gets annotations and a summary; --no-annotations and --json keep the output free of them', async () => {
    process.env.GITHUB_ACTIONS = 'true';
    process.env.GITHUB_STEP_SUMMARY = join(temporaryFolder(), 'summary.md');
    const shown = await answer(() => runDrift(folder, [], {}));
    expect(shown.stdout).toContain('\n::error file=Makefile,title=drift%3A edited::edited by hand; heal: npx projen.');
    expect(read(process.env.GITHUB_STEP_SUMMARY, '')).toContain('| `Makefile` | edited | `apps` | `npx projen` |');
    expect((await answer(() => runDrift(folder, [], { annotations: false }))).stdout).not.toContain('::error');
    expect((await json()).code).toBe(1);
  });
});

describe('what keeps it from comparing is a failure, exit 2', () => {
  test('a path that leads out of the repository', async () => {
    expect(await answer(() => runDrift(folder, ['../other'], {}))).toEqual({
      code: 2,
      stdout: '',
      stderr: `../other is not in this repository (${folder})\n`,
    });
  });

  test('a finding in the config', async () => {
    const other = folderWithRc(rcWith({ ...SHOP, apps: { storefront: { port: 99999 } } }));
    const { code, stderr } = await answer(() => runDrift(other, [], {}));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^1 finding, nothing was compared:.*apps\.storefront\.port/s);
  });

  test('a package.json that is none', async () => {
    const content = read(folder, 'package.json');
    writeFiles(folder, { 'package.json': `<<<<<<< HEAD\n${content}` });
    const { code, stderr } = await answer(() => runDrift(folder, [], {}));
    writeFiles(folder, { 'package.json': content });
    expect([code, stderr.includes('package.json  [invalid-value]')]).toEqual([2, true]);
  });

  test.each([
    ['does not compile', 'const x = ;\n', /^python-gitops: \.projenrc\.ts:1:11: Unexpected token\n$/],
    ['throws', "\n\nthrow new Error('not today');\n", /^python-gitops: \.projenrc\.ts:3: not today\n$/],
    ['makes no project', 'export {};\n', /^python-gitops: \.projenrc\.ts does not call project\.synth\(\)/],
  ])('a .projenrc.ts that %s: message with file and line, no frames', (_what, rc, message) => {
    const other = folderWithRc(rc);
    const files = contents(other);
    const { code, stdout, stderr } = compiledCommand(other, ['drift']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain('    at ');
    expect(contents(other)).toEqual(files);
  });
});
