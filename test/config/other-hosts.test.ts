import { assumedGitHub, otherHost } from '../../src/config/other-hosts';
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

test.each([
  ['https://git.acme.example/acme/shop', undefined, 'git.acme.example'],
  ['git@code.acme.example:acme/shop.git', undefined, 'code.acme.example'],
  ['ssh://git@scm.acme.example:7999/acme/shop', undefined, 'scm.acme.example'],
  ['https://git.acme.example/acme/shop', 'github', undefined],
  ['https://git.acme.example/acme/shop', 'none', undefined],
  ['https://github.com/acme/shop', undefined, undefined],
  ['https://github.acme.example/acme/shop', undefined, undefined],
  ['https://acme.ghe.com/acme/shop', undefined, undefined],
  ['https://gitlab.com/acme/shop', undefined, undefined],
  [undefined, undefined, undefined],
])('the host of %s with ci %s is only assumed to be GitHub: %s', (repoUrl, ci, host) => {
  expect(assumedGitHub({ repoUrl, ci })).toBe(host);
});

test.each([
  ['https://git.acme.example/acme/shop', 'none', 'git.acme.example'],
  ['https://github.com/acme/shop', 'none', 'github.com'],
  ['https://gitlab.com/acme/shop', 'none', 'GitLab'],
  [undefined, 'none', 'its host'],
  ['https://gitlab.acme.example/acme/shop', 'github', undefined],
])('the option decides before the name: %s with ci %s has no workflows on %s', (repoUrl, ci, host) => {
  expect(otherHost({ repoUrl, ci })).toBe(host);
});

test('without workflows, options that only they honor are refused for that reason', () => {
  const own = { ...DEFAULT, ciSteps: { afterTests: [] } };
  const must = "be left out: workflows are generated only for GitHub, and ci is 'none'";
  expect(validate({ ...own, ci: 'none' })).toEqual([expect.objectContaining({ path: 'ciSteps', must })]);
  expect(validate({ ...own, organization: { ci: 'none' } })).toEqual([
    expect.objectContaining({ path: 'ciSteps', must }),
  ]);
  expect(validate({ ...own, ci: 'gitlab' })).toEqual([
    {
      code: 'invalid-value',
      path: 'ci',
      must: 'be one of github, none',
      got: '"gitlab"',
      fix: "use 'none', and set up your own pipeline",
    },
  ]);
});

test('options that only workflows honor are refused there', () => {
  const own = { ...DEFAULT, delivery: { releases: 'pull-request' }, ciSteps: { afterTests: [] } };
  const must = 'be left out: workflows are generated only for GitHub, and repoUrl is on GitLab';
  const fix = 'remove it, and set up the same in your own pipeline';
  expect(validate({ ...own, repoUrl: 'https://gitlab.com/acme/shop' })).toEqual([
    expect.objectContaining({
      code: 'conflicting-options',
      path: 'ciSteps',
      must,
      fix: `${fix} (this also concerns delivery)`,
    }),
  ]);
  expect(validate({ ...own, repoUrl: 'https://github.com/acme/shop' })).toEqual([]);
});
