import { spawn, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderAppFiles } from '../../src/render/app-files';
import { appOf, byPath, contentOf, DEFAULT, renderOf, repositoryOf } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

/** A Python of this version. */
const PYTHON = `#!/usr/bin/env bash
case "$*" in
  --version) echo "Python VERSION" ;;
  *python_implementation*) echo "CPython VERSION" ;;
  *'sys.version_info'* | *'import ensurepip, venv'*) ;;
  '-m venv '*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *'pip install'*uv==*) echo "bootstrap $*" >>"\${LOG}" && cp "\${UV}" "\${0%python}uv" ;;
  *) exit 1 ;;
esac
`;

/** A uv that installs no packages, and the Python `MANAGED` if it's set; `FAIL=1` makes pip fail. It logs its arguments. */
const UV = `#!/usr/bin/env bash
echo "$*" >>"\${LOG}"
case "$*" in
  'venv '*) rm -rf .venv && mkdir -p .venv/bin && while [[ $1 != --python ]]; do shift; done && cp "$(command -v "$2")" .venv/bin/python ;;
  'pip sync '*) { [[ -z \${SLOW:-} ]] || sleep "\${SLOW}"; } && exit "\${FAIL:-0}" ;;
  'python find '*) [[ -n \${MANAGED:-} && -f \${MANAGED}.installed ]] && echo "\${MANAGED}" ;;
  'python install '*)
    [[ -n \${MANAGED:-} ]] && touch "\${MANAGED}.installed" && exit
    printf '%s\\n' 'error: Failed to install cpython' '  cause: Request failed' '  cause: no such host' >&2
    exit 1
    ;;
  *) exit 1 ;;
esac
`;

/** Runs scripts/setup.sh of an app for one Python version, with a local Python of another. */
function setup(
  image: string,
  local: string,
  { args = [] as string[], env = {}, hasUv = true, packages = 'requirements' } = {},
) {
  const options = { ...DEFAULT, apps: { storefront: { pythonVersion: image, packages } } };
  const folder = writeTree(renderAppFiles(repositoryOf(options), appOf(repositoryOf(options), 'storefront')));
  const program = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), 0o755);
    return join(folder, path);
  };
  const python = (path: string, version: string): string => program(path, PYTHON.replaceAll('VERSION', version));
  const given = python('bin/given', local);
  const cache = join(folder, 'cache');
  const uv = program('bin/uv', UV);
  if (hasUv) program('cache/uv-0.13.9/bin/uv', UV);
  const log = join(folder, 'log');
  writeFileSync(log, '');
  const script = join(folder, 'apps/storefront/scripts/setup.sh');
  const environment = { ...process.env, PYTHON: given, PYTHON_GITOPS_CACHE: cache, LOG: log, UV: uv, ...env };
  const run = (more: NodeJS.ProcessEnv = {}) =>
    spawnSync(script, args, { encoding: 'utf8', env: { ...environment, ...more } });
  /** Runs it without waiting for it. */
  const start = (): Promise<{ code: number | null; stderr: string }> => {
    const child = spawn(script, args, { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    const printed: Buffer[] = [];
    child.stderr.on('data', (part: Buffer) => printed.push(part));
    return new Promise((resolve) => {
      child.on('close', (code) => resolve({ code, stderr: Buffer.concat(printed).toString() }));
    });
  };
  const app = join(folder, 'apps/storefront');
  const calls = (): string[] => readFileSync(log, 'utf8').split('\n').slice(0, -1);
  return { ...run(), run, start, cache, folder, app, python, calls };
}

/** The lines that a run prints. */
const lines = (stderr: string): string[] => stderr.trimEnd().split('\n');

test.each([
  ['3.12', '3.11.2'],
  ['3.13', '3.14.0'],
  ['3.11', '3.1.1'],
])('for Python %s, a local Python %s gets one line of warning', (image, local) => {
  const { status, stderr } = setup(image, local);
  expect(lines(stderr)).toEqual([
    `setup: warning: .venv gets Python ${local}, but the image has Python ${image}: install it, or set PYTHON to its path`,
    `setup: creating .venv with Python ${local} and installing the locked packages`,
    'setup: done.',
  ]);
  expect(status).toBe(0);
});

test.each([
  ['3.12', '3.11.2'],
  ['3.13', '3.12.13'],
  ['3.14', '3.9.1'],
])('uv.lock for Python %s has no packages for Python %s, so nothing is installed', (image, local) => {
  const { status, stderr, calls } = setup(image, local, { packages: 'uv' });
  expect(stderr).toBe(
    `setup: uv.lock needs Python ${image} or newer, found ${local}: install it, or set PYTHON to its path\n`,
  );
  expect(status).toBe(1);
  expect(calls()).toEqual([]);
});

test('uv.lock is compared with pyproject.toml by the indexes in it, so that uv asks none', () => {
  const { calls, stderr } = setup('3.13', '3.13.2', { packages: 'uv' });
  // This uv does not know the command.
  expect(lines(stderr).at(-1)).toBe('setup: uv.lock does not fit pyproject.toml: run make lock, then commit both.');
  expect(calls().at(-1)).toMatch(/^lock --check --quiet --python \S+ --index https:\/\/pypi\.org\/simple$/);
});

test('the Python of the image gets no warning', () => {
  expect(setup('3.12', '3.12.13').stderr).not.toContain('warning');
});

test('packages that cannot be installed are reported with both versions, and the next run tries again', () => {
  const { status, stderr, calls, run } = setup('3.12', '3.11.2', { env: { FAIL: '1' } });
  expect(status).toBe(1);
  expect(lines(stderr).slice(-3)).toEqual([
    'setup: could not install the packages. Fix the error above, then run this again.',
    'setup: They are locked for Python 3.12, and .venv has Python 3.11.2. As in the image, only wheels are installed.',
    'setup: If a package has no wheel, list it in sourcePackages of the app in .projenrc.ts.',
  ]);
  expect(calls().at(-1)).toBe(
    'pip sync --quiet --python .venv/bin/python --require-hashes --only-binary :all: test/requirements-test.txt',
  );
  expect([run().status, run({ FAIL: '0' }).status]).toEqual([1, 0]);
});

describe('two setups of an app at once', () => {
  test('the later one waits, and does nothing when .venv is up to date by then', async () => {
    const first = setup('3.12', '3.12.1', { env: { SLOW: '2' } });
    rmSync(join(first.app, '.venv'), { recursive: true });
    const before = first.calls().length;
    const ends = await Promise.all([first.start(), first.start()]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    expect(
      ends.filter(({ stderr }) => /^setup: waiting for another setup of this app \(process \d+\)\n$/.test(stderr)),
    ).toHaveLength(1);
    expect(
      first
        .calls()
        .slice(before)
        .filter((call) => call.startsWith('venv ')),
    ).toHaveLength(1);
    expect(readdirSync(join(first.cache, 'setups'))).toEqual([]);
  });

  test.each([
    ['was killed', '999999999'],
    ['was killed as it began', ''],
  ])('one that %s holds up no other', (_what, pid) => {
    const { app, cache, run } = setup('3.12', '3.12.1');
    rmSync(join(app, '.venv'), { recursive: true });
    const sum = spawnSync('bash', ['-c', 'pwd -P | cksum'], { cwd: app, encoding: 'utf8' }).stdout.trim();
    const place = join(cache, 'setups', sum.replace(' ', '-'));
    mkdirSync(place, { recursive: true });
    if (pid !== '') writeFileSync(join(place, 'pid'), pid);
    expect(run().status).toBe(0);
    expect(existsSync(place)).toBe(false);
  });
});

describe('an existing .venv', () => {
  test('that is up to date stays as it is, and nothing is printed', () => {
    const { run, calls } = setup('3.12', '3.12.1');
    const before = calls();
    expect([run().stderr, calls()]).toEqual(['', before]);
  });

  test('gets the packages of a changed lock, and stays', () => {
    const { run, calls, app } = setup('3.12', '3.12.1');
    appendFileSync(join(app, 'test/requirements-test.txt'), '# changed\n');
    const before = calls().length;
    expect(lines(run().stderr)).toEqual(['setup: installing the locked packages in .venv', 'setup: done.']);
    expect(
      calls()
        .slice(before)
        .map((call) => call.split(' ', 2).join(' ')),
    ).toEqual(['pip sync']);
  });

  test('is made again for another Python, and when its Python is gone', () => {
    const { run, app, python } = setup('3.12', '3.12.1');
    const other = python('bin/other', '3.12.2');
    expect(lines(run({ PYTHON: other }).stderr)[0]).toBe(
      'setup: creating .venv with Python 3.12.2 and installing the locked packages',
    );
    rmSync(join(app, '.venv/bin/python'));
    expect(lines(run().stderr)[0]).toBe('setup: creating .venv with Python 3.12.1 and installing the locked packages');
  });
});

describe('without PYTHON, where only Python 3.13.5 is installed and the image has 3.12', () => {
  /** Programs of this machine that the script needs, and Python. */
  function machine() {
    const path = mkdtempSync(join(tmpdir(), 'setup-path-'));
    for (const name of ['bash', 'env', 'dirname', 'cksum', 'cp', 'ln', 'mkdir', 'rm', 'touch']) {
      symlinkSync(spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim(), join(path, name));
    }
    writeFileSync(join(path, 'python3.13'), PYTHON.replaceAll('VERSION', '3.13.5'), { mode: 0o755 });
    const managed = join(path, 'managed');
    writeFileSync(managed, PYTHON.replaceAll('VERSION', '3.12.9'), { mode: 0o755 });
    return { managed, env: { PYTHON: undefined, UV_PYTHON_DOWNLOADS: undefined, PATH: path } };
  }

  test('uv installs the Python of the image, once', () => {
    const { env, managed } = machine();
    const { stderr, app, run } = setup('3.12', 'none', { env: { ...env, MANAGED: managed } });
    expect(lines(stderr)).toEqual([
      'setup: installing Python 3.12, the version of the image',
      'setup: creating .venv with Python 3.12.9 and installing the locked packages',
      'setup: done.',
    ]);
    appendFileSync(join(app, 'test/requirements-test.txt'), '# changed\n');
    expect(lines(run().stderr)).toEqual(['setup: installing the locked packages in .venv', 'setup: done.']);
  });

  test('where uv cannot install it, the newest serves, with a warning', () => {
    const { stderr } = setup('3.12', 'none', { env: machine().env });
    expect(lines(stderr)).toEqual([
      'setup: installing Python 3.12, the version of the image',
      'setup: could not install it: no such host',
      'setup: warning: .venv gets Python 3.13.5, but the image has Python 3.12: install it, or set PYTHON to its path',
      'setup: creating .venv with Python 3.13.5 and installing the locked packages',
      'setup: done.',
    ]);
  });

  test('UV_PYTHON_DOWNLOADS=never downloads nothing', () => {
    const { env, managed } = machine();
    const never = { ...env, MANAGED: managed, UV_PYTHON_DOWNLOADS: 'never' };
    const { stderr, calls } = setup('3.12', 'none', { env: never });
    expect(lines(stderr)[0]).toMatch(/^setup: warning: \.venv gets Python 3\.13\.5/);
    expect(calls().filter((call) => call.startsWith('python install'))).toEqual([]);
  });
});

test('a PYTHON that does not run is an error', () => {
  const { status, stderr } = setup('3.12', '3.12.1', { env: { PYTHON: '/nowhere/python' } });
  expect([status, lines(stderr)[0]]).toEqual([1, 'setup: no Python 3.11 or newer found, tried: /nowhere/python']);
});

describe.each([
  ['PIP_INDEX_URL', 'UV_DEFAULT_INDEX', 'index-url'],
  ['PIP_EXTRA_INDEX_URL', 'UV_INDEX', 'extra-index-url'],
])('uv gets as %s of pip, its %s:', (variable, name, key) => {
  /** What uv gets, with this variable of the environment, and this entry of pip.conf. */
  function given(env: NodeJS.ProcessEnv, entry = ''): string | undefined {
    const cache = mkdtempSync(join(tmpdir(), 'setup-uv-'));
    const bin = join(cache, 'uv-0.13.9/bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'uv'), UV.replace('echo "$*"', `echo "$1 \${${name}-unset}"`), { mode: 0o755 });
    const other = `global.${key}s='no'\nsite.${key}='no'\nglobal.x-${key}='no'`;
    const settings = entry ? `global.${key}='${entry}'\n${other}` : other;
    const python = `#!/bin/sh\n[ "$*" = "-m pip config list" ] || exit 1\ncat <<'END'\n${settings}\nEND\n`;
    writeFileSync(join(bin, 'python'), python, { mode: 0o755 });
    const unset = { [variable]: undefined, [name]: undefined };
    return setup('3.12', '3.12.1', { env: { ...unset, ...env, PYTHON_GITOPS_CACHE: cache } })
      .calls()
      .at(-1);
  }

  test('nothing', () => {
    expect(given({})).toBe('pip ');
  });

  test('a variable', () => {
    expect(given({ [variable]: 'https://one.example/simple' })).toBe('pip https://one.example/simple');
  });

  test('an entry of pip.conf', () => {
    expect(given({}, 'https://two.example/simple')).toBe('pip https://two.example/simple');
  });

  test('several entries, which pip shows in one line', () => {
    expect(given({}, '\\nhttps://two.example/simple\\nhttps://three.example/simple')).toBe(
      'pip https://two.example/simple https://three.example/simple',
    );
  });

  test('nothing where uv has its own', () => {
    const env = { [name]: 'https://three.example/simple', [variable]: 'https://one.example/simple' };
    expect(given(env, 'https://two.example/simple')).toBe('pip https://three.example/simple');
  });
});

test('uv is installed once, into the cache, and needs no .venv', () => {
  const args = ['uv', 'pip', 'sync', 'my lock'];
  const { status, stderr, run, app, calls } = setup('3.12', '3.11.2', { args, hasUv: false });
  expect([status, stderr]).toEqual([0, 'setup: installing uv 0.13.9, which installs Python packages\n']);
  const bootstrap = 'bootstrap -m pip install --disable-pip-version-check --no-input --quiet uv==0.13.9';
  expect(calls()).toEqual([bootstrap, 'pip sync my lock']);
  expect(existsSync(join(app, '.venv'))).toBe(false);
  expect([run().stderr, calls()]).toEqual(['', [bootstrap, 'pip sync my lock', 'pip sync my lock']]);
});

describe.each(['3.11', '3.12', '3.14'])('the files of an app with Python %s', (version) => {
  const options = { ...DEFAULT, pythonVersion: '3.13', apps: { storefront: { pythonVersion: version }, other: {} } };
  const repository = repositoryOf(options);
  const tag = `py${version.replace('.', '')}`;

  test('lock, lint, run, and build for this version only', () => {
    const files = byPath(renderAppFiles(repository, appOf(repository, 'storefront')));
    const content = (path: string): string => contentOf(files, `apps/storefront/${path}`);
    const versions = ['Makefile', 'pyproject.toml', 'scripts/setup.sh', 'Dockerfile', '.python-version'].map((path) => [
      path,
      ...new Set(content(path).match(/\b(?:py3\d+|3\.1[1-4])\b/g)),
    ]);
    expect(versions).toEqual([
      ['Makefile', ...(version === '3.11' ? ['3.11', tag] : ['3.11', version, tag])],
      ['pyproject.toml', version, tag],
      ['scripts/setup.sh', ...new Set([version, '3.11'])],
      ['Dockerfile', version],
      ['.python-version', version],
    ]);
    expect(content('Makefile')).toContain(`--no-strip-extras --python-version ${version} `);
    expect(content('Makefile')).toContain(`-m mypy --python-version ${version}\n`);
  });

  test('do not change the version of another app', () => {
    const files = byPath(renderAppFiles(repository, appOf(repository, 'other')));
    expect(contentOf(files, 'apps/other/Makefile')).toContain('--target-version py313');
  });
});

describe.each([
  ['requirements', 'lock: src/requirements.txt\nlock: test/requirements-test.txt\n', 'lock: src/requirements.txt\n'],
  ['uv', 'lock: uv.lock\n', 'lock: uv.lock\n'],
] as const)('make lock of an app with %s', (packages, all, first) => {
  function lock(script: string) {
    const folder = writeTree(renderOf({ ...DEFAULT, packages }).values());
    const app = join(folder, 'apps/storefront');
    writeFileSync(join(app, 'scripts/setup.sh'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { status, stdout, stderr } = spawnSync('make', ['lock'], { cwd: app, encoding: 'utf8' });
    return { status, stdout, lines: stderr.replace(/^make: .*\n/gm, '') };
  }

  test('prints the files that it locks, and no commands', () => {
    expect(lock('true')).toEqual({ status: 0, stdout: '', lines: all });
  });

  test('stops at the first failure, with its error and the next step', () => {
    const next =
      'make lock: fix the error above, then run this again. ' +
      'If a package has no wheel, list it in sourcePackages of the app in .projenrc.ts.\n';
    expect(lock('echo "no such package" >&2; exit 1')).toEqual({
      status: 2,
      stdout: '',
      lines: `${first}no such package\n${next}`,
    });
  });
});

test.each(['src/requirements.in', 'test/requirements-test.in'])('make lock without %s changes no lock', (list) => {
  const folder = writeTree(renderOf(DEFAULT).values());
  const app = join(folder, 'apps/storefront');
  rmSync(join(app, list));
  writeFileSync(join(app, 'scripts/setup.sh'), '#!/bin/sh\necho locks\n', { mode: 0o755 });
  const { status, stdout, stderr } = spawnSync('make', ['lock'], { cwd: app, encoding: 'utf8' });
  expect([status, stdout, stderr.split('\n')[0]]).toEqual([
    2,
    '',
    `make lock: ${list} is missing. If another tool has the list, such as Poetry, export the lock from there.`,
  ]);
});
