import type { GitFacts } from '../../../src/checks/doctor/git';
import { gitChecks } from '../../../src/checks/doctor/git';

const HEAD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const WANTED = { repoUrl: 'https://github.com/acme/shop', defaultBranch: 'main', branches: ['main'] };
const FACTS: GitFacts = {
  isRepository: true,
  origin: ['https://github.com/acme/shop'],
  head: HEAD,
  branch: 'main',
  remote: { answer: new Map([['main', HEAD]]) },
  isFetched: true,
};

function lines(facts: Partial<GitFacts>, wanted: Partial<typeof WANTED> = {}): string[] {
  return gitChecks({ ...FACTS, ...facts }, { ...WANTED, ...wanted }).map(
    ({ id, state, detail, fix }) => `${state} ${id.replace('git.', '')}: ${detail}${fix === null ? '' : `: ${fix}`}`,
  );
}

test('everything passes', () => {
  expect(lines({})).toEqual([
    'ok repository: main at aaaaaaaa',
    'ok origin: https://github.com/acme/shop',
    'ok branch.main: aaaaaaaa',
    'ok pushed: aaaaaaaa is on origin',
    'ok current: origin has aaaaaaaa',
  ]);
});

test('checks that depend on something missing are skipped', () => {
  expect(lines({ isRepository: false })).toEqual([
    'failed repository: no repository here: git init --initial-branch=main',
  ]);
  expect(lines({ head: undefined })).toEqual([
    "failed repository: no commits: git add --all && git commit --message 'Initial commit'",
    'ok origin: https://github.com/acme/shop',
  ]);
  expect(lines({ origin: [] })).toEqual([
    'ok repository: main at aaaaaaaa',
    'failed origin: no origin: git remote add origin https://github.com/acme/shop',
  ]);
});

test('a missing origin is reported once', () => {
  const answer = 'remote: Repository not found.';
  expect(lines({ remote: { why: answer }, refused: answer }).slice(2)).toEqual([
    `failed remote: ${answer}: create https://github.com/acme/shop on its host, or ask for access`,
  ]);
});

test('a branch that only exists locally is not pushed and cannot be behind', () => {
  expect(
    lines({ branch: 'feature', isFetched: false, remote: { answer: new Map([['main', OTHER]]) } }).slice(3),
  ).toEqual(['failed pushed: aaaaaaaa is not on origin: git push --set-upstream origin feature']);
});

test('a detached HEAD', () => {
  const remote = { answer: new Map([['main', OTHER]]) };
  expect(lines({ branch: undefined, isFetched: false, remote })).toEqual([
    'ok repository: no branch at aaaaaaaa',
    'ok origin: https://github.com/acme/shop',
    'ok branch.main: bbbbbbbb',
    'failed pushed: aaaaaaaa is not on origin: switch to a branch (git switch), then git push',
  ]);
});

test('both sides have commits that the other lacks', () => {
  const remote = { answer: new Map([['main', OTHER]]) };
  expect(lines({ isFetched: false, remote, distance: { behind: 2, ahead: 1 } }).slice(3)).toEqual([
    'failed pushed: 1 commit not pushed: git push --set-upstream origin main',
    'failed current: 2 commits behind origin: git pull',
  ]);
});

test('without the newest commit of the remote, it is unknown what is pushed', () => {
  const remote = { answer: new Map([['main', OTHER]]) };
  expect(lines({ isFetched: false, remote }).slice(3)).toEqual([
    'not-checked pushed: origin has bbbbbbbb, which was not fetched: git pull && git status',
    'failed current: origin has bbbbbbbb, which was not fetched: git pull',
  ]);
});

test('each tracked branch is checked once', () => {
  const remote = { answer: new Map([['main', HEAD]]) };
  expect(lines({ remote }, { branches: ['main', 'staging'] }).slice(2, 4)).toEqual([
    'ok branch.main: aaaaaaaa',
    'failed branch.staging: not found on origin: git push origin main:refs/heads/staging',
  ]);
});
