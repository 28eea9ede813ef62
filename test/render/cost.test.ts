/**
 * What a run costs, counted instead of timed: reads of the disk and hashes, for each file. A count is the same on
 * every machine, and shows work that grows faster than the number of files before anyone waits for it.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import { relative } from 'node:path';
import yaml from 'yaml';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { Folder } from '../../src/files/disk/folder';
import { plan } from '../../src/files/disk/plan';
import { transact } from '../../src/files/disk/transaction';
import { HASH_MANIFEST, renderHashManifests } from '../../src/files/tree/hash-manifest';
import { Tree } from '../../src/files/tree/tree';
import { reconcileReleases } from '../../src/releases/files/reconcile';
import { renderRepository } from '../../src/render/repository';
import { DEFAULT, repositoryOf } from '../support/render-cases';
import { removeFolders, temporaryFolder } from '../support/render-disk';

jest.mock('node:fs', () => ({ ...jest.requireActual<object>('node:fs') }));
jest.mock('node:crypto', () => ({ ...jest.requireActual<object>('node:crypto') }));
jest.mock('yaml', () => ({ ...jest.requireActual<object>('yaml') }));

afterEach(() => jest.restoreAllMocks());
afterAll(removeFolders);

/** What a synth does between the config and the disk. */
function run(options: PythonGitOpsAppOptions, root: string): { tree: Tree; writes: number } {
  const folder = new Folder(root);
  const repository = repositoryOf(options);
  const read = (path: string): string | undefined => folder.text(path);
  const report = (finding: unknown): never => {
    throw new Error(JSON.stringify(finding));
  };
  const releases = new Map(repository.apps.map((app) => [app.name, reconcileReleases(repository, app, read, report)]));
  const tree = new Tree();
  tree.addAll(renderRepository(repository, releases));
  tree.addAll(renderHashManifests(tree.files()));
  const planned = plan(tree, folder);
  transact(planned, folder);
  return { tree, writes: planned.writes.length };
}

function apps(count: number): PythonGitOpsAppOptions {
  const names = Array.from({ length: count }, (_, index) => [`app${index}`, {}]);
  return { ...DEFAULT, apps: Object.fromEntries(names) as Record<string, object> };
}

/** Runs twice, and counts the second time by path: a run in which nothing changes. */
function countSecondRun(options: PythonGitOpsAppOptions): {
  tree: Tree;
  reads: Map<string, number>;
  stats: Map<string, number>;
  hashed: string[];
  parsed: number;
} {
  const root = temporaryFolder();
  run(options, root);
  const reads = new Map<string, number>();
  const stats = new Map<string, number>();
  const hashed: string[] = [];
  const count = (counts: Map<string, number>, path: unknown): void => {
    const key = relative(root, String(path));
    if (!key.startsWith('..')) counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const { openSync, lstatSync } = fs;
  jest.spyOn(fs, 'openSync').mockImplementation((path, ...rest) => {
    count(reads, path);
    return openSync(path, ...rest);
  });
  jest.spyOn(fs, 'lstatSync').mockImplementation(((path: string, ...rest: []) => {
    count(stats, path);
    return lstatSync(path, ...rest);
  }) as typeof lstatSync);
  const { hash } = crypto;
  jest.spyOn(crypto, 'hash').mockImplementation(((algorithm: string, data: crypto.BinaryLike) => {
    hashed.push(String(data));
    return hash(algorithm, data);
  }) as typeof hash);
  const parsers = [jest.spyOn(yaml, 'parse'), jest.spyOn(yaml, 'parseDocument')];
  const { tree, writes } = run(options, root);
  expect(writes).toBe(0);
  const parsed = parsers.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  return { tree, reads, stats, hashed, parsed };
}

describe('a run in which nothing changes', () => {
  const { tree, reads, stats, hashed, parsed } = countSecondRun(apps(3));

  test('reads each generated file once', () => {
    for (const { path, owner } of tree.files()) {
      if (owner !== 'generated' || path.endsWith(HASH_MANIFEST)) continue;
      expect([path, reads.get(path)]).toEqual([path, 1]);
    }
  });

  test('reads no starter file, for what is in it is the user’s', () => {
    for (const { path, owner } of tree.files()) {
      if (owner === 'starter') expect([path, reads.get(path)]).toEqual([path, undefined]);
    }
  });

  test('reads hash manifests twice: for what was generated last, and for what they are to be', () => {
    for (const { path } of tree.files()) {
      if (path.endsWith(HASH_MANIFEST)) expect([path, reads.get(path)]).toEqual([path, 2]);
    }
  });

  test('reads release files at most three times: for what runs, for which are new, and for what they are to be', () => {
    for (const { path, owner } of tree.files()) {
      if (owner === 'release') expect([path, (reads.get(path) ?? 0) <= 3]).toEqual([path, true]);
    }
  });

  test('reads nothing else, but looks for a journal twice', () => {
    expect([...reads].filter(([path]) => !tree.has(path))).toEqual([['.python-gitops/journal.json', 2]]);
  });

  test('looks at each folder once, and at the one that it lists three times', () => {
    const folders = [...stats].filter(([path]) => !tree.has(path));
    expect(folders.filter(([, times]) => times > 1)).toEqual([['apps', 3]]);
  });

  test('looks at no file of the tree before it opens it', () => {
    const looked = tree.files().filter(({ path, owner }) => owner !== 'starter' && stats.has(path));
    expect(looked.map(({ path }) => path)).toEqual([]);
  });

  test('parses no release file: each is in the form that is written here', () => {
    // Templates of workflows are parsed, the same for any number of apps.
    expect(parsed).toBe(countSecondRun(apps(4)).parsed);
  });

  test('hashes each generated file once', () => {
    const generated = tree.files().filter(({ owner, path }) => owner === 'generated' && !path.endsWith(HASH_MANIFEST));
    for (const { path, content } of generated) {
      const same = generated.filter((file) => file.content === content).length;
      expect([path, hashed.filter((data) => data === content).length]).toEqual([path, same]);
    }
  });
});

test('reads, looks and hashes grow by the same for each app', () => {
  const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);
  const [one, two, eight] = [1, 2, 8].map((count) => {
    const { reads, stats, hashed } = countSecondRun(apps(count));
    jest.restoreAllMocks();
    return { reads: total(reads), stats: total(stats), hashes: hashed.length };
  });
  for (const key of ['reads', 'stats', 'hashes'] as const) {
    expect([key, eight[key] - two[key]]).toEqual([key, 6 * (two[key] - one[key])]);
  }
});
