import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tarball } from './support';

const ROOT = join(__dirname, '..', '..');
const MEBIBYTE = 1024 * 1024;

let scratch: string;
let folder: string;
let files: readonly string[];

function listFiles(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1))
    .sort();
}

function below(prefix: string): string[] {
  return files.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
}

interface PackageJson {
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly bundledDependencies: readonly string[];
}

function packageJson(path = folder): PackageJson {
  return JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as PackageJson;
}

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'contents-'));
  spawnSync('tar', ['-xzf', tarball(), '-C', scratch]);
  folder = join(scratch, 'package');
  files = listFiles(folder);
});
afterAll(() => rmSync(scratch, { recursive: true }));

test('it is at most 2.0 MB packed', () => {
  expect(statSync(tarball()).size).toBeLessThanOrEqual(2.0 * MEBIBYTE);
});

test('it has these files and folders', () => {
  expect([...new Set(files.map((path) => path.split('/')[0]))].sort()).toEqual([
    '.jsii',
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'bin',
    'docs',
    'lib',
    'node_modules',
    'package.json',
    'schemas',
    'templates',
  ]);
  expect(below('bin/')).toEqual(['code-cache.js', 'python-gitops.js']);
  expect(below('docs/')).toEqual(['SECURITY.md', 'dictionary.md', 'errors.md', 'options.md']);
  for (const name of ['schemas', 'templates']) expect(below(`${name}/`)).toEqual(listFiles(join(ROOT, name)));
});

test('lib has the bundle and the types of the API, without source maps', () => {
  expect(below('lib/').filter((path) => !path.endsWith('.d.ts'))).toEqual([
    'bundle/LICENSES.txt',
    'bundle/config-machine.js',
    'bundle/python-gitops.js',
    'index.js',
  ]);
  const types = below('lib/').filter((path) => path.endsWith('.d.ts'));
  expect(types).toEqual(expect.arrayContaining(['index.d.ts', 'python-gitops-app.d.ts', 'config/options/app.d.ts']));
  expect(types.filter((path) => /^(cli|render|checks|files)\//.test(path))).toEqual([]);
  expect(readFileSync(join(folder, 'lib/bundle/python-gitops.js'), 'utf8')).not.toContain('sourceMappingURL');
});

test('the bundle has no package of the tarball, and the licenses of all its packages', () => {
  const code = readFileSync(join(folder, 'lib/bundle/python-gitops.js'), 'utf8');
  const inside = new Set(
    [...code.matchAll(/^\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name]) => name),
  );
  expect([...inside]).toEqual(expect.arrayContaining(['commander', 'sucrase', 'yaml']));
  const licenses = readFileSync(join(folder, 'lib/bundle/LICENSES.txt'), 'utf8');
  const titles = [...licenses.matchAll(/^(\S+)\n-+$/gm)].map(([, name]) => name);
  expect(titles).toEqual([...inside].sort());
  expect([...inside].filter((name) => existsSync(join(folder, 'node_modules', name)))).toEqual([]);
});

test('it bundles what lib imports, with what that needs, and nothing else', () => {
  const { dependencies = {}, bundledDependencies } = packageJson();
  expect(Object.keys(dependencies).sort()).toEqual([...bundledDependencies].sort());
  const code = below('lib/')
    .filter((path) => path.endsWith('.js'))
    .map((path) => readFileSync(join(folder, 'lib', path), 'utf8'))
    .join('\n');
  const isImported = (name: string): boolean =>
    new RegExp(`(require|require\\.resolve|import)\\(["']${name}["'/]`).test(code);
  expect(bundledDependencies.filter((name) => !isImported(name))).toEqual([]);

  const needed = new Set<string>();
  const add = (name: string, from: string): void => {
    const own = join(from, 'node_modules', name);
    const place = existsSync(own) ? own : join(folder, 'node_modules', name);
    if (needed.has(place)) return;
    needed.add(place);
    for (const next of Object.keys(packageJson(place).dependencies ?? {})) add(next, place);
  };
  for (const name of bundledDependencies) add(name, folder);
  const isPackage = (path: string): boolean => /(^|\/)node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/.test(path);
  expect(
    files
      .filter(isPackage)
      .map((path) => join(folder, dirname(path)))
      .sort(),
  ).toEqual([...needed].sort());
});

test('bundled packages have no types, source maps or sources, and keep their licenses', () => {
  const bundled = below('node_modules/');
  expect(bundled.filter((path) => /\.(map|ts|mts|cts|mjs)$/.test(path))).toEqual([]);
  const packages = bundled
    .filter((path) => /(^|\/node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/.test(path))
    .map(dirname);
  expect(packages.length).toBeGreaterThan(10);
  const licensed = (path: string): boolean =>
    bundled.some((file) => file.startsWith(`${path}/`) && /licen[cs]e|readme/i.test(file.slice(path.length + 1)));
  expect(packages.filter((path) => !licensed(path))).toEqual([]);
});

test('bundled packages have the programs that they name', () => {
  const missing = below('node_modules/')
    .filter((path) => path.endsWith('/package.json'))
    .map((path) => join(folder, 'node_modules', dirname(path)))
    .flatMap((path) => {
      const { bin = {} } = packageJson(path);
      return (typeof bin === 'string' ? [bin] : Object.values(bin)).map((program) => join(path, program));
    })
    .filter((program) => !existsSync(program));
  expect(missing).toEqual([]);
});

test.each(['README.md', 'docs/SECURITY.md', 'docs/dictionary.md', 'docs/errors.md', 'docs/options.md'])(
  'links in %s work',
  (page) => {
    const text = readFileSync(join(folder, page), 'utf8').replace(/^```.*?^```/gms, '');
    const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
      ([, markdown, html]) => markdown ?? html,
    );
    const local = links.filter((link) => !/^(https?:|#)/.test(link)).map((link) => link.split('#')[0]);
    expect(local.filter((link) => !existsSync(join(folder, dirname(page), link)))).toEqual([]);
    if (page === 'README.md') expect(local).toContain('docs/options.md');
  },
);

test('publint finds nothing wrong', () => {
  const { status, stdout } = spawnSync(
    'node',
    [join(ROOT, 'node_modules/publint/src/cli.js'), 'run', tarball(), '--strict', '--level', 'warning'],
    { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('All good!') });
});

describe('in a project', () => {
  beforeAll(() => {
    for (const peer of ['projen', 'constructs']) {
      symlinkSync(join(ROOT, 'node_modules', peer), join(folder, 'node_modules', peer));
    }
  });
  const run = (code: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
    spawnSync('node', ['--eval', code], { cwd: folder, encoding: 'utf8' });

  test('each file of lib, and each bundled package that it names, loads', () => {
    const modules = [
      ...below('lib/')
        .filter((path) => path.endsWith('.js'))
        .map((path) => `./lib/${path}`),
    ];
    // The page of `python-gitops dashboards` contains it.
    const names = packageJson().bundledDependencies.filter((name) => name !== 'uplot');
    const code = `for (const name of ${JSON.stringify([...modules, ...names])}) require(name); console.log('loaded');`;
    expect(run(code)).toEqual(expect.objectContaining({ status: 0, stdout: 'loaded\n', stderr: '' }));
  });

  test('a stack trace names files and lines that can be read', () => {
    const { stderr } = run("new (require('./lib').PythonGitOpsApp)({ get name() { throw new Error('broken'); } })");
    const [, file, line] = /at new PythonGitOpsApp \((.*):(\d+):\d+\)/.exec(stderr)!;
    expect(readFileSync(file, 'utf8').split('\n')[Number(line) - 1]).toContain('super((0, internals_1.baseOptions)(');
  });
});
