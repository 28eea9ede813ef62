import { spawn } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Block } from './blocks';
import { blocks } from './blocks';
import * as support from './support';
import { toolCache } from '../support/api-server';
import { Host } from '../support/pull-requests';

jest.setTimeout(1_200_000);
afterAll(support.cleanUp);

const { git } = support;

const PIPELINES = 6;
const BRANCH = 'release/shop/dev/main';

let developer: string;
let remote: string;
let host: Host;
let clones: string[];

beforeAll(() => {
  developer = support.repository();
  support.edit(
    join(developer, '.projenrc.ts'),
    '  apps: {\n',
    "  delivery: { releases: 'pull-request' },\n  apps: {\n",
  );
  support.synth(developer);
  git(developer, 'branch', '--move', '--force', 'main');
  git(developer, 'add', '--all');
  git(developer, 'commit', '--quiet', '--message', 'feat: releases by pull request');
  const parent = support.makeFolder('remote');
  remote = join(parent, 'shop.git');
  git(parent, 'init', '--quiet', '--bare', '--initial-branch=main', remote);
  git(developer, 'remote', 'add', 'origin', remote);
  git(developer, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  host = new Host(remote, 'acme/shop');
  clones = Array.from({ length: PIPELINES }, (_, index) => {
    const clone = join(parent, `clone-${index}`);
    git(parent, 'clone', '--quiet', remote, clone);
    symlinkSync(join(developer, 'node_modules'), join(clone, 'node_modules'));
    return clone;
  });
});

const environment = (home: string): NodeJS.ProcessEnv =>
  support.cleanEnvironment({
    GITHUB_ACTIONS: 'true',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    PYTHON_GITOPS_CACHE: toolCache(),
    PATH: `${host.bin}${delimiter}${process.env.PATH}`,
  });

/** What the job of a pipeline runs, after its image was pushed. */
function release(clone: string, source: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const image = `:${source}@sha256:${source.padEnd(64, '0')}`;
  const args = ['release', 'shop', 'dev', '--image', image, '--push', '--if-newer'];
  return new Promise((resolve) => {
    const child = spawn(join(clone, 'node_modules/.bin/python-gitops'), args, {
      cwd: clone,
      env: environment(clone),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
    child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function change(index: number): string {
  writeFileSync(join(developer, 'apps/shop/src/change.py'), `"""Change ${index}."""\n`);
  git(developer, 'add', '--all');
  git(developer, 'commit', '--quiet', '--message', `feat(shop): change ${index}`);
  return git(developer, 'rev-parse', 'HEAD').trim();
}

const released = (commit: string): string =>
  git(remote, 'show', `${commit}:apps/shop/k8s/overlays/dev/release/kustomization.yaml`);

test(`${PIPELINES} pipelines of one app at once: the newest release waits, in one pull request`, async () => {
  const sources = clones.map((_, index) => change(index));
  git(developer, 'push', '--quiet');
  for (const clone of clones) git(clone, 'fetch', '--quiet', 'origin');
  const outcomes = await Promise.all(sources.map((source, index) => release(clones[index], source)));
  expect(outcomes.filter(({ code }) => code !== 0)).toEqual([]);
  const newest = sources[PIPELINES - 1];
  expect(host.pulls).toEqual([
    expect.objectContaining({
      number: 1,
      state: 'open',
      title: `release(shop): ${newest.slice(0, 12)} to dev`,
      head: BRANCH,
    }),
  ]);
  expect(released(BRANCH)).toContain(newest);
  expect(git(remote, 'rev-parse', `${BRANCH}^`).trim()).toBe(newest);
  expect(git(remote, 'rev-parse', 'main').trim()).toBe(newest);
  // Each one was pushed, or was superseded.
  const pushed = outcomes.filter(({ stdout }) => /(opened|updated) pull request|is up to date/.test(stdout)).length;
  const superseded = outcomes.filter(({ stdout }) => stdout.includes(': superseded, ')).length;
  expect(pushed + superseded).toBe(PIPELINES);
  expect(superseded).toBeGreaterThan(0);
});

describe('the blocks of the runbooks, each followed by a merge of what it opened:', () => {
  /** Runs a block as a reader does. */
  function follow({ document, line, text }: Block, to = ''): string {
    const command = text.replace(/^to=.*$/m, `to=${to}`);
    const result = support.run('bash', ['-euo', 'pipefail', '-c', command], {
      cwd: developer,
      env: { PATH: `${host.bin}${delimiter}${process.env.PATH}` },
      expect: null,
    });
    const place = `${document}:${line}`;
    expect({ place, status: result.status, output: result.status === 0 ? '' : result.all }).toEqual({
      place,
      status: 0,
      output: '',
    });
    return result.stdout;
  }

  /** Merges what is open, and pulls it. */
  function merge(): string[] {
    const titles = host.open.map(({ number, title }) => {
      host.merge(number, 'squash');
      return title.replace(/[0-9a-f]{12}/g, 'IMAGE');
    });
    git(developer, 'pull', '--quiet');
    return titles;
  }

  const atDeveloper = (...args: string[]): string =>
    support.gitops(developer, args, { env: { PATH: `${host.bin}${delimiter}${process.env.PATH}` } }).stdout;

  /** A push of code that reaches dev and staging; returns the commit. */
  function releaseAndMerge(index: number): string {
    const source = change(index);
    git(developer, 'push', '--quiet');
    const image = `:${source}@sha256:${source.padEnd(64, '0')}`;
    for (const name of ['dev', 'staging']) {
      expect(atDeveloper('release', 'shop', name, '--image', image, '--push', '--if-newer')).toContain('opened pull');
      merge();
    }
    return source;
  }

  /** Each block of a document by its last line, with what was merged after it. */
  function followAll(document: string, to?: string): string[][] {
    return blocks(developer, document)
      .filter(({ kind }) => kind === 'bash' || kind === 'bash released')
      .map((block) => {
        follow(block, to);
        const last = block.text.split('\n').at(-1) ?? '';
        return [last.replace(/ (?:APP|REASON)=(?:'[^']*'|\S+)/g, ''), ...merge()];
      });
  }

  test('RELEASING.md', () => {
    merge();
    releaseAndMerge(10);
    expect(followAll('docs/RELEASING.md')).toEqual([
      ['git pull'],
      ['make history'],
      ['make diff ENV=prod ARGS=--summary'],
      ['make promote ENV=prod ARGS=--dry-run'],
      ['make history ENV=prod', 'release(shop): promote IMAGE from staging to prod'],
      ['make pin ENV=dev', 'release(shop): pin dev at IMAGE'],
      ['make unpin ENV=dev', 'release(shop): unpin dev'],
    ]);
  });

  test('ROLLBACK.md', () => {
    const source = releaseAndMerge(11);
    releaseAndMerge(12);
    atDeveloper('promote', 'shop', 'prod', '--push');
    expect(merge()).toEqual(['release(shop): promote IMAGE from staging to prod']);
    expect(followAll('docs/ROLLBACK.md', source.slice(0, 12))).toEqual([
      ['make history ENV=prod'],
      ['make rollback ENV=prod ARGS=--dry-run'],
      ['make rollback ENV=prod', 'release(shop): roll prod back to IMAGE'],
      ['make rollback ENV=dev TO="$to"', 'release(shop): roll dev back to IMAGE'],
      ['make unpin ENV=dev', 'release(shop): unpin dev'],
      ['make unpin ENV=prod', 'release(shop): unpin prod'],
      ['make promote ENV=prod', 'release(shop): promote IMAGE from staging to prod'],
      ['make pin ENV=dev', 'release(shop): pin dev at IMAGE'],
    ]);
    // Every revision that is written is a commit that the branch stood at.
    const file = git(remote, 'show', 'main:apps/shop/argo/release/kustomization.yaml');
    const line = git(remote, 'rev-list', '--first-parent', 'main').trim().split('\n');
    const revisions = [...file.matchAll(/value: ([0-9a-f]{40})/g)].map(([, revision]) => revision);
    expect(revisions).toHaveLength(2);
    expect(line).toEqual(expect.arrayContaining(revisions));
  });
});
