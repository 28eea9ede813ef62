import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { LIBRARY, LIBRARY_FOLDER } from '../../src/config/library';
import type { Answer } from '../support/command';
import { compiledCommand, folderWithRc, installCompiled, rcWith } from '../support/command';
import { contents, differences, SHOP, temporaryFolder } from '../support/repository';

/** Runs a command line where no repository is. */
function outside(...args: string[]): Answer {
  return compiledCommand(temporaryFolder(), args);
}

function inRepository(options: object, ...args: string[]): Answer {
  const folder = folderWithRc(rcWith(options));
  installCompiled(folder);
  const before = contents(folder);
  const answer = compiledCommand(folder, args);
  if (answer.code !== 0) expect(differences(before, contents(folder))).toEqual([]);
  return answer;
}

const EXIT_CODES = [
  'Exit codes:',
  '  0  Success',
  '  1  The command found problems, or refused and changed nothing',
  '  2  The command failed',
].join('\n');

test('--help lists every command with what it does, and the exit codes', () => {
  const { code, stdout, stderr } = outside('--help');
  expect([code, stderr]).toEqual([0, '']);
  const names = ['synth', 'add-app', 'remove-app', 'rename-app', 'release', 'changed', 'validate', 'doctor', 'owners'];
  for (const name of names) {
    expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  }
  expect(stdout).toContain(EXIT_CODES);
});

test('a reader that stops early, such as head, is not an error', () => {
  const command = `"${process.execPath}" "${join(LIBRARY_FOLDER, 'bin', 'python-gitops.js')}" --help | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
  expect([stdout, stderr]).toEqual(['0\n', '']);
});

test.each(['drift', 'gate', 'promote', 'add-app'])('%s --help has examples and the exit codes', (name) => {
  const { code, stdout, stderr } = outside(name, '--help');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(`Usage: python-gitops ${name} `);
  expect(stdout).toContain(`Examples:\n  python-gitops ${name}`);
  expect(stdout).toContain(EXIT_CODES);
});

test('--version is that of the library', () => {
  expect(outside('--version')).toEqual({ code: 0, stdout: `${LIBRARY.version}\n`, stderr: '' });
});

test.each([
  ['an unknown command, with the nearest one', ['syth'], "error: unknown command 'syth'\n(Did you mean synth?)\n"],
  [
    'an unknown flag, with the nearest one',
    ['owners', '--jsn'],
    "error: unknown option '--jsn'\n(Did you mean --json?)\n",
  ],
  ['a missing argument', ['release', 'shop'], "error: missing required argument 'environment'\n"],
  ['an argument too many', ['validate', 'shop', 'another'], "error: too many arguments for 'validate'"],
])('%s ends with exit code 2 and where to look', (_what, args, message) => {
  const { code, stdout, stderr } = outside(...args);
  expect(stderr).toContain(message);
  const help =
    args[0] === 'syth'
      ? 'Run python-gitops --help for a list of commands and flags.\n'
      : `Run python-gitops ${args[0]} --help for its arguments, flags, and examples.\n`;
  expect(stderr.endsWith(help)).toBe(true);
  expect([code, stdout]).toEqual([2, '']);
});

test('without a command it shows the help, and fails', () => {
  const { code, stderr } = outside();
  expect(code).toBe(2);
  expect(stderr).toContain('Usage: python-gitops');
});

test.each(['synth', 'validate', 'doctor', 'owners'])(
  '%s outside of a repository ends with exit code 2, without frames',
  (name) => {
    const { code, stdout, stderr } = outside(name);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'python-gitops: no .projenrc.ts in this folder or its parents: run this inside a repository, or create one with ' +
        'npx projen new --from @org/python-gitops-app\n',
    );
  },
);

test.each([
  ['synth'],
  ['validate'],
  ['owners'],
  ['release', 'storefront', 'dev', '--image', ':abc'],
  ['add-app', 'billing'],
  ['remove-app', 'storefront'],
  ['rename-app', 'storefront', 'billing'],
])('%s with findings in .projenrc.ts ends with exit code 1, names all of them, and writes nothing', (...args) => {
  const options = { ...SHOP, registy: 'docker.io/acme', apps: { Web: {} } };
  const { code, stdout, stderr } = inRepository(options, ...args);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^2 findings, nothing was written:\n/);
  expect(stderr).toContain('registy  [unknown-key]');
  expect(stderr).toContain('fix  did you mean registry?');
  expect(stderr).toContain('apps.Web  [invalid-value]');
  expect(stderr).not.toMatch(/^ +at /m);
});

test('synth ends with exit code 0 and says what it wrote on the standard output alone', () => {
  const { code, stdout, stderr } = inRepository(SHOP, 'synth');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^wrote \d+ files:\n/);
});
