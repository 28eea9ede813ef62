import { runPin } from '../../../src/cli/commands/pin/run';
import { runRelease } from '../../../src/cli/commands/release/run';
import type { ReportFlags } from '../../../src/cli/commands/report/command';
import { runReport } from '../../../src/cli/commands/report/run';
import type { Answer } from '../../support/command';
import { answer } from '../../support/command';
import type { Issue } from '../../support/pull-requests';
import { Host, withGh } from '../../support/pull-requests';
import { pushAll, withRemote } from '../../support/remote';
import { git, SHOP, withEnvironment, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const OPTIONS = {
  ...SHOP,
  repoUrl: 'https://github.com/acme/shop',
  codeOwners: ['@acme/shop', 'shop@acme.example', '@ada'],
  argocd: { address: 'https://argocd.acme.example' },
  environments: { dev: { gate: { check: 'health' } }, staging: {}, prod: {} },
  delivery: { onFailure: 'issue' },
};
const DIGEST = `sha256:${'a'.repeat(64)}`;
const BOT = { login: 'github-actions[bot]', type: 'Bot' };
const MARKER = '<!-- python-gitops report: storefront in dev -->';

interface Shop {
  readonly folder: string;
  readonly host: Host;
  readonly head: string;
}

function withIssues(options: object = OPTIONS): Shop {
  const { folder, remote, head } = withRemote(options);
  return { folder, head, host: new Host(remote, 'acme/shop') };
}

/** Reports as a job of a workflow run does. */
function report(shop: Shop, flags: ReportFlags, variables?: Record<string, string | undefined>): Promise<Answer> {
  return inRun(shop, (environment) => runReport(shop.folder, 'storefront', environment, flags), variables);
}

/** Runs a body as a job of a workflow run. */
function inRun(
  { host }: Shop,
  body: (environment: string) => Promise<number>,
  { run = '101', attempt = '1', environment = 'dev', ...variables }: Record<string, string | undefined> = {},
): Promise<Answer> {
  const all = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: run,
    GITHUB_RUN_ATTEMPT: attempt,
    ...variables,
  };
  return withEnvironment(all, () => withGh(host, () => answer(() => body(environment))));
}

async function released({ folder }: Shop, head: string, environment = 'dev'): Promise<void> {
  const flags = { image: `:${head}@${DIGEST}`, push: true };
  expect((await answer(() => runRelease(folder, 'storefront', environment, flags))).code).toBe(0);
}

/** A later commit that changes the app. */
function change({ folder }: Shop): string {
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  writeFiles(folder, { 'apps/storefront/src/mine.py': `${Math.random()}\n` });
  return pushAll(folder);
}

const failedGate = (head: string, why = 'storefront-dev: Degraded'): ReportFlags => ({
  release: 'success',
  gate: 'failure',
  image: `:${head}@${DIGEST}`,
  why,
});

const writes = (host: Host): string[] => host.calls.filter((call) => !call.startsWith('GET'));

test('a failed gate opens one issue, with what failed, why, where to look, and how to go back', async () => {
  const shop = withIssues();
  const { head } = shop;
  await released(shop, head);
  const short = head.slice(0, 12);
  expect(await report(shop, failedGate(head, 'Deployment web: `x` <!-- y -->\n```\n@everyone'))).toEqual({
    code: 0,
    stdout: 'storefront in dev: opened #1: https://github.com/acme/shop/issues/1\n',
    stderr: '',
  });
  expect(shop.host.labels.map(({ name }) => name)).toEqual(['release-failed']);
  const [{ title, body, labels, state }] = shop.host.issues;
  expect({ title, labels, state }).toEqual({
    title: 'Release of storefront failed in dev',
    labels: ['release-failed'],
    state: 'open',
  });
  expect(body.split('\n')).toEqual([
    MARKER,
    '<!-- failures: 1, last run: 101/1 -->',
    '',
    `**storefront** in **dev**: \`${short}\` did not pass its gate. It stays there and goes no further.`,
    '',
    '````text',
    'Deployment web: `x` <!-- y --> ``` @everyone',
    '````',
    '',
    '| | |',
    '| --- | --- |',
    '| Run | [101, attempt 1](https://github.com/acme/shop/actions/runs/101/attempts/1) |',
    `| Commit | [${short}](https://github.com/acme/shop/commit/${head}) |`,
    `| Image | \`docker.io/acme/storefront:${head}@${DIGEST}\` |`,
    '| Failures in a row | 1 |',
    '',
    'Find the cause:',
    '',
    '```bash',
    'make status',
    'make doctor',
    '```',
    '',
    'Roll back to the previous release ([docs/ROLLBACK.md](https://github.com/acme/shop/blob/main/docs/ROLLBACK.md)):',
    '',
    '```bash',
    'make rollback APP=storefront ENV=dev',
    '```',
    '',
    'If the cause was outside the release, fix it and rerun the failed jobs.',
    '',
    'Owners: @acme/shop @ada',
    '',
    'The next release of storefront that passes in dev closes this issue. Add notes as comments: each failed run replaces this text.',
  ]);
});

test('further failures update the issue, and the next release that passes closes it', async () => {
  const shop = withIssues();
  const { head, host } = shop;
  await released(shop, head);
  await report(shop, failedGate(head));
  // A rerun of the same attempt, a second attempt, and another run. A person edited the text in a browser.
  await report(shop, failedGate(head));
  host.setIssues(host.issues.map((issue) => ({ ...issue, body: issue.body.replaceAll('\n', '\r\n') })));
  await report(shop, failedGate(head), { attempt: '2' });
  expect((await report(shop, failedGate(head), { run: '102' })).stdout).toContain('updated #1');
  expect(host.issues.length).toBe(1);
  expect(host.issues[0].body).toContain('<!-- failures: 3, last run: 102/1 -->');
  expect(host.issues[0].body).toContain('| Failures in a row | 3 |');

  const later = change(shop);
  await released(shop, later);
  const passed: ReportFlags = { release: 'success', gate: 'passed', image: `:${later}@${DIGEST}` };
  expect((await report(shop, passed, { run: '103' })).stdout).toBe(
    'storefront in dev: closed #1: https://github.com/acme/shop/issues/1\n',
  );
  const [{ state, state_reason: why, body }] = host.issues;
  expect([state, why]).toEqual(['closed', 'completed']);
  expect(body).toContain(
    `\n\n**Passed:** \`${later.slice(0, 12)}\` passed in [this run](https://github.com/acme/shop/actions/runs/103/attempts/1).\n`,
  );
  expect(body.startsWith(`${MARKER}\n`)).toBe(true);

  // One that passes without an open issue writes nothing, and the next failure opens another one.
  const before = writes(host);
  expect((await report(shop, passed, { run: '104' })).stdout).toBe(
    'storefront in dev: nothing to report: no issue is open.\n',
  );
  expect(writes(host)).toEqual(before);
  await report(shop, failedGate(later), { run: '105' });
  expect(host.issues.map(({ number, state: now }) => [number, now])).toEqual([
    [1, 'closed'],
    [2, 'open'],
  ]);
  expect(host.issues[1].body).toContain('failures: 1,');
});

test('a release that was not pushed is reported with what the environment still has', async () => {
  const shop = withIssues();
  const failed: ReportFlags = { release: 'failure', gate: 'skipped', image: `:${shop.head}@${DIGEST}` };
  await report(shop, failed);
  const [{ body }] = shop.host.issues;
  expect(body).toContain(`\`${shop.head.slice(0, 12)}\` was not released. The environment has no release yet.`);
  expect(body).toContain('The cluster did not change.');
  expect(body).not.toContain('make rollback');

  await released(shop, shop.head);
  const later = change(shop);
  await report(shop, { ...failed, image: `:${later}@${DIGEST}`, release: 'cancelled' }, { run: '102' });
  expect(shop.host.issues[0].body).toContain(
    `\`${later.slice(0, 12)}\` was not released. The environment still has \`${shop.head.slice(0, 12)}\`.`,
  );
});

test.each<[string, ReportFlags]>([
  ['was skipped', { release: 'skipped', gate: 'skipped' }],
  ['was overtaken at its gate', { release: 'success', gate: 'success' }],
  ['has a gate that did not run', { release: 'success', gate: 'skipped' }],
])('a release that %s decides nothing, and GitHub is not asked', async (_what, flags) => {
  const shop = withIssues();
  expect(await report(shop, flags)).toEqual({
    code: 0,
    stdout: 'storefront in dev: nothing to report: the release or its gate did not finish.\n',
    stderr: '',
  });
  expect(shop.host.calls).toEqual([]);
});

test('an older release neither opens nor closes the issue of a newer one', async () => {
  const shop = withIssues();
  const { head, host } = shop;
  await released(shop, head);
  const later = change(shop);
  await released(shop, later);
  await report(shop, failedGate(later));
  const before = writes(host);
  const has = `dev has ${later.slice(0, 12)}`;
  const older = `:${head}@${DIGEST}`;
  const further = `${has} now, so ${head.slice(0, 12)} goes no further`;
  for (const [flags, why] of [
    [{ release: 'success', gate: 'passed', image: older }, further],
    [{ release: 'success', image: older }, further],
    [failedGate(head), further],
    [{ release: 'failure', image: older }, `${has}, which was built from a later commit`],
  ] as const) {
    expect((await report(shop, flags)).stdout).toBe(`storefront in dev: nothing to report: ${why}.\n`);
  }
  expect(writes(host)).toEqual(before);
});

test('an image that waits in a pinned environment decides nothing', async () => {
  const shop = withIssues();
  const { folder, head } = shop;
  await released(shop, head);
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
  expect((await answer(() => runPin(folder, 'storefront', 'dev', { push: true, reason: 'demo' }))).code).toBe(0);
  const later = change(shop);
  await released(shop, later);
  const { stdout } = await report(shop, { release: 'success', image: `:${later}@${DIGEST}` });
  expect(stdout).toContain(`nothing to report: dev is pinned (demo), so ${later.slice(0, 12)} waits there`);
});

test('a move by hand reports the image that the environment has', async () => {
  const shop = withIssues();
  await released(shop, shop.head);
  await report(shop, { release: 'success', gate: 'failure' });
  expect(shop.host.issues[0].body).toContain(`docker.io/acme/storefront:${shop.head}@${DIGEST}`);
  expect((await report(shop, { release: 'success', gate: 'passed' })).stdout).toContain('closed #1');
});

test('a release by pull request passes once that is open', async () => {
  const shop = withIssues({
    ...OPTIONS,
    environments: undefined,
    delivery: { onFailure: 'issue', releases: 'pull-request' },
  });
  await report(shop, { release: 'failure', image: `:${shop.head}@${DIGEST}` });
  const { stdout } = await report(shop, { release: 'success', image: `:${shop.head}@${DIGEST}` });
  expect(stdout).toContain('closed #1');
});

describe('other issues', () => {
  const forged = (more: Partial<Issue>): Issue => ({
    number: 1,
    state: 'open',
    title: 'Release of storefront failed in dev',
    body: `${MARKER}\n<!-- failures: 7, last run: 1/1 -->\n`,
    labels: ['release-failed'],
    user: BOT,
    ...more,
  });

  test.each<[string, Partial<Issue>]>([
    ['a person opened', { user: { login: 'mallory', type: 'User' } }],
    ['an account named like the bot opened', { user: { login: 'github-actions[bot]', type: 'User' } }],
    ['another app opened', { user: { login: 'renovate[bot]', type: 'Bot' } }],
    ['the bot opened about another environment', { body: '<!-- python-gitops report: storefront in dev2 -->\n' }],
    ['the bot opened with the marker further down', { body: `> quoted\n${MARKER}\n` }],
    ['the bot opened without the label', { labels: ['bug'] }],
    ['the bot closed', { state: 'closed' }],
    ['are pull requests', { pull_request: {} }],
  ])('that %s stay as they are', async (_what, more) => {
    const shop = withIssues();
    await released(shop, shop.head);
    shop.host.setIssues([forged(more)]);
    const [before] = shop.host.issues;
    expect((await report(shop, { release: 'success', gate: 'passed' })).stdout).toContain('no issue is open');
    expect((await report(shop, failedGate(shop.head))).stdout).toContain('opened #2');
    expect(shop.host.issues[0]).toEqual(before);
  });

  test('do not hide ours on a later page', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    const others = Array.from({ length: 130 }, (_, index) =>
      forged({ number: index + 1, body: `<!-- python-gitops report: app${index} in dev -->\n` }),
    );
    shop.host.setIssues([...others, forged({ number: 131 })]);
    expect((await report(shop, failedGate(shop.head))).stdout).toContain('updated #131');
    expect(shop.host.issues.length).toBe(131);
    expect(shop.host.issues[130].body).toContain('failures: 8,');
  });
});

describe('two runs at the same moment', () => {
  test('keep the issue that was opened first', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    shop.host.raceForIssue();
    expect((await report(shop, failedGate(shop.head), { run: '102' })).stdout).toBe(
      'storefront in dev: opened #1: https://github.com/acme/shop/issues/1\n',
    );
    const [first, second] = shop.host.issues;
    expect([first.state, second.state, second.state_reason]).toEqual(['open', 'closed', 'not_planned']);
    expect(second.body).toContain('\n\n**Duplicate** of #1.\n');
  });

  test('never leave two open, however they interleave', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    const one = (environment: string): Promise<number> =>
      runReport(shop.folder, 'storefront', environment, failedGate(shop.head));
    const { code, stderr } = await inRun(shop, async (environment) =>
      Math.max(...(await Promise.all(Array.from({ length: 4 }, () => one(environment))))),
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(shop.host.issues.filter(({ state }) => state === 'open').map(({ number }) => number)).toEqual([1]);
  });

  test('that left two are cleaned up by the next', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    await report(shop, failedGate(shop.head));
    const [issue] = shop.host.issues;
    shop.host.setIssues([issue, { ...issue, number: 2 }]);
    await report(shop, failedGate(shop.head), { run: '102' });
    expect(shop.host.issues.map(({ state }) => state)).toEqual(['open', 'closed']);
    shop.host.setIssues([issue, { ...issue, number: 2 }]);
    await report(shop, { release: 'success', gate: 'passed' }, { run: '103' });
    expect(shop.host.issues.map(({ state }) => state)).toEqual(['closed', 'closed']);
  });
});

describe('what stands in the way', () => {
  test('issues that are disabled are one warning, and the run stays as it is', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    shop.host.disableIssues();
    const expected = {
      code: 0,
      stdout: 'storefront in dev: nothing to report: issues are disabled in this repository.\n',
      stderr:
        '::warning title=Failed releases are not reported::storefront in dev: issues are disabled in this repository: ' +
        'enable them in its settings, or remove delivery.onFailure from .projenrc.ts\n',
    };
    expect(await report(shop, failedGate(shop.head))).toEqual(expected);
    expect(await report(shop, { release: 'success', gate: 'passed' })).toEqual(expected);
  });

  test('a missing permission is an error that names it', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    shop.host.refuse('POST', 403, 'Resource not accessible by integration');
    expect(await report(shop, failedGate(shop.head))).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'github.com refused to write issues of https://github.com/acme/shop: Resource not accessible by integration ' +
        '(HTTP 403); the job needs the permission issues: write, and its token in GH_TOKEN\n',
    });
  });

  test('an issue that lost its label is an error, since no run would find it', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    shop.host.dropLabels();
    const { code, stderr } = await report(shop, failedGate(shop.head));
    expect([code, stderr]).toEqual([
      2,
      'github.com opened https://github.com/acme/shop/issues/1 without its label: ' +
        'create the label release-failed, and close this issue\n',
    ]);
  });

  test('a server that fails is an error', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    shop.host.refuse('GET', 502, 'Bad gateway');
    const { code, stderr } = await report(shop, failedGate(shop.head));
    expect([code, stderr]).toEqual([
      2,
      'cannot read issues of https://github.com/acme/shop: gh api failed: gh: Bad gateway (HTTP 502)\n',
    ]);
  });

  test('onFailure must be set', async () => {
    const shop = withIssues({ ...OPTIONS, delivery: undefined });
    expect(await report(shop, { release: 'failure' })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        "delivery.onFailure is 'none', so failed releases are not reported: set delivery: { onFailure: 'issue' } first\n",
    });
  });

  test('a fork reports in itself', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    const { code, stderr } = await report(shop, failedGate(shop.head), { GITHUB_REPOSITORY: 'mallory/shop' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('issues of https://github.com/mallory/shop')]);
    expect(shop.host.issues).toEqual([]);
  });
});

describe('outside GitHub Actions', () => {
  test('nothing is written', async () => {
    const shop = withIssues();
    expect(await report(shop, failedGate(shop.head), { GITHUB_ACTIONS: undefined })).toEqual({
      code: 2,
      stdout: '',
      stderr: 'report writes issues only in GitHub Actions: add --dry-run to preview\n',
    });
  });

  test('a dry run shows the issue', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    const preview = await report(shop, { ...failedGate(shop.head), dryRun: true }, { GITHUB_ACTIONS: undefined });
    expect([preview.code, preview.stderr]).toEqual([0, '']);
    expect(preview.stdout.split('\n').slice(0, 4)).toEqual([
      'storefront in dev: would open an issue',
      '',
      'Release of storefront failed in dev',
      '',
    ]);
    expect(writes(shop.host)).toEqual([]);
  });

  test('JSON has the result, and what was done', async () => {
    const shop = withIssues();
    await released(shop, shop.head);
    const { stdout } = await report(shop, { ...failedGate(shop.head), json: true });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      app: 'storefront',
      environment: 'dev',
      result: 'failed',
      action: 'open',
      issue: { number: 1, url: 'https://github.com/acme/shop/issues/1' },
      why: null,
      dryRun: false,
    });
  });
});
