import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runHistory } from '../../../src/cli/commands/history/run';
import { runPin } from '../../../src/cli/commands/pin/run';
import { runPromote } from '../../../src/cli/commands/promote/run';
import { runRelease } from '../../../src/cli/commands/release/run';
import { runRollback } from '../../../src/cli/commands/rollback/run';
import { runUnpin } from '../../../src/cli/commands/unpin/run';
import { CommandError } from '../../../src/cli/errors';
import * as confirming from '../../../src/cli/terminal/confirm';
import { parseMessage } from '../../../src/releases/files/message';
import type { Answer } from '../../support/command';
import { answer, rcWith } from '../../support/command';
import { pushAll, withRemote } from '../../support/remote';
import { contents, differences, git, read, SHOP, synthIn, temporaryFolder, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const DIGESTS = ['a', 'b', 'c', 'd'].map((letter) => `sha256:${letter.repeat(64)}`);
const IMAGE = 'docker.io/acme/storefront';
const APPLICATIONS = 'apps/storefront/argo/release/kustomization.yaml';
const imageFile = (environment: string): string =>
  `apps/storefront/k8s/overlays/${environment}/release/kustomization.yaml`;

/** Content of a file in the remote's main branch. */
function atRemote(remote: string, path: string, branch = 'main'): string {
  return git(remote, 'show', `${branch}:${path}`);
}

/** Runs a command that must succeed. */
async function done(body: () => number | Promise<number>): Promise<string> {
  const { code, stdout, stderr } = await answer(body);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Runs a command that must be refused and change nothing, here or in the remote. */
async function refused(folder: string, remote: string, body: () => number | Promise<number>): Promise<string> {
  const before = [contents(folder), git(remote, 'rev-parse', 'main'), git(folder, 'status', '--porcelain')] as const;
  const { code, stdout, stderr }: Answer = await answer(body);
  expect(stdout).toBe('');
  expect(differences(before[0], contents(folder))).toEqual([]);
  expect([git(remote, 'rev-parse', 'main'), git(folder, 'status', '--porcelain')]).toEqual(before.slice(1));
  return `${code}: ${stderr.trimEnd()}`;
}

/** Commits a change of the app's code, as a developer does, and returns the commit. */
function changeCode(folder: string, text: string): string {
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  writeFiles(folder, { 'apps/storefront/src/mine.py': `${text}\n` });
  return pushAll(folder, text);
}

describe('a release that is pushed', () => {
  test('is one commit on top of the remote branch, and leaves the files, the index and the branch here as they are', async () => {
    const { folder, remote, head } = withRemote();
    writeFiles(folder, { 'apps/storefront/src/server.py': '# not committed\n', 'new.txt': 'new\n' });
    git(folder, 'add', 'new.txt');
    const before = [contents(folder), git(folder, 'status', '--porcelain'), git(folder, 'rev-parse', 'HEAD')] as const;
    const stdout = await done(() =>
      runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }),
    );
    const commit = git(remote, 'rev-parse', 'main');
    expect(stdout).toBe(
      `storefront in dev gets ${IMAGE}:${head}@${DIGESTS[0]}.\n` +
        `  changed ${imageFile('dev')}\n` +
        `  changed ${APPLICATIONS}\n` +
        `  pushed ${commit.slice(0, 12)} to main\n` +
        '\n' +
        'Next: Argo CD syncs the change. Your working tree is unchanged; to get the commit: git pull\n',
    );
    expect(differences(before[0], contents(folder))).toEqual([]);
    expect([git(folder, 'status', '--porcelain'), git(folder, 'rev-parse', 'HEAD')]).toEqual(before.slice(1));
    expect(git(remote, 'rev-list', '--count', `${head}..main`)).toBe('1');
    expect(git(remote, 'diff', '--name-only', head, 'main').split('\n').sort()).toEqual([
      APPLICATIONS,
      imageFile('dev'),
    ]);
    expect(parseMessage(git(remote, 'log', '-1', '--format=%B', 'main'))).toEqual({
      verb: 'release',
      app: 'storefront',
      environment: 'dev',
      image: `${IMAGE}:${head}@${DIGESTS[0]}`,
    });
    expect(git(remote, 'log', '-1', '--format=%an <%ae> %s', 'main')).toBe(
      `Ada <ada@example.org> release(storefront): ${head.slice(0, 12)} to dev`,
    );
  });

  test('changes the same bytes as one in the files here', async () => {
    const { folder, remote, head } = withRemote();
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}` }));
    for (const path of [APPLICATIONS, imageFile('dev')]) {
      expect(read(folder, path).trim()).toBe(atRemote(remote, path));
    }
  });

  test('of what the environment already has commits nothing', async () => {
    const { folder, remote, head } = withRemote();
    const flags = { image: `:${head}@${DIGESTS[0]}`, push: true };
    await done(() => runRelease(folder, 'storefront', 'dev', flags));
    const commit = git(remote, 'rev-parse', 'main');
    expect(await done(() => runRelease(folder, 'storefront', 'dev', flags))).toBe(
      `storefront in dev already has ${IMAGE}:${head}@${DIGESTS[0]}; nothing to change.\n`,
    );
    expect(git(remote, 'rev-parse', 'main')).toBe(commit);
  });

  test('includes what others have pushed since', async () => {
    const { folder, remote, head } = withRemote();
    const colleague = join(temporaryFolder(), 'colleague');
    git(remote, 'clone', '--quiet', remote, colleague);
    writeFiles(colleague, { 'docs/theirs.md': 'theirs\n' });
    pushAll(colleague, 'theirs');
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
    expect(atRemote(remote, 'docs/theirs.md')).toBe('theirs');
    expect(git(remote, 'log', '--format=%s', '-2', 'main').split('\n')[1]).toBe('theirs');
  });

  test('is made again on top of a push that came first', async () => {
    const { folder, remote, head } = withRemote();
    // The server rejects the first push as if the branch had moved.
    const hook = join(remote, 'hooks/update');
    const marker = join(remote, 'seen');
    writeFiles(remote, {
      'hooks/update': `#!/bin/sh\ntest -e "${marker}" && exit 0\ntouch "${marker}"\necho "cannot lock ref" >&2\nexit 1\n`,
    });
    chmodSync(hook, 0o755);
    const { code, stdout, stderr } = await answer(() =>
      runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }),
    );
    expect([code, existsSync(marker)]).toEqual([0, true]);
    expect(stderr).toMatch(/^attempt 1 failed \(.*\); trying again\n$/);
    expect(stdout).toContain('pushed');
    expect(git(remote, 'rev-list', '--count', `${head}..main`)).toBe('1');
  });

  test('reaches the branch that the environment tracks, and the one that the root reads', async () => {
    const options = { ...SHOP, environments: { dev: {}, staging: { branch: 'staging' }, prod: {} } };
    const { folder, remote, head } = withRemote(options);
    git(folder, 'push', '--quiet', 'origin', 'HEAD:staging');
    const stdout = await done(() =>
      runRelease(folder, 'storefront', 'staging', { image: `:${head}@${DIGESTS[0]}`, push: true }),
    );
    expect(stdout).toMatch(/ {2}pushed [0-9a-f]{12} to staging\n {2}pushed [0-9a-f]{12} to main\n/);
    expect(atRemote(remote, imageFile('staging'), 'staging')).toContain(head);
    expect(atRemote(remote, APPLICATIONS)).not.toContain('storefront-staging');
  });
});

describe('at a terminal, a push is confirmed first', () => {
  const asked = jest.spyOn(confirming, 'confirm');
  const terminal = jest.spyOn(confirming, 'isAtTerminal');

  beforeEach(() => {
    terminal.mockReturnValue(true);
    asked.mockReset().mockResolvedValue();
  });

  afterAll(() => {
    asked.mockRestore();
    terminal.mockRestore();
  });

  test('by release, rollback, pin and unpin, each with its own question', async () => {
    const { folder, head } = withRemote();
    const image = (digest: number): string => `:${head}@${DIGESTS[digest]}`;
    const tag = head.slice(0, 12);
    await done(() => runRelease(folder, 'storefront', 'dev', { image: image(0), push: true }));
    await done(() => runRelease(folder, 'storefront', 'dev', { image: image(1), push: true }));
    await done(() => runRollback(folder, 'storefront', 'dev', { push: true }));
    await done(() => runUnpin(folder, 'storefront', 'dev', { push: true }));
    await done(() => runPin(folder, 'storefront', 'dev', { reason: 'load test', push: true }));
    expect(asked.mock.calls.map(([question]) => question)).toEqual([
      `Release ${tag} of storefront to dev?`,
      `Release ${tag} of storefront to dev?`,
      `Roll back storefront in dev to ${tag}?`,
      `Unpin storefront in dev, which then runs ${tag}?`,
      `Pin storefront in dev to ${tag}?`,
    ]);
  });

  test('and without a yes nothing is pushed', async () => {
    const { folder, remote, head } = withRemote();
    asked.mockRejectedValue(new CommandError('canceled: nothing was changed', 1));
    const flags = { image: `:${head}@${DIGESTS[0]}`, push: true };
    const outcome = await refused(folder, remote, () => runRelease(folder, 'storefront', 'dev', flags));
    expect(outcome).toBe('1: canceled: nothing was changed');
  });

  test('unless --yes is set, nothing is pushed, or nothing would change', async () => {
    const { folder, head } = withRemote();
    const flags = { image: `:${head}@${DIGESTS[0]}` };
    await done(() => runRelease(folder, 'storefront', 'dev', { ...flags, push: true, dryRun: true }));
    await done(() => runRelease(folder, 'storefront', 'dev', { ...flags, push: true, yes: true }));
    await done(() => runRelease(folder, 'storefront', 'dev', { ...flags, push: true }));
    await done(() => runRelease(folder, 'storefront', 'dev', flags));
    terminal.mockReturnValue(false);
    const next = { image: `:${head}@${DIGESTS[1]}`, push: true };
    await done(() => runRelease(folder, 'storefront', 'dev', next));
    expect(asked).not.toHaveBeenCalled();
  });

  test('and if the environment moved meanwhile, another image is not pushed', async () => {
    const { folder, head } = withRemote();
    const image = (digest: number): string => `:${head}@${DIGESTS[digest]}`;
    for (const digest of [0, 1]) {
      await done(() => runRelease(folder, 'storefront', 'dev', { image: image(digest), push: true, yes: true }));
    }
    asked.mockImplementationOnce(async () => {
      await runRelease(folder, 'storefront', 'dev', { image: image(2), push: true, yes: true });
    });
    const { code, stderr } = await answer(() => runRollback(folder, 'storefront', 'dev', { push: true }));
    expect([code, stderr]).toEqual([
      1,
      'storefront in dev changed in the meantime; nothing was pushed: run the command again\n',
    ]);
  });
});

describe('of one environment the newest wins:', () => {
  test('a slower pipeline with an older image reports that it was superseded, and commits nothing', async () => {
    const { folder, remote, head } = withRemote();
    const newer = changeCode(folder, 'two');
    await done(() =>
      runRelease(folder, 'storefront', 'dev', { image: `:${newer}@${DIGESTS[1]}`, push: true, ifNewer: true }),
    );
    const commit = git(remote, 'rev-parse', 'main');
    const flags = { image: `:${head}@${DIGESTS[0]}`, push: true, ifNewer: true };
    expect(await done(() => runRelease(folder, 'storefront', 'dev', flags))).toBe(
      `storefront in dev: superseded, dev has ${newer.slice(0, 12)}, which was built from a later commit; nothing to change.\n`,
    );
    expect(
      JSON.parse(await done(() => runRelease(folder, 'storefront', 'dev', { ...flags, json: true }))),
    ).toMatchObject({
      superseded: `dev has ${newer.slice(0, 12)}, which was built from a later commit`,
      commits: [],
    });
    expect(git(remote, 'rev-parse', 'main')).toBe(commit);
  });

  test('a person is told, and can insist', async () => {
    const { folder, remote, head } = withRemote();
    const newer = changeCode(folder, 'two');
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${newer}@${DIGESTS[1]}`, push: true }));
    const flags = { image: `:${head}@${DIGESTS[0]}`, push: true };
    expect(await refused(folder, remote, () => runRelease(folder, 'storefront', 'dev', flags))).toBe(
      `1: dev has ${newer.slice(0, 12)}, which was built from a later commit than ${head.slice(0, 12)}: ` +
        'to release it anyway, set --out-of-order; to return to an earlier release, roll back',
    );
    await done(() => runRelease(folder, 'storefront', 'dev', { ...flags, outOfOrder: true }));
    expect(atRemote(remote, imageFile('dev'))).toContain(head);
  });

  test('in a shallow clone the order is not known, and not guessed', async () => {
    const { folder, remote, head } = withRemote();
    const newer = changeCode(folder, 'two');
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${newer}@${DIGESTS[1]}`, push: true }));
    const shallow = join(temporaryFolder(), 'shallow');
    git(folder, 'clone', '--quiet', '--depth=1', `file://${remote}`, shallow);
    git(shallow, 'config', 'user.name', 'Ada');
    git(shallow, 'config', 'user.email', 'ada@example.org');
    const flags = { image: `:${head}@${DIGESTS[0]}`, push: true, ifNewer: true };
    expect(await refused(shallow, remote, () => runRelease(shallow, 'storefront', 'dev', flags))).toBe(
      `2: a shallow clone cannot tell whether ${head.slice(0, 12)} is newer than what runs: git fetch --unshallow`,
    );
  });
});

describe('a promotion', () => {
  test('gives on the image and the revision that the environment before runs', async () => {
    const { folder, remote, head } = withRemote();
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
    const tip = git(remote, 'rev-parse', 'main');
    await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
    expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${tip}`);
    expect(atRemote(remote, APPLICATIONS)).toContain(`${IMAGE}=${IMAGE}:${head}@${DIGESTS[0]}`);
    expect(atRemote(remote, imageFile('prod'))).toContain(DIGESTS[0]);
    expect(parseMessage(git(remote, 'log', '-1', '--format=%B', 'main'))).toMatchObject({
      verb: 'promote',
      from: 'dev',
      revision: tip,
    });
  });

  describe('with nothing new', () => {
    async function promoted() {
      const all = withRemote();
      const { folder, remote, head } = all;
      await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
      const revision = git(remote, 'rev-parse', 'main');
      await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
      const already =
        `storefront in prod already has ${IMAGE}:${head}@${DIGESTS[0]} with the configuration of commit ` +
        `${revision.slice(0, 12)}; nothing to change.\n`;
      return { ...all, already };
    }

    function merge(folder: string, files: Record<string, string>): void {
      git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
      writeFiles(folder, files);
      pushAll(folder, 'change');
    }

    test.each<[string, Record<string, string>]>([
      ['at all', {}],
      ['but code that no image was built of', { 'apps/storefront/src/later.py': '' }],
      ['but configuration of another environment', { 'apps/storefront/k8s/overlays/dev/note.yaml': '' }],
      ['but another app', { 'apps/other/k8s/base/note.yaml': '' }],
    ])('%s commits nothing, and reports it', async (_what, files) => {
      const { folder, remote, already } = await promoted();
      if (Object.keys(files).length > 0) merge(folder, files);
      const before = git(remote, 'rev-parse', 'main');
      expect(await done(() => runPromote(folder, 'storefront', 'prod', { push: true }))).toBe(already);
      expect(await done(() => runPromote(folder, 'storefront', 'prod', { push: true, dryRun: true }))).toBe(already);
      expect(await done(() => runRelease(folder, 'storefront', 'prod', { from: 'dev', push: true }))).toBe(already);
      expect(git(remote, 'rev-parse', 'main')).toBe(before);
    });

    test.each(['apps/storefront/k8s/base/note.yaml', 'apps/storefront/k8s/overlays/prod/secrets/note.yaml'])(
      'but %s is promoted',
      async (path) => {
        const { folder, remote } = await promoted();
        merge(folder, { [path]: '' });
        const revision = git(remote, 'rev-parse', 'main');
        await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
        expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${revision}`);
      },
    );

    test('but a commit that is named is promoted', async () => {
      const { folder, remote } = await promoted();
      const revision = git(remote, 'rev-parse', 'main');
      await done(() => runPromote(folder, 'storefront', 'prod', { push: true, revision }));
      expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${revision}`);
    });
  });

  test('between gated environments gives on the very revision', async () => {
    const options = { ...SHOP, environments: { dev: {}, canary: { gated: true }, prod: {} } };
    const { folder, remote, head } = withRemote(options);
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
    await done(() => runPromote(folder, 'storefront', 'canary', { push: true }));
    const revision = git(remote, 'rev-parse', 'main~1');
    changeCode(folder, 'later');
    await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
    expect(atRemote(remote, APPLICATIONS).match(/value: [0-9a-f]{40}/g)).toEqual(Array(2).fill(`value: ${revision}`));
  });

  test('is refused to the first environment, from itself, from one without a release, and of a commit of another branch', async () => {
    const { folder, remote, head } = withRemote();
    const attempt = (environment: string, flags: object = {}): Promise<string> =>
      refused(folder, remote, () => runPromote(folder, 'storefront', environment, { push: true, ...flags }));
    expect(await attempt('dev')).toBe(
      '2: dev is the first environment, so there is none to promote from: let CI release to it, or run python-gitops release',
    );
    expect(await attempt('prod', { from: 'prod' })).toBe('2: prod cannot be promoted from itself');
    expect(await attempt('prod')).toBe('1: dev has no release of storefront yet: release to it first');
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
    git(folder, 'checkout', '--quiet', '-b', 'feature');
    git(folder, 'commit', '--quiet', '--allow-empty', '--message=feature');
    const feature = git(folder, 'rev-parse', 'HEAD');
    expect(await attempt('prod', { revision: feature })).toBe(
      `1: commit ${feature} is not on main: merge it, then release from main`,
    );
    expect(await attempt('prod', { revision: 'nonsense' })).toBe(
      '2: --revision must be a commit, got nonsense; prod runs committed configuration',
    );
  });
});

/** What a promotion printed for programs. */
interface Promoted {
  readonly kind: string;
  readonly revision?: string;
  readonly commits: readonly unknown[];
  readonly files: readonly string[];
  readonly dryRun?: readonly { readonly branch?: string; readonly diff: string }[];
  readonly changes: {
    readonly environments: readonly {
      readonly apps: readonly { readonly next: { readonly commit: string; readonly images: readonly string[] } }[];
    }[];
  } | null;
}

describe('before a promotion', () => {
  test('what changes there is shown, of the very commit and image that it takes', async () => {
    const { folder, remote, two } = await twoReleases();
    const revision = git(remote, 'rev-parse', 'main');
    const stdout = await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^storefront in prod, on promotion: 1 changed$/),
      expect.stringMatching(/^ {2}pods that restart: Deployment storefront \(image/),
    ]);
    expect(stdout).toContain(`storefront in prod gets ${IMAGE}:${two}@${DIGESTS[1]} with the configuration of commit`);
    expect(stdout).not.toContain('Next: release it');
    expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${revision}`);
  });

  test('programs get the same, and a dry run changes nothing', async () => {
    const { folder, remote, two } = await twoReleases();
    const before = [contents(folder), git(remote, 'rev-parse', 'main'), git(folder, 'status', '--porcelain')] as const;
    const run = async (flags: object): Promise<Promoted> =>
      JSON.parse(
        await done(() => runPromote(folder, 'storefront', 'prod', { push: true, json: true, ...flags })),
      ) as Promoted;
    const dry = await run({ dryRun: true });
    expect([contents(folder), git(remote, 'rev-parse', 'main'), git(folder, 'status', '--porcelain')]).toEqual(before);
    expect(dry).toMatchObject({ kind: 'promote', revision: before[1], commits: [] });
    expect(dry.files).toEqual([imageFile('prod'), APPLICATIONS]);
    expect(dry.changes?.environments[0].apps[0].next).toMatchObject({
      commit: before[1],
      images: [`${IMAGE}=${IMAGE}:${two}@${DIGESTS[1]}`],
    });
    expect(dry.dryRun?.map(({ branch }) => branch)).toEqual(['main']);
    const { dryRun: _dryRun, ...same } = dry;
    expect(await run({})).toEqual({ ...same, commits: [{ branch: 'main', commit: git(remote, 'rev-parse', 'main') }] });
    // The diff is what the commit did.
    const diff = git(remote, 'diff', '-U4', before[1], 'main').split('\n');
    const lines = (text: readonly string[]): string[] => text.filter((line) => /^[+-](?![+-])/.test(line));
    expect(lines((dry.dryRun?.[0].diff ?? '').split('\n')).sort()).toEqual(lines(diff).sort());
  });

  test('a person at a terminal is asked, and no means no', async () => {
    const { folder, remote } = await twoReleases();
    const asked = jest.spyOn(confirming, 'confirm').mockImplementation(() => {
      throw new CommandError('canceled: nothing was changed', 1);
    });
    const before = git(remote, 'rev-parse', 'main');
    try {
      const { code, stdout } = await answer(() => runPromote(folder, 'storefront', 'prod', { push: true }));
      expect([code, stdout.includes('pods that restart')]).toEqual([1, true]);
      expect(asked.mock.calls).toEqual([[expect.stringMatching(/^Promote [0-9a-f]{12} of storefront to prod\?$/)]]);
      expect(git(remote, 'rev-parse', 'main')).toBe(before);
      // Nobody is asked about what is only shown, nor where the answer was given before.
      await done(() => runPromote(folder, 'storefront', 'prod', { push: true, dryRun: true }));
      await done(() => runPromote(folder, 'storefront', 'prod', { push: true, yes: true }));
      expect(asked).toHaveBeenCalledTimes(1);
    } finally {
      asked.mockRestore();
    }
  });

  test.each(['a newer release of the environment before', 'another promotion'])(
    'what was shown is what is promoted, or nothing: %s meanwhile',
    async (what) => {
      const { folder, remote, one, two } = await twoReleases();
      const three = changeCode(folder, 'three');
      const isNewer = what.startsWith('a newer');
      const asked = jest.spyOn(confirming, 'confirm').mockImplementationOnce(async () => {
        // While a person reads.
        if (isNewer) await runRelease(folder, 'storefront', 'dev', { image: `:${three}@${DIGESTS[2]}`, push: true });
        else await runPromote(folder, 'storefront', 'prod', { push: true, yes: true });
      });
      try {
        const { code, stderr } = await answer(() => runPromote(folder, 'storefront', 'prod', { push: true }));
        expect(asked).toHaveBeenCalledTimes(1);
        expect([code, stderr]).toEqual(
          isNewer
            ? [0, '']
            : [1, 'storefront in prod changed in the meantime; nothing was pushed: run the command again\n'],
        );
        expect(atRemote(remote, imageFile('prod'))).toContain(two);
        expect(atRemote(remote, imageFile('prod'))).not.toContain(one);
      } finally {
        asked.mockRestore();
      }
    },
  );

  test('what cannot be compared holds up no promotion, but a dry run', async () => {
    const { folder, remote, two } = await twoReleases();
    writeFiles(folder, { 'apps/storefront/k8s/base/deployment.yaml': 'no: manifest\n' });
    git(folder, 'pull', '--quiet', '--rebase', '--autostash', 'origin', 'main');
    pushAll(folder, 'broken');
    const run = (flags: object): Promise<Answer> =>
      answer(() => runPromote(folder, 'storefront', 'prod', { push: true, ...flags }));
    expect(await run({ dryRun: true })).toMatchObject({ code: 2, stdout: '' });
    const { code, stderr } = await run({});
    expect([code, stderr.split(':')[0]]).toEqual([0, 'cannot show what this changes in prod']);
    expect(atRemote(remote, imageFile('prod'))).toContain(two);
  });

  test('to an environment that is held, nothing changes before it is let go of', async () => {
    const options = { ...SHOP, environments: { dev: {}, test: {}, prod: {} } };
    const { folder, remote, head } = withRemote(options);
    for (const [environment, digest] of [
      ['test', DIGESTS[0]],
      ['dev', DIGESTS[1]],
    ]) {
      await done(() => runRelease(folder, 'storefront', environment, { image: `:${head}@${digest}`, push: true }));
    }
    await done(() => runPin(folder, 'storefront', 'test', { push: true, reason: 'load test' }));
    const stdout = await done(() => runPromote(folder, 'storefront', 'test', { push: true }));
    expect(stdout).toMatch(/^storefront in test gets /);
    expect(stdout).toContain(' when it is unpinned (pinned: load test).\n');
    expect(atRemote(remote, imageFile('test'))).toContain(DIGESTS[1]);
  });

  test('to an environment with a branch of its own it is known what the one before runs, and both branches say so', async () => {
    const options = { ...SHOP, environments: { dev: {}, staging: { branch: 'staging' }, prod: {} } };
    const { folder, remote, head } = withRemote(options);
    git(folder, 'push', '--quiet', 'origin', 'HEAD:staging');
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
    const dry = await done(() => runPromote(folder, 'storefront', 'staging', { push: true, dryRun: true }));
    expect(dry.match(/^One commit on \S+$/gm)).toEqual(['One commit on staging:', 'One commit on main:']);
    await done(() => runPromote(folder, 'storefront', 'staging', { push: true }));
    expect(atRemote(remote, imageFile('staging'), 'staging')).toContain(DIGESTS[0]);
    expect(atRemote(remote, imageFile('staging'))).toContain(DIGESTS[0]);
  });
});

test.each(['rollback', 'pin', 'unpin'])(
  'a dry run of %s shows what would change, here or in the remote, and changes nothing',
  async (verb) => {
    const { folder, remote, one, two } = await twoReleases();
    if (verb === 'unpin') await done(() => runPin(folder, 'storefront', 'dev', { push: true, reason: 'load test' }));
    git(folder, 'pull', '--quiet', 'origin', 'main');
    const before = [contents(folder), git(remote, 'rev-parse', 'main'), git(folder, 'status', '--porcelain')] as const;
    const commands = { rollback: runRollback, pin: runPin, unpin: runUnpin } as Record<string, typeof runRollback>;
    const diffs: string[] = [];
    for (const push of [true, false]) {
      const stdout = await done(() =>
        commands[verb](folder, 'storefront', 'dev', { push, dryRun: true, reason: 'why not' }),
      );
      expect([contents(folder), git(remote, 'rev-parse', 'main'), git(folder, 'status', '--porcelain')]).toEqual(
        before,
      );
      expect(stdout).toContain(`storefront in dev would get ${IMAGE}:${verb === 'rollback' ? one : two}@`);
      expect(stdout).toContain(`${verb === 'unpin' ? '-' : '+'}    pin.python-gitops/storefront-dev: `);
      expect(stdout.endsWith('\nNothing was changed. Next: run it without --dry-run.\n')).toBe(true);
      expect(stdout.includes('One commit on main:')).toBe(push);
      diffs.push(stdout.replace('One commit on main:\n', ''));
    }
    expect(diffs[0]).toBe(diffs[1]);
  },
);

/** A repository in which dev had two releases and prod got the first one. */
async function twoReleases(): Promise<{ folder: string; remote: string; one: string; two: string; first: string }> {
  const { folder, remote, head: one } = withRemote();
  await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${one}@${DIGESTS[0]}`, push: true }));
  const first = git(remote, 'rev-parse', 'main');
  await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
  const two = changeCode(folder, 'two');
  await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${two}@${DIGESTS[1]}`, push: true }));
  return { folder, remote, one, two, first };
}

describe('a rollback', () => {
  test('of a tracking environment takes image and configuration back, survives the next release, and ends by unpin', async () => {
    const { folder, remote, one, two, first } = await twoReleases();
    const stdout = await done(() =>
      runRollback(folder, 'storefront', 'dev', { push: true, reason: 'errors: 5 in 100 requests' }),
    );
    expect(stdout).toContain(
      `storefront in dev gets ${IMAGE}:${one}@${DIGESTS[0]} with the configuration of commit ${first.slice(0, 12)}.`,
    );
    expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${first}`);
    expect(atRemote(remote, APPLICATIONS)).toContain('pin.python-gitops/storefront-dev: "errors: 5 in 100 requests"');
    expect(atRemote(remote, imageFile('dev'))).toContain(one);

    const three = changeCode(folder, 'three');
    const waiting = await done(() =>
      runRelease(folder, 'storefront', 'dev', { image: `:${three}@${DIGESTS[2]}`, push: true, ifNewer: true }),
    );
    expect(waiting.split('\n')[0]).toBe(
      `storefront in dev gets ${IMAGE}:${three}@${DIGESTS[2]} when it is unpinned (pinned: errors: 5 in 100 requests).`,
    );
    expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${first}`);
    expect(atRemote(remote, APPLICATIONS)).toContain(one);

    const freed = await done(() => runUnpin(folder, 'storefront', 'dev', { push: true }));
    expect(freed).toMatch(new RegExp(`^storefront in dev gets ${IMAGE}:${three}@`));
    expect(parseMessage(git(remote, 'log', '-1', '--format=%B', 'main'))?.image).toBe(
      `${IMAGE}:${three}@${DIGESTS[2]}`,
    );
    expect(atRemote(remote, APPLICATIONS)).not.toContain('storefront-dev');
    expect(atRemote(remote, imageFile('dev'))).toContain(three);
    git(folder, 'pull', '--quiet', 'origin', 'main');
    const said = JSON.parse(await done(() => runHistory(folder, 'storefront', 'dev', { json: true }))) as {
      releases: { kind: string; image: string; reason?: string; rolledBack?: string; source: string }[];
    };
    expect(said.releases.map(({ kind, source, reason }) => [kind, source, reason])).toEqual([
      ['unpin', three, 'errors: 5 in 100 requests'],
      ['release', three, undefined],
      ['rollback', one, 'errors: 5 in 100 requests'],
      ['release', two, undefined],
      ['release', one, undefined],
    ]);
    expect(said.releases[2].rolledBack).toBe(
      git(folder, 'log', '--format=%H', `--grep=^release(storefront): ${two.slice(0, 12)} to dev`),
    );
  });

  test('of a gated environment holds it: no promotion reaches it before unpin', async () => {
    const { folder, remote, one, two } = await twoReleases();
    await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
    expect(atRemote(remote, imageFile('prod'))).toContain(two);
    await done(() => runRollback(folder, 'storefront', 'prod', { push: true }));
    expect(atRemote(remote, imageFile('prod'))).toContain(one);
    const reason = `rolled back from ${two.slice(0, 12)}`;
    expect(await refused(folder, remote, () => runPromote(folder, 'storefront', 'prod', { push: true }))).toBe(
      `1: prod is pinned (${reason}): unpin it first`,
    );
    expect(await done(() => runUnpin(folder, 'storefront', 'prod', { push: true }))).toContain(
      'prod stays as it is until the next promotion.',
    );
    await done(() => runPromote(folder, 'storefront', 'prod', { push: true }));
    expect(atRemote(remote, imageFile('prod'))).toContain(two);
  });

  describe('to a namespace that the app has left', () => {
    const movedIn = (environment: string, more: object = {}): typeof SHOP => ({
      ...SHOP,
      ...more,
      apps: { storefront: { environments: { [environment]: { namespace: 'live' } } } },
      removed: { [`${environment}@storefront-${environment}`]: 'agreed' },
    });
    const moved = (folder: string, options: typeof SHOP): string => {
      git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
      writeFiles(folder, { '.projenrc.ts': rcWith(options) });
      synthIn(folder, options);
      return pushAll(folder, 'another namespace');
    };

    test.each(['dev', 'prod'])('is refused in %s, until the namespace is set again', async (environment) => {
      const { folder, remote, head } = withRemote();
      const release = (image: string): Promise<string> =>
        done(() => runRelease(folder, 'storefront', environment, { image, revision: gated, push: true }));
      const gated = environment === 'prod' ? 'origin/main' : undefined;
      await release(`:${head}@${DIGESTS[0]}`);
      const before = git(remote, 'rev-parse', environment === 'prod' ? head : 'main').slice(0, 12);
      const after = moved(folder, movedIn(environment));
      await release(`:${after}@${DIGESTS[1]}`);
      const rollback = (): Promise<number> => runRollback(folder, 'storefront', environment, { push: true });
      expect(await refused(folder, remote, rollback)).toBe(
        `1: commit ${before} deploys storefront in ${environment} to namespace storefront-${environment}, and Argo CD allows ` +
          `only live since the move: choose a later commit, or set namespace: 'storefront-${environment}' again and push ` +
          'before you retry',
      );
      moved(folder, { ...SHOP, removed: { [`${environment}@live`]: 'agreed' } } as typeof SHOP);
      expect(await done(rollback)).toContain(`storefront in ${environment} gets ${IMAGE}:${head}@${DIGESTS[0]} with`);
    });

    test('is refused for a promotion of an earlier commit', async () => {
      const { folder, remote, head } = withRemote();
      const promote = (revision?: string): Promise<number> =>
        runPromote(folder, 'storefront', 'prod', { push: true, revision });
      await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
      await done(() => promote());
      moved(folder, movedIn('prod'));
      expect(await refused(folder, remote, () => promote(head))).toMatch(
        /^1: commit [0-9a-f]{12} deploys storefront in prod to namespace storefront-prod, and Argo CD allows only live since the move: /,
      );
      await done(() => promote());
    });

    test('works if the AppProject is managed elsewhere', async () => {
      const argocd = { manages: 'applications', project: 'platform' };
      const { folder, head } = withRemote({ ...SHOP, argocd });
      await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${head}@${DIGESTS[0]}`, push: true }));
      const after = moved(folder, movedIn('dev', { argocd }));
      await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${after}@${DIGESTS[1]}`, push: true }));
      await done(() => runRollback(folder, 'storefront', 'dev', { push: true }));
    });
  });

  test('twice in a row goes back twice, and not to what was taken back', async () => {
    const { folder, remote, one, two } = await twoReleases();
    const three = changeCode(folder, 'three');
    await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${three}@${DIGESTS[2]}`, push: true }));
    await done(() => runRollback(folder, 'storefront', 'dev', { push: true }));
    expect(atRemote(remote, imageFile('dev'))).toContain(two);
    await done(() => runRollback(folder, 'storefront', 'dev', { push: true }));
    expect(atRemote(remote, imageFile('dev'))).toContain(one);
    expect(await refused(folder, remote, () => runRollback(folder, 'storefront', 'dev', { push: true }))).toBe(
      '1: storefront in dev has only one release: there is no earlier one to roll back to',
    );
  });

  test.each(['tag', 'the beginning of a tag', 'digest', 'release commit'])(
    'goes to a release by its %s',
    async (by) => {
      const { folder, remote, one, first } = await twoReleases();
      const three = changeCode(folder, 'three');
      await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${three}@${DIGESTS[2]}`, push: true }));
      const to = { tag: one, 'the beginning of a tag': one.slice(0, 9), digest: DIGESTS[0], 'release commit': first }[
        by
      ];
      await done(() => runRollback(folder, 'storefront', 'dev', { push: true, to }));
      expect(atRemote(remote, imageFile('dev'))).toContain(one);
    },
  );

  test('is refused to a release that never was, without a release, and with a reason of two lines', async () => {
    const { folder, remote } = withRemote();
    const attempt = (flags: object): Promise<string> =>
      refused(folder, remote, () => runRollback(folder, 'storefront', 'dev', { push: true, ...flags }));
    expect(await attempt({})).toBe('1: storefront in dev has no release: there is nothing to roll back to');
    expect(await attempt({ reason: 'a\nb' })).toBe('2: --reason must be one line of at most 200 characters');
    const { folder: other, remote: others, two } = await twoReleases();
    const to = (name: string): Promise<string> =>
      refused(other, others, () => runRollback(other, 'storefront', 'dev', { push: true, to: name }));
    expect(await to('v9')).toBe(
      '2: storefront in dev has no release v9: python-gitops history storefront dev lists them',
    );
    expect(await to(two)).toBe(`1: storefront in dev already runs ${two}`);
  });

  test('needs no remote: without --push the files here change, and are for a person to commit', async () => {
    const { folder, remote, one } = await twoReleases();
    git(folder, 'pull', '--quiet', 'origin', 'main');
    const tip = git(remote, 'rev-parse', 'main');
    await done(() => runRollback(folder, 'storefront', 'dev', {}));
    expect(read(folder, imageFile('dev'))).toContain(one);
    expect(git(remote, 'rev-parse', 'main')).toBe(tip);
    // What was changed is what synth keeps.
    const before = contents(folder);
    expect(synthIn(folder)).toContain('nothing to change');
    expect(differences(before, contents(folder))).toEqual([]);
  });
});

describe('a pin', () => {
  test('holds a tracking environment at the newest commit of its branch', async () => {
    const { folder, remote, one, two } = await twoReleases();
    const tip = git(remote, 'rev-parse', 'main');
    await done(() => runPin(folder, 'storefront', 'dev', { push: true, reason: 'load test' }));
    expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${tip}`);
    expect(atRemote(remote, APPLICATIONS)).toContain(two);
    expect(atRemote(remote, APPLICATIONS)).toContain('pin.python-gitops/storefront-dev: load test');
    expect(atRemote(remote, APPLICATIONS)).toContain(one);
    await done(() => runPin(folder, 'storefront', 'dev', { push: true, reason: 'another reason' }));
    expect(atRemote(remote, APPLICATIONS)).toContain(`value: ${tip}`);
    expect(atRemote(remote, APPLICATIONS)).toContain('another reason');
  });

  test('needs a reason and a release; unpin needs a pin', async () => {
    const { folder, remote } = withRemote();
    const attempt = (body: () => Promise<number>): Promise<string> => refused(folder, remote, body);
    expect(await attempt(async () => runPin(folder, 'storefront', 'dev', { push: true }))).toBe(
      '2: --reason is required: it shows others why the environment is held',
    );
    expect(await attempt(() => runPin(folder, 'storefront', 'dev', { push: true, reason: 'why' }))).toBe(
      '1: storefront was never released to dev, so it cannot be pinned: release or promote to it first',
    );
    expect(await attempt(() => runUnpin(folder, 'storefront', 'prod', { push: true }))).toBe(
      '1: prod is not pinned: it changes with the next promotion',
    );
    expect(await attempt(() => runUnpin(folder, 'storefront', 'dev', { push: true }))).toBe(
      '1: dev is not pinned: it follows main',
    );
  });
});

describe('a push that is not possible is a clear error, and nothing is released:', () => {
  test('without a remote', async () => {
    const { folder, remote, head } = withRemote();
    git(folder, 'remote', 'remove', 'origin');
    const body = (): Promise<number> => runRelease(folder, 'storefront', 'dev', { image: `:${head}`, push: true });
    expect(await refused(folder, remote, body)).toBe(
      '2: git has no remote origin: add it with git remote add origin ADDRESS',
    );
  });

  test('to a branch that the remote does not have', async () => {
    const options = { ...SHOP, environments: { dev: { branch: 'develop' }, prod: {} } };
    const { folder, remote, head } = withRemote(options);
    const body = (): Promise<number> => runRelease(folder, 'storefront', 'dev', { image: `:${head}`, push: true });
    expect(await refused(folder, remote, body)).toBe(
      '2: the remote has no branch develop: push it first, with git push origin develop',
    );
  });

  test('before the files were pushed', async () => {
    const { folder, remote, head } = withRemote();
    const options = { ...SHOP, apps: { storefront: {}, newer: {} } };
    writeFiles(folder, { '.projenrc.ts': rcWith(options) });
    synthIn(folder, options);
    const body = (): Promise<number> => runRelease(folder, 'newer', 'dev', { image: `:${head}`, push: true });
    expect(await refused(folder, remote, body)).toBe(
      '2: apps/newer/k8s/overlays/dev/release/kustomization.yaml is missing: run npx projen, then push the result to main',
    );
  });

  test('when the server rejects it, with the message of the server', async () => {
    const { folder, remote, head } = withRemote();
    writeFiles(remote, {
      'hooks/pre-receive': '#!/bin/sh\necho "main is protected: open a pull request" >&2\nexit 1\n',
    });
    chmodSync(join(remote, 'hooks/pre-receive'), 0o755);
    const body = (): Promise<number> => runRelease(folder, 'storefront', 'dev', { image: `:${head}`, push: true });
    expect(await refused(folder, remote, body)).toBe(
      '2: the push to main was rejected: [remote rejected] (pre-receive hook declined); main is protected: open a pull request; ' +
        "nothing was released. If no environment has a gate, release by pull request: delivery: { releases: 'pull-request' }. " +
        'Otherwise push as a GitHub App or with a deploy key, and let it bypass the rule of main: ' +
        "delivery: { credentials: 'github-app' } or 'deploy-key'. To check the setup: make doctor",
    );
  });

  test('without an author', async () => {
    const { folder, remote, head } = withRemote();
    git(folder, 'config', 'user.useConfigOnly', 'true');
    git(folder, 'config', '--unset', 'user.email');
    const env = jest.replaceProperty(process, 'env', {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GITHUB_ACTIONS: undefined,
    } as NodeJS.ProcessEnv);
    const body = (): Promise<number> => runRelease(folder, 'storefront', 'dev', { image: `:${head}`, push: true });
    try {
      expect(await refused(folder, remote, body)).toBe(
        '2: git has no author for commits: run git config --global user.name NAME and git config --global user.email ADDRESS',
      );
    } finally {
      env.restore();
    }
  });
});

test('history has a release to a pinned environment, which waits and is nothing to roll back to', async () => {
  const { folder, remote, one, two } = await twoReleases();
  await done(() => runPin(folder, 'storefront', 'dev', { reason: 'load test', push: true }));
  const three = changeCode(folder, 'three');
  await done(() => runRelease(folder, 'storefront', 'dev', { image: `:${three}@${DIGESTS[2]}`, push: true }));
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  const rows = (await done(() => runHistory(folder, 'storefront', 'dev', {}))).trim().split('\n').slice(1);
  expect(rows.map((line) => line.trim().split(/ {2,}/).slice(1, 3))).toEqual([
    ['release', three.slice(0, 12)],
    ['pin', two.slice(0, 12)],
    ['release', two.slice(0, 12)],
    ['release', one.slice(0, 12)],
  ]);
  expect(rows[0]).toMatch(/ waits for unpin .* \(pinned: load test\)$/);
  expect(await refused(folder, remote, () => runRollback(folder, 'storefront', 'dev', { to: three, push: true }))).toBe(
    `1: ${three} never ran in dev: it waits until you unpin it`,
  );
  await done(() => runRollback(folder, 'storefront', 'dev', { push: true }));
  expect(atRemote(remote, APPLICATIONS)).toContain(`${IMAGE}=${IMAGE}:${one}@`);
});

test('history is a table, the newest first, and says what was rolled back', async () => {
  const { folder, one, two, first } = await twoReleases();
  await done(() => runRollback(folder, 'storefront', 'dev', { push: true, reason: 'too slow' }));
  git(folder, 'pull', '--quiet', 'origin', 'main');
  const stdout = await done(() => runHistory(folder, 'storefront', 'dev', {}));
  const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d';
  expect(stdout).toMatch(
    new RegExp(
      '^storefront in dev\n' +
        `  ${time}  rollback  ${one.slice(0, 12)}  ${first.slice(0, 12)}        [0-9a-f]{12}  Ada  too slow\n` +
        `  ${time}  release   ${two.slice(0, 12)}  follows the branch  [0-9a-f]{12}  Ada  \\(rolled back\\)\n` +
        `  ${time}  release   ${one.slice(0, 12)}  follows the branch  [0-9a-f]{12}  Ada\n$`,
    ),
  );
  expect(await done(() => runHistory(folder, 'storefront', undefined, { limit: '1' }))).toContain(
    '\n\nstorefront in prod\n',
  );
  expect(await done(() => runHistory(folder, 'storefront', 'dev', { limit: '1' }))).toContain(
    '… and 2 earlier releases: --limit 3',
  );
  expect(readFileSync(join(folder, APPLICATIONS), 'utf8')).toContain('too slow');
});
