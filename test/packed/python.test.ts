import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';

jest.setTimeout(900_000);
afterAll(support.cleanUp);

const { run } = support;

let folder: string;
let app: string;

/** A file of the app. */
const path = (name: string): string => join(app, name);

/** Pinned versions of a lock, by package. */
function pins(lock: string): Map<string, string> {
  const found = readFileSync(path(lock), 'utf8').matchAll(/^([\w.-]+)==(\S+)/gm);
  return new Map([...found].map(([, name, version]) => [name, version]));
}

beforeAll(() => {
  folder = support.repository();
  app = join(folder, 'apps', 'shop');
});

describe('a Python developer', () => {
  test('adds a package of the service and one of the tests, and relocks with make lock; nothing else moves', () => {
    const [service, tests] = [pins('src/requirements.txt'), pins('test/requirements-test.txt')];
    appendFileSync(path('src/requirements.in'), 'python-slugify\n');
    appendFileSync(path('test/requirements-test.in'), 'pytest-randomly\n');
    run('make', ['lock'], { cwd: app });
    const added = (lock: string, before: Map<string, string>): string[] => {
      const after = pins(lock);
      for (const [name, version] of before) expect([name, after.get(name)]).toEqual([name, version]);
      return [...after.keys()].filter((name) => !before.has(name)).sort();
    };
    expect(added('src/requirements.txt', service)).toEqual(['python-slugify', 'text-unidecode']);
    expect(added('test/requirements-test.txt', tests)).toEqual(['pytest-randomly', 'python-slugify', 'text-unidecode']);
    expect(readFileSync(path('src/requirements.txt'), 'utf8')).toContain(
      '    # via -r src/gitops_runtime/requirements.in\n',
    );
    expect(readFileSync(path('src/requirements.txt'), 'utf8')).not.toMatch(/https?:\/\//);
  });

  test('writes own fixtures, tests, settings of pytest and rules of ruff, and the platform’s tests go on passing', () => {
    appendFileSync(
      path('test/conftest.py'),
      [
        '',
        '',
        '@pytest.fixture(scope="session")',
        'def server_environment() -> dict[str, str]:',
        '    """Return what the service needs of its environment."""',
        '    return {"GREETING": "hello"}',
        '',
        '',
        '@pytest.fixture',
        'def base_price() -> int:',
        '    """Return a price of our own."""',
        '    return 3',
        '',
      ].join('\n'),
    );
    writeFileSync(
      path('test/test_prices.py'),
      [
        '"""Tests with a fixture and a package of our own."""',
        '',
        'import pytest',
        'from slugify import slugify',
        '',
        '',
        '@pytest.mark.price',
        'def test_a_price_has_a_slug(base_price: int) -> None:',
        '    assert slugify(f"Price {base_price}") == "price-3"',
        '',
      ].join('\n'),
    );
    const pyproject = path('pyproject.toml');
    support.edit(pyproject, 'strict_xfail = true\n', 'strict_xfail = true\nmarkers = ["price: of our own"]\n');
    support.edit(pyproject, 'line-length = 120', 'line-length = 100');
    support.edit(pyproject, 'select = [\n', 'select = [\n  "D",   # docstrings\n  "N",   # names\n');
    support.edit(pyproject, '"test/*.py" = ["S101"]', '"test/*.py" = ["D", "S101"]');
    const { all } = run('make', ['test'], { cwd: app });
    expect(all).toMatch(/\d+ passed/);
    expect(all).not.toMatch(/\d+ (?:failed|error|skipped|warning)/);
    expect(run('scripts/test.sh', ['--quiet', '-m', 'price'], { cwd: app }).all).toMatch(/^1 passed/m);
    // The rules are ours, the generated files are not.
    const { all: findings } = run('.venv/bin/python', ['-m', 'ruff', 'check', '--output-format=concise', '.'], {
      cwd: app,
      expect: null,
    });
    expect(findings).not.toContain('gitops_');
    expect(findings).not.toContain('integration_test');
  });

  test('may turn on every rule of ruff: what was generated as a start passes them', () => {
    const fresh = join(support.repository(), 'apps', 'shop');
    const file = join(fresh, 'pyproject.toml');
    const text = readFileSync(file, 'utf8').replace(
      /select = \[[^\]]*\]/,
      'select = ["ALL"]\nignore = ["COM812", "CPY001", "D203", "D213"]',
    );
    writeFileSync(file, text.replace('["S101"]', '["D103", "INP001", "PLR2004", "S101"]\n"src/*.py" = ["INP001"]'));
    expect(run('make', ['lint'], { cwd: fresh }).all).toContain('Success: no issues found');
  });

  test('reports a lock that is too old before writing, and the printed command fixes it', () => {
    support.synth(folder);
    const lock = path('src/requirements.txt');
    const newest = pins('src/requirements.txt').get('granian') as string;
    // Older than what the runtime module needs; without its hashes, which are not needed here.
    const text = readFileSync(lock, 'utf8').replace(/^granian==\S+ \\\n(?: {4}--hash=.*\n)+/m, 'granian==2.7.0\n');
    writeFileSync(lock, text);
    const line = text.split('\n').indexOf('granian==2.7.0') + 1;
    const before = support.readTree(folder);
    const { all, status } = support.synth(folder, { expect: null });
    expect(status).not.toBe(0);
    expect(all).toContain(`  apps/shop/src/requirements.txt:${line}  [lock-too-old]`);
    expect(all).toContain('got  granian 2.7.0');
    const command = /fix {2}run (make -C apps\/shop lock ARGS="--upgrade-package granian"), then npx projen/.exec(all);
    expect(support.changedPaths(before, support.readTree(folder))).toEqual([]);
    run('bash', ['-c', command?.[1] as string], { cwd: folder });
    const [have, need] = [pins('src/requirements.txt').get('granian') as string, newest].map((version) =>
      version.split('.').map(Number),
    );
    expect(have >= need || have.join('.') === newest).toBe(true);
    support.synth(folder);
  });
});

describe('an app with packages from two more indexes', () => {
  const SUPPORT = join(__dirname, '..', 'support');
  const mirror = support.makeFolder('mirror');
  const server = spawn('python3', [join(SUPPORT, 'mirror-server.py'), mirror], { stdio: ['ignore', 'pipe', 'ignore'] });
  afterAll(() => server.kill());

  let ours: string;
  let own: string;

  /** Runs make with both indexes on the loopback address: the option takes only https. */
  const make = (target: string, options: { expect?: number } = {}): support.Result => {
    const theirs = ours.replace('/ours/', '/theirs/');
    return run('make', [target, `PIP_EXTRA_INDEX_URL=${ours} ${theirs}`], { cwd: own, ...options });
  };

  beforeAll(async () => {
    const [port] = (await once(server.stdout, 'data')) as [Buffer];
    ours = `http://127.0.0.1:${port.toString().trim()}/ours/`;
    run('python3', [join(SUPPORT, 'two-indexes.py'), mirror], { cwd: mirror });
    const repository = support.repository();
    own = join(repository, 'apps', 'shop');
    support.edit(
      join(repository, '.projenrc.ts'),
      "registry: 'docker.io/acme',",
      "registry: 'docker.io/acme',\n  extraPackageIndexes: ['https://ours.example/simple', 'https://theirs.example/simple'],",
    );
    support.synth(repository);
    appendFileSync(join(own, 'src/requirements.in'), 'our-money\nour-source\n');
  });

  test('without sourcePackages, make lock fails and shows which package has no wheel', () => {
    const { all } = make('lock', { expect: 2 });
    expect(all).toContain('Wheels are required for `our-source`');
    expect(all).toContain(
      'make lock: fix the error above, then run this again. ' +
        'If a package has no wheel, list it in sourcePackages of the app in .projenrc.ts.\n',
    );
  });

  test('locks from the first index that has a package, and installs only what is locked', () => {
    support.edit(
      join(own, '..', '..', '.projenrc.ts'),
      '    shop: {',
      "    shop: {\n      sourcePackages: ['our-source'],",
    );
    support.synth(join(own, '..', '..'));
    make('lock');
    const lock = readFileSync(join(own, 'src/requirements.txt'), 'utf8');
    expect(lock.match(/^our-.*/gm)).toEqual(['our-money==1.0 \\', 'our-source==1.0 \\']);
    expect(lock).not.toMatch(/https?:|127\.0\.0\.1/);
    make('setup');
    const script = 'import our_money, our_source; print(our_money.ORIGIN, our_source.ORIGIN)';
    expect(run('.venv/bin/python', ['-c', script], { cwd: own }).stdout).toBe('ours built\n');
  });
});
