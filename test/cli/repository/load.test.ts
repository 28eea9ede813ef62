import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findRoot } from '../../../src/cli/repository/load';
import { changesBetween } from '../../../src/cli/repository/steady';
import { LIBRARY_FOLDER } from '../../../src/config/library';
import type { Answer } from '../../support/command';
import { compiledCommand, folderWithRc, installCompiled } from '../../support/command';
import { contents, differences, temporaryFolder, writeFiles } from '../../support/repository';

const IMPORT = "import { PythonGitOpsApp } from '@org/python-gitops-app';\n";
const SYNTH = "new PythonGitOpsApp({ name: 'shop', apps: { web: {} } }).synth();\n";

const EXITS = 'calls process.exit(0), which would end the command before it did anything: throw an error to stop\n';
const LATE =
  'calls project.synth() in an async function, a promise, or a timer, after the file has ended: call it directly; ' +
  'to read a file or run a program, use readFileSync or execFileSync\n';
/** The projen of the library, for a config that imports it. */
const PROJEN = {
  'node_modules/projen/index.js': `module.exports = require(${JSON.stringify(dirname(require.resolve('projen/package.json')))});\n`,
};
const LIMIT = '{ "python-gitops": { "configTimeoutSeconds": 1 } }';
const LONGER = 'If it needs longer, add "python-gitops": { "configTimeoutSeconds": 5 } to package.json\n';

function repository(rc: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = folderWithRc(rc);
  installCompiled(folder);
  writeFiles(folder, files);
  return folder;
}

/** Loads a `.projenrc.ts` with the compiled command line, in a process of its own as users do. */
function load(rc: string, files: Readonly<Record<string, string>> = {}): Answer {
  const folder = repository(rc, files);
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
      'a file that is missing',
      "import data from './data.json';\nvoid data;\n",
      /^python-gitops: \.projenrc\.ts:1: Cannot find module '\.\/data\.json': create the file, or fix its path\n$/,
    ],
    [
      'import.meta',
      `${IMPORT}\nexport const here = import.meta.url;\n${SYNTH}`,
      /^python-gitops: \.projenrc\.ts:3: import\.meta is not supported: use __dirname instead of its url\n$/,
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

  test.each(['synth', 'drift', 'validate', 'explain name', 'status', 'heal Makefile', 'add-app x'])(
    'in every command: %s',
    (command) => {
      const folder = repository(`${IMPORT}${SYNTH}process.exit(0);\n`);
      const before = contents(folder);
      const { code, stdout, stderr } = compiledCommand(folder, command.split(' '));
      expect([code, stdout, stderr]).toEqual([2, '', `python-gitops: .projenrc.ts:3: ${EXITS}`]);
      expect(differences(before, contents(folder))).toEqual([]);
    },
  );

  test('no frame of a loader or of Node.js is shown, and no path of the machine', () => {
    const { stderr } = load(`${IMPORT}\nthrow new Error('boom');\n`);
    expect(stderr).not.toMatch(/\bat |node:internal|node_modules|\/tmp\//);
  });
});

describe('a .projenrc.ts that would end the command, or write by itself, is an error in its line', () => {
  test.each([
    ['process.exit()', `${IMPORT}process.exit();\n${SYNTH}`, `2: ${EXITS.replace('(0)', '()')}`],
    ['one that it catches', `${IMPORT}try {\n  process.exit(0);\n} catch {}\n${SYNTH}`, `3: ${EXITS}`],
    ['one in a promise', `${IMPORT}${SYNTH}\nvoid Promise.resolve().then(() => process.exit(0));\n`, `4: ${EXITS}`],
    ['an async main', `${IMPORT}const main = async () => {\n  await null;\n  ${SYNTH}};\nvoid main();\n`, `4: ${LATE}`],
    ['a timer', `${IMPORT}setTimeout(() => {\n${SYNTH}}, 20);\n`, `3: ${LATE}`],
    [
      'an async main that ends the process when it fails',
      `${IMPORT}const main = async () => {\n  await null;\n  ${SYNTH}};\nmain().catch(() => process.exit(1));\n`,
      `4: ${LATE}`,
    ],
    [
      'a second project',
      `${IMPORT}${SYNTH}new PythonGitOpsApp({ name: 'blog' }).synth();\n`,
      '3: creates a second project, blog, besides shop: put all apps under apps of one PythonGitOpsApp, or create a ' +
        'repository for each project\n',
    ],
    [
      'a second project that is not synthesized',
      `${IMPORT}new PythonGitOpsApp({ name: 'blog' });\n${SYNTH}`,
      '3: creates a second project, shop, besides blog: put all apps under apps of one PythonGitOpsApp, or create a ' +
        'repository for each project\n',
    ],
    [
      'a project of another type',
      `${IMPORT}import { Project } from 'projen';\nnew Project({ name: 'docs', outdir: 'docs' }).synth();\n${SYNTH}`,
      '3: calls synth() of docs, a Project, which would write its files in every command: pass it the PythonGitOpsApp as ' +
        'parent, and only call synth() of that one\n',
    ],
    ['a rejected promise', `${IMPORT}${SYNTH}\nvoid Promise.reject(new Error('boom'));\n`, '4: boom\n'],
    [
      'an async function that fails',
      `${IMPORT}${SYNTH}void (async () => {\n  throw new Error('no');\n})();\n`,
      '4: no\n',
    ],
    [
      'a timer that throws',
      `${IMPORT}${SYNTH}setTimeout(() => {\n  throw new Error('later');\n}, 20);\n`,
      '4: later\n',
    ],
    [
      'a callback that throws',
      `${IMPORT}import { stat } from 'node:fs';\n${SYNTH}stat('.', () => {\n  throw new Error('called');\n});\n`,
      '5: called\n',
    ],
  ])('%s', (_what, rc, message) => {
    const { code, stdout, stderr } = load(rc, PROJEN);
    expect([code, stdout, stderr]).toEqual([2, '', `python-gitops: .projenrc.ts:${message}`]);
  });

  test.each([
    ['an error', `${SYNTH}throw new Error('boom');\n`, 'owners', 2],
    ['a rejected promise', `${SYNTH}void Promise.reject(new Error('boom'));\n`, 'owners', 2],
    ['drift', SYNTH, 'drift', 1],
    ['process.exit(0)', `process.exit(0);\n${SYNTH}`, 'drift', 2],
  ])('its listeners cannot turn a failure into success: %s', (_what, rc, command, expected) => {
    const success = "process.on('exit', () => {\n  process.exitCode = 0;\n});\n";
    expect(compiledCommand(repository(IMPORT + success + rc), [command]).code).toBe(expected);
  });

  test.each([
    ['a thread', "import { Worker } from 'node:worker_threads';\nnew Worker('while (true);', { eval: true });\n"],
    ['standard input', 'process.stdin.resume();\n'],
  ])('%s that it leaves running does not keep the command running', async (_what, start) => {
    const child = spawn(
      process.execPath,
      [join(LIBRARY_FOLDER, 'bin/python-gitops.js'), 'owners', 'Makefile', '--json'],
      {
        cwd: repository(IMPORT + start + SYNTH),
        env: { ...process.env, NODE_ENV: undefined },
        // The input stays open.
        stdio: ['pipe', 'ignore', 'inherit'],
        timeout: 20_000,
      },
    );
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('in an import', () => {
    const rc = `${IMPORT}import './projenrc/check';\n${SYNTH}`;
    const { code, stderr } = load(rc, { 'projenrc/check.ts': '\nprocess.exit(0);\n' });
    expect([code, stderr]).toEqual([2, `python-gitops: projenrc/check.ts:2: ${EXITS}`]);
  });

  test('await at top level', () => {
    const { code, stderr } = load(`${IMPORT}await null;\n${SYNTH}`);
    expect([code, stderr]).toEqual([
      2,
      'python-gitops: .projenrc.ts: await is not supported here, nor in its imports, except in functions; to read a file ' +
        'or run a program, use readFileSync or execFileSync\n',
    ]);
  });

  test('synth writes nothing, even when the error comes while it checks types', () => {
    const folder = repository(`${IMPORT}${SYNTH}setTimeout(() => process.exit(0), 1).unref();\n`);
    const before = contents(folder);
    // A compiler that takes its time.
    writeFiles(folder, { 'node_modules/typescript/bin/tsc': 'setTimeout(() => {}, 2000);' });
    const { code, stderr } = compiledCommand(folder, ['synth']);
    expect([code, stderr]).toEqual([2, `python-gitops: .projenrc.ts:3: ${EXITS}`]);
    expect(differences(before, contents(folder)).filter((path) => path !== '+.python-gitops/lock')).toEqual([]);
  });

  test('work that ends well is waited for, and what it prints goes to standard error', () => {
    const rc = `${IMPORT}console.log('hello');\n${SYNTH}setTimeout(() => console.error('done'), 20);\n`;
    const { code, stdout, stderr } = load(rc);
    expect([code, stderr.replaceAll(/done\n/g, '')]).toEqual([0, 'hello\n']);
    expect(JSON.parse(stdout)).toHaveLength(1);
  });
});

describe('a .projenrc.ts that does not end', () => {
  const LOOP = 'a loop or a program does not end';
  const ASYNC = 'a timer, a request, or an async function that it started has not ended';

  test.each([
    ['a loop', `${IMPORT}while (true);\n${SYNTH}`, LOOP],
    ['a loop in an expression', `${IMPORT}/^(a+)+$/.test('a'.repeat(60) + '!');\n${SYNTH}`, LOOP],
    ['a program', `${IMPORT}import { execSync } from 'node:child_process';\nexecSync('sleep 600');\n${SYNTH}`, LOOP],
    ['an interval', `${IMPORT}${SYNTH}setInterval(() => undefined, 100);\n`, ASYNC],
    ['a loop in a promise', `${IMPORT}${SYNTH}void Promise.resolve().then(() => { while (true); });\n`, ASYNC],
  ])('%s', (_what, rc, cause) => {
    const { code, stdout, stderr } = load(rc, { 'package.json': LIMIT });
    const message = `python-gitops: .projenrc.ts did not finish within 1 s, so nothing was done: ${cause}. ${LONGER}`;
    expect([code, stdout, stderr]).toEqual([2, '', message]);
  });

  test('may have more time', () => {
    const slow = `const end = Date.now() + 1500;\nwhile (Date.now() < end);\n`;
    const { code } = load(`${IMPORT}${slow}${SYNTH}`, {
      'package.json': '{ "python-gitops": { "configTimeoutSeconds": 30 } }',
    });
    expect(code).toBe(0);
  });

  test.each(['"60"', '0', '-1', 'null', '1e9'])('the limit cannot be %s', (value) => {
    const { code, stderr } = load(IMPORT + SYNTH, {
      'package.json': `{ "python-gitops": { "configTimeoutSeconds": ${value} } }`,
    });
    if (value === 'null') {
      expect(code).toBe(0);
    } else {
      expect([code, stderr]).toEqual([
        2,
        'python-gitops: package.json: python-gitops.configTimeoutSeconds must be a number of seconds from 1 to 86400, ' +
          `got ${value === '1e9' ? '1000000000' : value}\n`,
      ]);
    }
  });
});

describe('a .projenrc.ts with values that change', () => {
  const withApp = (app: string): string => `new PythonGitOpsApp({ name: 'shop', apps: { web: ${app} } }).synth();\n`;

  test.each([
    [
      'the clock',
      '',
      '{ labels: { built: new Date().toISOString().slice(0, 10) } }',
      'labels.built',
      /"20..-..-..", then "2031-01-04"/,
    ],
    ['a random number', '', '{ replicas: Math.random() < 0.5 ? 1 : 2 }', 'replicas', /[12], then [12]/],
    [
      'an identifier',
      "import { randomUUID } from 'node:crypto';\n",
      '{ env: { ID: randomUUID() } }',
      'env.ID',
      /"[0-9a-f-]{36}", then "[0-9a-f-]{36}"/,
    ],
    [
      'the day of the week',
      '',
      '{ replicas: [0, 6].includes(new Date().getDay()) ? 1 : 3 }',
      'replicas',
      /[13], then [13]/,
    ],
    [
      'a format of the clock',
      '',
      "{ env: { ON: new Intl.DateTimeFormat('en').format() } }",
      'env.ON',
      /"\d+\/\d+\/\d+", then "1\/4\/2031"/,
    ],
    [
      'a part of such a format',
      '',
      "{ env: { ON: Intl.DateTimeFormat('en').formatToParts()[4].value } }",
      'env.ON',
      /"20..", then "2031"/,
    ],
    ['the time since the start', '', '{ env: { UP: String(process.hrtime.bigint()) } }', 'env.UP', /"\d+", then "\d+"/],
  ])('%s', (_what, before, app, option, got) => {
    const { code, stdout, stderr } = load(IMPORT + before + withApp(app));
    expect([code, stdout]).toEqual([1, '']);
    const [, shown] = /\n {6}got {2}(.*)\n/.exec(stderr) ?? [];
    expect(shown).toMatch(got);
    expect(stderr.replace(shown, '…')).toBe(
      `1 finding, nothing was written:\n\n  apps.web.${option}  [changing-value]\n` +
        '      must be the same each time .projenrc.ts runs\n      got  …\n' +
        '      fix  set a fixed value, not one from the clock, a random number, or a measurement\n',
    );
  });

  const OUTSIDE = '/etc/hosts';

  test.each([
    ['process.pid', '', 'String(process.pid)', 'process.pid'],
    ['process.env.USER', '', "process.env.USER ?? 'nobody-known'", 'process.env.USER'],
    ['process.env.CI', '', "process.env.CI ? 'ci' : 'laptop'", 'process.env.CI'],
    ['process.cwd()', "import { basename } from 'path';\n", 'basename(process.cwd())', 'process.cwd()'],
    ['a path', "import { resolve } from 'node:path';\n", "resolve('apps')", 'process.cwd()'],
    ['os.hostname()', "import * as os from 'os';\n", 'os.hostname()', 'os.hostname()'],
    ['os.userInfo()', "import { userInfo } from 'node:os';\n", 'userInfo().username', 'os.userInfo()'],
    ['os.cpus()', "import os from 'os';\n", 'String(os.cpus().length)', 'os.cpus()'],
    ['os.totalmem()', "import { totalmem } from 'os';\n", 'String(totalmem())', 'os.totalmem()'],
    ['a date in local time', '', "new Date('2026-01-01T00:00').toISOString()", 'the time zone'],
    ['an offset', '', 'String(new Date().getTimezoneOffset())', 'the time zone'],
    ['the hour of a date', '', "String(new Date('2026-01-01').getHours())", 'the time zone'],
    ['the name of the time zone', '', 'Intl.DateTimeFormat().resolvedOptions().timeZone', 'the time zone'],
    ['a file elsewhere', "import { existsSync } from 'fs';\n", `String(existsSync('${OUTSIDE}'))`, OUTSIDE],
    ['no file elsewhere', "import fs from 'fs';\n", "String(fs.existsSync('/no/such/file'))", '/no/such/file'],
    [
      'the text of a file elsewhere',
      "import { readFileSync } from 'node:fs';\nconst read = () => { try { return readFileSync('/etc/hosts', 'utf8').slice(0, 1); } catch { return 'none'; } };\n",
      'read()',
      OUTSIDE,
    ],
  ])('between machines: %s', (_what, before, value, source) => {
    const { code, stdout, stderr } = load(`${IMPORT}${before}${withApp(`{ env: { VALUE: ${value} } }`)}`);
    expect([code, stdout]).toEqual([1, '']);
    const [, shown] = /\n {6}got {2}(.*)\n/.exec(stderr) ?? [];
    expect(shown).toMatch(/^".*" here, ".*" elsewhere$/);
    expect(stderr.replace(shown, '…')).toBe(
      '1 finding, nothing was written:\n\n  apps.web.env.VALUE  [changing-value]\n' +
        '      must be the same on every machine, or CI rejects the commit as drift\n      got  …\n' +
        `      fix  set a fixed value, not one from ${source}\n`,
    );
  });

  test('between machines in a file that a component adds, apart from what changes in every run', () => {
    const rc = `${IMPORT}import { TextFile } from 'projen';
const project = new PythonGitOpsApp({ name: 'shop', apps: { web: { env: { YEAR: String(new Date().getFullYear()) } } } });
new TextFile(project, 'built.txt', { lines: ['fixed', 'by ' + process.env.USER + process.env.LOGNAME] });
project.synth();
`;
    const { code, stderr } = load(rc, PROJEN);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^2 findings/);
    expect(stderr).toContain('apps.web.env.YEAR  [changing-value]\n      must be the same each time');
    expect(stderr).toContain('built.txt:2  [changing-value]\n      must be the same on every machine');
    expect(stderr).toContain('not one from process.env.USER or process.env.LOGNAME\n');
  });

  test('not with the machine, which the config may ask for other reasons', () => {
    const files = { 'data/replicas.txt': '3' };
    const body = `import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
if (existsSync('${OUTSIDE}') && process.env.USER !== 'x') console.error('on', process.pid);
const read = (path: string) => Number(readFileSync(path, 'utf8'));
const replicas = read(join(process.cwd(), 'data/replicas.txt')) + read('data/replicas.txt');
`;
    const { code, stdout } = load(
      IMPORT + body + withApp("{ replicas, env: { A: process.env.ACME_REGION ?? 'eu' } }"),
      files,
    );
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      [{ path: 'apps/web/Dockerfile', owner: 'generated', option: 'apps.web' }],
    ]);
  });

  test('in an import, and in a package that builds on the library', () => {
    const { stderr } = load(`${IMPORT}import { replicas } from './projenrc/replicas';\n${withApp('{ replicas }')}`, {
      'projenrc/replicas.ts': 'export const replicas = new Date().getFullYear();\n',
    });
    expect(stderr).toContain('apps.web.replicas  [changing-value]');
    const acme = `const { PythonGitOpsApp } = require('@org/python-gitops-app');
const { BUILT } = require('./built');
exports.AcmeApp = class extends PythonGitOpsApp {
  constructor() {
    super({ name: 'shop', apps: { web: { labels: { built: BUILT } } } });
  }
};
`;
    const built = "exports.BUILT = 'y' + new Date().getFullYear();\n";
    const files = { 'node_modules/acme/index.js': acme, 'node_modules/acme/built.js': built };
    const ofPackage = load("import { AcmeApp } from 'acme';\nnew AcmeApp().synth();\n", files);
    expect(ofPackage.stderr).toContain('apps.web.labels.built  [changing-value]');
    expect(ofPackage.code).toBe(1);
  });

  test('in a file that a component adds', () => {
    const rc = `${IMPORT}import { TextFile } from 'projen';
const project = new PythonGitOpsApp({ name: 'shop', apps: { web: {} } });
new TextFile(project, 'built.txt', { lines: ['fixed', String(new Date().getFullYear())] });
project.synth();
`;
    const { code, stderr } = load(rc, PROJEN);
    expect([code, stderr]).toEqual([
      1,
      '1 finding, nothing was written:\n\n  built.txt:2  [changing-value]\n' +
        '      must be the same each time .projenrc.ts runs\n      got  "2031", then "2042"\n' +
        '      fix  set a fixed value, not one from the clock, a random number, or a measurement\n',
    ]);
  });

  test('drift cannot compare', () => {
    const folder = repository(IMPORT + withApp('{ replicas: new Date().getFullYear() }'));
    const { code, stderr } = compiledCommand(folder, ['drift']);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^python-gitops: 1 finding, nothing was compared:/)]);
  });

  /** How many times a config runs, which appends to a file. */
  function runs(body: string): number {
    const log = join(temporaryFolder(), 'log');
    const append = `import { appendFileSync } from 'node:fs';\nappendFileSync('${log}', 'x');\n`;
    expectLoaded(load(`${IMPORT}${append}${body}${withApp('{}')}`));
    return readFileSync(log, 'utf8').length;
  }

  test('the clock may be read where it affects no option; only then, the file runs a third time', () => {
    expect(runs('')).toBe(2);
    expect(runs('void Date.now();\n')).toBe(3);
    expect(runs('void Math.random();\n')).toBe(3);
    expect(runs('void new Date().getFullYear();\n')).toBe(3);
    expect(runs('void Date.UTC(2020, 1);\n')).toBe(2);
    // What the machine changes is then told apart from what the clock changes.
    expect(runs('void process.env.USER;\n')).toBe(3);
    expect(runs('void new Date(2020, 1);\n')).toBe(3);
  });

  test('what can only run once is not compared', () => {
    const single = 'const g = globalThis as { ran?: true };\nif (g.ran) throw new Error("twice");\ng.ran = true;\n';
    expectLoaded(load(IMPORT + single + withApp('{}')));
  });
});

test('owners names the component that writes a file by itself', () => {
  const rc = `${IMPORT}import { FileBase, Project } from 'projen';
class Page extends FileBase {
  synthesize() {}
  synthesizeContent() { return ''; }
}
const project = new PythonGitOpsApp({ name: 'shop', apps: { web: {} } });
new Page(project, 'page.txt');
new Page(new Project({ name: 'site', parent: project, outdir: 'site' }), 'index.html');
project.synth();
`;
  const folder = repository(rc, { ...PROJEN, 'page.txt': '', 'site/index.html': '', 'site/mine.txt': '' });
  const owners = (path: string): string => compiledCommand(folder, ['owners', path]).stdout;
  expect(owners('page.txt')).toBe(
    'page.txt\n  owner    component: written by another component of projen; drift does not check it\n' +
      '  writer   Page has its own synthesize(), which writes it\n',
  );
  expect(owners('site/index.html')).toContain('  writer   subproject site writes it\n');
  expect(owners('site/mine.txt')).toBe('site/mine.txt\n  owner    yours: never written by npx projen\n');
});

test.each([
  [
    'a hook',
    'class Late extends Component {\n  preSynthesize() {\n    throw new Error("late");\n  }\n}\nnew Late(project);\n',
    6,
  ],
  [
    'the content of a file',
    'class Page extends FileBase {\n  synthesizeContent(): string {\n    throw new Error("late");\n  }\n}\n' +
      'new Page(project, "a.txt");\n',
    6,
  ],
  [
    'a value that is computed when a file is rendered',
    'new JsonFile(project, "a.json", {\n  obj: () => {\n    throw new Error("late");\n  },\n});\n',
    6,
  ],
])('an error in %s is reported with its line, and nothing is written', (_what, body, line) => {
  const rc = `${IMPORT}import { Component, FileBase, JsonFile } from 'projen';
const project = new PythonGitOpsApp({ name: 'shop', apps: { web: {} } });
${body}project.synth();
`;
  const folder = repository(rc, PROJEN);
  const before = contents(folder);
  for (const command of ['synth', 'drift']) {
    const { code, stderr } = compiledCommand(folder, [command]);
    expect([code, stderr]).toEqual([2, `python-gitops: .projenrc.ts:${line}: late\n`]);
  }
  expect(differences(before, contents(folder))).toEqual([]);
});

test('a folder in its place is no config', () => {
  const folder = temporaryFolder();
  installCompiled(folder);
  writeFiles(folder, { '.projenrc.ts/index.ts': '' });
  const { code, stderr } = compiledCommand(folder, ['owners']);
  expect([code, stderr]).toEqual([
    2,
    'python-gitops: .projenrc.ts is not a file: move it away, and bring yours back, as with git checkout -- .projenrc.ts\n',
  ]);
});

test('an error of the config is printed without its control characters', () => {
  const rc = "throw new Error('\\u001b[31mred\\u001b[0m \\u0007\\n  second line');\n";
  const { code, stderr } = load(rc);
  expect([code, stderr]).toEqual([2, 'python-gitops: .projenrc.ts:1: \\x1b[31mred\\x1b[0m \\x07\n  second line\n']);
  expect(load("throw '\\u001b]0;title\\u0007';\n").stderr).toBe('python-gitops: .projenrc.ts: \\x1b]0;title\\x07\n');
});

test('changes are listed by option, and an order that changes is one', () => {
  const paths = (one: object, other: object): string[] => changesBetween(one, other).map(({ path }) => path);
  expect(paths({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toEqual(['a[1].b']);
  expect(paths({ a: [1] }, { a: [1, 2] })).toEqual(['a']);
  expect(paths({ apps: { 'web-1': {} } }, { apps: { 'web-2': {} } })).toEqual(['apps.web-1', 'apps.web-2']);
  expect(changesBetween({ environments: { dev: {}, prod: {} } }, { environments: { prod: {}, dev: {} } })).toEqual([
    expect.objectContaining({ path: 'environments', got: '["dev","prod"], then ["prod","dev"]' }),
  ]);
});
