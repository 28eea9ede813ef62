import fc from 'fast-check';
import { GitError } from '../../../src/clients/git/process';
import type { Clone } from '../../../src/releases/delivery/clone';
import type { Plan, Proposed, PullRequest, PullRequests, Waiting } from '../../../src/releases/delivery/propose';
import { HostError, propose } from '../../../src/releases/delivery/propose';
import { ATTEMPTS } from '../../../src/releases/delivery/publish';
import type { Pushed } from '../../../src/releases/delivery/pushed';
import type { PullRequestText } from '../../../src/releases/files/pull-request';

const BRANCH = 'release/web/dev/main';

/** A remote in memory: a commit is its parent and its message, and releases are numbers that grow. */
class Remote {
  readonly commits = new Map<string, { readonly parent?: string; readonly message: string }>();
  readonly branches = new Map<string, string>();
  readonly pushes: string[] = [];
  /** What becomes of the next pushes; without any of these it is as it has to be. */
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
      if (this.branches.get(branch) !== held) return { kind: 'raced', why: 'stale info' };
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

/** A host in memory whose answers take as long as somebody says. */
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

  /** The squash of what is open. */
  squash(): void {
    const open = this.all.find(({ isOpen }) => isOpen);
    if (open === undefined) return;
    this.remote.branches.set('main', this.remote.add(this.remote.branches.get('main'), this.remote.at(BRANCH)));
    this.end(open.number);
  }
}

const numberOf = (message: string): number => Number(/^release (\d+)/.exec(message)?.[1] ?? 0);

/** A pipeline that releases a number, unless a greater one runs or waits. */
function pipeline(remote: Remote, pullRequests: PullRequests, number: number): Promise<Proposed> {
  const message = `release ${number}\n\nbody of ${number}`;
  const plan = (head: string, waiting: Waiting | undefined): Plan => {
    const there = [head, ...(waiting ? [waiting.commit] : [])].map((commit) => numberOf(remote.git.message(commit)));
    if (Math.max(...there) > number || there[0] === number) return { kind: 'nothing' };
    return { kind: 'commit', files: new Map([['file', message]]), message };
  };
  return run(remote, pullRequests, plan);
}

function run(
  remote: Remote,
  pullRequests: PullRequests,
  plan: (head: string, waiting?: Waiting) => Plan,
): Promise<Proposed> {
  return propose({
    git: remote.git,
    pullRequests,
    branch: BRANCH,
    target: 'main',
    plan,
    describe: (text) => ({ title: text.split('\n')[0], body: text.split('\n\n')[1] ?? '' }),
    sleep: async () => undefined,
    random: () => 0,
  });
}

describe('several pipelines at once, in whatever order their questions are answered:', () => {
  const ORDERS = Number(process.env.FUZZ_RUNS ?? 400);

  test('the newest release waits, in one pull request that says so', async () => {
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
          // Each that was pushed is newer than the one before.
          const pushed = remote.pushes.map((commit) => numberOf(remote.git.message(commit)));
          expect(pushed).toEqual([...pushed].sort());
        },
      ),
      { numRuns: ORDERS },
    );
  });

  test('and when one is merged meanwhile, what waits in the end is newer than what runs, or nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.shuffledSubarray([1, 2, 3], { minLength: 2 }), async (scheduler, numbers) => {
        const remote = new Remote();
        const host = new Host(remote, (what) => scheduler.schedule(Promise.resolve(), what));
        const merged = scheduler.schedule(Promise.resolve(), 'a person').then(() => host.squash());
        await scheduler.waitFor(Promise.all([merged, ...numbers.map((number) => pipeline(remote, host, number))]));
        const open = host.all.filter(({ isOpen }) => isOpen);
        const newest = Math.max(...numbers);
        const runs = numberOf(remote.at('main'));
        // One that was opened just after the merge of another one asks for nothing new, which is no harm.
        if (runs !== newest || open.length > 0) expect(open.map(({ title }) => title)).toEqual([`release ${newest}`]);
        if (runs !== newest) expect(numberOf(remote.at(BRANCH))).toBe(newest);
      }),
      { numRuns: ORDERS },
    );
  });
});

test('a release that was pushed and has no pull request yet waits, and whoever comes opens it', async () => {
  const remote = new Remote();
  const host = new Host(remote);
  remote.branches.set(BRANCH, remote.add(remote.branches.get('main'), 'release 5\n\nbody of 5'));
  expect(await pipeline(remote, host, 4)).toEqual({
    pullRequest: expect.objectContaining({ number: 1, title: 'release 5', body: 'body of 5' }),
    did: 'opened',
  });
});

test.each(['closed', 'merged'])('what lies there of a pull request that was %s is a leftover', async (how) => {
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

test('what waits upon an older commit of the target is made again upon the newest', async () => {
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

test('when what waited is merged just after the push, all is decided anew upon the merge', async () => {
  const remote = new Remote();
  let questions = 0;
  const host = new Host(remote, async (what) => {
    if (what !== 'find') return;
    questions += 1;
    // The second question of the second pipeline: it has pushed, and GitHub merged what it read before.
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

test('a pull request is closed where nothing is to be done and something else waits', async () => {
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

  test('of a push that is refused is the end of it', async () => {
    const remote = new Remote();
    remote.outcomes.push({ kind: 'refused', why: 'rule violations' });
    await expect(pipeline(remote, new Host(remote), 1)).rejects.toEqual(
      new GitError(
        `the push to ${BRANCH} was refused: rule violations; nothing was released. Look at the rights of the token or key ` +
          'that pushes, and at rules for branches below release/.',
      ),
    );
  });

  test('of pushes that come too late has an end', async () => {
    const remote = new Remote();
    remote.outcomes.push(...Array.from({ length: ATTEMPTS }, (): Pushed => ({ kind: 'raced', why: 'stale info' })));
    await expect(pipeline(remote, new Host(remote), 1)).rejects.toThrow(
      `${ATTEMPTS} pushes to ${BRANCH} came too late, the last one for: stale info; nothing was released.`,
    );
  });

  test('of a host that says something else each time has an end, too', async () => {
    const remote = new Remote();
    const host = new Host(remote);
    jest.spyOn(host, 'open').mockResolvedValue(undefined);
    await expect(pipeline(remote, host, 1)).rejects.toThrow(
      /^the branch release\/web\/dev\/main of the remote has commit c1, but its pull request to main is not up to date: /,
    );
  });
});
