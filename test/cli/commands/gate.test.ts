import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runGate } from '../../../src/cli/commands/gate/run';
import { runPin } from '../../../src/cli/commands/pin/run';
import { runPromote } from '../../../src/cli/commands/promote/run';
import { runRelease } from '../../../src/cli/commands/release/run';
import type { Answer } from '../../support/command';
import { answer } from '../../support/command';
import { pushAll, withRemote } from '../../support/remote';
import { git, SHOP, temporaryFolder, withEnvironment, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const ADDRESS = 'https://argocd.acme.example';
const HEALTH = {
  ...SHOP,
  argocd: { address: ADDRESS },
  defaults: { gate: { check: 'health', timeoutMinutes: 1 } },
};
const DIGEST = `sha256:${'a'.repeat(64)}`;
const IMAGE = 'docker.io/acme/storefront';

/** What Argo CD would answer about an Application, and what it was asked. */
let application: (name: string) => object | undefined;
let asked: { name: string; token: string | null }[] = [];

beforeEach(() => {
  asked = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
    const url = new URL(input as string);
    if (url.origin !== ADDRESS) throw new Error(`nobody is at ${url.origin}`);
    const name = url.pathname.split('/').at(-1) as string;
    asked.push({ name, token: new Headers(init?.headers).get('authorization') });
    const found = application(name);
    return Promise.resolve(new Response(JSON.stringify(found ?? { code: 5 }), { status: found ? 200 : 404 }));
  });
});

afterEach(() => jest.restoreAllMocks());

const healthy = (revision: string, source: object = { targetRevision: 'main' }): object => ({
  status: {
    health: { status: 'Healthy' },
    reconciledAt: '2026-01-10T10:00:41Z',
    sync: { status: 'Synced', revision, comparedTo: { source } },
  },
});

async function released(folder: string, head: string, environment = 'dev'): Promise<void> {
  const { code } = await answer(() =>
    runRelease(folder, 'storefront', environment, { image: `:${head}@${DIGEST}`, push: true }),
  );
  expect(code).toBe(0);
}

/** Asks for the gate, with a token, and what it writes to the outputs of the step. */
async function ask(folder: string, environment: string, flags: object = {}): Promise<Answer & { output: string }> {
  const output = join(temporaryFolder('outputs'), 'output');
  writeFileSync(output, '');
  const variables = { ARGOCD_AUTH_TOKEN: 'token', GITHUB_OUTPUT: output };
  const result = await withEnvironment(variables, () =>
    answer(() => runGate(folder, 'storefront', environment, { ...flags, output: true })),
  );
  return { ...result, output: readFileSync(output, 'utf8') };
}

test('an environment without a gate lets everything through, and asks nobody', async () => {
  const { folder } = withRemote(SHOP);
  expect(await ask(folder, 'dev')).toEqual({
    code: 0,
    stdout: 'storefront in dev has no gate: nothing to wait for.\n',
    stderr: '',
    output: 'passed=true\n',
  });
  expect(asked).toEqual([]);
});

describe('health', () => {
  test('passes when Argo CD has synced the commit of the release, or a later one', async () => {
    const { folder, remote, head } = withRemote(HEALTH);
    await released(folder, head);
    const commit = git(remote, 'rev-parse', 'main');
    // Another push comes between, and Argo CD is at that one already.
    git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
    writeFiles(folder, { 'README.md': 'mine\n' });
    const later = pushAll(folder);
    for (const revision of [commit, later]) {
      application = () => healthy(revision);
      expect(await ask(folder, 'dev', { image: `:${head}@${DIGEST}` })).toEqual({
        code: 0,
        stdout: `storefront in dev passed: Argo CD synced ${head.slice(0, 12)}, and it is healthy.\n`,
        stderr: '',
        output: 'passed=true\n',
      });
    }
    expect(asked).toEqual(Array(2).fill({ name: 'storefront-dev', token: 'Bearer token' }));
  });

  test('does not take an earlier commit for the release, and has the root looked at meanwhile', async () => {
    const { folder, head } = withRemote(HEALTH);
    await released(folder, head);
    const looks = [undefined, healthy(head), healthy(head)];
    application = (name) => (name === 'storefront-dev' ? looks.shift() : undefined);
    const remoteHead = (): string => git(folder, 'rev-parse', 'refs/remotes/origin/main');
    looks.push(healthy(remoteHead()));
    const { code, stderr } = await ask(folder, 'dev');
    expect({ code, stderr: stderr.trim().split('\n') }).toEqual({
      code: 0,
      stderr: [
        'waiting: storefront-dev: Argo CD has no such Application yet',
        `waiting: storefront-dev: Argo CD is at ${head.slice(0, 12)}, before the release`,
      ],
    });
    expect(asked.map(({ name }) => name)).toEqual([
      'storefront-dev',
      'shop-root',
      'storefront-dev',
      'storefront-dev',
      'storefront-dev',
    ]);
  });

  test('of an environment on a branch of its own asks for the commit of that branch', async () => {
    const { folder, remote, head } = withRemote({ ...HEALTH, environments: { dev: { branch: 'next' }, prod: {} } });
    writeFiles(folder, { 'README.md': 'next\n' });
    git(folder, 'commit', '--quiet', '--all', '--message', 'next');
    git(folder, 'push', '--quiet', 'origin', 'HEAD:next');
    await released(folder, head);
    const commit = git(remote, 'rev-parse', 'next');
    expect(commit).not.toBe(git(remote, 'rev-parse', 'main'));
    application = () => healthy(commit, { targetRevision: 'next' });
    const { code, output } = await ask(folder, 'dev', { image: `:${head}@${DIGEST}` });
    expect({ code, output }).toEqual({ code: 0, output: 'passed=true\n' });
  });

  test('of a gated environment asks for the very commit and image, in every cluster', async () => {
    const clusters = { eu: { name: 'eu' }, us: { name: 'us' } };
    const { folder, remote, head } = withRemote({ ...HEALTH, environments: { dev: {}, prod: { clusters } } });
    await released(folder, head);
    const pinned = git(remote, 'rev-parse', 'main');
    expect((await answer(() => runPromote(folder, 'storefront', 'prod', { push: true, yes: true }))).code).toBe(0);
    application = () =>
      healthy(pinned, { targetRevision: pinned, kustomize: { images: [`${IMAGE}=${IMAGE}:${head}@${DIGEST}`] } });
    const { code, output } = await ask(folder, 'prod');
    expect({ code, output }).toEqual({ code: 0, output: 'passed=true\n' });
    expect(asked.map(({ name }) => name)).toEqual(['storefront-prod-eu', 'storefront-prod-us']);
  });

  test('fails with what Argo CD says, and what to do', async () => {
    const { folder, remote, head } = withRemote(HEALTH);
    await released(folder, head);
    const commit = git(remote, 'rev-parse', 'main');
    application = () => ({
      status: {
        sync: { status: 'OutOfSync', revision: commit, comparedTo: { source: { targetRevision: 'main' } } },
        operationState: { phase: 'Failed', message: 'one task is not valid', syncResult: { revision: commit } },
      },
    });
    expect(await ask(folder, 'dev')).toEqual({
      code: 1,
      stdout:
        `storefront in dev did not pass with ${head.slice(0, 12)}: storefront-dev: the sync failed: one task is not valid.\n` +
        'It stays in dev and goes no further.\n' +
        '\n' +
        'Next: fix it and push, or roll back: make rollback APP=storefront ENV=dev. If the cause was elsewhere, rerun the failed jobs.\n',
      stderr: '',
      output:
        `passed=false\nimage=:${head}@${DIGEST}\n` + 'why=storefront-dev: the sync failed: one task is not valid\n',
    });
    const { stdout } = await ask(folder, 'dev', { json: true });
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      app: 'storefront',
      environment: 'dev',
      check: 'health',
      result: 'failed',
      image: `${IMAGE}:${head}@${DIGEST}`,
      why: 'storefront-dev: the sync failed: one task is not valid',
    });
  });

  test('needs a token', async () => {
    const { folder, head } = withRemote(HEALTH);
    await released(folder, head);
    const { code, stderr } = await withEnvironment({ ARGOCD_AUTH_TOKEN: '' }, () =>
      answer(() => runGate(folder, 'storefront', 'dev', {})),
    );
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'ARGOCD_AUTH_TOKEN is empty, and Argo CD needs a token: set the secret of this name on GitHub, or the variable here\n',
    });
  });

  test('that cannot be asked for leaves the reason, in one line', async () => {
    const { folder, head } = withRemote(HEALTH);
    await released(folder, head);
    jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{}', { status: 403 }));
    const { code, output } = await ask(folder, 'dev');
    expect([code, output]).toEqual([
      2,
      expect.stringMatching(/^why=the token of ARGOCD_AUTH_TOKEN may not see storefront-dev: .*\n$/),
    ]);
  });
});

describe('a release that is not what the environment has', () => {
  test('was overtaken: that is no failure, and it goes no further', async () => {
    const { folder, head } = withRemote(HEALTH);
    await released(folder, head);
    git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
    const next = pushAll(folder, 'next');
    await released(folder, next);
    expect(await ask(folder, 'dev', { image: `:${head}@${DIGEST}` })).toEqual({
      code: 0,
      stdout: `storefront in dev: dev has ${next.slice(0, 12)} now, so ${head.slice(0, 12)} goes no further.\n`,
      stderr: '',
      output: 'passed=false\n',
    });
    expect(asked).toEqual([]);
  });

  test('stops what comes after it, where the exit code alone says that another image is there', async () => {
    const { folder, remote, head } = withRemote(HEALTH);
    await released(folder, head);
    const byHand = (flags: object): Promise<Answer> =>
      withEnvironment({ ARGOCD_AUTH_TOKEN: 'token' }, () => answer(() => runGate(folder, 'storefront', 'dev', flags)));
    const { code, stdout } = await byHand({ image: ':typo1234' });
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `storefront in dev: dev has ${head.slice(0, 12)} now, so typo1234 goes no further.\n`,
    });
    // Whoever names no image asks how the environment is.
    application = () => healthy(git(remote, 'rev-parse', 'main'));
    expect((await byHand({})).code).toBe(0);
  });

  test('may be overtaken while it is waited for', async () => {
    const { folder, remote, head } = withRemote(HEALTH);
    await released(folder, head);
    const before = git(remote, 'rev-parse', 'main');
    git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
    const next = pushAll(folder, 'next');
    await released(folder, next);
    const after = git(remote, 'rev-parse', 'main');
    git(remote, 'update-ref', 'refs/heads/main', before);
    // What is healthy then is the newer one.
    application = () => {
      git(remote, 'update-ref', 'refs/heads/main', after);
      return healthy(after);
    };
    const { code, stdout, output } = await ask(folder, 'dev', { image: `:${head}@${DIGEST}` });
    expect({ code, stdout, output }).toEqual({
      code: 0,
      stdout: `storefront in dev: dev has ${next.slice(0, 12)} now, so ${head.slice(0, 12)} goes no further.\n`,
      output: 'passed=false\n',
    });
  });

  test('waits where the environment is pinned, and goes no further', async () => {
    const { folder, head } = withRemote(HEALTH);
    await released(folder, head);
    await answer(() => runPin(folder, 'storefront', 'dev', { reason: 'load test', push: true }));
    git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
    const next = pushAll(folder, 'next');
    await released(folder, next);
    const { code, stdout, output } = await ask(folder, 'dev', { image: `:${next}@${DIGEST}` });
    expect({ code, stdout, output }).toEqual({
      code: 0,
      stdout: `storefront in dev: dev is pinned (load test), so ${next.slice(0, 12)} waits there and goes no further.\n`,
      output: 'passed=false\n',
    });
  });

  test('is nothing, where nothing was ever released', async () => {
    const { folder } = withRemote(HEALTH);
    const { code, stderr } = await ask(folder, 'dev');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'storefront has no release in dev yet: release or promote it first\n',
    });
  });
});

describe('tests', () => {
  let server: Server;
  let address = '';
  let version = '';

  beforeEach(async () => {
    jest.restoreAllMocks();
    server = createServer((_request, response) => void response.end(`app_info{version="${version}"} 1.0\n`));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(() => new Promise((resolve) => server.close(resolve)));

  /** A repository whose gate asks the server, and a make that keeps how it was called and ends with a status. */
  async function prepared(status: number): Promise<{ folder: string; head: string; called: string; path: string }> {
    const { folder, head } = withRemote({ ...SHOP, defaults: { gate: { check: 'tests', address } } });
    await released(folder, head);
    // A later change of the tests has nothing to do with the image that was released.
    git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
    writeFiles(folder, { 'apps/storefront/test/later.py': '' });
    pushAll(folder);
    const tools = temporaryFolder('tools');
    const called = join(tools, 'called');
    const make = [
      '#!/bin/sh',
      `{ pwd; echo "$@"; ls test; ls ../../scripts; env; } >'${called}'`,
      'echo tested',
      `exit ${status}`,
    ];
    writeFileSync(join(tools, 'make'), `${make.join('\n')}\n`);
    chmodSync(join(tools, 'make'), 0o755);
    return { folder, head, called, path: `${tools}:${process.env.PATH}` };
  }

  async function asked_(folder: string, path: string): Promise<Answer> {
    const variables = { PATH: path, GH_TOKEN: 'secret-1', ARGOCD_AUTH_TOKEN: 'secret-2', DEPLOY_KEY: 'secret-3' };
    return withEnvironment(variables, () => answer(() => runGate(folder, 'storefront', 'dev', {})));
  }

  test('run as they were when the image was built, against the address, without the secrets', async () => {
    const { folder, head, called, path } = await prepared(0);
    version = head;
    expect(await asked_(folder, path)).toEqual({
      code: 0,
      stdout: `storefront in dev passed: ${head.slice(0, 12)} responds and passes the platform tests.\n`,
      stderr: '',
    });
    const text = readFileSync(called, 'utf8');
    const [where, args] = text.split('\n');
    expect(where).toMatch(/python-gitops-gate-\w+\/apps\/storefront$/);
    expect(args).toBe('test ARGS=test/integration_test.py');
    expect(text).toContain('\nintegration_test.py\n');
    expect(text).not.toContain('later.py');
    // The app's Makefile includes it.
    expect(text).toContain('\ntyped.mk\n');
    expect(text).toContain(`\nBASE_URL=${address}\n`);
    expect(text).not.toMatch(/secret-[123]/);
  });

  test('fail, and so does the gate', async () => {
    const { folder, head, path } = await prepared(1);
    version = head;
    const { code, stdout } = await asked_(folder, path);
    expect({ code, first: stdout.split('\n')[0] }).toEqual({
      code: 1,
      first: `storefront in dev did not pass with ${head.slice(0, 12)}: the platform tests fail against ${address}.`,
    });
  });

  test('wait for the version', async () => {
    const { folder, head, path } = await prepared(0);
    version = '0.0.0';
    setTimeout(() => (version = head), 1000);
    const { code, stderr } = await asked_(folder, path);
    expect({ code, stderr }).toEqual({ code: 0, stderr: `waiting: ${address} answers as version 0.0.0\n` });
  });
});
