import { otherHost } from '../../src/config/other-hosts';
import { validate } from '../../src/config/validate';
import { DEFAULT } from '../support/render-cases';

test.each([
  ['https://gitlab.com/acme/shop', 'GitLab'],
  ['git@gitlab.acme.example:platform/shop.git', 'GitLab'],
  ['https://bitbucket.org/acme/shop', 'Bitbucket'],
  ['ssh://git@bitbucket.acme.example:7999/acme/shop', 'Bitbucket'],
  ['https://dev.azure.com/acme/shop/_git/shop', 'Azure DevOps'],
  ['git@ssh.dev.azure.com:v3/acme/shop/shop', 'Azure DevOps'],
  ['https://acme.visualstudio.com/shop/_git/shop', 'Azure DevOps'],
  ['https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop', 'AWS CodeCommit'],
  ['https://codeberg.org/acme/shop', 'Codeberg'],
  ['https://gitea.acme.example/acme/shop', 'Gitea'],
])('%s is on %s', (repoUrl, host) => {
  expect(otherHost({ repoUrl })).toBe(host);
});

test.each([
  undefined,
  'https://github.com/acme/shop',
  'git@github.com:gitlab/shop.git',
  'https://github.com/acme/bitbucket.org',
  'https://git.acme.example/acme/shop',
  'https://notgitlab.example/acme/shop',
])('%s may be GitHub', (repoUrl) => {
  expect(otherHost({ repoUrl })).toBeUndefined();
});

test('options that only workflows honor are refused there', () => {
  const own = { ...DEFAULT, delivery: { releases: 'pull-request' }, ciSteps: { afterTests: [] } };
  const must = 'be left out: workflows are generated only for GitHub, and repoUrl is on GitLab';
  const fix = 'remove it, and set up the same in your own pipeline';
  expect(validate({ ...own, repoUrl: 'https://gitlab.com/acme/shop' })).toEqual([
    expect.objectContaining({ code: 'conflicting-options', path: 'ciSteps', must, fix }),
    expect.objectContaining({ code: 'conflicting-options', path: 'delivery', must, fix }),
  ]);
  expect(validate({ ...own, repoUrl: 'https://github.com/acme/shop' })).toEqual([]);
});
