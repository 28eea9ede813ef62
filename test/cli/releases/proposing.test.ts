import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { runHistory } from '../../../src/cli/commands/history/run';
import { runPin } from '../../../src/cli/commands/pin/run';
import { runPromote } from '../../../src/cli/commands/promote/run';
import type { ReleaseFlags } from '../../../src/cli/commands/release/command';
import { runRelease } from '../../../src/cli/commands/release/run';
import { runRollback } from '../../../src/cli/commands/rollback/run';
import { runUnpin } from '../../../src/cli/commands/unpin/run';
import { parseMessage } from '../../../src/releases/files/message';
import type { Answer } from '../../support/command';
import { answer } from '../../support/command';
import type { Host, Merge } from '../../support/pull-requests';
import { withGh, withPullRequests } from '../../support/pull-requests';
import { pushAll } from '../../support/remote';
import { contents, differences, git, read, SHOP, temporaryFolder, writeFiles } from '../../support/repository';
import { pathWithGit, standIn } from '../../support/stand-ins';

jest.setTimeout(240_000);

const DIGESTS = ['a', 'b', 'c', 'd'].map((letter) => `sha256:${letter.repeat(64)}`);
const IMAGE = 'docker.io/acme/storefront';
const APPLICATIONS = 'apps/storefront/argo/release/kustomization.yaml';
const DEV = 'release/storefront/dev/main';
const imageFile = (environment: string): string =>
  `apps/storefront/k8s/overlays/${environment}/release/kustomization.yaml`;

type Shop = ReturnType<typeof withPullRequests>;

/** Runs a command that must succeed. */
async function done(shop: { readonly host: Host }, body: () => Promise<number>): Promise<string> {
  const { code, stdout, stderr } = await withGh(shop.host, () => answer(body));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Runs a command that must be refused and change no branch and no pull request. */
async function refused(shop: Shop, body: () => Promise<number>): Promise<string> {
  const state = (): unknown[] => [contents(shop.folder), git(shop.remote, 'for-each-ref'), shop.host.pulls];
  const before = state();
  const { code, stdout, stderr }: Answer = await withGh(shop.host, () => answer(body));
  expect(stdout).toBe('');
  expect(differences(before[0] as never, contents(shop.folder))).toEqual([]);
  expect(state().slice(1)).toEqual(before.slice(1));
  return `${code}: ${stderr.trimEnd()}`;
}

/** Commits a change of the app's code, as a developer does, and returns the commit. */
function changeCode({ folder }: Shop, text: string): string {
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  writeFiles(folder, { 'apps/storefront/src/mine.py': `${text}\n` });
  return pushAll(folder, text);
}

/** What a pipeline runs. */
function automatic(shop: Shop, source: string, digest: string, environment = 'dev'): Promise<string> {
  const flags: ReleaseFlags = { image: `:${source}@${digest}`, push: true, ifNewer: true };
  return done(shop, () => runRelease(shop.folder, 'storefront', environment, flags));
}

const tip = ({ remote }: Shop, branch = 'main'): string => git(remote, 'rev-parse', branch).trim();
const shown = ({ remote }: Shop, branch: string, path: string): string => git(remote, 'show', `${branch}:${path}`);

/** A shop whose dev had two releases, each merged in this way, with changes of the code in between. */
async function twoReleases(how: Merge): Promise<Shop & { one: string; two: string }> {
  const shop = withPullRequests();
  const one = shop.head;
  await automatic(shop, one, DIGESTS[0]);
  changeCode(shop, 'pushed while the first one waited');
  shop.host.merge(1, how);
  const two = changeCode(shop, 'two');
  await automatic(shop, two, DIGESTS[1]);
  shop.host.merge(2, how);
  return { ...shop, one, two };
}

describe('a release', () => {
  test('is one commit on its own branch, and a pull request from it; the target stays as it is', async () => {
    const shop = withPullRequests();
    const { folder, remote, head, host } = shop;
    const before = [contents(folder), git(folder, 'status', '--porcelain')] as const;
    const flags = { image: `:${head}@${DIGESTS[0]}`, push: true };
    const stdout = await done(shop, () => runRelease(folder, 'storefront', 'dev', flags));
    const image = `${IMAGE}:${head}@${DIGESTS[0]}`;
    expect(stdout).toBe(
      `storefront in dev gets ${image} when this is merged.\n` +
        `  changed ${imageFile('dev')}\n` +
        `  changed ${APPLICATIONS}\n` +
        `  opened pull request #1 from ${DEV} to main: https://github.com/acme/shop/pull/1\n` +
        '\n' +
        'Next: merge it. Argo CD then syncs the change.\n',
    );
    expect(tip(shop)).toBe(head);
    expect(git(remote, 'rev-parse', `${DEV}^`).trim()).toBe(head);
    expect(differences(before[0], contents(folder))).toEqual([]);
    expect(git(folder, 'status', '--porcelain')).toBe(before[1]);
    expect(host.open).toEqual([
      {
        number: 1,
        state: 'open',
        head: DEV,
        base: 'main',
        title: `release(storefront): ${head.slice(0, 12)} to dev`,
        body:
          `Releases an image: **storefront** in **dev** gets \`${image}\`.\n\n` +
          'Nothing changes until this is merged; then Argo CD syncs it. Only `python-gitops` writes this branch: the ' +
          'next release of this app to this environment replaces it.\n\n' +
          'Release-Kind: release\nRelease-App: storefront\nRelease-Environment: dev\n' +
          `Release-Image: ${image}`,
      },
    ]);
    expect(parseMessage(host.open[0].body)).toEqual(parseMessage(git(remote, 'log', '-1', '--format=%B', DEV)));
    expect(host.calls[0]).toBe(
      'GET github.com repos/acme/shop/pulls?state=all&head=acme%3Arelease%2Fstorefront%2Fdev%2Fmain&base=main&' +
        'sort=created&direction=desc&per_page=20',
    );
  });

  test('that is run again changes nothing, and reports its pull request; programs get the same', async () => {
    const shop = withPullRequests();
    const flags = { image: `:${shop.head}@${DIGESTS[0]}`, push: true, ifNewer: true, json: true };
    const run = async (): Promise<object> =>
      JSON.parse(await done(shop, () => runRelease(shop.folder, 'storefront', 'dev', flags))) as object;
    const pullRequest = { branch: DEV, target: 'main', number: 1, url: 'https://github.com/acme/shop/pull/1' };
    expect(await run()).toMatchObject({
      kind: 'release',
      commits: [{ branch: DEV, commit: tip(shop, DEV) }],
      pullRequests: [{ ...pullRequest, did: 'opened' }],
    });
    const [commit, calls] = [tip(shop, DEV), shop.host.calls.length];
    expect(await run()).toMatchObject({ commits: [], pullRequests: [{ ...pullRequest, did: 'unchanged' }] });
    expect(tip(shop, DEV)).toBe(commit);
    expect(shop.host.calls.slice(calls).filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  test('replaces an older one that is waiting, in the same pull request; an older one is superseded', async () => {
    const shop = withPullRequests();
    await automatic(shop, shop.head, DIGESTS[0]);
    const two = changeCode(shop, 'two');
    const three = changeCode(shop, 'three');
    const said = await automatic(shop, three, DIGESTS[2]);
    expect(said).toContain(
      `This replaces what was waiting in pull request #1: release(storefront): ${shop.head.slice(0, 12)} to dev\n` +
        `  updated pull request #1 from ${DEV} to main: https://github.com/acme/shop/pull/1\n`,
    );
    expect(shop.host.pulls).toHaveLength(1);
    expect(shop.host.open[0].title).toBe(`release(storefront): ${three.slice(0, 12)} to dev`);
    expect([tip(shop), git(shop.remote, 'rev-parse', `${DEV}^`).trim()]).toEqual([three, three]);
    const pushed = tip(shop, DEV);
    expect(await automatic(shop, two, DIGESTS[1])).toBe(
      `storefront in dev: superseded, pull request #1 has ${three.slice(0, 12)}, which was built from a later commit; nothing to change.\n`,
    );
    expect([tip(shop, DEV), shop.host.open[0].title]).toEqual([
      pushed,
      `release(storefront): ${three.slice(0, 12)} to dev`,
    ]);
    const flags = { image: `:${two}@${DIGESTS[1]}`, push: true };
    expect(await refused(shop, () => runRelease(shop.folder, 'storefront', 'dev', flags))).toBe(
      `1: pull request #1 has ${three.slice(0, 12)}, which was built from a later commit than ${two.slice(0, 12)}: ` +
        'to release it anyway, set --out-of-order; to return to an earlier release, roll back',
    );
  });

  test('overwrites what was closed, and is not held up by it', async () => {
    const shop = withPullRequests();
    const two = changeCode(shop, 'two');
    await automatic(shop, two, DIGESTS[1]);
    shop.host.close(1);
    await automatic(shop, shop.head, DIGESTS[0]);
    expect(shop.host.pulls.map(({ number, state }) => [number, state])).toEqual([
      [1, 'closed'],
      [2, 'open'],
    ]);
    expect(shown(shop, DEV, imageFile('dev'))).toContain(shop.head);
    expect(git(shop.remote, 'rev-list', '--count', `main..${DEV}`).trim()).toBe('1');
  });

  test('to an environment with its own branch is two pull requests', async () => {
    const shop = withPullRequests({ ...SHOP, environments: { dev: {}, staging: { branch: 'staging' }, prod: {} } });
    git(shop.folder, 'push', '--quiet', 'origin', 'HEAD:staging');
    const said = await automatic(shop, shop.head, DIGESTS[0], 'staging');
    expect(said).toContain(
      '  opened pull request #1 from release/storefront/staging/staging to staging: https://github.com/acme/shop/pull/1\n' +
        '  opened pull request #2 from release/storefront/staging/main to main: https://github.com/acme/shop/pull/2\n' +
        '\nNext: merge them in this order. Argo CD then syncs the change.\n',
    );
    shop.host.merge(1, 'squash');
    shop.host.merge(2, 'squash');
    expect(shown(shop, 'staging', imageFile('staging'))).toContain(shop.head);
    expect(shown(shop, 'main', APPLICATIONS)).not.toContain('storefront-staging');
    expect(await automatic(shop, shop.head, DIGESTS[0], 'staging')).toMatch(
      /^storefront in staging already has .*; nothing to change\.$/m,
    );
    expect(shop.host.pulls).toHaveLength(2);
  });

  test('in a dry run changes nothing', async () => {
    const shop = withPullRequests();
    await automatic(shop, shop.head, DIGESTS[0]);
    shop.host.merge(1, 'squash');
    const before = [git(shop.remote, 'for-each-ref'), shop.host.pulls];
    const said = await done(shop, () => runPromote(shop.folder, 'storefront', 'prod', { push: true, dryRun: true }));
    expect(said).toContain('\nOne commit on release/storefront/prod/main, for a pull request to main:\n');
    expect(said).toContain('Nothing was changed.');
    expect([git(shop.remote, 'for-each-ref'), shop.host.pulls]).toEqual(before);
  });
});

describe.each<Merge>(['squash', 'squash-of-pull-request', 'merge', 'rebase'])('after a %s', (how) => {
  /** Every commit of the target itself, without those that merges brought. */
  const line = (shop: Shop): string[] => git(shop.remote, 'rev-list', '--first-parent', 'main').trim().split('\n');
  const revisions = (shop: Shop): string[] =>
    [...shown(shop, 'main', APPLICATIONS).matchAll(/value: ([0-9a-f]{40})/g)].map(([, revision]) => revision);

  test('history has each release once, and every move names commits of the target only', async () => {
    const shop = await twoReleases(how);
    const { folder, host, one, two } = shop;
    const events = async (environment: string): Promise<Record<string, string>[]> => {
      git(folder, 'fetch', '--quiet', 'origin');
      const said = await done(shop, async () => runHistory(folder, 'storefront', environment, { json: true }));
      return (JSON.parse(said) as { releases: Record<string, string>[] }).releases;
    };
    expect((await events('dev')).map(({ kind, source }) => [kind, source])).toEqual([
      ['release', two],
      ['release', one],
    ]);
    for (const { commit, revision } of await events('dev')) {
      expect(line(shop)).toEqual(expect.arrayContaining([commit, revision]));
    }
    const releases = await events('dev');
    // What was pushed while the first one waited is part of what ran with it.
    expect(git(folder, 'show', `${releases[1].revision}:apps/storefront/src/mine.py`).trim()).toBe(
      'pushed while the first one waited',
    );

    const promoted = tip(shop);
    await done(shop, () => runPromote(folder, 'storefront', 'prod', { push: true }));
    changeCode(shop, 'pushed while the promotion waited');
    host.merge(3, how);
    expect(revisions(shop)).toEqual([promoted]);

    const pinned = tip(shop);
    await done(shop, () => runPin(folder, 'storefront', 'dev', { push: true, reason: 'a load test' }));
    changeCode(shop, 'pushed while the pin waited');
    host.merge(4, how);
    expect(revisions(shop).sort()).toEqual([pinned, promoted].sort());

    await done(shop, () => runUnpin(folder, 'storefront', 'dev', { push: true }));
    host.merge(5, how);
    expect(revisions(shop)).toEqual([promoted]);

    await done(shop, () => runRollback(folder, 'storefront', 'dev', { push: true, reason: 'too slow' }));
    host.merge(6, how);
    expect(revisions(shop).sort()).toEqual([releases[1].revision, promoted].sort());
    for (const revision of revisions(shop)) expect(line(shop)).toContain(revision);
    expect(shown(shop, 'main', imageFile('dev'))).toContain(one);

    expect((await events('dev')).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['rollback', 'too slow'],
      ['unpin', 'a load test'],
      ['pin', 'a load test'],
      ['release', undefined],
      ['release', undefined],
    ]);
    expect((await events('prod')).map(({ kind, from }) => [kind, from])).toEqual([['promote', 'dev']]);
    const [{ rolledBack }, , , { commit }] = await events('dev');
    expect(rolledBack).toBe(commit);
    // The branches that they waited on are old now, although they are there still.
    const three = changeCode(shop, 'three');
    await automatic(shop, three, DIGESTS[2]);
    expect(host.open.map(({ number, head }) => [number, head])).toEqual([[7, DEV]]);
  });
});

test('a branch that GitHub brought up to date before its merge is one release, too', async () => {
  const shop = withPullRequests();
  await automatic(shop, shop.head, DIGESTS[0]);
  changeCode(shop, 'later');
  shop.host.updateBranch(1);
  shop.host.merge(1, 'merge');
  const merged = tip(shop);
  const two = changeCode(shop, 'two');
  await automatic(shop, two, DIGESTS[1]);
  shop.host.merge(2, 'merge');
  await done(shop, () => runRollback(shop.folder, 'storefront', 'dev', { push: true }));
  expect(shown(shop, DEV, APPLICATIONS)).toContain(`value: ${merged}`);
  expect(git(shop.remote, 'log', '-1', '--format=%B', DEV)).toContain(`Release-Rolled-Back: ${tip(shop)}`);
});

describe('a waiting release is taken into account:', () => {
  test('a rollback replaces a release that is waiting, and reports it', async () => {
    const shop = await twoReleases('squash');
    const three = changeCode(shop, 'three');
    await automatic(shop, three, DIGESTS[2]);
    const said = await done(shop, () => runRollback(shop.folder, 'storefront', 'dev', { push: true }));
    expect(said).toContain(
      `This replaces what was waiting in pull request #3: release(storefront): ${three.slice(0, 12)} to dev\n` +
        '  updated pull request #3 from',
    );
    expect(shop.host.open.map(({ title }) => title)).toEqual([
      `release(storefront): roll dev back to ${shop.one.slice(0, 12)}`,
    ]);
  });

  test('an automatic release does not take back a rollback or a pin: its image waits with it', async () => {
    const shop = await twoReleases('squash');
    await done(shop, () => runRollback(shop.folder, 'storefront', 'dev', { push: true, reason: 'too slow' }));
    const title = shop.host.open[0].title;
    const three = changeCode(shop, 'three');
    expect(await automatic(shop, three, DIGESTS[2])).toContain(
      `storefront in dev gets ${IMAGE}:${three}@${DIGESTS[2]} when it is unpinned (pinned: too slow).\n` +
        `  changed ${imageFile('dev')}\n  changed ${APPLICATIONS}\n` +
        `Added the image to pull request #3; nothing else in it changes: ${title}\n`,
    );
    expect(shop.host.open.map((pull) => pull.title)).toEqual([title]);
    shop.host.merge(3, 'squash');
    expect(shown(shop, 'main', imageFile('dev'))).toContain(three);
    expect(shown(shop, 'main', APPLICATIONS)).toContain(`${IMAGE}=${IMAGE}:${shop.one}@${DIGESTS[0]}`);
    // It runs at unpin, be it merged by then or not.
    const four = changeCode(shop, 'four');
    await automatic(shop, four, DIGESTS[3]);
    const said = await done(shop, () => runUnpin(shop.folder, 'storefront', 'dev', { push: true }));
    expect(said).toContain(`storefront in dev gets ${IMAGE}:${four}@${DIGESTS[3]} when this is merged.`);
    const five = changeCode(shop, 'five');
    await automatic(shop, five, DIGESTS[0]);
    expect(shop.host.open.map((pull) => pull.title)).toEqual(['release(storefront): unpin dev']);
    expect(parseMessage(shop.host.open[0].body)).toMatchObject({ verb: 'unpin', image: expect.stringContaining(five) });
    shop.host.merge(4, 'squash');
    expect(shown(shop, 'main', imageFile('dev'))).toContain(five);
    expect(shown(shop, 'main', APPLICATIONS)).not.toContain('too slow');
  });

  test('a gated environment with a waiting pin is not promoted to, and one that is not pinned yet is not unpinned', async () => {
    const shop = await twoReleases('squash');
    const { folder } = shop;
    await done(shop, () => runPromote(folder, 'storefront', 'prod', { push: true }));
    shop.host.merge(3, 'squash');
    await done(shop, () => runPin(folder, 'storefront', 'prod', { push: true, reason: 'a fair' }));
    const title = `release(storefront): pin prod at ${shop.two.slice(0, 12)}`;
    expect(await refused(shop, () => runPromote(folder, 'storefront', 'prod', { push: true }))).toBe(
      `1: pull request #4 waits for prod (${title}): merge or close it first`,
    );
    expect(await refused(shop, () => runUnpin(folder, 'storefront', 'prod', { push: true }))).toBe(
      `1: prod is not pinned yet; pull request #4 would pin it (${title}): close it instead`,
    );
  });

  test('a pull request that contradicts a person is closed if the target already has the wanted state', async () => {
    const shop = await twoReleases('squash');
    const { folder, host } = shop;
    await done(shop, () => runPin(folder, 'storefront', 'dev', { push: true, reason: 'a fair' }));
    host.merge(3, 'squash');
    await done(shop, () => runUnpin(folder, 'storefront', 'dev', { push: true }));
    const said = await done(shop, () => runPin(folder, 'storefront', 'dev', { push: true, reason: 'a fair' }));
    expect(said).toContain(
      '  closed pull request #4 to main, which is no longer needed (release(storefront): unpin dev): ' +
        'https://github.com/acme/shop/pull/4\n',
    );
    expect(host.open).toEqual([]);
    expect(host.pulls[3].body).toMatch(
      /^Closed: main already contains the latest request, release\(storefront\): pin dev at [0-9a-f]{12}\.\n\nUnpins /,
    );
  });

  test('releases of other environments, of which the same file speaks, are left as they are', async () => {
    const shop = await twoReleases('squash');
    const { folder, host } = shop;
    await done(shop, () => runRollback(folder, 'storefront', 'dev', { push: true, reason: 'too slow' }));
    await done(shop, () => runPromote(folder, 'storefront', 'prod', { push: true }));
    host.merge(4, 'squash');
    const promoted = shown(shop, 'main', APPLICATIONS);
    const three = changeCode(shop, 'three');
    await automatic(shop, three, DIGESTS[2]);
    const revision = /value: ([0-9a-f]{40})/.exec(promoted)?.[1];
    expect(shown(shop, DEV, APPLICATIONS)).toContain(`value: ${revision}`);
    expect(shown(shop, DEV, APPLICATIONS)).toContain('too slow');
  });
});

describe('a release that is not possible is a clear error:', () => {
  const flagsOf = ({ head }: Shop): ReleaseFlags => ({ image: `:${head}@${DIGESTS[0]}`, push: true });

  test('before anything is pushed, where gh is missing or not logged in', async () => {
    const shop = withPullRequests();
    const without = { ...shop, host: Object.assign(Object.create(shop.host) as Host, { bin: pathWithGit() }) };
    const PATH = process.env.PATH;
    const body = async (): Promise<number> => {
      // Only git, and what the test puts there; kustomize has a folder of its own.
      process.env.PATH = without.host.bin;
      try {
        return await runRelease(shop.folder, 'storefront', 'dev', flagsOf(shop));
      } finally {
        process.env.PATH = PATH;
      }
    };
    expect(await refused(without, body)).toBe(
      '2: cannot read pull requests of https://github.com/acme/shop: gh is not installed (https://cli.github.com); nothing was released',
    );
    standIn(
      without.host.bin,
      'gh',
      {},
      { status: 4, stderr: 'To get started with GitHub CLI, please run: gh auth login\n' },
    );
    expect(await refused(without, body)).toBe(
      '2: cannot read pull requests of https://github.com/acme/shop: gh is not logged in: gh auth login --hostname github.com; nothing was released',
    );
    expect(existsSync(join(without.host.bin, 'gh.calls'))).toBe(true);
  });

  test('where GitHub shows no such repository', async () => {
    const shop = withPullRequests();
    shop.host.refuse('GET', 404, 'Not Found');
    expect(await refused(shop, () => runRelease(shop.folder, 'storefront', 'dev', flagsOf(shop)))).toBe(
      '2: github.com refused to read pull requests of https://github.com/acme/shop: Not Found (HTTP 404); the token or login ' +
        'needs permission to write pull requests there; nothing was released',
    );
  });

  test('after the push, which reports what was pushed; the same command continues from there', async () => {
    const shop = withPullRequests();
    shop.host.refuse('POST', 403, 'GitHub Actions is not permitted to create or approve pull requests.');
    const run = (): Promise<number> => runRelease(shop.folder, 'storefront', 'dev', flagsOf(shop));
    const { code, stdout, stderr } = await withGh(shop.host, () => answer(run));
    const commit = tip(shop, DEV);
    expect([code, stdout, stderr]).toEqual([
      2,
      '',
      `commit ${commit.slice(0, 12)} was pushed to ${DEV}, but its pull request to main is out of date: ` +
        'github.com refused to open pull requests of https://github.com/acme/shop: GitHub Actions is not permitted to create ' +
        'or approve pull requests. (HTTP 403); allow GitHub Actions to create pull requests: ' +
        "https://github.com/acme/shop/settings/actions, or let a GitHub App open them: delivery: { credentials: 'github-app' }. " +
        'Nothing is released until it is merged. Fix the error, then run the same command again to continue.\n',
    ]);
    shop.host.refuse('POST');
    expect(await done(shop, run)).toContain(`  opened pull request #1 from ${DEV} to main`);
    expect(tip(shop, DEV)).toBe(commit);
  });

  test('of two pull requests the first one is open, and the second one is not', async () => {
    const shop = withPullRequests({ ...SHOP, environments: { dev: {}, staging: { branch: 'staging' }, prod: {} } });
    git(shop.folder, 'push', '--quiet', 'origin', 'HEAD:staging');
    await automatic(shop, shop.head, DIGESTS[0], 'staging');
    shop.host.close(2);
    shop.host.refuse('POST', 403, 'Resource not accessible by integration');
    const two = changeCode(shop, 'two');
    const flags = { image: `:${two}@${DIGESTS[1]}`, push: true };
    const { code, stderr } = await withGh(shop.host, () =>
      answer(() => runRelease(shop.folder, 'storefront', 'staging', flags)),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /Resource not accessible by integration \(HTTP 403\); the token or login needs permission to write pull requests there\. Nothing is released.*Completed before that: updated pull request #1 from release\/storefront\/staging\/staging to staging: https:\/\/github\.com\/acme\/shop\/pull\/1\. Run the same command again to finish\.\n$/,
    );
  });

  test('where repoUrl is not that of a repository on GitHub', async () => {
    const shop = withPullRequests();
    const rc = git(shop.folder, 'show', 'HEAD:.projenrc.ts').replace(
      'github.com/acme/shop',
      'git.acme.example/a/b/shop',
    );
    writeFiles(shop.folder, { '.projenrc.ts': rc });
    expect(await refused(shop, () => runRelease(shop.folder, 'storefront', 'dev', flagsOf(shop)))).toBe(
      '2: releases by pull request need a repository on GitHub, but repoUrl is "https://git.acme.example/a/b/shop": set repoUrl ' +
        "to https://github.com/OWNER/NAME or similar, or set delivery: { releases: 'push' }",
    );
  });
});

test.each([
  ['https://git.acme.example/acme/shop', 'https://git.acme.example', 'run-token'],
  // The token of a run is for its own server, and for no other one.
  ['https://git.acme.example/acme/shop', 'https://github.com', ''],
  ['https://github.com/acme/shop', 'https://github.com', ''],
])(
  'a server of its own (%s, run at %s) gets the token of the run by the name that gh has for it',
  async (url, server, token) => {
    const shop = withPullRequests();
    const rc = git(shop.folder, 'show', 'HEAD:.projenrc.ts').replace('https://github.com/acme/shop', url);
    writeFiles(shop.folder, { '.projenrc.ts': rc });
    const bin = temporaryFolder('gh');
    writeFiles(bin, { gh: `#!/bin/sh\nprintf '%s|%s' "$3" "$GH_ENTERPRISE_TOKEN" >"${bin}/seen"\necho '[]'\n` });
    chmodSync(join(bin, 'gh'), 0o755);
    const body = (): Promise<number> =>
      runRelease(shop.folder, 'storefront', 'dev', { image: `:${shop.head}@${DIGESTS[0]}`, push: true, json: true });
    const set = {
      GITHUB_ACTIONS: 'true',
      GITHUB_SERVER_URL: server,
      GH_TOKEN: 'run-token',
      GH_ENTERPRISE_TOKEN: undefined,
    };
    const env = jest.replaceProperty(process, 'env', { ...process.env, ...set } as NodeJS.ProcessEnv);
    try {
      // It answers an empty list to everything, which is no pull request that was opened.
      const { code, stderr } = await withGh({ bin }, () => answer(body));
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(
          `${new URL(url).host} does not answer like GitHub: check that ${url} is a repository there`,
        ),
      ]);
    } finally {
      env.restore();
    }
    expect(read(bin, 'seen')).toBe(`${new URL(url).host}|${token}`);
  },
);
