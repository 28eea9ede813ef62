import { losingNothing, NotConvertible } from '../../../src/project/packages/conversion';
import { convertToRequirements } from '../../../src/project/packages/to-requirements';
import { convertToUv, pinnedVersions, withConstraints } from '../../../src/project/packages/to-uv';
import { DEFAULT, repositoryOf } from '../../support/render-cases';

const repository = repositoryOf(DEFAULT);
const [app] = repository.apps;

type Files = Readonly<Record<string, string | undefined>>;

const toUv = (files: Files): Files => Object.fromEntries(convertToUv(repository, app, (path) => files[path]).files);

const toRequirements = (files: Files): Files =>
  Object.fromEntries(convertToRequirements(repository, app, (path) => files[path]).files);

const BEFORE: Files = {
  'pyproject.toml': '[tool.ruff]\nline-length = 120\n',
  'src/requirements.in': [
    '# The packages of the app, one per line. After a change, run: make lock',
    '-r gitops_runtime/requirements.in',
    '-c constraints.txt',
    '# payments',
    'stripe>=12 # the API of 2026',
    "tzdata ; sys_platform == 'win32'",
    '',
  ].join('\n'),
  'src/constraints.txt': 'urllib3<3\n',
  'src/requirements.txt': 'stripe==12.1\n',
  'test/requirements-test.in': '-r ../src/requirements.in\npytest\n# style\nruff\n',
  'test/requirements-test.txt': 'stripe==12.1\n',
};

const AFTER = `[project]
name = "storefront"
version = "0.0.0" # the version of the image is that of its release
requires-python = ">=3.13" # pythonVersion in .projenrc.ts
dependencies = [
    # payments
    "stripe>=12", # the API of 2026
    "tzdata ; sys_platform == 'win32'",
    "flask>=3.1",
    "granian>=2.8",
    "prometheus-client>=0.21",
]

[dependency-groups]
dev = [
    "pytest",
    # style
    "ruff",
]

[tool.ruff]
line-length = 120

[tool.uv]
constraint-dependencies = [
    "urllib3<3",
]
`;

test('requirements files become [project], a dependency group, and constraints, with their comments', () => {
  expect(toUv(BEFORE)).toEqual({
    'pyproject.toml': AFTER,
    'src/requirements.in': undefined,
    'src/constraints.txt': undefined,
    'src/requirements.txt': undefined,
    'test/requirements-test.in': undefined,
    'test/requirements-test.txt': undefined,
  });
});

test('the way back gives the same files', () => {
  const { 'src/requirements.txt': _image, 'test/requirements-test.txt': _test, ...lists } = BEFORE;
  expect(toRequirements({ 'pyproject.toml': AFTER })).toEqual({ ...lists, 'uv.lock': undefined });
});

test('what a team has in [project] and [tool.uv] stays', () => {
  const files = {
    ...BEFORE,
    'pyproject.toml':
      '[project]\nname = "shop-web"\nversion = "2"\ndescription = "Sells."\n\n[tool.uv]\nkeyring-provider = "subprocess"\n',
  };
  const { 'pyproject.toml': text = '' } = toUv(files);
  expect(text).toContain('\n[project]\nrequires-python = ">=3.13" # pythonVersion in .projenrc.ts\ndependencies = [\n');
  expect(text).toContain('\nname = "shop-web"\nversion = "2"\ndescription = "Sells."\n');
  expect(text).toContain(
    '[tool.uv]\nconstraint-dependencies = [\n    "urllib3<3",\n]\nkeyring-provider = "subprocess"\n',
  );
  const { 'pyproject.toml': back } = toRequirements({ 'pyproject.toml': text });
  expect(back).toBe(files['pyproject.toml']);
});

test.each(['flask', 'pytest', 'click'])('an app called %s, like a package it needs, is another project', (name) => {
  const files: Record<string, string> = {
    ...BEFORE,
    'src/requirements.txt': 'click==8.3.1 \\\n    --hash=sha256:00\n',
  };
  const { 'pyproject.toml': text } = Object.fromEntries(
    convertToUv(repository, { ...app, name }, (path) => files[path]).files,
  );
  expect(text).toContain(`name = "${name}-app"\n`);
});

test.each([
  [
    'src/requirements.in',
    '--index-url https://x.example\n',
    'src/requirements.in:1 has --index-url https://x.example, which pyproject.toml cannot hold: remove it',
  ],
  [
    'test/requirements-test.in',
    'pytest\n-e ./lib\n',
    'test/requirements-test.in:2 has -e ./lib, which pyproject.toml cannot hold: remove it',
  ],
  ['src/requirements.in', '-r more.in\n', 'src/more.in is missing: add it, or remove what includes it'],
  ['pyproject.toml', '[project]\ndependencies = []\n', 'pyproject.toml already has [project] dependencies: remove it'],
])('%s with %j is refused', (path, text, reason) => {
  const convert = (): unknown => toUv({ ...BEFORE, [path]: text });
  expect(convert).toThrow(NotConvertible);
  expect(convert).toThrow(reason);
});

test.each([
  [
    '[dependency-groups]\ndocs = ["sphinx"]\n',
    'pyproject.toml has the group docs: move its packages to the group dev, and remove it',
  ],
  [
    '[project.optional-dependencies]\naws = ["boto3"]\n',
    'pyproject.toml has optional-dependencies: list their packages in dependencies, and remove them',
  ],
  [
    '[tool.uv.sources]\nlib = { git = "https://x.example" }\n',
    'pyproject.toml:2 has lib in tool.uv.sources, which requirements files lack: remove it',
  ],
  [
    '[tool.uv.sources]\ntorch = { index = "pytorch" }\n',
    'pyproject.toml:2 has torch in tool.uv.sources, which requirements files lack: remove it',
  ],
  ...['', '[tool.ruff]\n', '[project]\nname = "shop"\ndynamic = ["dependencies"]\n'].map((text) => [
    text,
    'pyproject.toml has no dependencies in [project]: add the list, or restore the file with git',
  ]),
  [
    '[tool.uv]\noverride-dependencies = ["a<2"]\n',
    'pyproject.toml has override-dependencies in tool.uv, which requirements files lack: remove it',
  ],
])('%j is refused on the way back', (text, reason) => {
  expect(() => toRequirements({ 'pyproject.toml': `${text}` })).toThrow(reason);
});

test('a run that is killed leaves the old files, or both', () => {
  const convert = (files: Files, convertFiles: (files: Files) => Files): (readonly string[])[] => {
    const changes = Object.entries(convertFiles(files)).map(([path, after]) => ({ path, before: files[path], after }));
    return losingNothing(changes).map(({ path, before, after }) => [
      path,
      before === undefined ? 'new' : after === undefined ? 'removed' : 'changed',
    ]);
  };
  const back = { 'pyproject.toml': AFTER, 'uv.lock': 'version = 1\n' };
  expect(convert(back, toRequirements)).toEqual([
    ['src/requirements.in', 'new'],
    ['test/requirements-test.in', 'new'],
    ['src/constraints.txt', 'new'],
    ['pyproject.toml', 'changed'],
    ['uv.lock', 'removed'],
  ]);
  const there = convert(BEFORE, (files) => ({ ...toUv(files), 'uv.lock': 'version = 1\n' }));
  expect(there.slice(0, 2)).toEqual([
    ['uv.lock', 'new'],
    ['pyproject.toml', 'changed'],
  ]);
  expect(there.slice(2).map(([, what]) => what)).toEqual(Array<string>(5).fill('removed'));
});

test('the next lock has the versions of the old ones, first those of the image', () => {
  const files: Files = {
    'src/requirements.txt':
      "a==1 \\\n    --hash=sha256:00\ncolorama==0.4 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n",
    'test/requirements-test.txt': 'a==2\nb[x]==3\n',
  };
  const pins = pinnedVersions((path) => files[path]);
  expect(pins).toEqual(['a==1', "colorama==0.4 ; sys_platform == 'win32'", 'b==3']);
  expect(withConstraints('[tool.uv]\nconstraint-dependencies = ["c<2"]\n', ['a==1'])).toBe(
    '[tool.uv]\nconstraint-dependencies = [ "a==1","c<2"]\n',
  );
  expect(withConstraints('[tool.ruff]\n', ['a==1'])).toBe(
    '[tool.ruff]\n\n[tool.uv]\nconstraint-dependencies = [\n    "a==1",\n]\n',
  );
});
