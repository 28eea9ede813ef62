import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applicationSource, deployed, imagesOf } from './argo';
import { packNextVersion } from './next-version';
import * as support from './support';

jest.setTimeout(300_000);
afterAll(support.cleanUp);

const { git, gitops } = support;

const IMAGE = 'docker.io/acme/shop';
const DIGESTS = ['a', 'b', 'c'].map((letter) => `sha256:${letter.repeat(64)}`);

let folder: string;
let remote: string;

/** Commits and pushes what a developer did, as a merge to main is. */
function merge(message: string): string {
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', message);
  git(folder, 'push', '--quiet', 'origin', 'HEAD:main');
  return git(folder, 'rev-parse', 'HEAD').trim();
}

function pull(): void {
  git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
}

/** What the pipeline of a push runs, after it has built an image of the commit. */
function pipeline(environment: string, source: string, digest: string): string {
  const image = `:${source}@${digest}`;
  return gitops(folder, ['release', 'shop', environment, '--image', image, '--push', '--if-newer']).stdout;
}

/** A merge of new code, and the image of it in dev; returns its commit. */
function deploy(text: string, digest: string): string {
  pull();
  support.edit(join(folder, 'apps/shop/src/server.py'), 'return {', `return {"${text}": 1, `);
  const source = merge(`feat: ${text}`);
  pipeline('dev', source, digest);
  return source;
}

/** The manifests of every environment of the app. */
function everywhere(): Record<string, string> {
  const names = ['dev', 'staging', 'prod'];
  return Object.fromEntries(names.map((name) => [name, deployed(remote, `shop-${name}`)]));
}

/** The lines that are in one text and not in the other. */
function added(before: string, after: string): string[] {
  const known = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !known.has(line));
}

beforeAll(() => {
  folder = support.repository();
  const parent = support.makeFolder('remote');
  remote = join(parent, 'shop.git');
  git(parent, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(folder, 'remote', 'add', 'origin', remote);
  git(folder, 'push', '--quiet', 'origin', 'HEAD:main');
});

let first: string;
let second: string;

test('two deployments in a row from one branch give two images', () => {
  first = deploy('first', DIGESTS[0]);
  const before = deployed(remote, 'shop-dev');
  second = deploy('second', DIGESTS[1]);
  const after = deployed(remote, 'shop-dev');
  expect([imagesOf(before), imagesOf(after)]).toEqual([
    [`${IMAGE}:${first}@${DIGESTS[0]}`],
    [`${IMAGE}:${second}@${DIGESTS[1]}`],
  ]);
});

test('what is promoted to production is what the environment before it runs', () => {
  pipeline('staging', second, DIGESTS[1]);
  const head = git(remote, 'rev-parse', 'main').trim();
  gitops(folder, ['promote', 'shop', 'prod', '--push']);
  expect(applicationSource(remote, 'shop-prod')).toMatchObject({
    targetRevision: head,
    kustomize: { images: [`${IMAGE}=${IMAGE}:${second}@${DIGESTS[1]}`] },
  });
  expect(imagesOf(deployed(remote, 'shop-prod'))).toEqual([`${IMAGE}:${second}@${DIGESTS[1]}`]);
});

describe('a merge reaches what tracks the branch, and changes no byte of production:', () => {
  test('a label and a value of the shared base', () => {
    pull();
    const before = everywhere();
    support.edit(
      join(folder, '.projenrc.ts'),
      '  apps: {\n',
      "  defaults: { labels: { team: 'payments' }, env: { GREETING: 'hello' } },\n  apps: {\n",
    );
    support.synth(folder);
    merge('feat: a label and a greeting');
    const after = everywhere();
    expect(after.prod).toBe(before.prod);
    for (const name of ['dev', 'staging']) {
      expect(added(before[name], after[name])).toEqual(
        expect.arrayContaining(['  GREETING: hello', '    team: payments']),
      );
      expect(imagesOf(after[name])).toEqual(imagesOf(before[name]));
    }
  });

  test('an upgrade of the library, and not dev either while it is pinned', () => {
    pull();
    gitops(folder, ['pin', 'shop', 'dev', '--reason', 'a demonstration', '--push']);
    pull();
    const before = everywhere();
    const packageJson = join(folder, 'package.json');
    const declared = /"@org\/python-gitops-app": "([^"]+)"/.exec(readFileSync(packageJson, 'utf8'))?.[1] as string;
    support.edit(packageJson, declared, `file:${packNextVersion()}`);
    support.synth(folder);
    merge('build: the next version of the library');
    const after = everywhere();
    expect(after.prod).toBe(before.prod);
    expect(after.dev).toBe(before.dev);
    expect(added(before.staging, after.staging)).toEqual(['  revisionHistoryLimit: 6']);

    gitops(folder, ['unpin', 'shop', 'dev', '--push']);
    expect(added(before.dev, deployed(remote, 'shop-dev'))).toEqual(['  revisionHistoryLimit: 6']);
    expect(deployed(remote, 'shop-prod')).toBe(before.prod);
  });

  test('until it is promoted: then production runs what staging runs, with its own settings', () => {
    pull();
    const before = deployed(remote, 'shop-prod');
    gitops(folder, ['promote', 'shop', 'prod', '--push']);
    const after = deployed(remote, 'shop-prod');
    expect(added(before, after)).toEqual(
      expect.arrayContaining(['  GREETING: hello', '    team: payments', '  revisionHistoryLimit: 6']),
    );
    expect(imagesOf(after)).toEqual(imagesOf(before));
  });
});

test('a rollback stays through the next push; its image waits until the environment is unpinned', () => {
  pull();
  gitops(folder, ['rollback', 'shop', 'dev', '--to', first, '--reason', 'it answers twice', '--push']);
  const rolledBack = deployed(remote, 'shop-dev');
  expect(imagesOf(rolledBack)).toEqual([`${IMAGE}:${first}@${DIGESTS[0]}`]);
  const third = deploy('third', DIGESTS[2]);
  expect(deployed(remote, 'shop-dev')).toBe(rolledBack);
  gitops(folder, ['unpin', 'shop', 'dev', '--push']);
  expect(imagesOf(deployed(remote, 'shop-dev'))).toEqual([`${IMAGE}:${third}@${DIGESTS[2]}`]);
});
