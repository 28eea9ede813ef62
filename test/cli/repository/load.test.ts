import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findRoot } from '../../../src/cli/repository/load';
import type { Answer } from '../../support/command';
import { compiledCommand, folderWithRc, installCompiled } from '../../support/command';
import { contents, differences, temporaryFolder, writeFiles } from '../../support/repository';

const IMPORT = "import { PythonGitOpsApp } from '@org/python-gitops-app';\n";
const SYNTH = "new PythonGitOpsApp({ name: 'shop', apps: { web: {} } }).synth();\n";

/** Loads a `.projenrc.ts` with the compiled command line, in a process of its own as users do. */
function load(rc: string, files: Readonly<Record<string, string>> = {}): Answer {
  const folder = folderWithRc(rc);
  installCompiled(folder);
  writeFiles(folder, files);
  const before = contents(folder);
  const answer = compiledCommand(folder, ['owners', 'apps/web/Dockerfile', '--json']);
  // To load is not to write: the project is taken over, whatever it does.
  expect(differences(before, contents(folder))).toEqual([]);
  return answer;
}

function expectLoaded({ code, stdout, stderr }: Answer): void {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toEqual([{ path: 'apps/web/Dockerfile', owner: 'generated', option: 'apps.web' }]);
}

describe('the root of a repository', () => {
  test('is the nearest folder with a .projenrc.ts, seen from anywhere below', () => {
    const root = temporaryFolder();
    writeFiles(root, { '.projenrc.ts': '', 'services/inner/.projenrc.ts': '', 'services/inner/src/x': '' });
    mkdirSync(join(root, 'apps/web/src'), { recursive: true });
    expect(findRoot(root)).toBe(root);
    expect(findRoot(join(root, 'apps/web/src'))).toBe(root);
    expect(findRoot(join(root, 'services/inner/src'))).toBe(join(root, 'services/inner'));
  });

  test('is missing outside of one, and the message says how to get one', () => {
    expect(() => findRoot(temporaryFolder())).toThrow(
      'no .projenrc.ts in this folder or its parents: run this inside a repository, or create one with ' +
        'npx projen new --from @org/python-gitops-app',
    );
  });
});

describe('a .projenrc.ts is loaded', () => {
  test('as it is created', () => {
    expectLoaded(load(IMPORT + SYNTH));
  });

  test.each(['module', 'commonjs'])('when package.json has the type %s', (type) => {
    expectLoaded(load(IMPORT + SYNTH, { 'package.json': JSON.stringify({ type }) }));
  });

  test.each(['commonjs', 'module'])('with what stands in TypeScript beside it, in a repository of type %s', (type) => {
    const rc = `${IMPORT}import { apps } from './projenrc/apps';\nnew PythonGitOpsApp({ name: 'shop', apps }).synth();\n`;
    const files = {
      'package.json': JSON.stringify({ type }),
      'projenrc/apps.ts':
        "import { PORT } from './deeper/port';\nexport const apps = { web: { port: PORT as number } };\n",
      'projenrc/deeper/port.ts': 'export const PORT: number = 8080;\n',
    };
    expectLoaded(load(rc, files));
  });

  test('with an extension in the import, and with data from JSON', () => {
    const rc =
      `${IMPORT}import { name } from './projenrc/name.ts';\nimport apps from './apps.json';\n` +
      'new PythonGitOpsApp({ name, apps }).synth();\n';
    expectLoaded(load(rc, { 'projenrc/name.ts': "export const name = 'shop';\n", 'apps.json': '{"web":{}}' }));
  });

  test('with the syntax of TypeScript: types, enums, satisfies, casts, generics', () => {
    const rc = `${IMPORT}
enum App { Web = 'web' }
interface Named<T extends string = string> { readonly name: T }
const base = { name: 'shop' } satisfies Named<'shop'>;
const apps = Object.fromEntries(Object.values(App).map((app) => [app as string, {}]));
type Options = ConstructorParameters<typeof PythonGitOpsApp>[0];
new PythonGitOpsApp({ ...base, apps } as Options).synth();
`;
    expectLoaded(load(rc));
  });

  test('with a subclass of one’s own', () => {
    const rc = `${IMPORT}
class AcmeApp extends PythonGitOpsApp {
  constructor(options: { name: string }) {
    super({ ...options, registry: 'docker.io/acme', apps: { web: {} } });
  }
}
new AcmeApp({ name: 'shop' }).synth();
`;
    expectLoaded(load(rc));
  });

  test('with a byte order mark, as some editors write one', () => {
    expectLoaded(load(`\uFEFF${IMPORT}${SYNTH}`));
  });

  test('from anywhere below the root, and in a folder that is reached through a link', () => {
    const folder = folderWithRc(IMPORT + SYNTH);
    installCompiled(folder);
    mkdirSync(join(folder, 'apps/web'), { recursive: true });
    expectLoaded(compiledCommand(join(folder, 'apps/web'), ['owners', 'Dockerfile', '--json']));
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folder, link);
    expectLoaded(compiledCommand(link, ['owners', 'apps/web/Dockerfile', '--json']));
  });
});

describe('a .projenrc.ts that cannot be loaded ends with exit code 2 and says where', () => {
  test.each([
    ['a syntax error', `${IMPORT}\nconst x = = 1;\n`, /^python-gitops: \.projenrc\.ts:3:\d+: Unexpected token/],
    ['an error that it throws', `${IMPORT}\n\nthrow new Error('boom');\n`, /^python-gitops: \.projenrc\.ts:4: boom\n$/],
    [
      'a name that does not exist',
      `${IMPORT}\nnonsense();\n`,
      /^python-gitops: \.projenrc\.ts:3: nonsense is not defined\n$/,
    ],
    [
      'an error deep in a function of its own',
      `${IMPORT}function f(): never {\n  throw new Error('deep');\n}\nf();\n`,
      /^python-gitops: \.projenrc\.ts:3: deep\n$/,
    ],
    ['something that is thrown and no error', `${IMPORT}throw 'text';\n`, /^python-gitops: \.projenrc\.ts: text\n$/],
    ['nothing that is thrown', `${IMPORT}throw undefined;\n`, /^python-gitops: \.projenrc\.ts: undefined\n$/],
    [
      'a package that is not installed',
      "import x from 'left-pad';\nx();\n",
      /^python-gitops: \.projenrc\.ts.*: Cannot find module 'left-pad'/,
    ],
    [
      'no call of synth()',
      `${IMPORT}new PythonGitOpsApp({ name: 'shop' });\n`,
      /^python-gitops: \.projenrc\.ts does not call project\.synth\(\) of a PythonGitOpsApp\n$/,
    ],
    ['an empty file', '', /^python-gitops: \.projenrc\.ts does not call project\.synth\(\) of a PythonGitOpsApp\n$/],
  ])('%s', (_what, rc, message) => {
    const { code, stdout, stderr } = load(rc);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, '']);
  });

  const WITH_IMPORT = `${IMPORT}import { apps } from './projenrc/apps';\n\nnew PythonGitOpsApp({ name: 'shop', apps }).synth();\n`;

  test('a syntax error in a file that it imports, which is named with its own line', () => {
    const { code, stderr } = load(WITH_IMPORT, { 'projenrc/apps.ts': '\n\n\n\nexport const apps = = {};\n' });
    // Line 5 of the imported file is no line of .projenrc.ts.
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^python-gitops: projenrc\/apps\.ts:5:\d+: Unexpected token/),
    ]);
  });

  test('an error that a file throws that it imports, which is named with its own line', () => {
    const { code, stderr } = load(WITH_IMPORT, {
      'projenrc/apps.ts': "export const apps = {};\n\n\nthrow new Error('inner');\n",
    });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/projenrc\/apps\.ts:4: inner\n$/)]);
  });

  test('no frame of a loader or of Node.js is shown, and no path of the machine', () => {
    const { stderr } = load(`${IMPORT}\nthrow new Error('boom');\n`);
    expect(stderr).not.toMatch(/\bat |node:internal|node_modules|\/tmp\//);
  });
});
