import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { contentOf, DEFAULT, renderOf } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

const APP = 'apps/storefront';

/** Variables that make itself sets. */
const OF_MAKE = ['CURDIR', 'MAKE', 'MAKECMDGOALS', 'MAKEFILE_LIST', 'PWD'];

/** Writes a program that records what it is called with. */
const RECORDER = `#!/bin/sh
for word in "\${0##*/}" "$@"; do printf '%s\\0' "$word" >> "$RECORD"; done
printf '\\n\\0' >> "$RECORD"
`;

const files = renderOf({
  ...DEFAULT,
  packageIndex: 'https://pypi.acme.example/simple',
  extraPackageIndexes: ['https://wheels.acme.example/simple'],
  apps: { storefront: { buildSecrets: { PIP_NETRC: '/root/.netrc' } } },
});

/** A repository whose programs only record their arguments. */
function repository(): string {
  const folder = writeTree(files.values());
  const programs = [
    'node_modules/.bin/python-gitops',
    'scripts/install-tools.sh',
    `${APP}/.venv/bin/python`,
    'bin/docker',
  ];
  for (const path of [...programs, ...['server', 'setup', 'test'].map((script) => `${APP}/scripts/${script}.sh`)]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), RECORDER);
    chmodSync(join(folder, path), 0o755);
  }
  writeFileSync(join(folder, 'package-lock.json'), '{}');
  return folder;
}

interface Makefile {
  /** All targets that a user can name. */
  readonly targets: readonly string[];
  /** All variables that a user can set: those that no line of the Makefile fixes. */
  readonly variables: readonly string[];
}

function read(path: string): Makefile {
  const text = contentOf(files, path);
  const fixed = new Set(
    [...`${text}${contentOf(files, 'scripts/typed.mk')}`.matchAll(/^(?:define )?([A-Z_]+)(?: :?=|$)/gm)].map(
      ([, name]) => name,
    ),
  );
  const used = [...text.matchAll(/\$\(([A-Z_]+)\)|\b([A-Z_]+)(?: \?)?=|\$\$\{?TYPED_([A-Z]+)/g)];
  const names = new Set(used.map(([, used_, typed, given]) => used_ ?? typed ?? given));
  return {
    targets: (text.match(/^[a-z-]+(?=:(?!=))/gm) ?? []).filter((target) => target !== 'help'),
    variables: [...names].filter((name) => !fixed.has(name) && !OF_MAKE.includes(name)),
  };
}

interface Result {
  readonly ran: boolean;
  readonly calls: readonly (readonly string[])[];
  readonly stderr: string;
}

/** Runs targets in one make, which goes on after errors. */
function run(where: string, targets: readonly string[], values: object, env: object = {}): Result {
  const folder = repository();
  const { MAKEFLAGS: _flags, MAKELEVEL: _level, ...own } = process.env;
  const record = join(folder, 'record');
  // Installed packages are newer than their lock.
  const options = ['-k', '--old-file=package-lock.json', '--old-file=../../package-lock.json'];
  const texts = Object.entries(values).map(([name, value]) => `${name}=${value as string}`);
  const { stderr } = spawnSync('make', [...options, ...targets, ...texts], {
    cwd: join(folder, where),
    encoding: 'utf8',
    env: { ...own, RECORD: record, MARK: join(folder, 'mark'), PATH: `${join(folder, 'bin')}:${own.PATH}`, ...env },
  });
  const words = existsSync(record) ? readFileSync(record, 'utf8').split('\n\0').slice(0, -1) : [];
  return {
    ran: existsSync(join(folder, 'mark')),
    calls: words.map((call) => call.split('\0').slice(0, -1)),
    stderr,
  };
}

/** Each leaves a file behind if make or a shell reads it, in some kind of quotes or in none. */
const HOSTILE = {
  substitutions: 'a$(touch "$MARK")`touch "$MARK"`$(shell touch "$$MARK")${shell touch "$$MARK"};touch "$MARK"; #',
  'single quotes': `';touch "$MARK";'`,
  'double quotes': `";touch $MARK;"`,
  'a new line': `a\ntouch "$MARK"\n`,
  'an and': '&& touch "$MARK"',
  'a pipe': '| touch "$MARK"',
  'a flag': '--dry-run',
};

const ROOT = read('Makefile');
const OF_APP = read(`${APP}/Makefile`);

test('the test finds targets and variables', () => {
  expect(ROOT.targets).toEqual(expect.arrayContaining(['run', 'heal', 'seal', 'promote', 'rename-app', 'doctor']));
  expect(ROOT.variables).toEqual(
    expect.arrayContaining(['APP', 'ARGS', 'ENV', 'FILE', 'KEY', 'NAME', 'OPTION', 'PORT', 'REASON', 'TO']),
  );
  expect(OF_APP.targets).toEqual(expect.arrayContaining(['run', 'test', 'lock', 'build', 'seal', 'clean']));
  expect(OF_APP.variables).toEqual(
    expect.arrayContaining([
      'ARGS',
      'DOCKER',
      'FILE',
      'KEY',
      'PIP_EXTRA_INDEX_URL',
      'PIP_INDEX_URL',
      'PYTHON',
      'VERSION',
    ]),
  );
});

/** All variables of a Makefile with one value, and one that it doesn't know. */
function all({ variables }: Makefile, value: string, others: object): Record<string, string> {
  return { ...Object.fromEntries(['UNKNOWN', ...variables].map((name) => [name, value])), ...others };
}

/** The values that a program got as a flag or in the text of one: neither after --, nor behind the = of a flag. */
function misplaced({ calls }: Result, value: string): string[][] {
  return calls.flatMap((words) => {
    const end = words.indexOf('--');
    const wrong = words.filter(
      (word, index) => word.includes(value) && (end < 0 || index < end) && !/^--[a-z-]+=/.test(word),
    );
    return wrong.length > 0 ? [[...words]] : [];
  });
}

describe.each(Object.entries(HOSTILE))('a value with %s is neither run nor a flag', (_what, value) => {
  // ARGS are flags.
  const args = { ARGS: '--json' };

  test('in any variable of any target', () => {
    // add-app among the targets turns the check of APP off.
    for (const others of [
      { APP: 'storefront', PUSH: 'no', ...args },
      { PUSH: 'no', ...args },
    ]) {
      const result = run('.', ROOT.targets, all(ROOT, value, others));
      expect({ ran: result.ran, misplaced: misplaced(result, value) }).toEqual({ ran: false, misplaced: [] });
      const commands = result.calls.flatMap(([program, command]) => (program === 'python-gitops' ? [command] : []));
      const known = [...contentOf(files, 'Makefile').matchAll(/\$\(GITOPS\) ([a-z-]+)/g)].map(([, command]) => command);
      expect([...new Set(commands)].sort()).toEqual([...new Set(known)].sort());
    }
  });

  test('in any variable of the environment', () => {
    const others = { APP: 'storefront', PUSH: 'no', ...args };
    // PATH and SHELL have their own meaning to every program.
    const { ran } = run('.', ROOT.targets, {}, all(ROOT, value, others));
    expect(ran).toBe(false);
  });

  test('in any variable of any target of an app', () => {
    for (const others of [args, { DOCKER: 'docker', ...args }]) {
      const result = run(APP, OF_APP.targets, all(OF_APP, value, others));
      expect({ ran: result.ran, misplaced: misplaced(result, value) }).toEqual({ ran: false, misplaced: [] });
    }
  });

  test('in PUSH and ARGS', () => {
    expect(run('.', ['promote'], { APP: 'storefront', ENV: 'dev', PUSH: value }).stderr).toContain(
      'PUSH must be yes or no, got ',
    );
    for (const target of ROOT.targets) {
      // Some targets have no ARGS.
      if (!contentOf(files, 'Makefile').includes(`) ${target} `)) continue;
      expect(run('.', [target], { APP: 'storefront', ENV: 'dev', TO: 'x', ARGS: value }).ran).toBe(false);
    }
    expect(run(APP, ['test', 'lock'], { ARGS: value }).ran).toBe(false);
  });
});

test.each([
  ['--limit 3', ['--limit', '3']],
  [`-k "index and not slow" --flag='it is'`, ['-k', 'index and not slow', '--flag=it is']],
  ['*.py  $HOME', ['*.py', '$HOME']],
  ['a\\ b', ['a b']],
])('ARGS %p are words as in a shell', (text, words) => {
  expect(run('.', ['doctor'], { ARGS: text }).calls).toEqual([['python-gitops', 'doctor', ...words]]);
  expect(run(APP, ['test'], { ARGS: text }).calls).toEqual([['test.sh', ...words]]);
});

test('ARGS with an unmatched quote are refused', () => {
  const { calls, stderr } = run('.', ['doctor'], { ARGS: "it's" });
  expect(calls).toEqual([]);
  expect(stderr).toContain("ARGS has an unmatched quote: it's\n");
});

test('a file of make seal in an app is relative to the app, whatever its name', () => {
  const { calls } = run(APP, ['seal'], { ENV: 'dev', KEY: 'TOKEN', FILE: "my file's.pem" });
  const [, seal] = calls;
  expect(seal.slice(0, 2)).toEqual(['python-gitops', 'seal']);
  expect(seal[2]).toMatch(/^--file=\/.*\/apps\/storefront\/my file's\.pem$/);
  expect(seal.slice(3)).toEqual(['--', 'storefront', 'dev', 'TOKEN']);
});

test('values of local.mk still count', () => {
  const folder = repository();
  writeFileSync(join(folder, 'local.mk'), 'ENV := dev\n');
  const { MAKEFLAGS: _flags, MAKELEVEL: _level, ...env } = process.env;
  const record = join(folder, 'record');
  spawnSync('make', ['--old-file=package-lock.json', 'diff'], { cwd: folder, env: { ...env, RECORD: record } });
  expect(readFileSync(record, 'utf8')).toContain('python-gitops\0diff\0--\0dev\0');
});
