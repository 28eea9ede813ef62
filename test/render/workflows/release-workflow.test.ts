import { spawnSync } from 'node:child_process';
import { DEFAULT, RICH } from '../../support/render-cases';
import { stepIn, workflowOf } from '../../support/render-workflows';

const { on, jobs } = workflowOf(DEFAULT, 'release');

test('a person starts it, and says what is to be done with which app in which environment', () => {
  expect(Object.keys(on)).toEqual(['workflow_dispatch']);
  const inputs = on.workflow_dispatch?.inputs ?? {};
  expect(Object.keys(inputs)).toEqual(['action', 'app', 'environment', 'to', 'image', 'reason']);
  expect(inputs.action.options).toEqual(['promote', 'rollback', 'pin', 'unpin', 'release']);
  expect(inputs.environment.options).toEqual(['dev', 'staging', 'prod']);
  expect(workflowOf(RICH, 'release').on.workflow_dispatch?.inputs.environment.options).toEqual([
    'dev',
    'staging',
    'canary',
    'prod',
  ]);
});

test('it passes the protection of the environment of the same name on GitHub, and may push', () => {
  expect(jobs.release.environment).toBe('${{ inputs.environment }}');
  expect(jobs.release.permissions).toEqual({ contents: 'write' });
});

/** Runs a step in which the command only says how it was called. */
function called(name: string, env: Record<string, string>): string[] {
  const script = stepIn(jobs.release, name).run ?? '';
  const input = `gitops() { printf '%s\\n' "$@"; }\n${script.replaceAll('node_modules/.bin/python-gitops', 'gitops')}`;
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-u'], {
    input,
    env: { PATH: process.env.PATH, APP: '--help', ENVIRONMENT: 'prod', TO: '', REASON: '', ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the script failed with ${status}: ${stderr}`);
  return stdout.split('\n').slice(0, -1);
}

describe('each action is one command, to which no text of a person is an option', () => {
  test.each([
    ['Promote', {}, ['promote', '--push', '--yes', '--', '--help', 'prod']],
    ['Roll back', {}, ['rollback', '--push', '--yes', '--', '--help', 'prod']],
    [
      'Roll back',
      { TO: '--json', REASON: 'it is "red"; $(id)' },
      ['rollback', '--push', '--yes', '--to=--json', '--reason=it is "red"; $(id)', '--', '--help', 'prod'],
    ],
    ['Pin', { REASON: 'a demo' }, ['pin', '--push', '--yes', '--reason=a demo', '--', '--help', 'prod']],
    ['Unpin', {}, ['unpin', '--push', '--yes', '--', '--help', 'prod']],
    ['Release', { IMAGE: ':1' }, ['release', '--push', '--yes', '--image=:1', '--', '--help', 'prod']],
    ['Unpin', { REASON: 'over' }, ['unpin', '--push', '--yes', '--reason=over', '--', '--help', 'prod']],
  ])('%s with %j', (name, env, args) => {
    expect(called(name, env)).toEqual(args);
  });

  test('and only the one that was chosen runs', () => {
    const chosen = jobs.release.steps?.slice(4).map(({ name, if: condition }) => [name, condition]);
    expect(chosen).toEqual([
      ['Promote', "inputs.action == 'promote'"],
      ['Roll back', "inputs.action == 'rollback'"],
      ['Pin', "inputs.action == 'pin'"],
      ['Unpin', "inputs.action == 'unpin'"],
      ['Release', "inputs.action == 'release'"],
    ]);
  });
});
