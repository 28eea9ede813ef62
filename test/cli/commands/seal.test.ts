import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { chmodSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parse, parseAllDocuments } from 'yaml';
import type { SealFlags } from '../../../src/cli/commands/seal/command';
import { seal } from '../../../src/cli/commands/seal/run';
import { findTool } from '../../../src/cli/tools/find';
import { findKustomize, kustomizeBuild } from '../../../src/cli/tools/kustomize';
import { VERSIONS } from '../../../src/config/defaults';
import { makeCertificate } from '../../support/certificate';
import type { Answer } from '../../support/command';
import { answer, rcWith, repositoryWith } from '../../support/command';
import {
  commitAll,
  contents,
  differences,
  git,
  read,
  SHOP,
  synthIn,
  temporaryFolder,
  withEnvironment,
  writeFiles,
} from '../../support/repository';

const OPTIONS = {
  ...SHOP,
  apps: { storefront: { secrets: ['DATABASE_URL', 'API_TOKEN'], secretFiles: ['service.pem'] } },
};
const SECRETS = 'apps/storefront/k8s/overlays/dev/secrets';
const SEALED = `${SECRETS}/sealed-secret.yaml`;
const COMPONENT = `${SECRETS}/kustomization.yaml`;
const KEYS = makeCertificate();
const FINGERPRINT = new X509Certificate(KEYS.certificate).fingerprint256;
const KUBESEAL = findTool({
  name: 'kubeseal',
  version: VERSIONS.kubeseal,
  ask: ['--version'],
  install: 'scripts/tools.sh',
});

/** A repository that was synthesized, with the certificates of both environments. */
function repository(options: object = OPTIONS): string {
  const folder = repositoryWith(options);
  writeFiles(folder, { 'sealed-secrets/dev.pem': KEYS.certificate, 'sealed-secrets/prod.pem': KEYS.certificate });
  return folder;
}

/** Standard input that holds these bytes; at a terminal, what is typed. */
function input(bytes: string | Buffer, isTTY = false): NodeJS.ReadableStream & { isTTY?: boolean } {
  const stream = new PassThrough();
  stream.end(bytes);
  return Object.assign(stream, { isTTY });
}

interface Call extends SealFlags {
  readonly app?: string;
  readonly env?: string;
  readonly key?: string;
  readonly value?: string | Buffer;
  readonly tty?: boolean;
}

async function run(
  folder: string,
  { app = 'storefront', env = 'dev', key, value = '', tty, ...flags }: Call,
): Promise<Answer & { readonly shown: string }> {
  const output = new PassThrough();
  const result = await answer(() => seal(folder, app, env, key, flags, { input: input(value, tty), output }));
  return { ...result, shown: String(output.read() ?? '') };
}

async function sealed(folder: string, call: Call): Promise<string> {
  const { code, stdout, stderr } = await run(folder, call);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** Expects that a call is refused, and that nothing changed. */
async function refused(folder: string, call: Call): Promise<string> {
  const before = contents(folder);
  const { code, stdout, stderr } = await run(folder, call);
  expect(differences(before, contents(folder))).toEqual([]);
  expect([code, stdout]).toEqual([2, '']);
  return stderr.replaceAll(folder, '<folder>');
}

/** What a controller with this key makes of a sealed file: its values. */
function unseal(text: string, privateKey = KEYS.privateKey): Record<string, string> {
  const folder = temporaryFolder();
  writeFiles(folder, { 'key.pem': privateKey });
  const args = ['--recovery-unseal', '--recovery-private-key', join(folder, 'key.pem')];
  const { status, stdout, stderr } = spawnSync(KUBESEAL, args, { input: text, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { data } = JSON.parse(stdout) as { data: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

async function build(folder: string): Promise<Record<string, never>[]> {
  const { ok, output, messages } = await kustomizeBuild(
    findKustomize(),
    join(folder, 'apps/storefront/k8s/overlays/dev'),
  );
  expect([ok, messages]).toEqual([true, '']);
  return parseAllDocuments(output).map((document) => document.toJS() as Record<string, never>);
}

/** The annotations of the pods of a Deployment. */
function podAnnotations(objects: readonly Record<string, never>[], name: string): Record<string, string> {
  const found = objects.find(
    ({ kind, metadata }) => kind === 'Deployment' && (metadata as { name: string }).name === name,
  );
  const { spec } = found as unknown as { spec: { template: { metadata: { annotations?: Record<string, string> } } } };
  return spec.template.metadata.annotations ?? {};
}

describe('a value that is sealed', () => {
  test('is written for its name and namespace, is listed, and says what to do next', async () => {
    const folder = repository();
    const before = contents(folder);
    expect(await sealed(folder, { key: 'DATABASE_URL', value: 'postgres://u:p@db/shop' })).toBe(
      [
        'Sealed DATABASE_URL of storefront for dev.',
        `  changed ${SEALED}`,
        `  changed ${COMPONENT}`,
        'Next: commit and push; pods restart when the environment gets the change.',
        '',
        'Secrets of storefront in dev:',
        '  DATABASE_URL  sealed',
        '  API_TOKEN  not sealed: make seal APP=storefront ENV=dev KEY=API_TOKEN',
        '  service.pem  not sealed: make seal APP=storefront ENV=dev KEY=service.pem',
        '',
      ].join('\n'),
    );
    expect(differences(before, contents(folder))).toEqual([COMPONENT, `+${SEALED}`]);
    const file = parse(read(folder, SEALED)) as { spec: { encryptedData: object } };
    expect(file).toEqual({
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: {
        annotations: { 'checksum/certificate': FINGERPRINT },
        name: 'storefront-secrets',
        namespace: 'storefront-dev',
      },
      spec: {
        encryptedData: { DATABASE_URL: expect.stringMatching(/^A[A-Za-z0-9+/]{340,}=*$/) as string },
        template: { metadata: { name: 'storefront-secrets', namespace: 'storefront-dev' }, type: 'Opaque' },
      },
    });
    expect(read(folder, SEALED)).not.toContain('postgres');
    expect(unseal(read(folder, SEALED))).toEqual({ DATABASE_URL: 'postgres://u:p@db/shop' });
  });

  test('is replaced without the others being known, and comments stay', async () => {
    const folder = repository();
    await sealed(folder, { key: 'DATABASE_URL', value: 'one' });
    await sealed(folder, { key: 'API_TOKEN', value: 'token' });
    const commented = read(folder, SEALED).replace('    DATABASE_URL:', '    # rotated in spring\n    DATABASE_URL:');
    writeFiles(folder, { [SEALED]: commented, [COMPONENT]: `# of the shop\n${read(folder, COMPONENT)}` });
    const before = parse(commented) as { spec: { encryptedData: Record<string, string> } };

    const stdout = await sealed(folder, { key: 'DATABASE_URL', value: 'two' });
    expect(stdout).toContain('Replaced the sealed value of DATABASE_URL of storefront for dev.\n');
    const text = read(folder, SEALED);
    const after = parse(text) as typeof before;
    expect(after.spec.encryptedData.API_TOKEN).toBe(before.spec.encryptedData.API_TOKEN);
    expect(after.spec.encryptedData.DATABASE_URL).not.toBe(before.spec.encryptedData.DATABASE_URL);
    expect(text.replace(/: A\S{340,}/g, ': …')).toBe(commented.replace(/: A\S{340,}/g, ': …'));
    expect(read(folder, COMPONENT)).toMatch(/^# of the shop\n/);
    expect(unseal(text)).toEqual({ API_TOKEN: 'token', DATABASE_URL: 'two' });
  });

  test('cannot be opened in another namespace, under another name or with another key', async () => {
    const folder = repository();
    await sealed(folder, { key: 'API_TOKEN', value: 'token' });
    const text = read(folder, SEALED);
    for (const other of [text.replaceAll('storefront-dev', 'storefront-prod'), text.replaceAll('-secrets', '-other')]) {
      expect(other).not.toBe(text);
      expect(() => unseal(other)).toThrow('no key could decrypt secret');
    }
    expect(() => unseal(text, makeCertificate().privateKey)).toThrow('no key could decrypt secret');
  });

  test('of a variable loses one line break at its end and says so; one of a file keeps every byte', async () => {
    const folder = repository();
    const said = 'The trailing line break is not part of the value.\n';
    expect(await sealed(folder, { key: 'API_TOKEN', value: 'a\nb\n\n' })).toContain(said);
    expect(await sealed(folder, { key: 'DATABASE_URL', value: ' x\r\n' })).toContain(said);
    expect(await sealed(folder, { key: 'service.pem', value: 'y\n' })).not.toContain(said);
    expect(unseal(read(folder, SEALED))).toEqual({ API_TOKEN: 'a\nb\n', DATABASE_URL: ' x', 'service.pem': 'y\n' });
  });

  test('of a file may be anything but empty', async () => {
    const folder = repository();
    const bytes = Buffer.from([0, 255, 10, 128]);
    await sealed(folder, { key: 'service.pem', value: bytes });
    expect(Object.keys(unseal(read(folder, SEALED)))).toEqual(['service.pem']);
    expect(await refused(folder, { key: 'service.pem', value: '' })).toContain('the value is empty');
  });

  test('makes its environment have it: kustomize builds the SealedSecret, and pods restart for each new value', async () => {
    const folder = repository({
      ...OPTIONS,
      apps: { storefront: { ...OPTIONS.apps.storefront, environments: { dev: { env: { A: '1' }, replicas: 4 } } } },
    });
    const checksums: (string | undefined)[] = [];
    for (const value of ['one', 'two']) {
      await sealed(folder, { key: 'API_TOKEN', value });
      const objects = await build(folder);
      expect(objects.find(({ kind }) => kind === 'SealedSecret')).toMatchObject({
        metadata: {
          name: 'storefront-secrets',
          namespace: 'storefront-dev',
          annotations: { 'argocd.argoproj.io/sync-wave': '-2' },
        },
      });
      const annotations = podAnnotations(objects, 'storefront');
      // What the base says and what the overlay patches are still there.
      expect(Object.keys(annotations)).toEqual(expect.arrayContaining(['checksum/config', 'prometheus.io/port']));
      checksums.push(annotations['checksum/sealed']);
    }
    expect(checksums).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(checksums[0]).not.toBe(checksums[1]);
  });

  test('restarts no pods of extra manifests, and none where there is no Deployment', async () => {
    const redis =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: redis\nspec:\n  selector:\n    matchLabels:\n      a: b\n' +
      '  template:\n    metadata:\n      labels:\n        a: b\n    spec:\n      securityContext:\n        runAsNonRoot: true\n' +
      '        seccompProfile:\n          type: RuntimeDefault\n      containers:\n      - name: redis\n        image: redis:8\n' +
      '        securityContext:\n          allowPrivilegeEscalation: false\n          capabilities:\n            drop: [ALL]\n';
    const app = {
      secrets: ['API_TOKEN'],
      workloads: { nightly: { schedule: '0 3 * * *', command: ['true'] } },
      extraManifests: ['redis.yaml'],
    };
    const folder = repositoryWithFile('apps/storefront/k8s/extra/redis.yaml', redis, {
      ...SHOP,
      apps: { storefront: app },
    });
    await sealed(folder, { key: 'API_TOKEN', value: 'x' });
    const objects = await build(folder);
    expect(podAnnotations(objects, 'redis')).toEqual({});
    expect(objects.map(({ kind }) => kind)).toContain('SealedSecret');
  });

  test('as JSON for programs', async () => {
    const folder = repository();
    expect(JSON.parse(await sealed(folder, { key: 'API_TOKEN', value: 'x', json: true }))).toEqual({
      schemaVersion: 1,
      app: 'storefront',
      environment: 'dev',
      key: 'API_TOKEN',
      dryRun: false,
      change: 'sealed',
      certificate: { path: 'sealed-secrets/dev.pem', fingerprint: FINGERPRINT, before: [] },
      sealed: ['API_TOKEN'],
      missing: ['DATABASE_URL', 'service.pem'],
      undeclared: [],
      files: [SEALED, COMPONENT],
    });
  });
});

/** A repository with a file that synthesis needs to find. */
function repositoryWithFile(path: string, text: string, options: { apps: object }): string {
  const { storefront } = options.apps as { storefront: { extraManifests?: string[] } };
  const { extraManifests: _extra, ...without } = storefront;
  const folder = repository({ ...options, apps: { storefront: without } });
  writeFiles(folder, { [path]: text, '.projenrc.ts': rcWith(options) });
  synthIn(folder, options);
  return folder;
}

describe('the certificate', () => {
  const OTHER = makeCertificate();
  const OTHER_FINGERPRINT = new X509Certificate(OTHER.certificate).fingerprint256;
  const APPS = { ...SHOP, apps: { storefront: { secrets: ['A', 'B'] }, checkout: { secrets: ['A', 'B'] } } };
  const line = (fingerprint: string): string => `Certificate sealed-secrets/dev.pem: SHA-256 ${fingerprint}\n`;
  const warning = (before: string): string =>
    `Warning: the certificate changed since the last seal, which used ${before}.\n` +
    'With the wrong certificate, its owner can read the value, and your cluster cannot. Compare with the cluster:\n' +
    `  ${KUBESEAL} --fetch-cert --controller-namespace kube-system --controller-name sealed-secrets-controller | ` +
    'openssl x509 -noout -fingerprint -sha256\n';

  test('is shown by its fingerprint before a value is typed, as openssl prints it', async () => {
    const folder = repository();
    const { shown } = await run(folder, { key: 'API_TOKEN', value: 'x\n', tty: true });
    expect(shown).toBe(`${line(FINGERPRINT)}Value of API_TOKEN for storefront in dev (not shown): \n`);
    const { stdout } = spawnSync('openssl', ['x509', '-noout', '-fingerprint', '-sha256'], {
      input: KEYS.certificate,
      encoding: 'utf8',
    });
    expect(stdout).toBe(`sha256 Fingerprint=${FINGERPRINT}\n`);
  });

  test('that changed since the last seal brings a warning, once', async () => {
    const folder = repository();
    expect((await run(folder, { key: 'API_TOKEN', value: 'x' })).shown).toBe(line(FINGERPRINT));
    writeFiles(folder, { 'sealed-secrets/dev.pem': OTHER.certificate });
    const changed = await run(folder, { key: 'API_TOKEN', value: 'x', json: true });
    expect(changed.shown).toBe(line(OTHER_FINGERPRINT) + warning(FINGERPRINT));
    expect(JSON.parse(changed.stdout)).toMatchObject({
      certificate: { path: 'sealed-secrets/dev.pem', fingerprint: OTHER_FINGERPRINT, before: [FINGERPRINT] },
    });
    expect((await run(folder, { key: 'DATABASE_URL', value: 'y' })).shown).toBe(line(OTHER_FINGERPRINT));
    expect(parse(read(folder, SEALED))).toMatchObject({
      metadata: { annotations: { 'checksum/certificate': OTHER_FINGERPRINT } },
    });
  });

  test('that another app of the environment was sealed with counts for the first value of an app', async () => {
    const folder = repository(APPS);
    await run(folder, { key: 'A', value: 'x' });
    writeFiles(folder, { 'sealed-secrets/dev.pem': OTHER.certificate });
    expect((await run(folder, { app: 'checkout', key: 'A', value: 'x' })).shown).toBe(
      line(OTHER_FINGERPRINT) + warning(FINGERPRINT),
    );
    expect((await run(folder, { app: 'checkout', key: 'B', value: 'x' })).shown).toBe(line(OTHER_FINGERPRINT));
    // The other environment has its own certificate.
    expect((await run(folder, { env: 'prod', key: 'A', value: 'x' })).shown).not.toContain('Warning');
  });

  test('of a file without a record is recorded from now on, and a dry run records nothing', async () => {
    const folder = repository();
    await run(folder, { key: 'API_TOKEN', value: 'x' });
    const old = read(folder, SEALED).replace(/ {2}annotations:\n.*\n/, '');
    writeFiles(folder, { [SEALED]: old, 'sealed-secrets/dev.pem': OTHER.certificate });
    expect((await run(folder, { key: 'API_TOKEN', value: 'y', dryRun: true })).shown).toBe(line(OTHER_FINGERPRINT));
    expect(read(folder, SEALED)).toBe(old);
    expect((await run(folder, { key: 'API_TOKEN', value: 'y' })).shown).toBe(line(OTHER_FINGERPRINT));
    expect(read(folder, SEALED)).toContain(`checksum/certificate: ${OTHER_FINGERPRINT}\n`);
  });
});

describe('without a key', () => {
  test('it says which are sealed, which are not and which nobody declares, and writes nothing', async () => {
    const folder = repository();
    await sealed(folder, { key: 'API_TOKEN', value: 'x' });
    const less = { ...SHOP, apps: { storefront: { secrets: ['DATABASE_URL'] } } };
    writeFiles(folder, { '.projenrc.ts': rcWith(less) });
    const before = contents(folder);
    expect(await sealed(folder, {})).toBe(
      'Secrets of storefront in dev:\n' +
        '  DATABASE_URL  not sealed: make seal APP=storefront ENV=dev KEY=DATABASE_URL\n' +
        '  API_TOKEN  not declared: make seal APP=storefront ENV=dev KEY=API_TOKEN REMOVE=1\n',
    );
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('of an app that declares none it says how to', async () => {
    expect(await sealed(repository(SHOP), {})).toBe(
      'storefront declares no secrets: add keys to apps.storefront.secrets in .projenrc.ts.\n',
    );
  });
});

describe('a key that is taken out', () => {
  test('leaves the others, and the last one takes the file along', async () => {
    const folder = repository();
    const before = read(folder, COMPONENT);
    await sealed(folder, { key: 'API_TOKEN', value: 'x' });
    await sealed(folder, { key: 'DATABASE_URL', value: 'y' });
    expect(await sealed(folder, { key: 'API_TOKEN', remove: true })).toContain(
      'Removed API_TOKEN of storefront from dev. It is still declared: releases there need it.\n',
    );
    expect(unseal(read(folder, SEALED))).toEqual({ DATABASE_URL: 'y' });
    await sealed(folder, { key: 'DATABASE_URL', remove: true });
    expect(contents(folder).has(SEALED)).toBe(false);
    expect(read(folder, COMPONENT)).toBe(before);
    expect((await build(folder)).map(({ kind }) => kind)).not.toContain('SealedSecret');
  });

  test('has to be there', async () => {
    const folder = repository();
    await sealed(folder, { key: 'API_TOKEN', value: 'x' });
    expect(await refused(folder, { key: 'API_TOKN', remove: true })).toBe(
      'API_TOKN is not sealed for storefront in dev: did you mean API_TOKEN?\n',
    );
  });
});

test('after an edit by hand, --refresh brings the checksum in line, and a second time changes nothing', async () => {
  const folder = repository();
  await sealed(folder, { key: 'API_TOKEN', value: 'x' });
  const right = read(folder, COMPONENT);
  writeFiles(folder, { [COMPONENT]: right.replace(/[0-9a-f]{64}/, '0'.repeat(64)) });
  expect(await sealed(folder, { refresh: true })).toContain(
    `Updated the checksum of storefront in dev.\n  changed ${COMPONENT}\n`,
  );
  expect(read(folder, COMPONENT)).toBe(right);
  expect(await sealed(folder, { refresh: true })).not.toContain('changed');
});

describe('a file with a value', () => {
  const secret = 'mine.secret.yaml';

  test('may lie outside of the repository', async () => {
    const folder = repository();
    commitAll(folder);
    const outside = temporaryFolder('outside');
    writeFiles(outside, { key: 'from a file\n' });
    await sealed(folder, { key: 'service.pem', file: join(outside, 'key') });
    expect(unseal(read(folder, SEALED))).toEqual({ 'service.pem': 'from a file\n' });
  });

  test('may lie in the repository when git ignores it', async () => {
    const folder = repository();
    commitAll(folder);
    writeFiles(folder, { [secret]: 'x' });
    await sealed(folder, { key: 'service.pem', file: secret });
    expect(unseal(read(folder, SEALED))).toEqual({ 'service.pem': 'x' });
  });

  test.each([
    ['git would add it', 'key.pem', (): void => undefined],
    ['it is committed, although it is ignored', secret, (folder: string) => void git(folder, 'add', '--force', secret)],
    ['a link outside leads to it', 'key.pem', (): void => undefined],
  ])('is refused when %s', async (what, path, prepare) => {
    const folder = repository();
    commitAll(folder);
    writeFiles(folder, { [path]: 'x' });
    prepare(folder);
    let file = path;
    if (what.startsWith('a link')) {
      file = join(temporaryFolder(), 'link');
      symlinkSync(join(folder, path), file);
    }
    expect(await refused(folder, { key: 'service.pem', file })).toBe(
      `${file} is in the repository and git does not ignore it, so it could be committed: move it out of the ` +
        'repository, or add it to .git/info/exclude; *.secret.yaml and .env are already ignored\n',
    );
  });

  test('is refused in a folder that is no git repository, where nothing is ignored', async () => {
    const folder = repository();
    writeFiles(folder, { [secret]: 'x' });
    expect(await refused(folder, { key: 'service.pem', file: secret })).toContain('git does not ignore it');
  });

  test('has to be one', async () => {
    expect(await refused(repository(), { key: 'service.pem', file: 'apps' })).toBe('apps is not a file\n');
  });
});

test('--dry-run shows what would change, and changes nothing', async () => {
  const folder = repository();
  const before = contents(folder);
  expect(await sealed(folder, { key: 'DATABASE_URL', value: 'x', dryRun: true })).toMatch(
    new RegExp(
      '^Would seal DATABASE_URL of storefront in dev\\.\\n' +
        `  would change ${SEALED}\\n  would change ${COMPONENT}\\nDry run: nothing was changed\\.\\n`,
    ),
  );
  expect(differences(before, contents(folder))).toEqual([]);
  const json = JSON.parse(
    await sealed(folder, { key: 'DATABASE_URL', value: 'x', dryRun: true, json: true }),
  ) as object;
  expect(json).toMatchObject({ dryRun: true, change: 'sealed', sealed: [], files: [SEALED, COMPONENT] });
  await sealed(folder, { key: 'DATABASE_URL', value: 'x' });
  const after = contents(folder);
  expect(await sealed(folder, { key: 'DATABASE_URL', remove: true, dryRun: true })).toContain(
    'Would remove DATABASE_URL of storefront in dev.\n',
  );
  expect(differences(after, contents(folder))).toEqual([]);
});

describe('nothing is written, and the message tells what to do, when', () => {
  test.each<[string, Call, string]>([
    ['there is no such app', { app: 'storefrnt', key: 'A' }, 'no app storefrnt: did you mean storefront?\n'],
    ['there is no such environment', { env: 'prd', key: 'A' }, 'no environment prd: did you mean prod?\n'],
    [
      'the key is misspelt',
      { key: 'DATABASE_URI', value: 'x' },
      'storefront declares no secret DATABASE_URI: did you mean DATABASE_URL? Otherwise add it to ' +
        'apps.storefront.secrets in .projenrc.ts for an environment variable, or to apps.storefront.secretFiles for a file, ' +
        'and run npx projen\n',
    ],
    [
      'the value is empty',
      { key: 'API_TOKEN', value: '\n' },
      'the value is empty: pass it on standard input, or use --file PATH\n',
    ],
    [
      'a variable would hold a zero byte',
      { key: 'API_TOKEN', value: 'a\0b' },
      'the value contains a zero byte, which an environment variable cannot: declare the key in secretFiles and read it as a file\n',
    ],
    [
      'a variable would be no text',
      { key: 'API_TOKEN', value: Buffer.from([0xff, 0xfe, 0x41]) },
      'the value is not UTF-8 text, which an environment variable requires: declare the key in secretFiles and read it as a file\n',
    ],
    [
      'a file is asked for at a terminal',
      { key: 'service.pem', value: 'x\n', tty: true },
      'service.pem is a file: set FILE=PATH, or pass it on standard input\n',
    ],
    [
      'several lines are pasted at a terminal',
      { key: 'API_TOKEN', value: 'a\nrm x\n', tty: true },
      'the value has several lines, but a terminal passes only one: write it to a file and set FILE=PATH\n',
    ],
    [
      'a file is named without a key',
      { file: 'x' },
      '--file and --remove need a key: python-gitops seal APP ENVIRONMENT KEY\n',
    ],
    ['nothing is sealed that could be refreshed', { refresh: true }, 'no values are sealed for storefront in dev\n'],
  ])('%s', async (_what, call, message) => {
    expect(await refused(repository(), call)).toBe(message);
  });

  test.each<[string, string | undefined, RegExp]>([
    ['is missing', undefined, /^sealed-secrets\/dev\.pem is missing\./],
    ['is no certificate', 'hello\n', /^sealed-secrets\/dev\.pem is not a PEM certificate\./],
    [
      'has expired',
      makeCertificate({ from: new Date('2020-01-01'), to: new Date('2021-02-03') }).certificate,
      /^sealed-secrets\/dev\.pem expired on 2021-02-03\./,
    ],
    [
      'is not valid yet',
      makeCertificate({ from: new Date('2999-01-02'), to: new Date('2999-02-02') }).certificate,
      /is not valid before 2999-01-02\./,
    ],
    ['is of another kind', makeCertificate({}, 'ec').certificate, /its key is not RSA\./],
    ['comes with its private key', KEYS.certificate + KEYS.privateKey, /contains a private key/],
  ])('the certificate %s', async (_what, certificate, message) => {
    const folder = repositoryWith(OPTIONS);
    if (certificate !== undefined) writeFiles(folder, { 'sealed-secrets/dev.pem': certificate });
    const said = await refused(folder, { key: 'API_TOKEN', value: 'x' });
    expect(said).toMatch(message);
    expect(said).toContain(
      'With access to the cluster of dev, fetch and commit it:\n  mkdir -p sealed-secrets && ' +
        `${KUBESEAL} --fetch-cert --controller-namespace kube-system --controller-name sealed-secrets-controller > sealed-secrets/dev.pem\n`,
    );
  });

  test('kubeseal fails', async () => {
    const folder = repository();
    const cache = temporaryFolder();
    writeFiles(cache, { [`bin/kubeseal-${VERSIONS.kubeseal}`]: '#!/bin/sh\necho "error: no" >&2\nexit 1\n' });
    chmodSync(join(cache, `bin/kubeseal-${VERSIONS.kubeseal}`), 0o755);
    const message = await withEnvironment({ PYTHON_GITOPS_CACHE: cache }, () =>
      refused(folder, { key: 'API_TOKEN', value: 'x' }),
    );
    expect(message).toBe('kubeseal failed: error: no\n');
  });

  test.each<[string, string, string, RegExp]>([
    [
      'the sealed file is for another namespace',
      SEALED,
      'namespace: storefront-dev',
      /is sealed for storefront-secrets in the namespace elsewhere/,
    ],
    [
      'the sealed file is of another kind',
      SEALED,
      'kind: SealedSecret',
      /must hold one SealedSecret of bitnami\.com\/v1alpha1/,
    ],
    ['the sealed file is no YAML', SEALED, 'metadata:', /sealed-secret\.yaml:\d+: /],
    ['the Component is no YAML', COMPONENT, 'resources:', /kustomization\.yaml:\d+: /],
  ])('%s', async (_what, path, text, message) => {
    const folder = repository();
    await sealed(folder, { key: 'API_TOKEN', value: 'x' });
    const other = text.startsWith('namespace')
      ? 'namespace: elsewhere'
      : text.startsWith('kind')
        ? 'kind: Secret'
        : `${text} [`;
    writeFiles(folder, { [path]: read(folder, path).replace(text, other) });
    expect(await refused(folder, { key: 'API_TOKEN', value: 'y' })).toMatch(message);
  });

  test('another file holds the same secret already', async () => {
    const folder = repository();
    await sealed(folder, { key: 'API_TOKEN', value: 'x' });
    const other = `${SECRETS}/storefront-secrets.yaml`;
    writeFiles(folder, {
      [other]: read(folder, SEALED),
      [COMPONENT]: read(folder, COMPONENT).replace('- sealed-secret.yaml', '- storefront-secrets.yaml'),
    });
    expect(await refused(folder, { key: 'API_TOKEN', value: 'y' })).toBe(
      `storefront-secrets is already sealed in ${other}: rename it with git mv ${other} ${SEALED}, replace its ` +
        `name by sealed-secret.yaml in ${COMPONENT}, then seal again\n`,
    );
  });
});

test('at a terminal the value is asked for and never shown', async () => {
  const folder = repository();
  const output = new PassThrough();
  const { code } = await answer(() =>
    seal(folder, 'storefront', 'dev', 'API_TOKEN', {}, { input: input('typed\n', true), output }),
  );
  output.end();
  const certificate = `Certificate sealed-secrets/dev.pem: SHA-256 ${FINGERPRINT}\n`;
  const prompt = 'Value of API_TOKEN for storefront in dev (not shown): \n';
  expect([code, String(output.read())]).toEqual([0, certificate + prompt]);
  expect(unseal(read(folder, SEALED))).toEqual({ API_TOKEN: 'typed' });
});
