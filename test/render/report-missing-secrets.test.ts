import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(__dirname, '..', '..', 'templates', 'repository', 'scripts', 'report-missing-secrets.sh');

const RUN = {
  GITHUB_ACTOR: 'ada',
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REPOSITORY: 'acme/shop',
  HEAD: 'acme/shop',
  INSTEAD: 'the image cannot be built.',
  MISSING: 'PIP_TOKEN ',
};

function report(run: Partial<typeof RUN>) {
  const env = { PATH: process.env.PATH, ...RUN, ...run };
  const { status, stdout, stderr } = spawnSync('bash', [SCRIPT], { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const FORK =
  'GitHub passes no secrets to pull requests from forks. Without them, the image cannot be built. ' +
  'If a step fails because of that, a maintainer can push the commits to a branch of this repository.\n';
const DEPENDABOT =
  'Runs that Dependabot starts get only Dependabot secrets. Without them, the image cannot be built. ' +
  'Add them in Settings, Secrets and variables, Dependabot, or rerun after a person pushes to the branch.\n';
const NOT_SET =
  'They are not set. Without them, the image cannot be built. ' +
  'Add them in Settings, Secrets and variables, Actions. make doctor lists what the workflows need.\n';

test.each([
  ['a pull request from a fork', { HEAD: 'grace/shop' }, FORK],
  ['a pull request from a fork that is gone', { HEAD: '' }, FORK],
  ['a pull request of Dependabot', { GITHUB_ACTOR: 'dependabot[bot]' }, DEPENDABOT],
  ['a push by Dependabot', { GITHUB_ACTOR: 'dependabot[bot]', GITHUB_EVENT_NAME: 'push', HEAD: '' }, DEPENDABOT],
  ['a pull request of a colleague', {}, NOT_SET],
  ['a push', { GITHUB_EVENT_NAME: 'push', HEAD: '' }, NOT_SET],
  ['a merge queue', { GITHUB_EVENT_NAME: 'merge_group', HEAD: '' }, NOT_SET],
])('%s without a secret reports why, and does not fail for it', (_what, run, text) => {
  expect(report(run)).toEqual({
    status: 0,
    stdout: `::warning title=Missing secrets: PIP_TOKEN::${text}`,
    stderr: '',
  });
});

test('several are listed', () => {
  for (const MISSING of ['PIP_TOKEN NPM_TOKEN ', 'PIP_TOKEN \nNPM_TOKEN ', '\nPIP_TOKEN \n\nNPM_TOKEN \n']) {
    expect(report({ MISSING }).stdout).toContain('title=Missing secrets: PIP_TOKEN, NPM_TOKEN::');
  }
});

test.each(['', ' ', '\n', ' \n '])('nothing is reported if none is missing (%j)', (MISSING) => {
  expect(report({ MISSING, HEAD: 'grace/shop' })).toEqual({ status: 0, stdout: '', stderr: '' });
});
