import { GitError } from '../../../src/clients/git/process';
import type { Clone } from '../../../src/releases/delivery/clone';
import { ATTEMPTS, pauseBefore, publish } from '../../../src/releases/delivery/publish';
import type { Pushed } from '../../../src/releases/delivery/pushed';

/** A git whose pushes have these outcomes; it counts what is asked of it. */
function gitWith(...outcomes: Pushed[]): { git: Clone; asked: string[] } {
  const asked: string[] = [];
  let head = 0;
  const git = {
    fetch: (branch: string) => {
      head += 1;
      asked.push(`fetch ${branch}`);
      return `head${head}`;
    },
    commit: (parent: string) => `commit upon ${parent}`,
    push: (commit: string, branch: string) => {
      asked.push(`push ${commit} to ${branch}`);
      return outcomes.shift() ?? { kind: 'raced', why: 'fetch first' };
    },
  };
  return { git: git as unknown as Clone, asked };
}

const FILES = new Map([['a', 'b']]);
const plan = (): { files: Map<string, string>; message: string } => ({ files: FILES, message: 'm' });
const quick = { branch: 'main', sleep: async () => undefined, random: () => 0.5 };
const RACED: Pushed = { kind: 'raced', why: '[rejected] (fetch first)' };

test('decides anew upon the newest commit after each push that came too late', async () => {
  const { git, asked } = gitWith(RACED, RACED, { kind: 'done' });
  const heads: string[] = [];
  const retries: string[] = [];
  const published = await publish({
    ...quick,
    git,
    plan: (head) => {
      heads.push(head);
      return plan();
    },
    onRetry: (attempt, why) => retries.push(`${attempt} ${why}`),
  });
  expect(published).toEqual({ commit: 'commit upon head3', attempts: 3 });
  expect(heads).toEqual(['head1', 'head2', 'head3']);
  expect(asked.filter((line) => line.startsWith('push'))).toHaveLength(3);
  expect(retries).toEqual(['1 [rejected] (fetch first)', '2 [rejected] (fetch first)']);
});

test.each([
  ['nothing is planned', () => undefined],
  ['no file changes', () => ({ files: new Map<string, string>(), message: 'm' })],
])('pushes nothing when %s', async (_what, nothing) => {
  const { git, asked } = gitWith();
  expect(await publish({ ...quick, git, plan: nothing })).toEqual({ attempts: 1 });
  expect(asked).toEqual(['fetch main']);
});

test('gives up at once when the push is refused for good', async () => {
  const { git, asked } = gitWith({ kind: 'refused', why: '[remote rejected] (denied)' });
  await expect(publish({ ...quick, git, plan })).rejects.toEqual(
    new GitError(
      'the push to main was refused: [remote rejected] (denied); nothing was released. ' +
        'Look at the rights of the token or key that pushes. make doctor says what is missing.',
    ),
  );
  expect(asked).toHaveLength(2);
});

test('has an end, and says so', async () => {
  const { git, asked } = gitWith();
  await expect(publish({ ...quick, git, plan })).rejects.toThrow(
    `${ATTEMPTS} pushes to main came too late, the last one for: fetch first; nothing was released. ` +
      'Run the command again: it begins upon the newest commit.',
  );
  expect(asked.filter((line) => line.startsWith('push'))).toHaveLength(ATTEMPTS);
});

test('pauses are random, grow, and have a limit', () => {
  expect([1, 2, 3, 4].map((attempt) => pauseBefore(attempt, 1))).toEqual([200, 400, 800, 1600]);
  expect(pauseBefore(50, 1)).toBe(5000);
  expect(pauseBefore(50, 0)).toBe(0);
  expect(pauseBefore(3, 0.25)).toBe(200);
});
