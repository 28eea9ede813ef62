import { LIBRARY } from '../../../src/config/library';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { Folder } from '../../../src/files/disk/folder';
import type { Rendering } from '../../../src/project/synthesis/rendering';
import { readRepository, render } from '../../../src/project/synthesis/rendering';
import {
  expectUntouched,
  findingsOf,
  makeProject,
  renderIn,
  SHOP,
  synthesized,
  temporaryFolder,
  writeFiles,
} from '../../support/repository';

function rendered(options: object = SHOP, folder = temporaryFolder()): Rendering {
  return renderIn(folder, options);
}

function devDependencies(options: object, packageJson?: object): Record<string, string> {
  const folder = temporaryFolder();
  if (packageJson) writeFiles(folder, { 'package.json': JSON.stringify(packageJson) });
  const text = rendered({ ...SHOP, ...options }, folder).tree.get('package.json')?.content ?? '';
  return (JSON.parse(text) as { devDependencies: Record<string, string> }).devDependencies;
}

describe('rendering', () => {
  test('writes nothing', () => {
    const folder = synthesized();
    writeFiles(folder, { Makefile: 'edited\n' });
    expectUntouched(folder, () => rendered(SHOP, folder));
  });

  test('gives every file an owner, an option, and what to change instead, as one sentence', () => {
    for (const { path, owner, option, instead } of rendered().tree.files()) {
      expect([path, owner]).toEqual([path, expect.stringMatching(/^(generated|starter|release)$/)]);
      expect([path, option]).toEqual([path, expect.stringMatching(/^[a-zA-Z][\w.-]*$/)]);
      expect([path, instead]).toEqual([path, expect.stringMatching(/^[A-Z].*\.$/)]);
    }
  });

  test('has every path once, relative to the root and with forward slashes', () => {
    const paths = rendered()
      .tree.files()
      .map(({ path }) => path);
    expect(paths.filter((path) => /^\/|\\|\/\/|(^|\/)\.\.?(\/|$)/.test(path))).toEqual([]);
    // Some disks do not distinguish names that only differ in case.
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
  });

  test('ends every text with a newline, without a carriage return or byte order mark', () => {
    const wrong = rendered()
      .tree.files()
      .filter(({ content }) => content !== '' && !/^(?!\uFEFF)[^\r]*\n$/.test(content));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('lists every generated file in a hash manifest, and nothing else', () => {
    const files = rendered().tree.files();
    const listed = files
      .filter(({ path }) => path.endsWith('.generated.sha256'))
      .flatMap(({ content }) =>
        content
          .trimEnd()
          .split('\n')
          .map((line) => line.slice(66)),
      );
    const generated = files.filter(
      ({ path, owner, byField }) => owner === 'generated' && !byField && !path.endsWith('.generated.sha256'),
    );
    expect(listed.sort()).toEqual(generated.map(({ path }) => path).sort());
  });

  test('of the same project twice returns the same tree', () => {
    const folder = temporaryFolder();
    const project = makeProject(folder);
    const [first, second] = [1, 2].map(() => render(project, new Folder(folder)).tree.files());
    expect(second).toEqual(first);
  });

  test('with other options than those of the project uses those', () => {
    const folder = temporaryFolder();
    const options = { ...SHOP, apps: { other: {} } };
    const { tree, repository } = render(makeProject(folder), new Folder(folder), options);
    expect([tree.has('apps/other/Dockerfile'), tree.has('apps/storefront/Dockerfile')]).toEqual([true, false]);
    expect(repository.apps.map(({ name }) => name)).toEqual(['other']);
  });
});

describe('dependencies', () => {
  test('are those of the library: itself, projen, constructs, and TypeScript, each with a range', () => {
    const declared = devDependencies({});
    expect(Object.keys(declared)).toEqual([LIBRARY.name, 'constructs', 'projen', 'typescript']);
    expect(declared[LIBRARY.name]).toBe(`^${LIBRARY.version}`);
    for (const version of Object.values(declared)) expect(version).toMatch(/^\^\d/);
  });

  test('of the config are included, with the wanted version, or any', () => {
    expect(devDependencies({ devDeps: ['prettier@^3', '@acme/tool'] })).toMatchObject({
      prettier: '^3',
      '@acme/tool': '*',
    });
  });

  test('without a version keep the one that package.json has', () => {
    expect(devDependencies({ devDeps: ['prettier'] }, { devDependencies: { prettier: '~3.1.0' } }).prettier).toBe(
      '~3.1.0',
    );
  });

  test('with a version get it, whatever package.json has', () => {
    expect(devDependencies({ devDeps: ['prettier@^3'] }, { devDependencies: { prettier: '^2' } }).prettier).toBe('^3');
  });

  test('of the library can get another version from the config, and otherwise keep theirs', () => {
    expect(devDependencies({ devDeps: ['typescript@~6.0.0'] }).typescript).toBe('~6.0.0');
    expect(devDependencies({ devDeps: ['typescript'] }).typescript).toMatch(/^\^/);
  });

  test('that were bumped in package.json stay bumped', () => {
    const bumped = { [LIBRARY.name]: '^99.0.0', projen: '0.104.0' };
    expect(devDependencies({}, { devDependencies: bumped })).toMatchObject(bumped);
  });
});

describe('findings', () => {
  test('about the options are reported at once', () => {
    const options = { name: 'Shop', environments: { dev: { replicas: 'two' } }, apps: { a_b: {} }, nonsense: 1 };
    expect(
      findingsOf(() => rendered(options))
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['apps.a_b', 'environments.dev.replicas', 'name', 'nonsense']);
  });

  test('about locks, package.json, and release files are reported at once', () => {
    const folder = synthesized();
    const lock = 'apps/storefront/src/requirements.txt';
    const release = 'apps/storefront/k8s/overlays/dev/release/kustomization.yaml';
    const project = makeProject(folder);
    writeFiles(folder, { [lock]: 'flask==3.0.0\n', 'package.json': '[]', [release]: 'kind: Secret\n' });
    const found = findingsOf(() => render(project, new Folder(folder)));
    expect([...new Set(found.map(({ path }) => path.replace(/:\d+$/, '')))].sort()).toEqual([
      release,
      lock,
      'package.json',
    ]);
  });

  test('about release files are reported at once, from every app', () => {
    const options = { ...SHOP, apps: { one: {}, two: {} } };
    const folder = synthesized(options);
    const broken = ['apps/one/argo/release/kustomization.yaml', 'apps/two/k8s/overlays/dev/release/kustomization.yaml'];
    writeFiles(folder, Object.fromEntries(broken.map((path) => [path, 'kind: Kustomization\n'])));
    const findings = findingsOf(() => rendered(options, folder));
    expect(findings.map(({ code, path }) => [code, path]).sort()).toEqual(
      broken.map((path) => ['bad-release-file', path]),
    );
    for (const { path, fix } of findings) expect(fix).toContain(`git checkout HEAD -- ${path}`);
  });

  test.each(['{', '{"name": "shop",}', '<<<<<<< HEAD\n{}', 'null x', '', '[]', '"text"', 'null'])(
    'about a package.json that is not a JSON object: %p, whose versions would be lost',
    (text) => {
      const folder = temporaryFolder();
      writeFiles(folder, { 'package.json': text });
      expect(findingsOf(() => rendered(SHOP, folder))).toMatchObject([
        {
          code: 'invalid-value',
          path: 'package.json',
          must: 'be a JSON object',
          fix: 'fix it by hand: your versions in it would be lost',
        },
      ]);
    },
  );

  test.each([
    ['apps', null],
    ['apps', 7],
    ['apps', []],
    ['apps', { web: null }],
    ['environments', 'dev'],
    ['environments', { dev: 1 }],
    ['devDeps', {}],
  ])('also cover options of the wrong shape, without other errors: %s is %j', (option, value) => {
    const options = { name: 'shop', [option]: value } as unknown as PythonGitOpsAppOptions;
    const findings = findingsOf(() => readRepository(options, new Folder(temporaryFolder())));
    expect(findings.map(({ path }) => path.split('.')[0])).toEqual([option]);
  });
});
