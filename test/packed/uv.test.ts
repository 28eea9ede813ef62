import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';

jest.setTimeout(600_000);
afterAll(support.cleanUp);

const { gitops, readTree, repository, run } = support;

let folder: string;
let app: string;

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

  test('gets a package with uv add, and make test has it at once', () => {
    const before = versions(text('uv.lock'));
    const start = Date.now();
    uv('add', 'python-slugify');
    writeFileSync(
      join(app, 'test/test_slug.py'),
      '"""Use an added package."""\n\nfrom slugify import slugify\n\n\ndef test_slug() -> None:\n    """Make a slug."""\n    assert slugify("A b") == "a-b"\n',
    );
    expect(makeTest('ARGS=test/test_slug.py')).toMatch(/ 1 passed in /);
    console.log(`uv add and make test of it took ${((Date.now() - start) / 1000).toFixed(1)} s`);
    const after = versions(text('uv.lock'));
    expect(Object.keys(after).filter((name) => !(name in before))).toEqual(['python-slugify', 'text-unidecode']);
    expect(after).toMatchObject(before);
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
