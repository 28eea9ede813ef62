import fc from 'fast-check';
import { GitError } from '../../../src/clients/git/process';
import type { Clone } from '../../../src/releases/delivery/clone';
import { pullRequestTarget } from '../../../src/releases/delivery/propose';
import type { PullRequest, PullRequests } from '../../../src/releases/delivery/pull-requests';
import { HostError } from '../../../src/releases/delivery/pull-requests';
import type { Pushed } from '../../../src/releases/delivery/pushed';
import { ATTEMPTS, submit } from '../../../src/releases/delivery/submit';
import type { Head, Plan, Submitted } from '../../../src/releases/delivery/target';
import type { PullRequestText } from '../../../src/releases/files/pull-request';

const BRANCH = 'release/web/dev/main';

/** A remote in memory. A commit is its parent and its message; releases are growing numbers. */
class Remote {
  readonly commits = new Map<string, { readonly parent?: string; readonly message: string }>();
  readonly branches = new Map<string, string>();
  readonly pushes: string[] = [];
  /** Outcomes of the next pushes; without one, a push behaves as usual. */
  readonly outcomes: Pushed[] = [];

  readonly git = {
    fetchIfThere: (branch: string) => this.branches.get(branch),
    fetch: (branch: string) => this.branches.get(branch) as string,
    message: (commit: string) => this.commits.get(commit)?.message ?? '',
    resolve: (name: string) => this.commits.get(name.replace('^', ''))?.parent,
    show: (commit: string) => this.commits.get(commit)?.message,
    isAncestor: (commit: string, of: string) => {
      for (let at: string | undefined = of; at !== undefined; at = this.commits.get(at)?.parent) {
        if (at === commit) return true;
      }
      return false;
    },
    commit: (parent: string, _files: unknown, message: string) => this.add(parent, message),
    replace: (commit: string, branch: string, held: string | undefined): Pushed => {
      const outcome = this.outcomes.shift();
      if (outcome !== undefined) return outcome;
      if (this.branches.get(branch) !== held) return { kind: 'retry', why: 'stale info' };
      this.branches.set(branch, commit);
      this.pushes.push(commit);
      return { kind: 'done' };
    },
  } as unknown as Clone;

  constructor() {
    this.branches.set('main', this.add(undefined, 'begin'));
  }

  add(parent: string | undefined, message: string): string {
    const name = `c${this.commits.size}`;
    this.commits.set(name, { parent, message });
    return name;
  }

  at(branch: string): string {
    const commit = this.branches.get(branch);
    return commit === undefined ? '' : (this.commits.get(commit)?.message ?? '');
  }
}

/** A host in memory whose answers take as long as the test decides. */
class Host implements PullRequests {
  readonly all: (PullRequest & { isOpen: boolean; sha?: string })[] = [];

  constructor(
    private readonly remote: Remote,
    private readonly takesTime: (what: string) => Promise<void> = async () => undefined,
  ) {}

  async find(): ReturnType<PullRequests['find']> {
    await this.takesTime('find');
    const answer = {
      open: this.all.find(({ isOpen }) => isOpen),
      closed: this.all.flatMap(({ isOpen, sha }) => (isOpen || sha === undefined ? [] : [sha])),
    };
    await this.takesTime('found');
    return answer;
  }

  async open(_branch: string, _target: string, text: PullRequestText): ReturnType<PullRequests['open']> {
    await this.takesTime('open');
    if (this.all.some(({ isOpen }) => isOpen)) return undefined;
    const number = this.all.length + 1;
    const pullRequest = { number, url: `#${number}`, ...text, isOpen: true };
    this.all.push(pullRequest);
    await this.takesTime('opened');
    return pullRequest;
  }

  async update(number: number, text: PullRequestText): Promise<void> {
    await this.takesTime('update');
    this.all[number - 1] = { ...this.all[number - 1], ...text };
    await this.takesTime('updated');
  }

  async close(number: number): Promise<void> {
    this.end(number);
  }

  end(number: number): void {
    this.all[number - 1] = { ...this.all[number - 1], isOpen: false, sha: this.remote.branches.get(BRANCH) };
  }

  /** Squashes and merges the open pull request. */
  squash(): void {
    const open = this.all.find(({ isOpen }) => isOpen);
    if (open === undefined) return;
    this.remote.branches.set('main', this.remote.add(this.remote.branches.get('main'), this.remote.at(BRANCH)));
    this.end(open.number);
  }
}

const numberOf = (message: string): number => Number(/^release (\d+)/.exec(message)?.[1] ?? 0);

/** A pipeline that releases a number, unless a greater one runs or is waiting. */
function pipeline(remote: Remote, pullRequests: PullRequests, number: number): Promise<Submitted> {
  const message = `release ${number}\n\nbody of ${number}`;
  const plan = ({ commit: head, waiting }: Head): Plan => {
    const there = [head, ...(waiting ? [waiting.commit] : [])].map((commit) => numberOf(remote.git.message(commit)));
    if (Math.max(...there) > number || there[0] === number) return { kind: 'nothing' };
    return { kind: 'commit', files: new Map([['file', message]]), message };
  };
  return run(remote, pullRequests, plan);
}

function run(remote: Remote, pullRequests: PullRequests, plan: (head: Head) => Plan): Promise<Submitted> {
  const wait = async (): Promise<void> => undefined;
  const target = pullRequestTarget({
    git: remote.git,
    pullRequests,
    from: BRANCH,
    branch: 'main',
    describe: (text) => ({ title: text.split('\n')[0], body: text.split('\n\n')[1] ?? '' }),
    wait,
  });
  return submit(target, plan, { wait });
}

describe('several pipelines at once, with answers in any order:', () => {
  const ORDERS = Number(process.env.FUZZ_RUNS ?? 400);

  test('the newest release is waiting, in one pull request with its text', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.shuffledSubarray([1, 2, 3, 4], { minLength: 2 }),
        async (scheduler, numbers) => {
          const remote = new Remote();
          const host = new Host(remote, (what) => scheduler.schedule(Promise.resolve(), what));
          const all = Promise.all(numbers.map((number) => pipeline(remote, host, number)));
          await scheduler.waitFor(all);
          const newest = Math.max(...numbers);
          expect([numberOf(remote.at(BRANCH)), remote.at('main')]).toEqual([newest, 'begin']);
          expect(host.all).toEqual([
            { number: 1, url: '#1', title: `release ${newest}`, body: `body of ${newest}`, isOpen: true },
          ]);
          // Each push is newer than the one before.
          const pushed = remote.pushes.map((commit) => numberOf(remote.git.message(commit)));
          expect(pushed).toEqual([...pushed].sort());
        },
      ),
      { numRuns: ORDERS },
    );
  });

  test('and if one is merged in the meantime, only a newer release is still waiting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.shuffledSubarray([1, 2, 3], { minLength: 2 }), async (scheduler, numbers) => {
        const remote = new Remote();
        const host = new Host(remote, (what) => scheduler.schedule(Promise.resolve(), what));
        const merged = scheduler.schedule(Promise.resolve(), 'a person').then(() => host.squash());
        await scheduler.waitFor(Promise.all([merged, ...numbers.map((number) => pipeline(remote, host, number))]));
        const open = host.all.filter(({ isOpen }) => isOpen);
        const newest = Math.max(...numbers);
        const runs = numberOf(remote.at('main'));
        // A pull request that is opened just after another merge may change nothing, which is harmless.
        if (runs !== newest || open.length > 0) expect(open.map(({ title }) => title)).toEqual([`release ${newest}`]);
        if (runs !== newest) expect(numberOf(remote.at(BRANCH))).toBe(newest);
      }),
      { numRuns: ORDERS },
    );
  });
});

test('a pushed release without a pull request is waiting; the next pipeline opens the pull request', async () => {
  const remote = new Remote();
  const host = new Host(remote);
  remote.branches.set(BRANCH, remote.add(remote.branches.get('main'), 'release 5\n\nbody of 5'));
  expect(await pipeline(remote, host, 4)).toEqual({
    pullRequest: expect.objectContaining({ number: 1, title: 'release 5', body: 'body of 5' }),
    did: 'opened',
  });
});

test.each(['closed', 'merged'])('the branch of a pull request that was %s is left over', async (how) => {
  const remote = new Remote();
  const host = new Host(remote);
  await pipeline(remote, host, 5);
  if (how === 'merged') host.squash();
  else host.end(1);
  const next = how === 'merged' ? 6 : 4;
  expect(await pipeline(remote, host, next)).toMatchObject({ did: 'opened', pullRequest: { number: 2 } });
  expect(numberOf(remote.at(BRANCH))).toBe(next);
  expect(remote.commits.get(remote.branches.get(BRANCH) as string)?.parent).toBe(remote.branches.get('main'));
});

test('a waiting release on an older commit is made again on top of the remote branch', async () => {
  const remote = new Remote();
  const host = new Host(remote);
  await pipeline(remote, host, 5);
  expect(await pipeline(remote, host, 5)).toMatchObject({ did: 'unchanged' });
  expect(remote.pushes).toHaveLength(1);
  const head = remote.add(remote.branches.get('main'), 'something else');
  remote.branches.set('main', head);
  expect(await pipeline(remote, host, 5)).toMatchObject({ did: 'updated', pullRequest: { number: 1 } });
  expect(remote.commits.get(remote.branches.get(BRANCH) as string)?.parent).toBe(head);
});

test('if the waiting release is merged just after the push, the next one is planned again on top of the merge', async () => {
  const remote = new Remote();
  let questions = 0;
  const host = new Host(remote, async (what) => {
    if (what !== 'find') return;
    questions += 1;
    // The second question of the second pipeline: it has pushed, and GitHub merged the earlier release.
    if (questions !== 5) return;
    remote.branches.set('main', remote.add(remote.branches.get('main'), 'release 5'));
    host.end(1);
    host.all[0] = { ...host.all[0], sha: five };
  });
  await pipeline(remote, host, 5);
  const five = remote.branches.get(BRANCH) as string;
  expect(questions).toBe(3);
  expect(await pipeline(remote, host, 6)).toMatchObject({ did: 'opened', pullRequest: { number: 2 } });
  expect(remote.commits.get(remote.branches.get(BRANCH) as string)).toEqual({
    parent: remote.branches.get('main'),
    message: 'release 6\n\nbody of 6',
  });
});

test('a pull request is closed when the target already has the wanted state', async () => {
  const remote = new Remote();
  const host = new Host(remote);
  expect(await run(remote, host, () => ({ kind: 'close', why: 'why' }))).toEqual({});
  await pipeline(remote, host, 5);
  expect(await run(remote, host, () => ({ kind: 'close', why: 'why' }))).toMatchObject({ did: 'closed' });
  expect(host.all.map(({ isOpen }) => isOpen)).toEqual([false]);
});

describe('an error', () => {
  test('of the host before the push pushes nothing', async () => {
    const remote = new Remote();
    const host = new Host(remote);
    jest.spyOn(host, 'find').mockRejectedValue(new HostError('no answer'));
    await expect(pipeline(remote, host, 1)).rejects.toEqual(new HostError('no answer'));
    expect(remote.pushes).toEqual([]);
  });

  test('of a rejected push is final', async () => {
    const remote = new Remote();
    remote.outcomes.push({ kind: 'rejected', why: 'rule violations' });
    await expect(pipeline(remote, new Host(remote), 1)).rejects.toEqual(
      new GitError(
        `the push to ${BRANCH} was rejected: rule violations; nothing was released. Check the permissions of the token or ` +
          'key that pushes, and the rules for branches below release/. To check the setup: make doctor',
      ),
    );
  });

  test('is raised when every push is too late', async () => {
    const remote = new Remote();
    remote.outcomes.push(...Array.from({ length: ATTEMPTS }, (): Pushed => ({ kind: 'retry', why: 'stale info' })));
    await expect(pipeline(remote, new Host(remote), 1)).rejects.toThrow(
      `gave up after ${ATTEMPTS} attempts to push to ${BRANCH}: stale info; nothing was released. Run the command again.`,
    );
  });

  test('is raised when the host never settles', async () => {
    const remote = new Remote();
    const host = new Host(remote);
    jest.spyOn(host, 'open').mockResolvedValue(undefined);
    await expect(pipeline(remote, host, 1)).rejects.toThrow(
      /^commit c1 was pushed to release\/web\/dev\/main, but its pull request to main is out of date: /,
    );
  });
});
