import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAppFiles } from '../../src/render/app-files';
import { appOf, byPath, contentOf, DEFAULT, repositoryOf } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

/** A Python of this version, whose pip installs nothing; `FAIL=1` makes pip fail. It logs its arguments. */
const PYTHON = `#!/usr/bin/env bash
printf '%s\\n' "$*" >>"\${LOG}"
case "$*" in
  --version) echo "Python VERSION" ;;
  '-m venv --clear .venv') mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  '-m venv '*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
  *'pip install'*uv==*) printf '#!/bin/sh\\n' >"\${0%python}uv" && chmod +x "\${0%python}uv" ;;
  *'pip install'*) exit "\${FAIL:-0}" ;;
  *) ;;
esac
`;

/** Runs scripts/setup.sh of an app for one Python version, with a local Python of another. */
function setup(image: string, local: string, { args = [] as string[], env = {} } = {}) {
  const options = { ...DEFAULT, apps: { storefront: { pythonVersion: image } } };
  const folder = writeTree(renderAppFiles(repositoryOf(options), appOf(repositoryOf(options), 'storefront')));
  const python = join(folder, 'python');
  writeFileSync(python, PYTHON.replace('VERSION', local));
  chmodSync(python, 0o755);
  const log = join(folder, 'log');
  const cache = join(folder, 'cache');
  mkdirSync(cache);
  const run = () =>
    spawnSync(join(folder, 'apps/storefront/scripts/setup.sh'), args, {
      encoding: 'utf8',
      env: { ...process.env, PYTHON: python, PYTHON_GITOPS_CACHE: cache, LOG: log, ...env },
    });
  return { ...run(), run, cache, folder, calls: (): string[] => readFileSync(log, 'utf8').trimEnd().split('\n') };
}

test.each([
  ['3.12', '3.11.2'],
  ['3.13', '3.14.0'],
  ['3.11', '3.1.1'],
])('for Python %s, a local Python %s gets one line of warning', (image, local) => {
  const { status, stderr } = setup(image, local);
  expect(stderr.trimEnd().split('\n')).toEqual([
    `setup: warning: .venv gets Python ${local}, but the image has Python ${image}: install it, or set PYTHON to its path`,
    `setup: creating .venv with Python ${local} and installing the locked packages; this takes a moment`,
    'setup: done.',
  ]);
  expect(status).toBe(0);
});

test('the Python of the image gets no warning', () => {
  expect(setup('3.12', '3.12.13').stderr).not.toContain('warning');
});

test('packages that cannot be installed are reported with both versions', () => {
  const { status, stderr, calls } = setup('3.12', '3.11.2', { env: { FAIL: '1' } });
  expect(status).toBe(1);
  expect(stderr.trimEnd().split('\n').slice(-3)).toEqual([
    'setup: could not install the packages. Fix the error above, then run this again.',
    'setup: They are locked for Python 3.12, and .venv has Python 3.11.2. As in the image, only wheels are installed.',
    'setup: If a package has no wheel, list it in sourcePackages of the app in .projenrc.ts.',
  ]);
  expect(calls().at(-1)).toMatch(
    /^-m pip install .*--require-hashes --only-binary :all: --requirement test\/requirements-test.txt$/,
  );
});

test('uv is installed once, into the cache, and needs no .venv', () => {
  const { status, stdout, run, cache, folder, calls } = setup('3.12', '3.11.2', { args: ['uv', '0.13.9'] });
  const uv = join(cache, 'uv-0.13.9/bin/uv');
  expect([status, stdout, existsSync(uv)]).toEqual([0, `${uv}\n`, true]);
  expect(existsSync(join(folder, 'apps/storefront/.venv'))).toBe(false);
  const before = calls().length;
  expect([run().stdout, calls().length]).toEqual([`${uv}\n`, before]);
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
