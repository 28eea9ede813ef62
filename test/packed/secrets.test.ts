import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import * as support from './support';
import { atTerminal } from './terminal';
import { makeCertificate } from '../support/certificate';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

const { git, run } = support;

const FOLDER = 'apps/shop/k8s/overlays';
/** No registry has the image of these tests. */
const UNASKED = 'ARGS=--no-verify';
const DIGEST = `sha256:${'5'.repeat(64)}`;
const sealedFile = (environment: string): string => `${FOLDER}/${environment}/secrets/sealed-secret.yaml`;

let repository: string;
let keys: Readonly<Record<string, ReturnType<typeof makeCertificate>>>;

beforeAll(() => {
  repository = support.repository();
  support.edit(
    join(repository, '.projenrc.ts'),
    'shop: {',
    "shop: {\n      secrets: ['DATABASE_URL', 'API_TOKEN'],\n      secretFiles: ['client.pem'],",
  );
  support.synth(repository);
  // Each environment is another cluster, with its own controller and key pair.
  keys = Object.fromEntries(['dev', 'staging', 'prod'].map((name) => [name, makeCertificate()]));
  mkdirSync(join(repository, 'sealed-secrets'));
  for (const [name, { certificate }] of Object.entries(keys)) {
    writeFileSync(join(repository, 'sealed-secrets', `${name}.pem`), certificate);
  }
  commit('secrets are declared');
});

function commit(message: string): void {
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', `--message=${message}`);
}

/** Runs a make target with something on its standard input. */
function make(args: readonly string[], input: string, cwd = repository, expected = 0): string {
  const env = support.cleanEnvironment({ GIT_AUTHOR_NAME: 'Test', GIT_COMMITTER_NAME: 'Test' });
  const { status, stdout, stderr } = spawnSync('make', [...args], { cwd, env, input, encoding: 'utf8' });
  const all = `${stdout}${stderr}`;
  if (status !== expected) throw new Error(`make ${args.join(' ')} ended with ${status}, not ${expected}:\n${all}`);
  return all;
}

function seal(environment: string, key: string, value: string, ...more: string[]): string {
  return make(['seal', 'APP=shop', `ENV=${environment}`, `KEY=${key}`, ...more], value);
}

/** The kubeseal that the repository's own script installs. */
function kubeseal(): string {
  const path = join(dirname(support.kustomize()), 'kubeseal-0.27.1');
  if (!existsSync(path)) throw new Error(`${path} is missing: run scripts/tools.sh`);
  return path;
}

/** What the controller of an environment makes of a text; an error when it cannot open it. */
function open(text: string, environment: string): Record<string, string> {
  const key = join(support.makeFolder('key'), 'key.pem');
  writeFileSync(key, keys[environment].privateKey);
  const args = ['--recovery-unseal', '--recovery-private-key', key];
  const { status, stdout, stderr } = spawnSync(kubeseal(), args, { input: text, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { data } = JSON.parse(stdout) as { data: Record<string, string> };
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]),
  );
}

const textOf = (path: string): string => readFileSync(join(repository, path), 'utf8');

function built(environment: string): Record<string, unknown>[] {
  const { stdout } = run(support.kustomize(), ['build', `${FOLDER}/${environment}`], { cwd: repository });
  return parseAllDocuments(stdout).map((document) => document.toJS() as Record<string, unknown>);
}

test('a declared secret goes from make seal to the pod, and only the cluster of its environment can decrypt it', () => {
  // Nothing is released before everything is sealed; validate reports it without failing.
  const image = `IMAGE=:abc123@${DIGEST}`;
  const blocked = make(['release', 'APP=shop', 'ENV=dev', 'PUSH=no', image], '', repository, 2);
  expect(blocked).toContain('cannot release shop to dev: 3 secrets are not sealed');
  expect(blocked).toContain('  API_TOKEN  make seal APP=shop ENV=dev KEY=API_TOKEN\n');
  expect(make(['validate'], '')).toContain('  shop  dev  API_TOKEN, DATABASE_URL, client.pem\n');

  // Two variables from standard input, a file from a file that git ignores, through the app's own Makefile.
  expect(seal('dev', 'DATABASE_URL', 'postgres://first\n')).toContain(
    'The trailing line break is not part of the value.',
  );
  seal('dev', 'API_TOKEN', 'token-of-dev');
  writeFileSync(join(repository, 'apps/shop/client.secret.yaml'), '-----BEGIN-----\n\n');
  make(['-C', 'apps/shop', 'seal', 'ENV=dev', 'KEY=client.pem', 'FILE=client.secret.yaml'], '');
  const first = parse(textOf(sealedFile('dev'))) as { spec: { encryptedData: Record<string, string> } };

  // One of them is replaced, without the others being known.
  seal('dev', 'DATABASE_URL', 'postgres://second');
  const text = textOf(sealedFile('dev'));
  const second = parse(text) as typeof first;
  expect(second.spec.encryptedData).toMatchObject({
    API_TOKEN: first.spec.encryptedData.API_TOKEN,
    'client.pem': first.spec.encryptedData['client.pem'],
  });
  expect(open(text, 'dev')).toEqual({
    API_TOKEN: 'token-of-dev',
    DATABASE_URL: 'postgres://second',
    'client.pem': '-----BEGIN-----\n\n',
  });

  // Not in another namespace, not by another cluster, not in plain text anywhere that git would keep.
  expect(() => open(text.replaceAll('shop-dev', 'shop-prod'), 'dev')).toThrow('no key could decrypt secret');
  expect(() => open(text, 'prod')).toThrow('no key could decrypt secret');
  commit('sealed for dev');
  expect(run('git', ['grep', '-e', 'postgres://', '-e', 'token-of-dev'], { cwd: repository, expect: 1 }).stdout).toBe(
    '',
  );

  // What kustomize builds has it, and the pods ask for each key by name and restart for a new value.
  const objects = built('dev');
  expect(objects.find(({ kind }) => kind === 'SealedSecret')).toMatchObject({
    metadata: { name: 'shop-secrets', namespace: 'shop-dev' },
    spec: { encryptedData: second.spec.encryptedData },
  });
  const deployment = JSON.stringify(objects.find(({ kind }) => kind === 'Deployment'));
  for (const key of ['API_TOKEN', 'DATABASE_URL']) {
    expect(deployment).toContain(`"valueFrom":{"secretKeyRef":{"key":"${key}","name":"shop-secrets"}}`);
  }
  expect(deployment).toMatch(/"checksum\/sealed":"[0-9a-f]{64}"/);

  // Nothing of it is drift, and validate and the release are content.
  make(['drift'], '');
  expect(make(['validate'], '')).not.toContain('  shop  dev  API_TOKEN');
  expect(make(['release', 'APP=shop', 'ENV=dev', 'PUSH=no', image, UNASKED], '')).toContain('shop in dev gets');
  support.synth(repository);
  expect(textOf(sealedFile('dev'))).toBe(text);
});

test('a gated environment is not released at a commit that lacks what is sealed since', () => {
  for (const key of ['DATABASE_URL', 'API_TOKEN', 'client.pem']) seal('prod', key, `${key} of prod`);
  const release = ['release', 'APP=shop', 'ENV=prod', 'PUSH=no', `IMAGE=:abc123@${DIGEST}`, UNASKED];
  const blocked = make(release, '', repository, 2);
  expect(blocked).toContain('  API_TOKEN  (sealed here later)\n');
  commit('sealed for prod');
  expect(make(release, '')).toContain('shop in prod gets');
});

test('at a terminal the value is typed without being shown', () => {
  const command = ['make', 'seal', 'APP=shop', 'ENV=staging', 'KEY=API_TOKEN'];
  const { stdout } = atTerminal(command, 'not shown', 'typed-by-hand\r', { cwd: repository });
  expect(stdout).toContain('Sealed API_TOKEN of shop for staging.');
  expect(stdout).not.toContain('typed-by-hand');
  expect(open(textOf(sealedFile('staging')), 'staging')).toEqual({ API_TOKEN: 'typed-by-hand' });
});
