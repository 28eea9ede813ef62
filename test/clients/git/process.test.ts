import { GitError, GitProcess, reasonLine, notStarted, READ_ONLY } from '../../../src/clients/git/process';
import { commitAll, temporaryFolder, withEnvironment, withoutPrograms } from '../../support/repository';

const PLAIN = { config: [], env: {} };

/** The environment in which git runs, of these variables, by way of an alias that prints it. */
function environmentOf(process: GitProcess, ...names: string[]): (string | undefined)[] {
  const lines = process.text(['-c', 'alias.surroundings=!env', 'surroundings']).split('\n');
  return names.map((name) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1));
}

const READS = ['GIT_OPTIONAL_LOCKS', 'GIT_NO_LAZY_FETCH'];

test('git never prompts, and prints in English', () => {
  const folder = temporaryFolder();
  withEnvironment({ LC_ALL: 'de_DE.UTF-8', GIT_TERMINAL_PROMPT: '1' }, () => {
    for (const settings of [PLAIN, READ_ONLY]) {
      expect(environmentOf(new GitProcess(folder, settings), 'LC_ALL', 'GIT_TERMINAL_PROMPT')).toEqual(['C', '0']);
    }
  });
});

test('a reader takes no lock and fetches nothing; others may', () => {
  const folder = temporaryFolder();
  expect(environmentOf(new GitProcess(folder, READ_ONLY), ...READS)).toEqual(['0', '1']);
  expect(environmentOf(new GitProcess(folder, PLAIN), ...READS)).toEqual([undefined, undefined]);
});

test('settings apply to every run, and the variables of a run only to that one', () => {
  const process = new GitProcess(temporaryFolder(), { config: ['own.one=1', 'own.two=a b'], env: { OWN: 'all' } });
  expect(process.text(['config', '--get-regexp', '^own\\.'])).toBe('own.one 1\nown.two a b');
  expect(environmentOf(process, 'OWN')).toEqual(['all']);
  const show = ['-c', 'alias.own=!echo $OWN', 'own'];
  expect([process.text(show, { env: { OWN: 'one' } }), process.text(show)]).toEqual(['one', 'all']);
});

test('an answer is the output of git, even if it failed, and questions are its input', () => {
  const folder = temporaryFolder();
  commitAll(folder);
  const process = new GitProcess(folder, READ_ONLY);
  const { status, stdout, stderr } = process.run(['rev-parse', '--verify', 'nothing']);
  expect([status, stdout.length, stderr]).toEqual([128, 0, 'fatal: Needed a single revision\n']);
  const bytes = process.bytes(['-c', 'alias.copy=!cat', 'copy'], { input: ' é\n' });
  expect([bytes, process.text(['-c', 'alias.copy=!cat', 'copy'], { input: ' é\n' })]).toEqual([
    Buffer.from(' é\n'),
    'é',
  ]);
});

test('a failure is an error with the last line of git', () => {
  const process = new GitProcess(temporaryFolder(), READ_ONLY);
  const fail = (): string => process.text(['-c', 'alias.fail=!echo details >&2; echo why >&2; exit 3;', 'fail']);
  expect(fail).toThrow(GitError);
  expect(() => process.bytes(['cat-file', '--batch'])).toThrow(/^git cat-file failed: fatal: not a git repository/);
  expect(reasonLine('details\nwhy\n\n')).toBe('why');
  const hint = '\n\nPlease make sure you have the correct access rights\nand the repository exists.\n';
  const unread = 'fatal: Could not read from remote repository.';
  expect(reasonLine(`fatal: '/x' does not appear to be a git repository\n${unread}${hint}`)).toBe(
    "fatal: '/x' does not appear to be a git repository",
  );
  expect(reasonLine(`git@github.com: Permission denied (publickey).\n${unread}${hint}`)).toBe(
    'git@github.com: Permission denied (publickey).',
  );
  expect(reasonLine(`${unread}${hint}`)).toBe(unread);
});

test('a git that ends before it has read its input still reports its reason', () => {
  const process = new GitProcess(temporaryFolder(), READ_ONLY);
  const args = ['cat-file', '--batch'];
  expect(() => process.bytes(args, { input: 'x\n'.repeat(1_000_000) })).toThrow(
    /^git cat-file failed: fatal: not a git repository/,
  );
});

test('a missing git is the error, but the answer itself throws nothing', () => {
  const process = new GitProcess(temporaryFolder(), READ_ONLY);
  const why = 'git is required but failed to start: spawnSync ENOENT';
  withoutPrograms(() => {
    expect(() => process.text(['version'])).toThrow(new GitError(why));
    const answer = process.run(['version']);
    expect([answer.status, answer.stdout.length, notStarted(answer)]).toEqual([undefined, 0, new GitError(why)]);
  });
  expect(notStarted(process.run(['rev-parse']))).toBeUndefined();
});

test('git that takes longer than its limit is ended, and the reason is shown', () => {
  const process = new GitProcess(temporaryFolder(), PLAIN);
  const hang = ['-c', 'alias.hang=!sleep 20', 'hang'];
  const began = Date.now();
  expect(process.run(hang, { limit: 500 })).toMatchObject({ status: 1, stderr: 'no answer within 0.5 seconds' });
  expect(() => process.text(hang, { limit: 500 })).toThrow('git -c failed: no answer within 0.5 seconds');
  expect(Date.now() - began).toBeLessThan(15_000);
});
