import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as ts from 'typescript';
import { Folder } from '../../../src/files/disk/folder';
import type { TreeFile } from '../../../src/files/tree/tree';
import { render } from '../../../src/project/synthesis/rendering';
import {
  git,
  makeProject,
  pathsBelow,
  read,
  SHOP,
  synthesized,
  synthIn,
  temporaryFolder,
  writeFiles,
} from '../../support/repository';

/** Options that generate every kind of file. */
const EVERYTHING = { ...SHOP, codeOwners: ['@acme/platform'], serviceMonitor: {} };

let folder: string;

beforeAll(() => {
  folder = synthesized();
  git(folder, 'init', '--quiet');
});

/** Whether git excludes a path from a commit. */
function isIgnored(path: string): boolean {
  return spawnSync('git', ['check-ignore', '--quiet', '--no-index', path], { cwd: folder }).status === 0;
}

test('everything that synth writes is committed', () => {
  expect(pathsBelow(folder).filter(isIgnored)).toEqual([]);
});

test.each([
  'node_modules/x/index.js',
  '.python-gitops/saved/x.patch',
  '.venv/bin/python',
  'apps/storefront/.venv/bin/python',
  'apps/storefront/src/__pycache__/server.cpython-313.pyc',
  'apps/storefront/.env',
  '.env',
  'apps/storefront/k8s/overlays/dev/secrets/db.secret.yaml',
])('%s is never committed', (path) => {
  expect([path, isIgnored(path)]).toEqual([path, true]);
});

test.each([
  '.projenrc.ts',
  'package.json',
  'package-lock.json',
  'local.mk',
  'apps/storefront/src/mine.py',
  'apps/storefront/k8s/overlays/dev/secrets/db.sealed.yaml',
  'sealed-secrets/dev.pem',
])('%s, which is yours, can be committed', (path) => {
  expect([path, isIgnored(path)]).toEqual([path, false]);
});

/** The attribute that collapses a file in reviews. */
function isFolded(path: string): boolean {
  return git(folder, 'check-attr', 'linguist-generated', '--', path).endsWith(': set');
}

test('reviews collapse generated files, and show yours and release files', () => {
  const folded = [
    '.github/workflows/app.yml',
    '.github/workflows/main.yml',
    'apps/storefront/k8s/base/deployment.yaml',
    'argo/root-app.yaml',
  ];
  const shown = [
    '.projenrc.ts',
    'README.md',
    'apps/storefront/src/server.py',
    'apps/storefront/argo/release/kustomization.yaml',
    'apps/storefront/k8s/overlays/prod/release/kustomization.yaml',
    'apps/storefront/k8s/overlays/prod/secrets/kustomization.yaml',
  ];
  expect(folded.filter((path) => !isFolded(path))).toEqual([]);
  expect(shown.filter(isFolded)).toEqual([]);
});

describe.each([
  ['npm', ['package-lock.json', 'package.json'], []],
  ['pnpm', ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'], ['.pnpm-store/v10/x']],
  [
    'yarn',
    ['yarn.lock', '.yarnrc.yml', '.yarn/patches/x.patch', '.yarn/plugins/x.cjs'],
    ['.yarn/install-state.gz', '.yarn/cache/x.zip'],
  ],
])('with %s', (packageManager, committed, ignored) => {
  const own = temporaryFolder();
  const isLeftOut = (path: string): boolean =>
    spawnSync('git', ['check-ignore', '--quiet', '--no-index', path], { cwd: own }).status === 0;

  beforeAll(() => {
    synthIn(own, { ...SHOP, packageManager });
    git(own, 'init', '--quiet');
  });

  test('its locks and settings are committed, and its other files are not', () => {
    expect(committed.filter(isLeftOut)).toEqual([]);
    expect(ignored.filter((path) => !isLeftOut(path))).toEqual([]);
    expect(pathsBelow(own).filter(isLeftOut)).toEqual([]);
  });

  test('package.json and its settings name it', () => {
    const { packageManager: pin } = JSON.parse(read(own, 'package.json')) as { packageManager?: string };
    expect(pin?.split('@')[0]).toBe(packageManager === 'npm' ? undefined : packageManager);
    expect(pathsBelow(own).includes('.yarnrc.yml')).toBe(packageManager === 'yarn');
  });
});

describe('with every kind of generated file', () => {
  const all = temporaryFolder();
  let files: TreeFile[];

  beforeAll(() => {
    synthIn(all, EVERYTHING);
    files = render(makeProject(all, EVERYTHING), new Folder(all)).tree.files();
    git(all, 'init', '--quiet');
  });

  const folded = (paths: readonly string[]): string[] =>
    git(all, 'check-attr', 'linguist-generated', '--', ...paths)
      .split('\n')
      .filter((line) => line.endsWith(': linguist-generated: set'))
      .map((line) => line.replace(/: linguist-generated: set$/, ''));

  test('reviews collapse exactly the fully generated files', () => {
    const expected = files.filter(({ owner, byField }) => owner === 'generated' && !byField).map(({ path }) => path);
    expect(expected).toEqual(
      expect.arrayContaining(['CODEOWNERS', 'renovate.json', 'apps/storefront/k8s/base/servicemonitor.yaml']),
    );
    expect(folded(files.map(({ path }) => path))).toEqual(expected);
  });

  test.each([
    'local.mk',
    'docs/MINE.md',
    // Headers mention that your scripts may be next to the library's.
    'scripts/mine.sh',
    '.github/workflows/mine.yml',
    'apps/storefront/local.mk',
    'apps/storefront/src/mine.py',
    'apps/storefront/test/test_mine.py',
    'apps/storefront/k8s/overlays/prod/secrets/database.sealed.yaml',
    'sealed-secrets/prod.pem',
  ])('reviews show %s, which is yours', (path) => {
    expect(folded([path])).toEqual([]);
  });
});

interface Task {
  readonly description?: string;
  readonly steps?: readonly { readonly exec?: string; readonly receiveArgs?: boolean }[];
}

test('npx projen and its tasks call the installed command line', () => {
  const { tasks } = JSON.parse(read(folder, '.projen/tasks.json')) as { tasks: Record<string, Task> };
  expect(tasks.default.steps).toEqual([{ exec: 'node_modules/.bin/python-gitops synth' }]);
  expect(tasks.test.steps).toEqual([{ exec: 'make test' }]);
  for (const name of ['drift', 'validate', 'release', 'owners']) {
    expect([name, tasks[name].steps]).toEqual([
      name,
      [{ exec: `node_modules/.bin/python-gitops ${name}`, receiveArgs: true }],
    ]);
  }
});

test('the TypeScript config checks .projenrc.ts with the pinned compiler, and emits nothing', () => {
  expect(JSON.parse(read(folder, 'tsconfig.projen.json'))).toMatchObject({
    compilerOptions: { noEmit: true, strict: true },
    include: ['.projenrc.ts', 'projenrc/**/*.ts'],
  });
});

test.each(['commonjs', 'module'])(
  'the TypeScript config accepts imports of files next to .projenrc.ts, like the loader, with the type %s',
  (type) => {
    const root = temporaryFolder();
    writeFiles(root, {
      'package.json': JSON.stringify({ type }),
      'tsconfig.projen.json': read(folder, 'tsconfig.projen.json'),
      '.projenrc.ts': "import { PORT } from './projenrc/port';\n\nexport const port: number = PORT;\n",
      'projenrc/port.ts': 'export const PORT = 8080;\n',
    });
    const config = ts.readConfigFile(join(root, 'tsconfig.projen.json'), (path) => ts.sys.readFile(path));
    const { fileNames, options } = ts.parseJsonConfigFileContent(config.config, ts.sys, root);
    expect(fileNames.map((path) => path.slice(root.length + 1)).sort()).toEqual(['.projenrc.ts', 'projenrc/port.ts']);
    const problems = ts.getPreEmitDiagnostics(ts.createProgram(fileNames, options));
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  },
);

test('the list of projen’s files has only existing files', () => {
  const { files } = JSON.parse(read(folder, '.projen/files.json')) as { files: string[] };
  // projen lists its dependencies file even without dependencies, when it does not exist.
  const missing = files.filter((path) => !pathsBelow(folder).includes(path));
  expect(missing).toEqual(['.projen/deps.json']);
  expect(files).toContain('.gitignore');
});

test('a plaintext secret that is added by mistake stays out of git add', () => {
  writeFiles(folder, { 'apps/storefront/k8s/overlays/dev/secrets/db.secret.yaml': 'kind: Secret\n' });
  git(folder, 'add', '--all');
  expect(
    git(folder, 'ls-files')
      .split('\n')
      .filter((path) => path.includes('.secret.')),
  ).toEqual([]);
  expect(git(folder, 'ls-files')).toContain(join('apps', 'storefront', 'Dockerfile'));
});
