import { chmodSync, mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import * as firstCommit from '../../../src/clients/git/first-commit';
import type { InitProject } from '../../../src/project/projen/internals';
import { unknownFlags } from '../../../src/project/synthesis/creation';
import * as question from '../../../src/project/synthesis/question';
import { compiledCommand, installCompiled } from '../../support/command';
import {
  contents,
  differences,
  expectUntouched,
  git,
  installLibrary,
  makeProject,
  pathsBelow,
  planIn,
  printed,
  read,
  synthIn,
  temporaryFolder,
  withoutPost,
  writeFiles,
} from '../../support/repository';

/** The facts of `projen new`; the options are its flags. */
function initProject(init: { comments?: string; synth?: boolean } = {}): InitProject {
  const names = ['name', 'repoUrl', 'registry', 'defaultBranch', 'pythonVersion', 'devDeps', 'outdir'];
  return {
    fqn: '@org/python-gitops-app.PythonGitOpsApp',
    type: { options: names.map((name) => ({ name })) },
    args: {},
    comments: 'featured',
    synth: true,
    post: true,
    ...init,
  } as unknown as InitProject;
}

/** The result of a creation: an exit code, or none if projen goes on. */
interface Creation {
  readonly exit?: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Creates a repository in a folder like `projen new` does, with this command line. */
function create(folder: string, options: object, args: readonly string[] = [], init = initProject()): Creation {
  return createFrom(folder, options, { ...init, args: options }, args);
}

/** The same for options that differ from those of the command line, as a project type of a company passes them. */
function createFrom(folder: string, options: object, init: InitProject, args: readonly string[] = []): Creation {
  const project = makeProject(folder, options);
  Object.defineProperty(project, 'initProject', { value: init });
  let exit: number | undefined;
  const argv = jest.replaceProperty(process, 'argv', ['node', 'projen', 'new', '--from', 'library', ...args]);
  const end = jest.spyOn(process, 'exit').mockImplementation((code) => {
    exit = Number(code);
    return undefined as never;
  });
  try {
    const { stdout, stderr } = withoutPost(() => printed(() => project.synth()));
    return { exit, stdout, stderr };
  } finally {
    argv.restore();
    end.mockRestore();
  }
}

/** A folder before `projen new`: npm has installed the library. */
function newFolder(name = 'shop'): string {
  const folder = temporaryFolder(name);
  installLibrary(folder);
  writeFiles(folder, {
    'package.json': JSON.stringify({
      name,
      version: '1.0.0',
      main: 'index.js',
      scripts: { test: 'echo "Error: no test specified" && exit 1' },
      devDependencies: { projen: '^0.103.25', '@org/python-gitops-app': 'file:/srv/library.tgz' },
    }),
  });
  return folder;
}

describe('a new repository', () => {
  test('is complete, with its .projenrc.ts, and the next synth has nothing to do', () => {
    const folder = newFolder();
    expect(create(folder, { name: 'shop' }).exit).toBe(0);
    for (const path of ['.projenrc.ts', 'Makefile', 'README.md', 'apps/shop/Dockerfile', 'apps/shop/src/server.py']) {
      expect(pathsBelow(folder)).toContain(path);
    }
    const options = { name: 'shop', environments: { dev: {}, staging: {}, prod: {} }, apps: { shop: {} } };
    expect(planIn(folder, options).writes).toEqual([]);
    expect(planIn(folder, options).removals).toEqual([]);
  });

  test('has a .projenrc.ts that loads for the user, and renders the same tree', () => {
    const folder = newFolder();
    create(folder, { name: 'shop', registry: 'docker.io/acme' });
    const before = contents(folder);
    installCompiled(folder);
    expect(compiledCommand(folder, ['synth'])).toMatchObject({ code: 0, stderr: '' });
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('takes repoUrl from the git remote, and writes it to the file', () => {
    const folder = newFolder();
    git(folder, 'init', '--quiet');
    git(folder, 'remote', 'add', 'origin', 'git@github.com:acme/shop.git');
    create(folder, { name: 'shop' });
    expect(read(folder, '.projenrc.ts')).toContain("\n  repoUrl: 'https://github.com/acme/shop',\n");
  });

  test('has the repoUrl of the command line, whatever the remote is', () => {
    const folder = newFolder();
    git(folder, 'init', '--quiet');
    git(folder, 'remote', 'add', 'origin', 'git@github.com:fork/shop.git');
    create(folder, { name: 'shop', repoUrl: 'https://github.com/acme/shop' });
    expect(read(folder, '.projenrc.ts')).toContain("\n  repoUrl: 'https://github.com/acme/shop',\n");
  });

  test('guesses no value', () => {
    const folder = newFolder();
    create(folder, { name: 'shop' });
    expect(read(folder, '.projenrc.ts')).not.toMatch(/^ {2}(repoUrl|registry):/m);
    expect(pathsBelow(folder).filter((path) => /argo\/(app-|root-app\.yaml)/.test(path))).toEqual([]);
  });

  test('declares the library as npm installed it, even when the flag devDeps contains it', () => {
    const folder = newFolder();
    create(folder, { name: 'shop', devDeps: ['@org/python-gitops-app@^9'] });
    const { devDependencies } = JSON.parse(read(folder, 'package.json')) as Record<string, Record<string, string>>;
    expect(devDependencies['@org/python-gitops-app']).toBe('file:/srv/library.tgz');
    expect(read(folder, '.projenrc.ts')).not.toMatch(/^ *devDeps:/m);
  });

  test('has no hints with --comments none', () => {
    const folder = newFolder();
    create(folder, { name: 'shop' }, ['--comments', 'none'], initProject({ comments: 'none' }));
    expect(read(folder, '.projenrc.ts')).not.toContain('port:');
  });

  test('contains only options that projen does not know itself', () => {
    const folder = newFolder();
    create(folder, { name: 'shop' });
    expect(read(folder, '.projenrc.ts')).not.toMatch(/outdir|__new__|devDeps: \[.*gitops/);
  });
});

describe('the final message', () => {
  test('lists owners, options that are not set, and a next step', () => {
    const lines = create(newFolder(), { name: 'shop' }).stdout.trimEnd().split('\n');
    expect(lines[1]).toMatch(/^Created shop: \d+ files\.$/);
    expect(lines).toContain('Not set yet in .projenrc.ts:');
    expect(lines.at(-1)).toBe('Next: make dev');
    expect(lines.length).toBeLessThan(16);
  });

  test('explains how to continue when the first commit failed', () => {
    const folder = newFolder();
    git(folder, 'init', '--quiet');
    git(folder, 'config', 'core.hooksPath', 'hooks');
    writeFiles(folder, { 'hooks/pre-commit': '#!/bin/sh\nexit 1\n' });
    chmodSync(join(folder, 'hooks/pre-commit'), 0o755);
    const { exit, stdout } = create(folder, { name: 'shop' });
    expect(exit).toBe(1);
    expect(stdout).toMatch(
      /^Created shop: \d+ files\. The first git commit failed, see above\. Fix it \(for example with git config user\.name and user\.email\), then run git add --all && git commit\.$/m,
    );
  });

  test('reports that git is missing', () => {
    const folder = newFolder();
    const missing = jest.spyOn(firstCommit, 'commitAll').mockReturnValue('no-git');
    const { exit, stdout } = create(folder, { name: 'shop', defaultBranch: 'trunk' });
    missing.mockRestore();
    expect(exit).toBe(1);
    expect(stdout).toContain(
      'git is not installed, so there is no repository yet. Install it (https://git-scm.com), ' +
        'then run git init --initial-branch=trunk && git add --all && git commit.',
    );
  });
});

describe('the first commit', () => {
  const head = (folder: string): string => git(folder, 'log', '--format=%s', '--all').trim();

  test('has all files, on the default branch of the config', () => {
    const folder = newFolder();
    create(folder, { name: 'shop', defaultBranch: 'trunk' });
    expect(head(folder)).toBe('chore: create the repository');
    expect(git(folder, 'symbolic-ref', '--short', 'HEAD').trim()).toBe('trunk');
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  test('is on the branch of a repository that exists', () => {
    const folder = newFolder();
    git(folder, 'init', '--quiet', '--initial-branch=work');
    create(folder, { name: 'shop' });
    expect(git(folder, 'symbolic-ref', '--short', 'HEAD').trim()).toBe('work');
    expect(head(folder)).toBe('chore: create the repository');
  });

  test.each([['--no-git'], ['--git=false'], ['--git', 'false']])('is left out with %s %s', (...args: string[]) => {
    const folder = newFolder();
    const { exit, stdout } = create(folder, { name: 'shop' }, args);
    expect(exit).toBeUndefined();
    expect(stdout).toMatch(/\nNext: make dev$/);
    expect(pathsBelow(folder).filter((path) => path.startsWith('.git/'))).toEqual([]);
  });
});

describe('without --name, the folder gives the name', () => {
  test.each([
    ['my_app', 'my-app'],
    ['My Shop', 'my-shop'],
    ['2024.orders', 'orders'],
    ['shop', 'shop'],
  ])('%s becomes %s', (folderName, name) => {
    const folder = newFolder();
    expect(create(folder, { name: folderName }).exit).toBe(0);
    expect(read(folder, '.projenrc.ts')).toContain(`\n  name: '${name}',\n`);
  });

  test.each(['123', '日本', '_'])('%s has no usable letter, so the error names --name', (name) => {
    const { exit, stderr } = create(newFolder(), { name });
    expect(exit).toBe(1);
    expect(stderr).toContain(
      [
        '1 finding, nothing was written:',
        '',
        '  --name  [invalid-value]',
        '      must be a DNS label: lower-case letters, digits and single dashes, beginning with a letter, at most 40 characters',
        `      got  "${name}"`,
        '      fix  set it, as in --name shop',
      ].join('\n'),
    );
  });
});

describe('a project type of a company', () => {
  /** The first file, when the type passes these options for a repository that is only named. */
  function rcOf(options: object, flags: object = {}): string {
    const folder = newFolder();
    const named = { name: 'shop', ...flags };
    expect(
      createFrom(folder, { ...named, ...options }, { ...initProject({ comments: 'none' }), args: named }).exit,
    ).toBe(0);
    return read(folder, '.projenrc.ts');
  }

  test.each([
    ['as options', { registry: 'ghcr.io/acme', environments: { dev: {}, qa: {}, prod: {} } }],
    ['as an organization', { organization: { registry: 'ghcr.io/acme', environments: { dev: {}, qa: {}, prod: {} } } }],
  ])('has its decisions in comments, and freezes none of them (%s)', (_how, options) => {
    expect(rcOf(options)).toBe(
      [
        "import { PythonGitOpsApp } from '@org/python-gitops-app';",
        '',
        'const project = new PythonGitOpsApp({',
        "  name: 'shop',",
        '  // No Applications are rendered until it is set.',
        "  // repoUrl: '',",
        '',
        '  // Set by @org/python-gitops-app:',
        "  //   registry: 'ghcr.io/acme',",
        '  //   environments: { dev: {}, qa: {}, prod: {} },',
        '',
        '  // Each app is one image, built from apps/<name>/. Add one here and run `npx projen`.',
        '  apps: {',
        '    shop: {},',
        '  },',
        '});',
        '',
        'project.synth();',
        '',
      ].join('\n'),
    );
  });

  test('decides about apps, which an empty list would replace', () => {
    const text = rcOf({ registry: 'ghcr.io/acme', environments: { dev: {} }, apps: { api: { port: 8080 } } });
    expect(text.split('\n').slice(2)).toEqual([
      'const project = new PythonGitOpsApp({',
      "  name: 'shop',",
      '  // No Applications are rendered until it is set.',
      "  // repoUrl: '',",
      '',
      '  // Set by @org/python-gitops-app:',
      "  //   registry: 'ghcr.io/acme',",
      '  //   environments: { dev: {} },',
      '  //   apps: { api: { port: 8080 } },',
      '});',
      '',
      'project.synth();',
      '',
    ]);
  });

  test('leaves what a flag sets to the repository', () => {
    const text = rcOf(
      { organization: { registry: 'ghcr.io/acme', pythonVersion: '3.12' } },
      { registry: 'docker.io/team' },
    );
    expect(text).toContain("\n  registry: 'docker.io/team',\n");
    expect(text).toContain("  // Set by @org/python-gitops-app:\n  //   pythonVersion: '3.12',\n");
    expect(text).toContain('    prod: { gated: true },\n');
  });

  test('can compute a value from the name', () => {
    const text = rcOf({ repoUrl: 'https://github.com/acme/shop' });
    expect(text).not.toMatch(/^ {2}(?:\/\/ )?repoUrl/m);
    expect(text).toContain("  //   repoUrl: 'https://github.com/acme/shop',\n");
  });
});

describe('a folder inside of another repository', () => {
  function inner(): string {
    const outer = newFolder('outer');
    git(outer, 'init', '--quiet');
    const folder = join(outer, 'services/shop');
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  test.each([[[]], [['--no-git']]])('is refused where there is nobody to ask (%j)', (args) => {
    const folder = inner();
    const { exit, stderr } = create(folder, { name: 'shop' }, args);
    expect(exit).toBe(1);
    expect(stderr).toContain(
      [
        '  .  [path-conflict]',
        '      must be the root of a repository: elsewhere, GitHub runs no workflows, and Argo CD finds no paths',
        `      got  a folder of the repository ${realpathSync(join(folder, '../..'))}`,
        '      fix  use a folder outside of it, or run git init here first',
      ].join('\n'),
    );
    expect(pathsBelow(folder)).toEqual([]);
  });

  /** Answers the question in place of a person; returns what was asked. */
  function createWithAnswer(folder: string, answer: boolean, args: readonly string[] = []) {
    const agrees = jest.spyOn(question, 'agrees').mockReturnValue(answer);
    const creation = create(folder, { name: 'shop' }, args);
    const asked = agrees.mock.calls.map(([text]) => text);
    agrees.mockRestore();
    return { ...creation, asked };
  }

  test('becomes a repository when the answer is yes, and the other one stays as it is', () => {
    const folder = inner();
    const outer = realpathSync(join(folder, '../..'));
    git(outer, 'remote', 'add', 'origin', 'https://github.com/acme/outer');
    const { exit, asked } = createWithAnswer(folder, true);
    expect([exit, asked]).toEqual([0, [`${folder} is in the repository ${outer}. Create a repository inside of it?`]]);
    expect(git(folder, 'log', '--format=%s')).toBe('chore: create the repository');
    expect(git(folder, 'rev-parse', '--show-toplevel')).toBe(realpathSync(folder));
    expect(read(folder, '.projenrc.ts')).not.toContain('acme/outer');
    expect(git(outer, 'diff', '--cached', '--name-only')).toBe('');
  });

  test('stays empty when the answer is no', () => {
    const folder = inner();
    const { exit, asked, stderr } = createWithAnswer(folder, false);
    expect([exit, asked.length]).toEqual([1, 1]);
    expect(stderr).toContain('a folder of the repository ');
    expect(pathsBelow(folder)).toEqual([]);
  });

  test('is refused without a question where it would not become a repository', () => {
    const { exit, asked } = createWithAnswer(inner(), true, ['--no-git']);
    expect([exit, asked]).toEqual([1, []]);
  });

  test('is fine once it is a repository', () => {
    const folder = inner();
    git(folder, 'init', '--quiet');
    expect(create(folder, { name: 'shop' }).exit).toBe(0);
  });
});

describe('nothing is written', () => {
  /** Creates, and expects one error, no final message, and an unchanged folder. */
  function refused(folder: string, options: object, args: readonly string[] = []): string {
    let message = '';
    expectUntouched(folder, () => {
      const { exit, stdout, stderr } = create(folder, options, args);
      expect([exit, stdout]).toEqual([1, '']);
      message = stderr;
    });
    expect(message).toContain('Only the npm packages were installed');
    return message;
  }

  test('when an option is wrong; all findings come at once', () => {
    const message = refused(newFolder(), { name: 'My Shop', registry: 'acme' }, [
      '--name',
      'My Shop',
      '--registy=acme',
    ]);
    expect(message).toContain('3 findings, nothing was written:');
    for (const path of ['name', 'registry', '--registy']) expect(message).toContain(`\n  ${path}  [`);
    expect(message).toContain("fix  use 'my-shop'");
  });

  test('when your file is in the way; each is reported', () => {
    const folder = newFolder();
    writeFiles(folder, { Makefile: 'all:\n', 'apps/shop/Dockerfile': 'FROM mine\n' });
    const message = refused(folder, { name: 'shop' });
    expect(message).toContain('\n  Makefile  [path-conflict]\n');
    expect(message).toContain('\n  apps/shop/Dockerfile  [path-conflict]\n');
  });

  test('when there is a .projenrc.ts already', () => {
    const folder = newFolder();
    writeFiles(folder, { '.projenrc.ts': '' });
    expect(refused(folder, { name: 'shop' })).toContain('run npx projen here instead of projen new');
  });

  test('when a folder is in the way', () => {
    const folder = newFolder();
    mkdirSync(join(folder, 'Makefile'));
    expect(refused(folder, { name: 'shop' })).toContain('\n  Makefile  [path-conflict]\n');
  });
});

describe('existing files', () => {
  test('stay when they would be starter files: README.md is yours', () => {
    const folder = newFolder();
    writeFiles(folder, { 'README.md': '# Mine\n', 'apps/shop/src/server.py': 'mine = True\n', LICENSE: 'mine\n' });
    expect(create(folder, { name: 'shop' }).exit).toBe(0);
    expect(read(folder, 'README.md')).toBe('# Mine\n');
    expect(read(folder, 'apps/shop/src/server.py')).toBe('mine = True\n');
  });

  test('do not conflict with equal content, as after an interrupted creation', () => {
    const folder = newFolder();
    create(folder, { name: 'shop' });
    const other = newFolder();
    writeFiles(other, { Makefile: read(folder, 'Makefile'), '.gitignore': read(folder, '.gitignore') });
    expect(create(other, { name: 'shop' }).exit).toBe(0);
  });
});

test('an unexpected error is not swallowed', () => {
  const broken = { ...initProject(), fqn: undefined } as unknown as InitProject;
  expect(() => create(newFolder(), { name: 'shop' }, [], broken)).toThrow(TypeError);
});

describe('flags of the first app', () => {
  const rcOf = (folder: string): string => read(folder, '.projenrc.ts');

  test('are options of it in .projenrc.ts', () => {
    const folder = newFolder();
    create(folder, { name: 'shop' }, ['--framework', 'fastapi', '--port=8080']);
    expect(rcOf(folder)).toContain("    shop: {\n      port: 8080,\n      framework: 'fastapi',\n      // workloads:");
    expect(read(folder, 'apps/shop/src/server.py')).toContain('\napp = create_app("shop", api)\n');
    expect(read(folder, 'apps/shop/src/requirements.txt')).toContain('\nfastapi==');
  });

  test('--interface asgi starts a FastAPI app', () => {
    const folder = newFolder();
    create(folder, { name: 'shop' }, ['--interface', 'asgi']);
    expect(rcOf(folder)).toContain("    shop: {\n      interface: 'asgi',\n");
    expect(read(folder, 'apps/shop/src/server.py')).toContain('\napi = FastAPI(title="shop")\n');
  });

  test('--framework django also declares what its settings read, and a job for its migrations', () => {
    const folder = newFolder();
    create(folder, { name: 'shop' }, ['--framework', 'django']);
    expect(rcOf(folder)).toContain(
      [
        '    shop: {',
        "      framework: 'django',",
        "      secrets: ['DATABASE_URL', 'SECRET_KEY'],",
        "      workloads: { web: {}, migrate: { type: 'job', command: ['python', 'manage.py', 'migrate'] } },",
        '      // port: 5000',
      ].join('\n'),
    );
    expect(read(folder, 'apps/shop/Dockerfile')).toContain(' manage.py collectstatic --no-input --verbosity 0\n');
    const options = {
      name: 'shop',
      environments: { dev: {}, staging: {}, prod: {} },
      apps: {
        shop: {
          framework: 'django',
          secrets: ['DATABASE_URL', 'SECRET_KEY'],
          workloads: { web: {}, migrate: { type: 'job', command: ['python', 'manage.py', 'migrate'] } },
        },
      },
    };
    expect(planIn(folder, options).writes).toEqual([]);
  });

  test.each([
    ['--framework', 'fast-api', "use 'fastapi'"],
    ['--interface', 'wsig', 'change --interface'],
    ['--port', '80', 'change --port'],
  ])('%s %s is a finding of the flag, and nothing is written', (flag, value, fix) => {
    const folder = newFolder();
    const before = contents(folder);
    const { exit, stderr } = create(folder, { name: 'shop' }, [flag, value]);
    expect(exit).toBe(1);
    expect(stderr).toContain(`\n  ${flag}  [invalid-value]\n`);
    expect(stderr).toContain(`\n      fix  ${fix}\n`);
    expect(differences(before, contents(folder)).filter((path) => path.startsWith('+'))).toEqual([]);
  });

  test('are refused where the project type has its own apps', () => {
    const folder = newFolder();
    const { exit, stderr } = create(folder, { name: 'shop', apps: { api: {} } }, ['--framework', 'django']);
    expect(exit).toBe(1);
    expect(stderr).toContain(
      '\n  --framework  [conflicting-options]\n      must not be set, because the project type has its own apps\n',
    );
  });
});

describe('flags that projen new would ignore', () => {
  const fixOf = (...args: string[]): (string | undefined)[] => unknownFlags(args, initProject()).map(({ fix }) => fix);

  test.each([
    ['--registy', 'did you mean --registry?'],
    ['--repo-ulr=https://x', 'did you mean --repo-url?'],
    ['--no-gti', 'did you mean --git?'],
    ['--pythonversion', 'did you mean --python-version?'],
    ['--environments', 'remove it, and set the option in .projenrc.ts afterwards'],
    ['--apps', 'remove it, and set the option in .projenrc.ts afterwards'],
  ])('%s is a finding with the nearest name, or a fix', (flag, fix) => {
    expect(fixOf(flag)).toEqual([fix]);
  });

  test.each([
    '--name',
    '--repo-url',
    '--repoUrl',
    '--registry=docker.io/acme',
    '--python-version',
    '--dev-deps',
    '--framework=django',
    '--interface',
    '--from',
    '--no-git',
    '--no-post',
    '--no-synth',
    '--no-comments',
    '--comments=none',
    '--projen-version',
    '--debug',
  ])('%s is known', (flag) => {
    expect(fixOf(flag)).toEqual([]);
  });

  test('ignores values and short flags; each unknown flag has its own finding', () => {
    const findings = unknownFlags(['new', '--name', 'shop', '-h', '--foo', 'bar', '--baz=1'], initProject());
    expect(findings.map(({ path, got, code }) => [path, got, code])).toEqual([
      ['--foo', '"--foo"', 'unknown-key'],
      ['--baz', '"--baz"', 'unknown-key'],
    ]);
  });
});

test('a created repository stays the same in another synth with the options of its file', () => {
  const folder = newFolder();
  create(folder, { name: 'shop' });
  const before = contents(folder);
  const options = { name: 'shop', environments: { dev: {}, staging: {}, prod: {} }, apps: { shop: {} } };
  expect(synthIn(folder, options)).toMatch(/^\d+ files match \.projenrc\.ts; nothing to change\./);
  expect(differences(before, contents(folder))).toEqual([]);
});

test('--no-synth writes .projenrc.ts alone, and keeps one that is there', () => {
  const folder = temporaryFolder();
  create(folder, { name: 'shop' }, ['--no-synth'], initProject({ synth: false }));
  expect(pathsBelow(folder)).toEqual(['.projenrc.ts']);
  writeFiles(folder, { '.projenrc.ts': '// mine\n' });
  create(folder, { name: 'shop' }, ['--no-synth'], initProject({ synth: false }));
  expect(read(folder, '.projenrc.ts')).toBe('// mine\n');
});
