import fc from 'fast-check';
import type { PackageManager } from '../../../src/config/package-managers';
import { PACKAGE_MANAGERS } from '../../../src/config/package-managers';
import type { Dependency, PackageJson } from '../../../src/project/projen/package-json';
import {
  declaredManager,
  declaredVersion,
  parseDependency,
  renderPackageJson,
  setDeclaredManager,
  setDeclaredVersion,
} from '../../../src/project/projen/package-json';

const NEEDED = [
  { name: '@org/python-gitops-app', fallback: '^1.2.3' },
  { name: 'projen', fallback: '^0.103.0' },
];

function packageJson(dependencies: readonly Dependency[], manager: PackageManager = PACKAGE_MANAGERS.npm): PackageJson {
  return { name: 'shop', dependencies, manager };
}

function rendered(json: unknown, dependencies = NEEDED): Record<string, unknown> {
  return JSON.parse(renderPackageJson(JSON.stringify(json), packageJson(dependencies))) as Record<string, unknown>;
}

/** The output of `npm init --yes` in npm 10 and 11. */
const NPM_INIT = {
  name: 'folder',
  version: '1.0.0',
  description: '',
  main: 'index.js',
  scripts: { test: 'echo "Error: no test specified" && exit 1' },
  keywords: [],
  author: '',
  license: 'ISC',
  type: 'commonjs',
};

describe('a dependency of the config', () => {
  test.each([
    ['prettier', { name: 'prettier' }],
    ['prettier@^3', { name: 'prettier', version: '^3' }],
    ['@acme/tool', { name: '@acme/tool' }],
    ['@acme/tool@1.2.3', { name: '@acme/tool', version: '1.2.3' }],
    ['tool@>=1 <2 || 4', { name: 'tool', version: '>=1 <2 || 4' }],
    ['@acme/tool@file:/tmp/a@b.tgz', { name: '@acme/tool', version: 'file:/tmp/a@b.tgz' }],
    ['tool@npm:@other/tool@2', { name: 'tool', version: 'npm:@other/tool@2' }],
  ])('%s is split', (spec, expected) => {
    expect(parseDependency(spec)).toEqual(expected);
  });
});

describe('rendering', () => {
  test('a new package.json is private, and has the name, the engine, and what the library needs', () => {
    expect(renderPackageJson(undefined, packageJson(NEEDED))).toBe(
      `{
  "name": "shop",
  "private": true,
  "engines": {
    "node": ">= 20.0.0"
  },
  "devDependencies": {
    "@org/python-gitops-app": "^1.2.3",
    "projen": "^0.103.0"
  }
}
`,
    );
  });

  test('existing versions are yours and stay', () => {
    const { devDependencies } = rendered({ devDependencies: { projen: '0.104.7', zod: '^3', alpha: '*' } });
    expect(Object.entries(devDependencies as object)).toEqual([
      ['@org/python-gitops-app', '^1.2.3'],
      ['alpha', '*'],
      ['projen', '0.104.7'],
      ['zod', '^3'],
    ]);
  });

  test('a version in the config wins', () => {
    const dependencies = [{ name: 'prettier', required: '^3', fallback: '*' }];
    expect(rendered({ devDependencies: { prettier: '^2' } }, dependencies).devDependencies).toEqual({
      prettier: '^3',
    });
  });

  test('a runtime dependency is not declared again', () => {
    const json = rendered({ dependencies: { projen: '^0.103.5', express: '^5' } });
    expect(json.dependencies).toEqual({ projen: '^0.103.5', express: '^5' });
    expect(json.devDependencies).toEqual({ '@org/python-gitops-app': '^1.2.3' });
  });

  test('all other fields of yours stay as they are and in their order', () => {
    const own = {
      version: '3.1.4',
      scripts: { lint: 'eslint .', test: 'echo "Error: no test specified" && exit 1' },
      type: 'module',
      overrides: { semver: { '.': '7', nested: ['a', 1, null, true] } },
      license: 'ISC',
      custom: { deep: { er: [] } },
      peerDependencies: {},
    };
    const { name, private: isPrivate, engines, devDependencies, ...rest } = rendered(own);
    expect(rest).toEqual(own);
    expect(Object.keys(rest)).toEqual(Object.keys(own));
    expect({ name, isPrivate, engines }).toEqual({
      name: 'shop',
      isPrivate: true,
      engines: { node: '>= 20.0.0' },
    });
    expect(Object.keys(devDependencies as object)).toEqual(['@org/python-gitops-app', 'projen']);
  });

  test('other engines stay; the library sets that of Node.js', () => {
    expect(rendered({ engines: { npm: '>= 10', node: '18' } }).engines).toEqual({ npm: '>= 10', node: '>= 20.0.0' });
  });

  test('a published package that became a repository becomes private', () => {
    expect(rendered({ private: false, name: '@acme/old' })).toMatchObject({ private: true, name: 'shop' });
  });

  test('fields of the wrong type are fixed or kept, and never stop the rendering', () => {
    expect(rendered({ engines: 'node', devDependencies: ['projen'], dependencies: null })).toEqual({
      name: 'shop',
      private: true,
      dependencies: null,
      engines: { node: '>= 20.0.0' },
      devDependencies: { '@org/python-gitops-app': '^1.2.3', projen: '^0.103.0' },
    });
  });

  test('rendering again changes nothing', () => {
    const texts = fc.dictionary(fc.constantFrom('zod', 'alpha', '@a/b', 'projen'), fc.constantFrom('*', '^1', '2.0.0'));
    fc.assert(
      fc.property(texts, texts, fc.dictionary(fc.string(), fc.jsonValue()), (dev, runtime, others) => {
        const text = JSON.stringify({ ...others, dependencies: runtime, devDependencies: dev });
        const once = renderPackageJson(text, packageJson(NEEDED));
        expect(renderPackageJson(once, packageJson(NEEDED))).toBe(once);
      }),
      { numRuns: 200 },
    );
  });
});

describe('fields of npm init', () => {
  test('are removed', () => {
    expect(Object.keys(rendered(NPM_INIT))).toEqual(['name', 'private', 'engines', 'devDependencies']);
  });

  test('are removed when they are of npm 7 to 10, which set no type, or of npm that found the config of projen', () => {
    const { type: _type, ...older } = NPM_INIT;
    expect(Object.keys(rendered({ ...older, main: '.projenrc.js' }))).toEqual([
      'name',
      'private',
      'engines',
      'devDependencies',
    ]);
  });

  test.each([
    ['version', '0.1.0'],
    ['description', 'Our shop.'],
    ['main', 'lib/index.js'],
    ['keywords', ['shop']],
    ['author', 'Ada'],
    ['license', 'MIT'],
    ['type', 'module'],
  ])('stay when %s changed', (field, value) => {
    const json = rendered({ ...NPM_INIT, [field]: value });
    expect(Object.keys(json)).toEqual(['name', 'private', field, 'engines', 'devDependencies']);
    expect(json[field]).toEqual(value);
  });

  test('all stay once a script was added', () => {
    const own = { ...NPM_INIT, scripts: { ...NPM_INIT.scripts, lint: 'eslint .' } };
    const { name: _name, ...rest } = own;
    expect(rendered(own)).toMatchObject(rest);
  });

  test('alone do not count: the same values in your package.json stay', () => {
    const own = { license: 'ISC', version: '1.0.0', main: 'index.js', type: 'commonjs', keywords: [] };
    expect(rendered(own)).toMatchObject(own);
  });
});

describe('the declared version', () => {
  test('is that of devDependencies, or else of dependencies', () => {
    const text = (json: object): string => JSON.stringify(json);
    expect(declaredVersion(text({ devDependencies: { a: '1' }, dependencies: { a: '2' } }), 'a')).toBe('1');
    expect(declaredVersion(text({ dependencies: { a: '2' } }), 'a')).toBe('2');
    expect(declaredVersion(text({ peerDependencies: { a: '3' } }), 'a')).toBeUndefined();
  });

  test.each([undefined, '', 'no json {', 'null', '[]', '{"devDependencies":[]}', '{"devDependencies":{"a":1}}'])(
    'is missing in %p',
    (text) => {
      expect(declaredVersion(text, 'a')).toBeUndefined();
    },
  );

  test('is changed in its place, and nothing else is', () => {
    const before = { type: 'module', dependencies: { a: '1', b: '1' }, name: 'x', devDependencies: { c: '1' } };
    expect(setDeclaredVersion(JSON.stringify(before), 'a', '^2')).toBe(
      `${JSON.stringify({ ...before, dependencies: { a: '^2', b: '1' } }, undefined, 2)}\n`,
    );
    expect(JSON.parse(setDeclaredVersion(JSON.stringify(before), 'none', '^2'))).toEqual(before);
  });
});

describe('a complete package.json', () => {
  const text = renderPackageJson(undefined, packageJson([{ name: 'projen', fallback: '^1.0.0' }]));
  const again = (changed: string): string =>
    renderPackageJson(changed, packageJson([{ name: 'projen', fallback: '^1.0.0' }]));

  test('keeps its bytes, whatever its order and indentation', () => {
    const json = JSON.parse(text) as object;
    const other = JSON.stringify(Object.fromEntries(Object.entries(json).reverse()), undefined, 4);
    expect(again(other)).toBe(other);
    expect(again(text.replaceAll('\n', '\r\n'))).toBe(text.replaceAll('\n', '\r\n'));
  });

  test('is rewritten when one field is wrong', () => {
    expect(again(text.replace('"shop"', '"mine"'))).toBe(text);
  });
});

describe('the package manager', () => {
  const { npm, pnpm, yarn } = PACKAGE_MANAGERS;
  const fieldAfter = (packageManager: string | undefined, manager: PackageManager): unknown =>
    (JSON.parse(renderPackageJson(JSON.stringify({ packageManager }), packageJson(NEEDED, manager))) as PackageFields)
      .packageManager;

  interface PackageFields {
    readonly packageManager?: unknown;
  }

  test.each<[string, string | undefined, PackageManager, string | undefined]>([
    ['npm is not pinned: it comes with Node.js', undefined, npm, undefined],
    ['a pin of npm is the user’s', 'npm@11.1.0', npm, 'npm@11.1.0'],
    ['the pin of a former manager goes', 'pnpm@10.0.0', npm, undefined],
    ['pnpm has the version of the library', undefined, pnpm, pnpm.pin],
    ['an older pin is brought in line, with its hash', 'pnpm@10.0.0+sha512.abc', pnpm, pnpm.pin],
    ['Yarn takes the place of pnpm', pnpm.pin, yarn, yarn.pin],
  ])('%s', (_what, before, manager, expected) => {
    expect(fieldAfter(before, manager)).toBe(expected);
  });

  test.each<[string, PackageManager]>([
    ['{}', npm],
    ['{"packageManager":"pnpm@10.1.2+sha512.abc"}', pnpm],
    ['{"packageManager":"yarn@1.22.22"}', yarn],
    ['{"packageManager":"bun@1.2.0"}', npm],
    ['{"packageManager":7}', npm],
    ['no JSON', npm],
  ])('is known: %s', (text, expected) => {
    expect(declaredManager(text)).toBe(expected);
  });

  test('is set without other changes', () => {
    const before = { type: 'module', devDependencies: { a: '1' } };
    const named = setDeclaredManager(JSON.stringify(before), pnpm);
    expect(named).toBe(`${JSON.stringify({ ...before, packageManager: pnpm.pin }, undefined, 2)}\n`);
    expect(JSON.parse(setDeclaredManager(named, npm))).toEqual(before);
  });
});
