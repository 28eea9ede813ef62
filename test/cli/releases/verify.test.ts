import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { runPromote } from '../../../src/cli/commands/promote/run';
import { runRelease } from '../../../src/cli/commands/release/run';
import { runRollback } from '../../../src/cli/commands/rollback/run';
import { answer, compiledCommand, folderWithRc, installCompiled, rcWith } from '../../support/command';
import type { RealRegistry } from '../../support/registry';
import { AnsweringServer, startRegistry } from '../../support/registry';
import type { WithRemote } from '../../support/remote';
import { withRemote } from '../../support/remote';
import { contents, differences, git, read, SHOP, synthIn, temporaryFolder, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const OTHER = `sha256:${'b'.repeat(64)}`;
const REPOSITORY = 'acme/storefront';
const PASSWORD = 'very-secret';
const BASIC = `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`;

/** How the registry behaves: as it is, for those who log in, for nobody, or not at all. */
let mode: 'open' | 'login' | 'closed' | 'broken' = 'open';
let real: RealRegistry;
/** What commands ask; it hands on to the real one. */
let registry: AnsweringServer;

beforeAll(async () => {
  real = await startRegistry();
  registry = await AnsweringServer.start(({ method, url, authorization }, response) => {
    if (mode === 'broken') return void response.writeHead(503).end();
    if (mode === 'closed' || (mode === 'login' && authorization !== BASIC)) {
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="registry"' }).end();
    }
    const asked = fetch(`http://${real.host}${url}`, { method });
    void asked.then(({ status, headers }) => {
      response.writeHead(status, { 'docker-content-digest': headers.get('docker-content-digest') ?? '' }).end();
    });
  });
});
afterAll(async () => {
  await registry.stop();
  await real.stop();
});

const before = { ...process.env };
beforeEach(() => {
  mode = 'open';
  registry.got.length = 0;
  // No login of whoever runs the tests.
  const home = temporaryFolder('logins');
  for (const name of ['DOCKER_CONFIG', 'XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME']) process.env[name] = home;
  delete process.env.REGISTRY_AUTH_FILE;
});
afterEach(() => {
  process.env = { ...before };
});

const image = (): string => `${registry.host}/${REPOSITORY}`;
const options = (): object => ({ ...SHOP, registry: `${registry.host}/acme` });
const imageFile = (environment: string): string =>
  `apps/storefront/k8s/overlays/${environment}/release/kustomization.yaml`;

/** What an environment has in the remote, by its file. */
function has({ remote }: WithRemote, environment: string): string {
  const text = git(remote, 'show', `main:${imageFile(environment)}`);
  const [tag, digest] = ['newTag', 'digest'].map((key) => new RegExp(`${key}: "?([^"\n]+)`).exec(text)?.[1]);
  return `${tag}@${digest}`;
}

async function done(body: () => Promise<number>): Promise<string> {
  const { code, stdout, stderr } = await answer(body);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Runs a command, and expects that it is refused and that nothing is changed, neither here nor in the remote. */
async function refused({ folder, remote }: WithRemote, body: () => Promise<number>): Promise<string> {
  const files = contents(folder);
  const state = (): string[] => [git(remote, 'for-each-ref'), git(folder, 'status', '--porcelain')];
  const old = state();
  const { code, stdout, stderr } = await answer(body);
  expect(stdout).toBe('');
  expect(differences(files, contents(folder))).toEqual([]);
  expect(state()).toEqual(old);
  return `${code}: ${stderr.trimEnd()}`;
}

/** With a push, and in the files here. */
const WAYS = [{ push: true }, {}];

describe('a release of an image that somebody typed', () => {
  let subject: WithRemote;
  let digest: string;
  beforeAll(async () => {
    digest = await real.push(REPOSITORY, 'one');
  });
  beforeEach(() => {
    subject = withRemote(options());
  });

  const run =
    (typed: string, flags: object = { push: true }) =>
    () =>
      runRelease(subject.folder, 'storefront', 'dev', { image: typed, verify: true, ...flags });

  test('goes on when the registry has it under its tag and its digest', async () => {
    const stdout = await done(run(`:one@${digest}`));
    expect(stdout.split('\n')[0]).toBe(`storefront in dev gets ${image()}:one@${digest}.`);
    expect(has(subject, 'dev')).toBe(`one@${digest}`);
    expect(registry.got.map(({ method, url }) => `${method} ${url}`)).toEqual([`HEAD /v2/${REPOSITORY}/manifests/one`]);
  });

  test('gets the digest that the registry has, and says so', async () => {
    const stdout = await done(run(':one'));
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      `${registry.host} has ${image()}:one with digest ${digest}: releasing that.`,
      `storefront in dev gets ${image()}:one@${digest}.`,
    ]);
    expect(has(subject, 'dev')).toBe(`one@${digest}`);
  });

  test('says so to programs, too', async () => {
    expect(JSON.parse(await done(run(':one', { json: true })))).toMatchObject({
      kind: 'release',
      image: `${image()}:one@${digest}`,
      verified: { result: 'found', image: `${image()}:one@${digest}`, why: null },
    });
    expect(JSON.parse(await done(run(':one', { json: true, verify: false })))).not.toHaveProperty('verified');
  });

  test('asks nobody where nothing changes; a tag that was released without a digest gets it', async () => {
    await done(run(':one', { push: true, verify: false }));
    expect([has(subject, 'dev'), registry.got]).toEqual(['one@undefined', []]);
    await done(run(':one'));
    expect([has(subject, 'dev'), registry.got.length]).toEqual([`one@${digest}`, 1]);
    const stdout = await done(run(`:one@${digest}`, { push: true, json: true }));
    expect(JSON.parse(stdout)).toMatchObject({ files: [], commits: [], verified: null });
    expect(registry.got).toHaveLength(1);
  });

  test.each(WAYS)('is refused when the registry has no such tag %j', async (flags) => {
    expect(await refused(subject, run(`:two@${digest}`, flags))).toBe(
      [
        `1: ${registry.host} has no ${image()}:two: nothing was released.`,
        'Next: use the full commit of a push that changed the app; CI uses it as the tag of the image:',
        '  git log --format=%H -- apps/storefront  lists such commits',
        '  make history APP=storefront  lists earlier releases',
      ].join('\n'),
    );
  });

  test.each(WAYS)('is refused when the tag is another image %j', async (flags) => {
    expect(await refused(subject, run(`:one@${OTHER}`, flags))).toBe(
      `1: ${registry.host} has ${image()}:one with digest ${digest}, but --image has ${OTHER}: nothing was released.\n` +
        'Next: use the digest of the registry, or omit it: IMAGE=:one',
    );
  });

  test.each(WAYS)('is not done when the registry says no %j', async (flags) => {
    mode = 'closed';
    const why = 'HTTP 401: no login for it was found';
    expect(await refused(subject, run(':one', flags))).toBe(
      [
        `2: ${registry.host} denied access to ${image()}:one (${why}): nothing was released.`,
        `Next: docker login ${registry.host}`,
        'Some registries also answer this for a missing image. To release without this check: ARGS=--no-verify.',
      ].join('\n'),
    );
  });

  test.each(WAYS)('is not done when the registry does not answer %j', async (flags) => {
    mode = 'broken';
    expect(await refused(subject, run(':one', flags))).toBe(
      `2: cannot look up ${image()}:one in ${registry.host} (${registry.host} answers HTTP 503): nothing was released.\n` +
        'Next: try again. To release without this check: ARGS=--no-verify.',
    );
  });

  test('asks nobody for what the environment refuses', async () => {
    expect(await refused(subject, run(':latest'))).toMatch(/^1: --image must have a tag that never moves/);
    expect(registry.got).toEqual([]);
  });

  test('without --verify asks nobody', async () => {
    mode = 'closed';
    await done(run(`:two@${OTHER}`, { verify: false, push: true }));
    await done(run(`:three@${OTHER}`, { verify: undefined, push: true }));
    expect([has(subject, 'dev'), registry.got]).toEqual([`three@${OTHER}`, []]);
  });

  describe('with a login', () => {
    /** Logins that a program keeps, which answers in one way. */
    function keptBy(script: string): void {
      const folder = process.env.DOCKER_CONFIG as string;
      writeFiles(folder, {
        'config.json': JSON.stringify({ credsStore: 'test' }),
        'docker-credential-test': `#!/bin/sh\necho "$*" >>"$0.calls"; cat >>"$0.calls"\n${script}\n`,
      });
      chmodSync(join(folder, 'docker-credential-test'), 0o755);
      process.env.PATH = `${folder}:${before.PATH}`;
      mode = 'login';
    }

    test('that a program keeps is let in; the program gets the host on its input', async () => {
      keptBy(`echo '{"Username":"ada","Secret":"${PASSWORD}"}'`);
      await done(run(':one'));
      expect(has(subject, 'dev')).toBe(`one@${digest}`);
      const calls = read(process.env.DOCKER_CONFIG as string, 'docker-credential-test.calls');
      expect(calls).toBe(`get\n${registry.host}`);
    });

    test.each([
      [`echo '{"Username":"ada","Secret":"wrong-${PASSWORD}"}'`, 'the login that was found is not sufficient'],
      [
        `echo ${PASSWORD}; echo ${PASSWORD} >&2; exit 3`,
        'no login for it was found; docker-credential-test failed with exit code 3',
      ],
      ['echo credentials not found in native keychain; exit 1', 'no login for it was found'],
      ['exec sleep 20', 'no login for it was found; docker-credential-test did not answer in time'],
    ])('is never shown: %s', async (script, because) => {
      keptBy(script);
      const said = await refused(subject, run(':one'));
      expect(said).toContain(`denied access to ${image()}:one (HTTP 401: ${because}): nothing was`);
      expect(said).not.toContain(PASSWORD);
    });

    test('of a program that is not there', async () => {
      keptBy('');
      process.env.PATH = before.PATH;
      expect(await refused(subject, run(':one'))).toContain('; docker-credential-test is not installed): nothing');
    });
  });
});

describe('what ran before', () => {
  let subject: WithRemote;
  let one: string;
  let two: string;
  /** Two releases in dev and in prod, of images that the registry has. */
  beforeEach(async () => {
    subject = withRemote(options());
    one = await real.push(REPOSITORY, 'first');
    two = await real.push(REPOSITORY, 'second');
    for (const [tag, digest] of [
      ['first', one],
      ['second', two],
    ]) {
      for (const environment of ['dev', 'prod']) {
        await done(() =>
          runRelease(subject.folder, 'storefront', environment, { image: `:${tag}@${digest}`, push: true }),
        );
      }
    }
  });

  /** What dev has, and prod gets: an image of which only the digest is in the registry. */
  async function third(): Promise<string> {
    const digest = await real.push(REPOSITORY, 'third');
    await done(() => runRelease(subject.folder, 'storefront', 'dev', { image: `:third@${digest}`, push: true }));
    await real.remove(REPOSITORY, 'third');
    return digest;
  }

  const promoting =
    (flags: object = {}) =>
    () =>
      runPromote(subject.folder, 'storefront', 'prod', { verify: true, push: true, yes: true, ...flags });
  const back =
    (flags: object = {}) =>
    () =>
      runRollback(subject.folder, 'storefront', 'prod', { verify: true, push: true, ...flags });

  test('is promoted when the registry has its digest, whatever became of its tag', async () => {
    const digest = await third();
    const stdout = await done(promoting({ json: true }));
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'promote',
      changes: expect.anything() as unknown,
      verified: { result: 'found', image: `${image()}:third@${digest}`, why: null },
    });
    expect(has(subject, 'prod')).toBe(`third@${digest}`);
    expect(registry.got.map(({ url }) => url)).toEqual([`/v2/${REPOSITORY}/manifests/${digest}`]);
  });

  test('is promoted without a question where nothing changes, or nobody wants one', async () => {
    const { revision } = JSON.parse(await done(promoting({ json: true, verify: false }))) as { revision: string };
    expect(JSON.parse(await done(promoting({ json: true, revision })))).toMatchObject({ files: [], verified: null });
    await third();
    expect(JSON.parse(await done(promoting({ json: true, verify: false })))).not.toHaveProperty('verified');
    expect(registry.got).toEqual([]);
  });

  test.each([...WAYS, { dryRun: true, push: true }])(
    'is not promoted when the registry has it no more %j',
    async (flags) => {
      const digest = await third();
      await real.remove(REPOSITORY, digest);
      git(subject.folder, 'pull', '--quiet', 'origin', 'main');
      expect(await refused(subject, promoting({ push: false, ...flags }))).toBe(
        `1: ${registry.host} no longer has ${image()}:third@${digest}: nothing was promoted.\n` +
          'Next: make history APP=storefront ENV=dev lists the earlier releases of dev. ' +
          'Or push a change to the app: CI builds a new image, which you can promote.',
      );
    },
  );

  test.each([
    ['closed', 'HTTP 401: no login for it was found', 'denied'],
    ['broken', 'HOST answers HTTP 503', 'unreachable'],
  ] as const)('is promoted with a note when the registry is %s', async (how, because, result) => {
    const digest = await third();
    mode = how;
    const { code, stdout, stderr } = await answer(promoting({ json: true }));
    const why = because.replace('HOST', registry.host);
    expect([code, stderr]).toEqual([
      0,
      `cannot look up ${image()}:third@${digest} in ${registry.host} (${why}); continuing without this check\n`,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({ verified: { result, why } });
    expect(has(subject, 'prod')).toBe(`third@${digest}`);
  });

  test('is released from another environment in the same way', async () => {
    const digest = await third();
    const run = () => runRelease(subject.folder, 'storefront', 'prod', { from: 'dev', verify: true, push: true });
    await real.remove(REPOSITORY, digest);
    expect(await refused(subject, run)).toBe(
      `1: ${registry.host} no longer has ${image()}:third@${digest}: nothing was released.\n` +
        'Next: release another image of dev, or push, so that CI builds a new one.',
    );
    mode = 'broken';
    const { code, stderr } = await answer(run);
    expect([code, stderr]).toEqual([0, expect.stringContaining('; continuing without this check')]);
    expect(has(subject, 'prod')).toBe(`third@${digest}`);
  });

  test('is gone back to when the registry has it', async () => {
    const stdout = await done(back());
    expect(stdout).toContain(`storefront in prod gets ${image()}:first@${one}`);
    expect(registry.got.map(({ url }) => url)).toEqual([`/v2/${REPOSITORY}/manifests/${one}`]);
    expect(JSON.parse(await done(back({ json: true, to: 'second' })))).toMatchObject({
      kind: 'rollback',
      verified: { result: 'found', image: `${image()}:second@${two}` },
    });
  });

  test.each([...WAYS, { dryRun: true, push: true }])('is not gone back to when it has it no more %j', async (flags) => {
    await real.remove(REPOSITORY, 'first');
    await real.remove(REPOSITORY, one);
    git(subject.folder, 'pull', '--quiet', 'origin', 'main');
    expect(await refused(subject, back({ push: false, ...flags }))).toBe(
      [
        `1: ${registry.host} no longer has ${image()}:first@${one}: nothing was rolled back.`,
        'Next: choose another release with TO=…; make history APP=storefront ENV=prod lists them.',
        'Or revert the change in the code (git revert) and push: CI builds a new image.',
      ].join('\n'),
    );
  });

  test.each(['closed', 'broken'] as const)('is gone back to with a note when the registry is %s', async (how) => {
    mode = how;
    const { code, stdout, stderr } = await answer(back());
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^cannot look up \S+ in \S+ \(.*\); continuing without this check\n$/),
    ]);
    expect(stdout).toContain(`storefront in prod gets ${image()}:first@${one}`);
    expect(git(subject.remote, 'log', '-1', '--format=%s', 'main')).toContain('roll prod back to first');
  });
});

test('--verify is off by default, and the last flag wins', async () => {
  const folder = folderWithRc(rcWith({ ...SHOP, registry: 'registry.invalid/acme' }));
  installCompiled(folder);
  synthIn(folder, { ...SHOP, registry: 'registry.invalid/acme' });
  installCompiled(folder);
  const codes = [[], ['--verify'], ['--verify', '--no-verify'], ['--no-verify', '--verify']].map((flags, index) => {
    const args = ['release', ...flags, '--image', `:tag${index}`, '--', 'storefront', 'dev'];
    const { code, stderr } = compiledCommand(folder, args);
    return [code, stderr.includes('cannot look up registry.invalid/acme/storefront:tag')];
  });
  expect(codes).toEqual([
    [0, false],
    [2, true],
    [0, false],
    [2, true],
  ]);
});
