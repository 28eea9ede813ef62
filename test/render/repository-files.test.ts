import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VERSIONS } from '../../src/config/defaults';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { generatedHeader } from '../../src/files/tree/header';
import { renderRepositoryFiles } from '../../src/render/repository-files';
import { byPath, contentOf, DEFAULT, repositoryOf, RICH } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

const NO_APPS: PythonGitOpsAppOptions = { name: 'shop' };
const SCRIPTS = ['check-generated', 'install-tools', 'validate-gitops'].map((name) => `scripts/${name}.sh`);

function render(options: PythonGitOpsAppOptions) {
  return byPath(renderRepositoryFiles(repositoryOf(options)));
}

function make(options: PythonGitOpsAppOptions, ...args: string[]) {
  const folder = writeTree(render(options).values());
  for (const app of Object.keys(options.apps ?? {})) {
    mkdirSync(join(folder, 'apps', app), { recursive: true });
    // The app's own targets are tested with the app: here they only have to exist.
    writeFileSync(
      join(folder, 'apps', app, 'Makefile'),
      'run test lint format lock setup build:\n\t@echo "$@ in $(notdir $(CURDIR))$(if $(ARGS), $(ARGS))"\n',
    );
  }
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  const { MAKEFLAGS: _flags, MAKELEVEL: _level, ...env } = process.env;
  return { folder, ...spawnSync('make', args, { cwd: folder, encoding: 'utf8', env }) };
}

test('the front door and the scripts are there; the scripts can be executed', () => {
  const files = [...render(DEFAULT).values()].map(({ path, owner, executable = false }) => [path, owner, executable]);
  expect(files).toEqual([['Makefile', 'generated', false], ...SCRIPTS.map((path) => [path, 'generated', true])]);
});

test('each file names itself and its option in the header', () => {
  for (const { path, option, content } of render(RICH).values()) {
    expect([path, content.includes(generatedHeader(path, option))]).toEqual([path, true]);
    expect([path, /\bPATH`/.test(content)]).toEqual([path, false]);
  }
});

describe('the package manager', () => {
  test.each([
    ['npm', 'package-lock.json', 'npm ci --no-audit --no-fund', 'npm ci'],
    [
      'pnpm',
      'pnpm-lock.yaml',
      'npx --yes pnpm@10.34.9 install --frozen-lockfile',
      'npx --yes pnpm@10.34.9 install --frozen-lockfile',
    ],
    [
      'yarn',
      'yarn.lock',
      'YARN_NODE_LINKER=node-modules npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install --immutable',
      'npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install --immutable',
    ],
  ])('%s installs from its lock, and is what scripts speak of', (packageManager, lock, command, spoken) => {
    const files = render({ ...DEFAULT, packageManager });
    expect(contentOf(files, 'Makefile')).toContain(`\nnode_modules: ${lock}\n\t${command}\n\t@touch node_modules\n`);
    expect(contentOf(files, 'scripts/validate-gitops.sh')).toContain(`is not installed: run ${spoken}" >&2\n`);
    expect(contentOf(files, 'scripts/check-generated.sh')).toContain(
      `knows what .projenrc.ts renders; ${spoken} installs`,
    );
  });

  test('of another name is in no file', () => {
    for (const packageManager of ['pnpm', 'yarn']) {
      const wrong = [...render({ ...DEFAULT, packageManager }).values()].filter(({ content }) =>
        /\bnpm (?:ci|install|clean-install)\b|package-lock/.test(content),
      );
      expect(wrong.map(({ path }) => path)).toEqual([]);
    }
  });
});

describe('the scripts', () => {
  const files = render(RICH);
  const folder = writeTree(files.values());

  test.each(SCRIPTS)('%s is read by bash, and stops at the first error', (path) => {
    const { status, stderr } = spawnSync('bash', ['-n', join(folder, path)], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = contentOf(files, path).split('\n');
    expect(lines[0]).toBe('#!/usr/bin/env bash');
    expect(lines).toContain('set -euo pipefail');
  });

  test('install the kustomize that the library builds with, and the kubeseal that it seals with', () => {
    const { kustomize, kubeseal } = VERSIONS;
    expect(contentOf(files, 'scripts/install-tools.sh')).toContain(
      `\nreadonly kustomize_version=${kustomize}\nreadonly kubeseal_version=${kubeseal}\n`,
    );
  });
});

describe('the Makefile', () => {
  test.each([
    ['one app', DEFAULT, 'APPS := storefront'],
    ['several apps, in the order of the config', RICH, 'APPS := storefront reports checkout'],
    ['no app', NO_APPS, 'APPS :='],
  ])('names %s', (_case, options, line) => {
    expect(contentOf(render(options), 'Makefile').split('\n')).toContain(line);
  });

  test('shows its targets when it is called without one', () => {
    const { status, stdout } = make(DEFAULT);
    expect(status).toBe(0);
    const shown = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[1]);
    const targets = contentOf(render(DEFAULT), 'Makefile').match(/^[a-z-]+(?=:(?!=))/gm);
    expect(shown).toEqual(targets);
    const core = ['help', 'run', 'test', 'lint', 'setup', 'build', 'check', 'validate', 'synth', 'owners', 'tools'];
    expect(shown).toEqual(expect.arrayContaining(core));
  });

  test.each(['test', 'lint', 'format', 'lock', 'setup', 'build'])('runs %s in each app', (target) => {
    const { status, stdout, stderr } = make(RICH, target);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: ['storefront', 'reports', 'checkout'].map((app) => `${target} in ${app}\n`).join(''),
    });
    expect(stderr).toContain(`reports: make ${target}\n`);
  });

  test('gives make lock its ARGS on', () => {
    expect(make(RICH, 'lock', 'APP=reports', 'ARGS=--upgrade').stdout).toBe('lock in reports --upgrade\n');
  });

  test('runs a target in the one app that APP names', () => {
    expect(make(RICH, 'test', 'APP=reports').stdout).toBe('test in reports\n');
    expect(make(RICH, 'run', 'APP=reports').stdout).toBe('run in reports\n');
  });

  test('names the apps when APP is none of them', () => {
    const { status, stderr } = make(RICH, 'test', 'APP=report');
    expect(status).not.toBe(0);
    expect(stderr).toContain('APP=report is no app of this repository; there is: storefront reports checkout');
  });

  test('has nothing to do in a repository without apps', () => {
    const { status, stdout, stderr } = make(NO_APPS, 'test');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('says what to do when there is no app to run', () => {
    const { status, stdout, stderr } = make(NO_APPS, 'run');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('there is no app yet: add one to apps in .projenrc.ts, then run npx projen');
  });

  test.each([
    ['validate', 'node_modules/.bin/python-gitops validate'],
    ['synth', 'node_modules/.bin/python-gitops synth'],
    ['drift', "node_modules/.bin/python-gitops drift 'Makefile'"],
    ['heal', "node_modules/.bin/python-gitops heal 'Makefile'"],
    ['restore', 'node_modules/.bin/python-gitops restore'],
    ['owners', "node_modules/.bin/python-gitops owners 'Makefile'"],
    ['tools', 'scripts/install-tools.sh'],
  ])('make -n %s would run %s', (target, command) => {
    const { status, stdout } = make(DEFAULT, '-n', target, 'FILE=Makefile');
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.trim())).toContain(command);
  });

  describe('moves releases:', () => {
    /** What the command gets, one argument a line, from a stand-in that prints it; and what became of the folder. */
    function moved(...args: string[]) {
      const { folder } = make(DEFAULT, 'help');
      const files = {
        'node_modules/.bin/python-gitops': '#!/bin/sh\nprintf "<%s>\\n" "$@"\n',
        'scripts/install-tools.sh': '#!/bin/sh\n',
      };
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), content);
        chmodSync(join(folder, path), 0o755);
      }
      const { MAKEFLAGS: _flags, MAKELEVEL: _level, ...env } = process.env;
      const before = readdirSync(folder);
      // As if packages were installed.
      const options = ['--old-file=node_modules', '--assume-old=package-lock.json'];
      const { status, stdout, stderr } = spawnSync('make', [...options, ...args], {
        cwd: folder,
        encoding: 'utf8',
        env,
      });
      expect(readdirSync(folder)).toEqual(before);
      return { status, stderr, given: stdout.split('\n').flatMap((line) => /^<(.*)>$/.exec(line)?.[1] ?? []) };
    }
    const ONE = ['APP=storefront', 'ENV=prod'];

    test.each([
      ['release', ['IMAGE=:abc@sha256:1'], ['release', '--verify', '--push', '--image=:abc@sha256:1']],
      [
        'release',
        ['FROM=staging', 'REVISION=HEAD~1'],
        ['release', '--verify', '--push', '--from=staging', '--revision=HEAD~1'],
      ],
      ['release', ['IMAGE=:abc', 'PUSH=no'], ['release', '--verify', '--image=:abc']],
      ['promote', [], ['promote', '--verify', '--push']],
      [
        'promote',
        ['FROM=dev', 'ARGS=--dry-run --yes'],
        ['promote', '--verify', '--push', '--from=dev', '--dry-run', '--yes'],
      ],
      ['rollback', [], ['rollback', '--verify', '--push']],
      ['rollback', ['ARGS=--no-verify'], ['rollback', '--verify', '--push', '--no-verify']],
      ['rollback', ['TO=abc', 'REASON=too slow'], ['rollback', '--verify', '--push', '--to=abc', '--reason=too slow']],
      ['pin', ['REASON=load test', 'PUSH=no'], ['pin', '--reason=load test']],
      ['unpin', ['REASON=mended', 'ARGS=--json'], ['unpin', '--push', '--reason=mended', '--json']],
    ])('make %s with %p', (target, flags, given) => {
      const result = moved(target, ...ONE, ...flags);
      expect(result).toEqual({ status: 0, stderr: '', given: [...given, '--', 'storefront', 'prod'] });
    });

    test('make history names an app, and an environment if one is said', () => {
      expect(moved('history', 'APP=storefront').given).toEqual(['history', '--', 'storefront']);
      expect(moved('history', ...ONE, 'ARGS=--limit 3').given).toEqual([
        'history',
        '--limit',
        '3',
        '--',
        'storefront',
        'prod',
      ]);
    });

    // Each would leave a file behind if make or a shell read it.
    test.each([
      'it costs $5, not $$5',
      '$(shell touch made-by-make)',
      '${shell touch made-by-make}',
      '`touch made-by-shell`',
      '$(touch made-by-shell)',
      'it\'s "slow"; touch made-by-shell',
      "' ; touch made-by-shell ; '",
      '" && touch made-by-shell && "',
      '--help',
      // Make takes the spaces before a value away; all others stay.
      'two  spaces, a back\\slash, a # and a % ',
      ',$(eval X:=1),)((',
      '日本語 … ü',
    ])('a reason reaches the command to the letter: %s', (reason) => {
      for (const target of ['pin', 'unpin', 'rollback']) {
        const { status, stderr, given } = moved(target, ...ONE, `REASON=${reason}`);
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        const verify = target === 'rollback' ? ['--verify'] : [];
        expect(given).toEqual([target, ...verify, '--push', `--reason=${reason}`, '--', 'storefront', 'prod']);
      }
    });

    test.each(['$(shell touch made-by-make)', "'; touch made-by-shell; '", '`touch made-by-shell`'])(
      'so does every other text: %s',
      (text) => {
        const arguments_ = (target: string, ...args: string[]): string[] =>
          moved(target, 'APP=storefront', ...args).given;
        expect(arguments_('promote', `ENV=${text}`, `FROM=${text}`)).toEqual([
          'promote',
          '--verify',
          '--push',
          `--from=${text}`,
          '--',
          'storefront',
          text,
        ]);
        expect(arguments_('rollback', 'ENV=prod', `TO=${text}`)).toContain(`--to=${text}`);
        expect(arguments_('release', 'ENV=prod', `IMAGE=${text}`, `REVISION=${text}`)).toEqual(
          expect.arrayContaining([`--image=${text}`, `--revision=${text}`]),
        );
        const { status, stderr } = moved('pin', `APP=${text}`, 'ENV=prod', 'REASON=why');
        expect([status, stderr.includes('is no app of this repository; there is: storefront')]).toEqual([2, true]);
      },
    );

    test.each([
      ['release', ONE, 'make release APP=… ENV=… and IMAGE=:TAG@DIGEST or FROM=…'],
      [
        'promote',
        ['APP=storefront'],
        'make promote APP=… ENV=…, and FROM=… for another environment than the one before',
      ],
      ['rollback', ['ENV=prod'], 'make rollback APP=… ENV=…, and TO=… for another release than the one before'],
      ['pin', ONE, 'make pin APP=… ENV=… REASON=…'],
      ['unpin', [], 'make unpin APP=… ENV=…'],
      ['history', [], 'make history APP=…, and ENV=… for one environment'],
    ])('make %s with %p says how to call it', (target, flags, said) => {
      const { status, stderr, given } = moved(target, ...flags);
      expect({ status, given }).toEqual({ status: 2, given: [] });
      expect(stderr).toContain(said);
    });

    test('PUSH is yes or no, and nothing that might mean either', () => {
      const { status, stderr, given } = moved('promote', ...ONE, 'PUSH=false');
      expect({ status, given }).toEqual({ status: 2, given: [] });
      expect(stderr).toContain('PUSH must be yes or no, got false');
    });
  });

  test.each([
    [['KEY=TOKEN'], "seal -- 'storefront' 'prod' 'TOKEN'", true],
    [['KEY=ca.pem', 'FILE=../ca.pem'], "seal --file '../ca.pem' -- 'storefront' 'prod' 'ca.pem'", true],
    [['KEY=TOKEN', 'REMOVE=1'], "seal --remove -- 'storefront' 'prod' 'TOKEN'", false],
    [['REFRESH=1'], "seal --refresh -- 'storefront' 'prod'", false],
    [[], "seal -- 'storefront' 'prod'", false],
  ])('seals with %p, and installs kubeseal only where a value is sealed', (flags, command, installs) => {
    const { status, stdout } = make(DEFAULT, '-n', 'seal', 'APP=storefront', 'ENV=prod', ...flags);
    expect(status).toBe(0);
    const lines = stdout.split('\n').map((line) => line.trim().replace(/ +/g, ' '));
    expect(lines).toContain(`node_modules/.bin/python-gitops ${command}`);
    expect(lines.includes('scripts/install-tools.sh kubeseal </dev/null')).toBe(installs);
  });

  test('checks by validation, linters and tests', () => {
    const { status, stdout } = make(DEFAULT, '-n', 'check');
    expect(status).toBe(0);
    expect(stdout).toContain('node_modules/.bin/python-gitops validate\n');
    for (const target of ['lint', 'test']) expect(stdout).toContain(`-C "apps/$app" ${target}`);
  });

  test('includes local.mk of the user', () => {
    const { folder } = make(DEFAULT, 'help');
    writeFileSync(join(folder, 'local.mk'), 'greet:\n\t@echo hello\n');
    const { status, stdout } = spawnSync('make', ['greet'], { cwd: folder, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'hello\n' });
  });
});

test('scripts/validate-gitops.sh says what to do when the packages are not installed', () => {
  const folder = writeTree(render(DEFAULT).values());
  const { status, stderr } = spawnSync(join(folder, 'scripts/validate-gitops.sh'), { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'the command line of the library is not installed: run npm ci\n',
  });
});
