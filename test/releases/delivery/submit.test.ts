import { GitError } from '../../../src/clients/git/process';
import { pauseAfter } from '../../../src/releases/delivery/backoff';
import type { Clone } from '../../../src/releases/delivery/clone';
import { pushTarget } from '../../../src/releases/delivery/push';
import type { Pushed } from '../../../src/releases/delivery/pushed';
import { ATTEMPTS, submit } from '../../../src/releases/delivery/submit';
import type { Plan } from '../../../src/releases/delivery/target';

/** A git whose pushes have these outcomes. It records its calls. */
function gitWith(...outcomes: Pushed[]): { git: Clone; calls: string[] } {
  const calls: string[] = [];
  let head = 0;
  const git = {
    fetch: (branch: string) => {
      head += 1;
      calls.push(`fetch ${branch}`);
      return `head${head}`;
    },
    commit: (parent: string) => `commit on ${parent}`,
    push: (commit: string, branch: string) => {
      calls.push(`push ${commit} to ${branch}`);
      return outcomes.shift() ?? { kind: 'retry', why: 'fetch first' };
    },
  };
  return { git: git as unknown as Clone, calls };
}

const COMMIT: Plan = { kind: 'commit', files: new Map([['a', 'b']]), message: 'm' };
const MOVED: Pushed = { kind: 'retry', why: '[rejected] (fetch first)' };
const wait = async (): Promise<void> => undefined;

test('plans again on top of the remote branch after each push that was too late', async () => {
  const { git, calls } = gitWith(MOVED, MOVED, { kind: 'done' });
  const heads: string[] = [];
  const retries: string[] = [];
  const waits: number[] = [];
  const submitted = await submit(
    pushTarget(git, 'main'),
    ({ commit }) => {
      heads.push(commit);
      return COMMIT;
    },
    {
      onRetry: (attempt, why) => retries.push(`${attempt} ${why}`),
      wait: async (attempt) => {
        waits.push(attempt);
      },
    },
  );
  expect(submitted).toEqual({ commit: 'commit on head3' });
  expect(heads).toEqual(['head1', 'head2', 'head3']);
  expect(calls.filter((call) => call.startsWith('push'))).toHaveLength(3);
  expect(retries).toEqual(['1 [rejected] (fetch first)', '2 [rejected] (fetch first)']);
  expect(waits).toEqual([1, 2]);
});

test.each<[string, Plan]>([
  ['the plan is to do nothing', { kind: 'nothing' }],
  ['no file changes', { kind: 'commit', files: new Map(), message: 'm' }],
])('pushes nothing when %s', async (_what, plan) => {
  const { git, calls } = gitWith();
  expect(await submit(pushTarget(git, 'main'), () => plan, { wait })).toEqual({});
  expect(calls).toEqual(['fetch main']);
});

test('gives up at once when the push is rejected', async () => {
  const { git, calls } = gitWith({ kind: 'rejected', why: '[remote rejected] (denied)' });
  await expect(submit(pushTarget(git, 'main'), () => COMMIT, { wait })).rejects.toEqual(
    new GitError(
      'the push to main was rejected: [remote rejected] (denied); nothing was released. ' +
        'Check the permissions of the token or key that pushes. To check the setup: make doctor',
    ),
  );
  expect(calls).toHaveLength(2);
});

test('gives up after a number of attempts', async () => {
  const { git, calls } = gitWith();
  await expect(submit(pushTarget(git, 'main'), () => COMMIT, { wait })).rejects.toThrow(
    `gave up after ${ATTEMPTS} attempts to push to main: fetch first; nothing was released. Run the command again.`,
  );
  expect(calls.filter((call) => call.startsWith('push'))).toHaveLength(ATTEMPTS);
});

test('pauses are random, grow, and have a limit', () => {
  expect([1, 2, 3, 4].map((attempt) => pauseAfter(attempt, 1))).toEqual([200, 400, 800, 1600]);
  expect(pauseAfter(50, 1)).toBe(5000);
  expect(pauseAfter(50, 0)).toBe(0);
  expect(pauseAfter(3, 0.25)).toBe(200);
});
