import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';
import type { Background } from '../support/background';
import { background, freePorts, waitFor } from '../support/background';

jest.setTimeout(600_000);

/** `make dev`, once a test has started it. */
let dev: Background | undefined;

afterAll(async () => {
  await dev?.stop();
  support.cleanUp();
});

const { gitops, readTree, repository, run } = support;

let folder: string;
let app: string;
/** The versions in the starter uv.lock. */
let starter: Record<string, string>;

const text = (path: string): string => readFileSync(join(app, path), 'utf8');
const uv = (...args: string[]): support.Result => run('scripts/setup.sh', ['uv', ...args], { cwd: app });
const makeTest = (...args: string[]): string => run('make', ['test', ...args], { cwd: app }).all;

/** Locked versions, by package. */
function versions(lock: string): Record<string, string> {
  const pattern = lock.includes('[[package]]')
    ? /^name = "(.*)"\nversion = "(.*)"/gm
    : /^([\w.-]+)(?:\[.*\])?==(\S+)/gm;
  return Object.fromEntries([...lock.matchAll(pattern)].map(([, name, version]) => [name, version]));
}

beforeAll(() => {
  // The Python of this machine: uv takes no other one for a project.
  folder = repository(['--packages', 'uv', '--python-version', '3.11', ...support.EVERYTHING_SET]);
  app = join(folder, 'apps', 'shop');
  starter = versions(text('uv.lock'));
});

describe('an app with packages: uv', () => {
  test('is tested from the starter uv.lock, and .projenrc.ts names the option', () => {
    expect(readFileSync(join(folder, '.projenrc.ts'), 'utf8')).toContain("\n  packages: 'uv',\n");
    expect(makeTest()).toMatch(/\d+ passed/);
    expect(existsSync(join(app, 'src/requirements.txt'))).toBe(false);
    uv('lock', '--check');
    uv('sync', '--locked');
    expect(uv('run', '--locked', 'python', '-c', 'import flask; print("works")').stdout).toBe('works\n');
  });

  test('is served by make dev, which reloads after an edit, and after uv add with the new package', async () => {
    const [port] = await freePorts(1);
    const options = { cwd: app, env: support.environment(), group: true };
    dev = background('make', ['dev', `PORT=${port}`], join(support.makeFolder('log'), 'output'), options);
    const shown = (line: string): Promise<void> =>
      waitFor(() => dev?.output().includes(line) === true, { what: `shows ${line}`, seconds: 60, program: dev });
    const answers = async (expected: string): Promise<void> => {
      const slug = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/slug`)).text();
      const what = `/slug answers ${expected}`;
      await waitFor(async () => (await slug()) === expected, { what, seconds: 60, program: dev });
    };
    const server = join(app, 'src/server.py');
    const route = '@app.get("/slug")\ndef slug() -> str:\n    """Show a slug."""\n    return "A b"\n\n\n';
    await shown(`http://127.0.0.1:${port}`);
    support.edit(server, '# Add routes above', `${route}# Add routes above`);
    await answers('A b');
    const code = readFileSync(server, 'utf8')
      .replace('\nfrom gitops_runtime', '\nfrom slugify import slugify\n\nfrom gitops_runtime')
      .replace('return "A b"', 'return slugify("A b")');
    writeFileSync(server, code);
    await shown("ModuleNotFoundError: No module named 'slugify'\n");
    uv('add', 'python-slugify');
    await answers('a-b');
    expect(
      dev
        .output()
        .split('\n')
        .filter((line) => /^(?:dev|setup): /.test(line)),
    ).toEqual([
      'dev: src/server.py changed, restarting',
      'dev: src/server.py changed, restarting',
      'dev: web failed with status 1. It starts again when you save a file.',
      'dev: uv.lock changed, restarting',
      'setup: installing the locked packages in .venv',
      'setup: done.',
    ]);
    expect(await dev.stop('SIGINT')).not.toBe('SIGKILL');
  });

  test('has the package that uv add added also in make test, and no other version changed', () => {
    writeFileSync(
      join(app, 'test/test_slug.py'),
      '"""Use an added package."""\n\nfrom slugify import slugify\n\n\ndef test_slug() -> None:\n    """Make a slug."""\n    assert slugify("A b") == "a-b"\n',
    );
    expect(makeTest('ARGS=test/test_slug.py')).toMatch(/ 1 passed in /);
    const after = versions(text('uv.lock'));
    expect(Object.keys(after).filter((name) => !(name in starter))).toEqual(['python-slugify', 'text-unidecode']);
    expect(after).toMatchObject(starter);
    run('make', ['lint'], { cwd: app });
  });

  test('is checked: an edit of pyproject.toml without a new lock stops setup and validate, until make lock', () => {
    support.edit(join(app, 'pyproject.toml'), '    "flask>=3.1",\n', '    "flask>=3.1",\n    "tabulate",\n');
    expect(run('make', ['setup'], { cwd: app, expect: 2 }).stderr).toContain(
      'setup: uv.lock does not fit pyproject.toml: run make lock, then commit both.\n',
    );
    const { all } = gitops(folder, ['validate'], { expect: 1 });
    expect(all).toContain('lists tabulate in dependencies, which uv.lock does not have there');
    run('make', ['lock'], { cwd: app });
    run('make', ['setup'], { cwd: app });
    gitops(folder, ['validate']);
  });

  test('gets its packages back that uv sync removed', () => {
    uv('sync', '--no-dev');
    expect(existsSync(join(app, '.venv/bin/pytest'))).toBe(false);
    run('make', ['setup'], { cwd: app });
    expect(existsSync(join(app, '.venv/bin/pytest'))).toBe(true);
  });

  test('is converted to requirements files and back: versions stay, and nothing is lost', () => {
    const before = readTree(folder);
    const dry = gitops(folder, ['packages', 'requirements', '--dry-run']).stdout;
    expect(dry).toContain('every locked version stays');
    expect(support.changedPaths(before, readTree(folder))).toEqual([]);
    const locked = versions(text('uv.lock'));
    delete locked.shop;
    gitops(folder, ['packages', 'requirements']);
    expect(existsSync(join(app, 'uv.lock'))).toBe(false);
    expect({ ...versions(text('src/requirements.txt')), ...versions(text('test/requirements-test.txt')) }).toEqual(
      locked,
    );
    gitops(folder, ['drift']);
    gitops(folder, ['validate']);
    run('make', ['setup'], { cwd: app });
    run('make', ['packages', 'TO=uv', 'APP=shop'], { cwd: folder });
    expect(versions(text('uv.lock'))).toMatchObject(locked);
    gitops(folder, ['drift']);
    gitops(folder, ['validate']);
    uv('lock', '--check');
    expect(makeTest('ARGS=test/test_slug.py')).toMatch(/ 1 passed in /);
  });
});
