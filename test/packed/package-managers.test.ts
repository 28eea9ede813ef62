import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packNextVersion } from './next-version';
import * as support from './support';
import type { PackageManager } from '../../src/config/package-managers';
import { commandLine, PACKAGE_MANAGERS, quietCleanInstall } from '../../src/config/package-managers';

jest.setTimeout(600_000);
afterAll(support.cleanUp);

const { edit, git, gitops, readTree, run, synth } = support;
const { npm, pnpm, yarn } = PACKAGE_MANAGERS;
const LIBRARY = '@org/python-gitops-app';

/** Lets a repository ask for a package manager, or for another one than before. */
function ask(folder: string, manager: PackageManager, before?: PackageManager): void {
  const line = (one: PackageManager): string => `  packageManager: '${one.name}',`;
  if (before) edit(join(folder, '.projenrc.ts'), line(before), line(manager));
  else edit(join(folder, '.projenrc.ts'), "  name: 'shop',", `  name: 'shop',\n${line(manager)}`);
}

function commitAll(folder: string, message: string): void {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', message);
}

function installedVersion(folder: string): string {
  const text = readFileSync(join(folder, 'node_modules', LIBRARY, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** A package of a company: a subclass with the organization's options, packed as it would be published. */
function packCompany(): string {
  const parent = support.makeFolder('acme');
  const root = join(parent, 'package');
  mkdirSync(root);
  const any = Object.fromEntries([LIBRARY, 'projen', 'constructs'].map((name) => [name, '*']));
  const json = {
    name: '@acme/platform',
    version: '1.0.0',
    main: 'index.js',
    types: 'index.d.ts',
    peerDependencies: any,
  };
  writeFileSync(join(root, 'package.json'), JSON.stringify(json));
  writeFileSync(
    join(root, 'index.js'),
    `const { PythonGitOpsApp } = require('${LIBRARY}');
exports.AcmeApp = class extends PythonGitOpsApp {
  constructor(options) {
    super({ organization: { codeOwners: ['@acme/platform-team'] }, ...options });
  }
};
`,
  );
  writeFileSync(
    join(root, 'index.d.ts'),
    `import { PythonGitOpsApp, PythonGitOpsAppOptions } from '${LIBRARY}';
export declare class AcmeApp extends PythonGitOpsApp {
  constructor(options: PythonGitOpsAppOptions);
}
`,
  );
  const tarball = join(parent, 'platform.tgz');
  run('tar', ['-czf', tarball, 'package'], { cwd: parent });
  return tarball;
}

/** The commands of the packages that are installed, of which two are the ones that matter. */
function commands(folder: string): string[] {
  return readdirSync(join(folder, 'node_modules', '.bin')).filter((name) =>
    /^(?:projen|python-gitops|tsc)$/.test(name),
  );
}

/** Every file but what only the installation has written. */
function filesOf(folder: string): Map<string, string> {
  const tree = readTree(folder);
  for (const path of tree.keys()) if (/^\.yarn\/|^\.pnpm-store\//.test(path)) tree.delete(path);
  return tree;
}

describe.each([pnpm, yarn])('a repository that asks for $name', (manager) => {
  let folder: string;
  let clone: string;

  beforeAll(() => {
    folder = support.repository();
    ask(folder, manager);
  });

  test('gets it with npx projen: the manager installs anew, then the files follow, and the old lock is named', () => {
    const { stdout, stderr } = synth(folder);
    expect(stderr).toContain(
      `.projenrc.ts sets ${manager.name}, package.json names npm: installing with ${manager.title} before ` +
        'rendering.\n',
    );
    expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
      `package-lock.json is the lock of npm, but packageManager is ${manager.name}, so it is no longer used.`,
      'To remove it: rm package-lock.json',
    ]);
    expect(existsSync(join(folder, npm.lock))).toBe(true);
    expect(existsSync(join(folder, manager.lock))).toBe(true);
    expect(existsSync(join(folder, manager.state))).toBe(true);
    expect(existsSync(join(folder, npm.state))).toBe(false);
    expect(existsSync(join(folder, '.python-gitops'))).toBe(false);
    expect(commands(folder)).toEqual(['projen', 'python-gitops', 'tsc']);
  });

  test('is not changed by a second run, which reports nothing once the old lock is gone', () => {
    rmSync(join(folder, npm.lock));
    const before = filesOf(folder);
    const { stdout } = synth(folder);
    expect(stdout).toMatch(/\d+ files match \.projenrc\.ts; nothing to change\.\n$/);
    expect(support.changedPaths(before, filesOf(folder))).toEqual([]);
    expect(run('make', ['synth'], { cwd: folder }).stdout).toContain('nothing to change');
    expect(support.changedPaths(before, filesOf(folder))).toEqual([]);
  });

  test('commits its lock and its settings, and nothing of what it has installed', () => {
    commitAll(folder, 'Change the package manager');
    expect(
      git(folder, 'status', '--porcelain', '--ignored')
        .match(/^!! .*$/gm)
        ?.sort(),
    ).toEqual(manager === yarn ? ['!! .yarn/', '!! node_modules/'] : ['!! node_modules/']);
    const tracked = git(folder, 'ls-files').split('\n');
    expect(tracked).toContain(manager.lock);
    expect(tracked).not.toContain(npm.lock);
    expect(tracked.includes('.yarnrc.yml')).toBe(manager === yarn);
  });

  test('passes what make check runs of it', () => {
    expect(run('make', ['drift'], { cwd: folder }).stdout).toMatch(/^\d+ files match \.projenrc\.ts\.\n$/);
    expect(run('make', ['validate'], { cwd: folder }).status).toBe(0);
    expect(run('scripts/check-generated.sh', [], { cwd: folder }).status).toBe(0);
    // The hook renders what is staged, in a copy with a link to node_modules.
    expect(run('scripts/check-generated.sh', ['--staged'], { cwd: folder }).stdout).toMatch(
      /match \.projenrc\.ts\.\n$/,
    );
  });

  test('has types for .projenrc.ts: the library and its peers are found from there', () => {
    const tsc = join(folder, 'node_modules', '.bin', 'tsc');
    expect(run(tsc, ['--project', 'tsconfig.projen.json'], { cwd: folder }).all).toBe('');
    const text = readFileSync(join(folder, '.projenrc.ts'), 'utf8');
    writeFileSync(
      join(folder, '.projenrc.ts'),
      `import type { IConstruct } from 'constructs';\nimport type { Project } from 'projen';\n${text}\n` +
        'export const both: Project & IConstruct = project;\n',
    );
    expect(run(tsc, ['--project', 'tsconfig.projen.json'], { cwd: folder }).all).toBe('');
    edit(join(folder, '.projenrc.ts'), "  name: 'shop',", '  name: 7,');
    expect(run(tsc, ['--project', 'tsconfig.projen.json'], { cwd: folder, expect: null }).all).toContain('TS2322');
    writeFileSync(join(folder, '.projenrc.ts'), text);
  });

  test('works from a fresh clone: make installs the locked packages, and finds no drift', () => {
    clone = support.makeFolder('clone');
    git(clone, 'clone', '--quiet', folder, '.');
    const { stdout, all } = run('make', ['drift'], { cwd: clone, env: { CI: 'true' } });
    expect(all).toContain(quietCleanInstall(manager));
    expect(stdout).toMatch(/\d+ files match \.projenrc\.ts\.\n$/);
    // The second time nothing is installed.
    expect(run('make', ['drift'], { cwd: clone }).all).not.toContain(quietCleanInstall(manager));
    expect(git(clone, 'status', '--porcelain')).toBe('');
  });

  test('takes a company’s own project type, which is a package that extends the library', () => {
    const company = support.makeFolder('company');
    git(company, 'clone', '--quiet', folder, '.');
    run('make', ['node_modules'], { cwd: company });
    const add = `${commandLine(manager, 'add')} @acme/platform@file:${packCompany()}`.split(' ');
    run(add[0], add.slice(1), { cwd: company });
    edit(
      join(company, '.projenrc.ts'),
      "import { PythonGitOpsApp } from '@org/python-gitops-app'",
      "import { AcmeApp } from '@acme/platform'",
    );
    edit(join(company, '.projenrc.ts'), 'new PythonGitOpsApp(', 'new AcmeApp(');
    synth(company);
    expect(readFileSync(join(company, 'CODEOWNERS'), 'utf8')).toContain('@acme/platform-team');
    expect(gitops(company, ['drift']).status).toBe(0);
    const tsc = join(company, 'node_modules', '.bin', 'tsc');
    expect(run(tsc, ['--project', 'tsconfig.projen.json'], { cwd: company }).all).toBe('');
  });

  test('refuses to install when package.json and the lock differ', () => {
    const other = support.makeFolder('other');
    git(other, 'clone', '--quiet', folder, '.');
    edit(join(other, 'package.json'), '"constructs": "^10.0.0"', '"constructs": "^10.0.1"');
    const { status } = run('make', ['node_modules'], { cwd: other, env: { CI: 'true' }, expect: null });
    expect(status).toBe(2);
    expect(git(other, 'status', '--porcelain')).toBe(' M package.json\n');
  });

  describe('and gets a new version of the library', () => {
    const packageJson = (): string => readFileSync(join(clone, 'package.json'), 'utf8');

    test('in package.json: the check reports it, and npx projen installs it before it renders', () => {
      const next = packNextVersion();
      const declared = new RegExp(`"${LIBRARY}": "([^"]+)"`).exec(packageJson())?.[1] as string;
      edit(join(clone, 'package.json'), declared, `file:${next}`);
      expect(gitops(clone, ['drift'], { expect: 2 }).stderr).toContain(
        `package.json declares file:${next}, but ${manager.lock} was made for ${declared}; nothing was compared. Run npx --yes`,
      );
      expect(synth(clone, { env: { CI: 'true' } }).stderr).toContain(
        `but ${manager.lock} was made for ${declared}: installing the declared packages before rendering.`,
      );
      expect(installedVersion(clone)).toBe('0.1.0');
      expect(existsSync(join(clone, 'scripts/new-script.sh'))).toBe(true);
      expect(readFileSync(join(clone, manager.lock), 'utf8')).toContain('next.tgz');
      expect(synth(clone).stdout).toContain('nothing to change');
      expect(gitops(clone, ['drift']).status).toBe(0);
    });

    test('by a pull that brings only the lock: what is installed is another build', () => {
      commitAll(clone, 'Upgrade the library');
      git(folder, 'pull', '--quiet', clone, 'HEAD');
      const { stderr } = gitops(folder, ['drift'], { expect: 2 });
      expect(stderr).toContain(`${manager.lock} locks 0.1.0, but 0.0.0 is installed; nothing was compared.`);
      // Make sees that the lock is newer, and installs it.
      expect(run('make', ['drift'], { cwd: folder }).stdout).toMatch(/\d+ files match \.projenrc\.ts\.\n$/);
      expect(installedVersion(folder)).toBe('0.1.0');
      expect(git(folder, 'status', '--porcelain')).toBe('');
    });
  });

  test('goes back to npm, and then to the other one', () => {
    ask(folder, npm, manager);
    const back = synth(folder);
    expect(back.stderr).toContain(`.projenrc.ts sets npm, package.json names ${manager.name}: installing with npm`);
    expect(back.stdout).toContain(`${manager.lock} is the lock of ${manager.name}, but packageManager is npm,`);
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).not.toContain('packageManager');
    rmSync(join(folder, manager.lock));
    const other = manager === pnpm ? yarn : pnpm;
    ask(folder, other, npm);
    expect(synth(folder).stderr).toContain(`installing with ${other.title}`);
    rmSync(join(folder, npm.lock));
    expect(synth(folder).stdout).toContain('nothing to change');
    expect(commands(folder)).toEqual(['projen', 'python-gitops', 'tsc']);
  });
});

describe('projen new', () => {
  test.each([pnpm, yarn])('takes --package-manager $name, and leaves a committed tree', (manager) => {
    const folder = support.makeFolder('shop');
    const flags = [...support.EVERYTHING_SET, '--package-manager', manager.name];
    expect(support.projenNew(folder, flags).stdout.trimEnd().split('\n').at(-1)).toBe('Next: make dev');
    expect(readFileSync(join(folder, '.projenrc.ts'), 'utf8')).toContain(`\n  packageManager: '${manager.name}',\n`);
    expect(existsSync(join(folder, npm.lock))).toBe(false);
    expect(git(folder, 'status', '--porcelain')).toBe('');
    expect(git(folder, 'ls-files').split('\n')).toContain(manager.lock);
    expect(synth(folder).stdout).toMatch(/\d+ files match \.projenrc\.ts; nothing to change\.\n$/);
    expect(run('make', ['drift'], { cwd: folder }).stdout).toMatch(/\d+ files match \.projenrc\.ts\.\n$/);
  });
});

describe('Yarn', () => {
  let folder: string;
  beforeAll(() => {
    folder = support.repository();
    ask(folder, yarn);
    synth(folder);
    rmSync(join(folder, npm.lock));
    commitAll(folder, 'Change the package manager');
  });

  const yarnInstall = (env: NodeJS.ProcessEnv = {}): void => {
    run('npx', [...yarn.command.split(' ').slice(1), 'install'], { cwd: folder, env });
  };

  test('without its settings installs no node_modules; make heals that, and names the field that is gone', () => {
    rmSync(join(folder, '.yarnrc.yml'));
    yarnInstall();
    expect(existsSync(join(folder, '.pnp.cjs'))).toBe(true);
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
    const { status, all } = run('make', ['drift'], { cwd: folder, expect: null });
    expect(status).toBe(2);
    expect(all).toContain('\n.yarnrc.yml: missing\n');
    expect(existsSync(join(folder, '.pnp.cjs'))).toBe(false);
    git(folder, 'checkout', '--', '.yarnrc.yml');
  });

  test("Plug'n'Play is an error with a fix", () => {
    rmSync(join(folder, '.yarnrc.yml'));
    yarnInstall();
    const args = [...yarn.command.split(' ').slice(1), 'python-gitops', 'drift'];
    const { status, stderr } = run('npx', args, { cwd: folder, expect: null });
    expect(status).toBe(2);
    expect(stderr).toContain("found .pnp.cjs: yarn installed without node_modules (Plug'n'Play)");
    expect(stderr).toContain('Set nodeLinker: node-modules in .yarnrc.yml, run npx --yes ');
    writeFileSync(join(folder, '.yarnrc.yml'), 'nodeLinker: node-modules\n');
    yarnInstall();
    expect(existsSync(join(folder, '.pnp.cjs'))).toBe(false);
    expect(synth(folder).stdout).toContain('nothing to change');
    git(folder, 'checkout', '--', '.yarnrc.yml');
  });

  test('settings of the user stay, and their comments', () => {
    const own = '# of the platform team\nenableTelemetry: false # quiet\n';
    writeFileSync(join(folder, '.yarnrc.yml'), own);
    expect(gitops(folder, ['drift'], { expect: 1 }).stdout).toContain('.yarnrc.yml');
    synth(folder);
    expect(readFileSync(join(folder, '.yarnrc.yml'), 'utf8')).toBe(`${own}nodeLinker: node-modules\n`);
    expect(gitops(folder, ['drift']).status).toBe(0);
    git(folder, 'checkout', '--', '.yarnrc.yml');
  });

  test('a lock of Yarn 1 is reported as invalid, and is replaced', () => {
    writeFileSync(join(folder, 'yarn.lock'), '# yarn lockfile v1\n\n\nconstructs@^10.0.0:\n  version "10.8.1"\n');
    expect(gitops(folder, ['drift'], { expect: 2 }).stderr).toContain(
      'yarn.lock cannot be read: expected a lock of Yarn 2 or newer; nothing was compared.',
    );
    expect(synth(folder).stdout).toContain('nothing to change');
    expect(readFileSync(join(folder, 'yarn.lock'), 'utf8')).toContain('__metadata:');
  });
});
