import { outdatedUvLock } from '../../src/checks/validation/rules/outdated-uv-lock';
import { readUvProjects } from '../../src/checks/validation/uv-projects';
import { readPyproject } from '../../src/common/pyproject';
import { neededPackages, parseUvLock } from '../../src/common/uv-lock';
import type { App } from '../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import type { TreeFile } from '../../src/files/tree/tree';
import { Locks } from '../../src/project/synthesis/locks';
import { renderAppFiles } from '../../src/render/app-files';
import { LOCKED, VARIANTS } from '../support/render-apps';
import { appOf, byPath, contentOf, DEFAULT, repositoryOf } from '../support/render-cases';

const UV: PythonGitOpsAppOptions = { ...DEFAULT, packages: 'uv' };

function filesOf(options: PythonGitOpsAppOptions, choice: Partial<App> = {}): ReadonlyMap<string, TreeFile> {
  const repository = repositoryOf(options);
  return byPath(renderAppFiles(repository, { ...appOf(repository, 'storefront'), ...choice }));
}

const text = (files: ReadonlyMap<string, TreeFile>, path: string): string =>
  contentOf(files, `apps/storefront/${path}`);

const pathsOf = (files: ReadonlyMap<string, TreeFile>): string[] => [...files.keys()];

test('an app with uv has pyproject.toml, uv.lock, and .python-version instead of requirements files', () => {
  const [before, after] = [pathsOf(filesOf(DEFAULT)), pathsOf(filesOf(UV))];
  expect(after.filter((path) => !before.includes(path)).sort()).toEqual([
    'apps/storefront/.python-version',
    'apps/storefront/uv.lock',
  ]);
  expect(before.filter((path) => !after.includes(path)).sort()).toEqual([
    'apps/storefront/src/gitops_runtime/requirements.in',
    'apps/storefront/src/requirements.in',
    'apps/storefront/src/requirements.txt',
    'apps/storefront/test/requirements-test.in',
    'apps/storefront/test/requirements-test.txt',
  ]);
  expect(text(filesOf(UV), '.python-version')).toBe('3.13\n');
  expect([...filesOf(UV).values()].find(({ path }) => path.endsWith('uv.lock'))?.owner).toBe('starter');
});

test('the option of an app wins, and each app has its own files', () => {
  const repository = repositoryOf({ ...UV, apps: { storefront: {}, reports: { packages: 'requirements' } } });
  expect(repository.apps.map(({ name, packages }) => [name, packages])).toEqual([
    ['storefront', 'uv'],
    ['reports', 'requirements'],
  ]);
});

test('pyproject.toml lists what the starter requirements files list, and the rest of it is the same', () => {
  const files = filesOf({ ...UV, pythonVersion: '3.12' });
  const before = text(filesOf({ ...DEFAULT, pythonVersion: '3.12' }), 'pyproject.toml');
  const after = text(files, 'pyproject.toml');
  expect(after.endsWith(before)).toBe(true);
  expect(after.slice(0, -before.length)).toBe(`[project]
name = "storefront"
version = "0.0.0" # the version of the image is that of its release
requires-python = ">=3.12" # pythonVersion in .projenrc.ts
dependencies = [
    "flask>=3.1",
    "granian>=2.8",
    "prometheus-client>=0.21",
]

[dependency-groups]
dev = [
    "mypy",
    "pytest",
    "pytest-cov",
    "requests",
    "ruff",
    "types-requests",
]

`);
});

test.each([
  ['flask', 'flask-app', 'a package that it lists'],
  ['click', 'click-app', 'a package of a package'],
  ['pytest', 'pytest-app', 'a package of its tests'],
  ['web', 'web', 'no package'],
])('the project of an app called %s has the name %s: it is the name of %s', (name, expected) => {
  const files = byPath(
    renderAppFiles(
      repositoryOf({ ...UV, apps: { [name]: {} } }),
      appOf(repositoryOf({ ...UV, apps: { [name]: {} } }), name),
    ),
  );
  const starter = (path: string): string => contentOf(files, `apps/${name}/${path}`) ?? '';
  const lock = parseUvLock(starter('uv.lock'));
  expect(starter('pyproject.toml').split('\n')[1]).toBe(`name = "${expected}"`);
  expect(lock.root?.name).toBe(expected);
  expect(lock.packages.filter((one) => one.name === expected)).toEqual([lock.root]);
});

test('uv add finds the package indexes of the config, the default one last', () => {
  const files = filesOf({
    ...UV,
    packageIndex: 'https://pypi.acme.example/simple',
    extraPackageIndexes: ['https://own.acme.example/simple'],
  });
  expect(readPyproject(text(files, 'pyproject.toml')).indexes.map(({ url, isDefault }) => [url, isDefault])).toEqual([
    ['https://own.acme.example/simple', false],
    ['https://pypi.acme.example/simple', true],
  ]);
});

describe.each(Object.entries({ ...VARIANTS, ...LOCKED }))('the starter uv.lock of %s', (_variant, choice) => {
  test.each(['3.11', '3.13', '3.14'])(
    'fits its pyproject.toml and the runtime module, for Python %s',
    (pythonVersion) => {
      const own = { ...choice, pythonVersion };
      const files = filesOf(UV, own);
      const app = { app: 'storefront', image: 'x', workloads: [], packages: 'uv' as const, pythonVersion };
      const uvProjects = readUvProjects({ text: (path) => contentOf(files, path) }, [app]);
      expect(outdatedUvLock({ uvProjects })).toEqual([]);
      const repository = repositoryOf(UV);
      const locks = new Locks((path) => contentOf(files, path));
      expect(locks.check({ ...repository, apps: [{ ...repository.apps[0], ...own }] })).toEqual([]);
      const oldest = Number(pythonVersion.split('.')[1]);
      const tags = [...text(files, 'uv.lock').matchAll(/-cp3(\d+)-cp3\d+t?-/g)].map(([, minor]) => Number(minor));
      expect(Math.min(...tags)).toBe(oldest);
    },
  );

  test('has the versions of its requirements locks', () => {
    const requirements = filesOf(DEFAULT, choice);
    const lock = parseUvLock(text(filesOf(UV, choice), 'uv.lock'));
    const pins = (path: string): string[] =>
      [...text(requirements, path).matchAll(/^([\w.-]+)(?:\[.*\])?==(\S+)/gm)].map(
        ([, name, version]) => `${name} ${version}`,
      );
    const locked = (groups: string[]): string[] =>
      neededPackages(lock, groups).map(({ name, version }) => `${name} ${version}`);
    expect(locked([]).sort()).toEqual(pins('src/requirements.txt').sort());
    expect(locked(['dev']).sort()).toEqual(pins('test/requirements-test.txt').sort());
  });
});

test('the image installs what uv.lock has, with hashes, and uv is in an earlier stage only', () => {
  const dockerfile = text(filesOf(UV), 'Dockerfile');
  const [lock, build, runtime] = dockerfile.split(/^(?=FROM )/m).slice(1);
  expect(lock).toBe(`FROM docker.io/library/python:3.13.14-slim-trixie AS lock
WORKDIR /lock
# uv is only in this stage. Its hashes are those of the wheels for Linux on x86-64 and ARM64.
RUN --mount=type=cache,target=/root/.cache/pip \\
    echo "uv==0.13.9 --hash=sha256:d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19 --hash=sha256:5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe --hash=sha256:ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375" >uv.txt \\
    && pip install --disable-pip-version-check --root-user-action ignore --no-deps --only-binary :all: \\
      --require-hashes --requirement uv.txt
COPY pyproject.toml uv.lock ./
# The packages of the app with the hashes in uv.lock, without its dependency groups.
RUN uv export --quiet --frozen --no-default-groups --no-emit-project --no-header --no-annotate \\
      --output-file requirements.txt

`);
  expect(build).toContain('\nCOPY --from=lock /lock/requirements.txt ./\n');
  expect(build).not.toContain('src/requirements.txt');
  const [, oldBuild, oldRuntime] = text(filesOf(DEFAULT), 'Dockerfile').split(/^(?=FROM )/m);
  expect(build.replace('COPY --from=lock /lock/requirements.txt', 'COPY src/requirements.txt')).toBe(oldBuild);
  expect(runtime).toBe(oldRuntime);
  expect(text(filesOf(UV), '.dockerignore')).toContain('\n!src\n!pyproject.toml\n!uv.lock\n');
  expect(text(filesOf(DEFAULT), '.dockerignore')).not.toContain('uv');
});

test('package indexes and secrets of the build reach uv, too', () => {
  const options = {
    ...UV,
    packageIndex: 'https://pypi.acme.example/simple',
    extraPackageIndexes: ['https://own.acme.example/simple'],
    apps: { storefront: { buildSecrets: { PIP_NETRC: '/root/.netrc' }, sourcePackages: ['docopt'] } },
  };
  const [lock, build] = text(filesOf(options), 'Dockerfile')
    .split(/^(?=FROM )/m)
    .slice(1);
  for (const stage of [lock, build]) {
    expect(stage).toContain('\nENV PIP_INDEX_URL="https://pypi.acme.example/simple"\n');
    expect(stage).toContain('\nENV PIP_EXTRA_INDEX_URL="https://own.acme.example/simple"\n');
    expect(stage).toContain('--mount=type=secret,id=PIP_NETRC,required=true,target=/root/.netrc');
  }
  expect(build).toContain('--only-binary :all: --no-binary docopt --require-hashes');
  expect(text(filesOf(options), 'Makefile')).toContain(
    '\nLOCK = scripts/setup.sh uv lock --quiet --no-build --no-binary-package docopt $(WORDS)\n',
  );
});

test('make lock runs uv lock', () => {
  const makefile = text(filesOf(UV), 'Makefile');
  expect(makefile).toContain('\nLOCK = scripts/setup.sh uv lock --quiet --no-build $(WORDS)\n');
  expect(makefile).toContain('\n\t@$(SPLIT)$(LOCK) $(LOCK_FAILED)\n');
  expect(makefile).not.toContain('requirements');
  expect(makefile).not.toMatch(/# (?:begin|end) /);
});
