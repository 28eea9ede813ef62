import type { DeclaredApp } from '../../../../src/checks/validation/context';
import { outdatedUvLock } from '../../../../src/checks/validation/rules/outdated-uv-lock';
import { readUvProjects } from '../../../../src/checks/validation/uv-projects';

const PYPROJECT = `[project]
name = "web"
requires-python = ">=3.13"
dependencies = [
    "celery[redis]~=5.5",
    "Flask >= 3.1, < 4",
]

[dependency-groups]
dev = ["pytest", { include-group = "lint" }]
lint = ["ruff"]
`;

const LOCK = `version = 1
revision = 5
requires-python = ">=3.13"

[[package]]
name = "celery"
version = "5.5.3"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.example/celery.whl", hash = "sha256:00" },
]

[package.optional-dependencies]
redis = [
    { name = "redis" },
]

[[package]]
name = "docopt"
version = "0.6.2"
source = { registry = "https://pypi.org/simple" }
sdist = { url = "https://files.example/docopt.tar.gz", hash = "sha256:00" }

[[package]]
name = "flask"
version = "3.1.3"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.example/flask.whl", hash = "sha256:00" },
]

[[package]]
name = "pytest"
version = "9.0.0"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.example/pytest.whl", hash = "sha256:00" },
]

[[package]]
name = "redis"
version = "6.0.0"
source = { registry = "https://pypi.org/simple" }
dependencies = [
    { name = "docopt", marker = "python_full_version < '3.15'" },
]
wheels = [
    { url = "https://files.example/redis.whl", hash = "sha256:00" },
]

[[package]]
name = "ruff"
version = "0.17.6"
source = { registry = "https://pypi.org/simple" }
wheels = [
    { url = "https://files.example/ruff.whl", hash = "sha256:00" },
]

[[package]]
name = "web"
version = "0.0.0"
source = { virtual = "." }
dependencies = [
    { name = "celery", extra = ["redis"] },
    { name = "flask" },
]

[package.dev-dependencies]
dev = [
    { name = "pytest" },
    { name = "ruff" },
]
lint = [
    { name = "ruff" },
]

[package.metadata]
requires-dist = [
    { name = "celery", extras = ["redis"], specifier = "~=5.5" },
    { name = "flask", specifier = ">=3.1,<4" },
]

[package.metadata.requires-dev]
dev = [
    { name = "pytest" },
    { name = "ruff" },
]
lint = [{ name = "ruff" }]
`;

const APP: DeclaredApp = {
  app: 'web',
  image: 'docker.io/acme/web',
  workloads: ['web'],
  packages: 'uv',
  pythonVersion: '3.13',
  sourcePackages: ['DocOpt'],
};

function found(edits: readonly (readonly [string, string])[], more: Partial<DeclaredApp> = {}): string[] {
  let [pyproject, lock] = [PYPROJECT, LOCK];
  for (const [from, to] of edits) {
    expect(`${pyproject}${lock}`).toContain(from);
    pyproject = pyproject.replace(from, to);
    lock = pyproject.includes(from) ? lock : lock.replace(from, to);
  }
  const texts = new Map([
    ['apps/web/pyproject.toml', pyproject],
    ['apps/web/uv.lock', lock],
  ]);
  const uvProjects = readUvProjects({ text: (path) => texts.get(path) }, [{ ...APP, ...more }]);
  return outdatedUvLock({ uvProjects }).map(({ rule, path, line, message, fix }) => {
    expect(rule).toBe('outdated-lock');
    return `${path}${line === undefined ? '' : `:${line}`} ${message} => ${fix}`;
  });
}

const LOCK_IT = 'run make -C apps/web lock';

test('a lock of what pyproject.toml lists has no finding, however the versions are written', () => {
  expect(found([])).toEqual([]);
});

test('an app with requirements files is none of it', () => {
  expect(found([['"Flask', '"django']], { packages: 'requirements' })).toEqual([]);
});

test.each([
  [
    'a new package',
    [['    "Flask', '    "httpx",\n    "Flask']],
    [`apps/web/pyproject.toml:6 lists httpx in dependencies, which uv.lock does not have there => ${LOCK_IT}`],
  ],
  [
    'another version',
    [['>= 3.1, < 4', '>=3.2']],
    [`apps/web/pyproject.toml:6 lists Flask >=3.2 in dependencies, but uv.lock is for flask>=3.1,<4 => ${LOCK_IT}`],
  ],
  [
    'another extra',
    [['celery[redis]', 'celery[sqs]']],
    [
      `apps/web/pyproject.toml:5 lists celery[sqs]~=5.5 in dependencies, but uv.lock is for celery[redis]~=5.5 => ${LOCK_IT}`,
    ],
  ],
  [
    'a package of a group, and of one that it includes',
    [['lint = ["ruff"]', 'lint = ["ruff", "mypy"]']],
    [
      `apps/web/pyproject.toml:11 lists mypy in the group dev, which uv.lock does not have there => ${LOCK_IT}`,
      `apps/web/pyproject.toml:11 lists mypy in the group lint, which uv.lock does not have there => ${LOCK_IT}`,
    ],
  ],
  [
    'a package that is no longer listed',
    [['    "Flask >= 3.1, < 4",\n', '']],
    [`apps/web/uv.lock:80 locks flask for dependencies of pyproject.toml, which no longer lists it => ${LOCK_IT}`],
  ],
  [
    'another Python',
    [['requires-python = ">=3.13"\ndep', 'requires-python = ">=3.12"\ndep']],
    [`apps/web/pyproject.toml:3 requires Python >=3.12, but uv.lock is for >=3.13 => ${LOCK_IT}`],
  ],
  [
    'no [project]',
    [['[project]', '[tool.shop]']],
    ['apps/web/pyproject.toml has no [project], which lists the packages of the app => add it, then run uv lock'],
  ],
  [
    'a syntax error',
    [['dev = [', 'dev = ']],
    ['apps/web/pyproject.toml:10 is not TOML: the line should end here => fix the syntax: https://toml.io'],
  ],
] as const)('%s is found', (_what, edits, expected) => {
  expect(found(edits)).toEqual(expected);
});

test('a Python that the image does not have is found', () => {
  expect(found([], { pythonVersion: '3.12' })).toEqual([
    'apps/web/pyproject.toml:3 requires Python >=3.13, but the image has 3.12 => set requires-python = ">=3.12", then run make -C apps/web lock',
  ]);
});

test('a package without a wheel needs sourcePackages, also one that an extra needs, and the option needs it', () => {
  expect(found([], { sourcePackages: ['pyyaml'] })).toEqual([
    '.projenrc.ts apps.web.sourcePackages lists pyyaml, which apps/web/uv.lock does not contain => run apps/web/scripts/setup.sh uv add pyyaml, or remove it from apps.web.sourcePackages',
    'apps/web/uv.lock:18 locks docopt, which has no wheel, so the image cannot install it => list it in sourcePackages of the app in .projenrc.ts',
  ]);
});

test('a package of a git repository cannot be installed with hashes, also by tests', () => {
  const git = 'source = { git = "https://git.example/x?rev=1#1" }';
  const at = (name: string, version: string): readonly [string, string] => [
    `name = "${name}"\nversion = "${version}"\nsource = { registry = "https://pypi.org/simple" }`,
    `name = "${name}"\nversion = "${version}"\n${git}`,
  ];
  const message = (line: number, name: string): string =>
    `apps/web/uv.lock:${line} locks ${name} from a git repository, but make setup and the image install only packages of an index, with their hashes => publish it to a package index, or put its code below apps/web/src/`;
  expect(found([at('flask', '3.1.3')])).toEqual([message(24, 'flask')]);
  expect(found([at('pytest', '9.0.0')])).toEqual([message(32, 'pytest')]);
});

const INDEX = 'https://pypi.acme.example/simple';

test('indexes of pyproject.toml and of the config are the same', () => {
  const withIndex = [
    ['[dependency-groups]', `[[tool.uv.index]]\nurl = "${INDEX}/"\ndefault = true\n\n[dependency-groups]`],
  ] as const;
  expect(found(withIndex, { indexes: { packageIndex: INDEX, extraPackageIndexes: [] } })).toEqual([]);
  expect(found(withIndex)).toEqual([
    `apps/web/pyproject.toml:10 sets the package index ${INDEX}/, which the image does not know => set packageIndex in .projenrc.ts, or remove it`,
  ]);
  expect(found([], { indexes: { extraPackageIndexes: [INDEX] } })).toEqual([
    `apps/web/pyproject.toml lacks ${INDEX} of extraPackageIndexes, so uv add would ask PyPI instead => add these lines: [[tool.uv.index]] ⏎ url = "${INDEX}"`,
  ]);
});
