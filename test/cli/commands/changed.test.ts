import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runChanged } from '../../../src/cli/commands/changed/run';
import { runPin } from '../../../src/cli/commands/pin/run';
import { runRelease } from '../../../src/cli/commands/release/run';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { answer, folderWithRc, rcWith, repositoryWith } from '../../support/command';
import { commitAll, git, temporaryFolder, writeFiles } from '../../support/repository';

jest.setTimeout(120_000);

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OPTIONS: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',
  apps: { storefront: {}, checkout: {} },
};

/** What the command prints with --json. */
async function changedIn(folder: string, flags: object = {}): Promise<unknown> {
  const { code, stdout, stderr } = await answer(() => runChanged(folder, { ...flags, json: true }));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return (JSON.parse(stdout) as { apps: unknown }).apps;
}

/** Releases the image of a commit, as files here, and commits that. */
async function releaseOf(folder: string, app: string, environment: string, tag: string): Promise<void> {
  const { code, stderr } = await answer(() => runRelease(folder, app, environment, { image: `:${tag}@${DIGEST}` }));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  commitAll(folder);
}

function changeCode(folder: string, app: string, text = 'changed'): string {
  writeFiles(folder, { [`apps/${app}/src/mine.py`]: `# ${text}\n` });
  return commitAll(folder);
}

describe('compared with what was built', () => {
  test('an app of which nothing was released yet is changed', async () => {
    const folder = repositoryWith(OPTIONS);
    commitAll(folder);
    expect(await changedIn(folder)).toEqual(['storefront', 'checkout']);
  });

  test('an app is changed by what goes into its image, and by no release and no manifest', async () => {
    const folder = repositoryWith(OPTIONS);
    const built = commitAll(folder);
    await releaseOf(folder, 'storefront', 'dev', built);
    await releaseOf(folder, 'checkout', 'dev', built);
    writeFiles(folder, { 'apps/storefront/k8s/extra/queue.yaml': 'a: 1\n' });
    commitAll(folder);
    expect(await changedIn(folder)).toEqual([]);
    changeCode(folder, 'checkout');
    expect(await changedIn(folder)).toEqual(['checkout']);
  });

  test('the first environment that the branch is released to counts, and the branch that is named', async () => {
    const environments = { dev: {}, staging: { branch: 'next' }, prod: {} };
    const folder = repositoryWith({ ...OPTIONS, environments });
    const built = commitAll(folder);
    for (const app of ['storefront', 'checkout']) await releaseOf(folder, app, 'dev', built);
    await releaseOf(folder, 'storefront', 'staging', built);
    expect(await changedIn(folder)).toEqual([]);
    expect(await changedIn(folder, { branch: 'main' })).toEqual([]);
    expect(await changedIn(folder, { branch: 'next' })).toEqual(['checkout']);
  });

  test('where every environment is gated, the first of them counts', async () => {
    const folder = repositoryWith({ ...OPTIONS, environments: { live: { gated: true } } });
    const built = commitAll(folder);
    await releaseOf(folder, 'storefront', 'live', built);
    expect(await changedIn(folder)).toEqual(['checkout']);
  });

  test('an image that waits in a pinned environment is built already', async () => {
    const folder = repositoryWith(OPTIONS);
    const built = commitAll(folder);
    for (const app of ['storefront', 'checkout']) await releaseOf(folder, app, 'dev', built);
    const pinned = await answer(() => runPin(folder, 'storefront', 'dev', { reason: 'a demonstration' }));
    expect(pinned.code).toBe(0);
    commitAll(folder);
    const next = changeCode(folder, 'storefront');
    expect(await changedIn(folder)).toEqual(['storefront']);
    await releaseOf(folder, 'storefront', 'dev', next);
    expect(await changedIn(folder)).toEqual([]);
  });

  test('an image whose tag is no commit, or one that git has not, says nothing', async () => {
    const folder = repositoryWith(OPTIONS);
    commitAll(folder);
    await releaseOf(folder, 'storefront', 'dev', 'v7');
    await releaseOf(folder, 'checkout', 'dev', 'f'.repeat(40));
    expect(await changedIn(folder)).toEqual(['storefront', 'checkout']);
  });

  test('a branch that nothing tracks is an error with the nearest one', async () => {
    const folder = repositoryWith(OPTIONS);
    commitAll(folder);
    expect(await answer(() => runChanged(folder, { branch: 'mian' }))).toEqual({
      code: 2,
      stdout: '',
      stderr: 'no tracked branch mian: did you mean main?\n',
    });
  });
});

describe('compared with a commit', () => {
  test('whatever was built', async () => {
    const folder = repositoryWith(OPTIONS);
    const base = commitAll(folder);
    changeCode(folder, 'checkout');
    expect(await changedIn(folder, { base })).toEqual(['checkout']);
    expect(await changedIn(folder, { base: 'HEAD' })).toEqual([]);
  });

  test.each(['0'.repeat(40), '1'.repeat(40)])('%s, which git has not, all of them', async (base) => {
    const folder = repositoryWith(OPTIONS);
    commitAll(folder);
    expect(await changedIn(folder, { base })).toEqual(['storefront', 'checkout']);
  });

  test('none, where the workflow gives it empty', async () => {
    const folder = repositoryWith(OPTIONS);
    const built = commitAll(folder);
    for (const app of ['storefront', 'checkout']) await releaseOf(folder, app, 'dev', built);
    expect(await changedIn(folder, { base: '' })).toEqual([]);
  });

  test('of a name that git does not know is an error', async () => {
    const folder = repositoryWith(OPTIONS);
    commitAll(folder);
    expect(await answer(() => runChanged(folder, { base: 'no-such' }))).toEqual({
      code: 2,
      stdout: '',
      stderr: '--base must be a commit in this clone, got no-such\n',
    });
  });
});

describe('what is printed', () => {
  test('is an app in each line, or that there is none', async () => {
    const folder = repositoryWith(OPTIONS);
    const base = commitAll(folder);
    expect((await answer(() => runChanged(folder, {}))).stdout).toBe('storefront\ncheckout\n');
    expect((await answer(() => runChanged(folder, { base }))).stdout).toBe('No app needs a new image.\n');
  });

  test('goes to the outputs of a step, too', async () => {
    const folder = repositoryWith(OPTIONS);
    commitAll(folder);
    const output = join(temporaryFolder('outputs'), 'output');
    writeFileSync(output, 'before=1\n');
    const before = process.env.GITHUB_OUTPUT;
    process.env.GITHUB_OUTPUT = output;
    try {
      expect((await answer(() => runChanged(folder, { output: true }))).code).toBe(0);
    } finally {
      if (before === undefined) delete process.env.GITHUB_OUTPUT;
      else process.env.GITHUB_OUTPUT = before;
    }
    expect(readFileSync(output, 'utf8')).toBe(
      'before=1\napps=["storefront","checkout"]\nshards=[["storefront","checkout"]]\n',
    );
  });

  test('cannot go there outside of GitHub Actions', async () => {
    const folder = repositoryWith(OPTIONS);
    commitAll(folder);
    const before = process.env.GITHUB_OUTPUT;
    delete process.env.GITHUB_OUTPUT;
    try {
      expect(await answer(() => runChanged(folder, { output: true }))).toEqual({
        code: 2,
        stdout: '',
        stderr: '--output needs GITHUB_OUTPUT, which GitHub Actions sets; --json prints the same\n',
      });
    } finally {
      if (before !== undefined) process.env.GITHUB_OUTPUT = before;
    }
  });
});

test('a folder that git does not know, and one without a commit, are errors that say what to do', async () => {
  const folder = repositoryWith(OPTIONS);
  const { code, stderr } = await answer(() => runChanged(folder, {}));
  expect([code, stderr]).toEqual([2, expect.stringContaining('run git init first')]);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  expect(await answer(() => runChanged(folder, {}))).toEqual({
    code: 2,
    stdout: '',
    stderr: 'no commit yet: commit, then run this again\n',
  });
});

test('a thousand apps take as many calls of git as one, and come in parts that a matrix can hold', async () => {
  const model = repositoryWith({ ...OPTIONS, apps: { 'app-0': {} } });
  const built = commitAll(model);
  await releaseOf(model, 'app-0', 'dev', built);
  const names = Array.from({ length: 1000 }, (_, index) => `app-${index}`);
  const folder = folderWithRc(rcWith({ ...OPTIONS, apps: Object.fromEntries(names.map((name) => [name, {}])) }));
  const released = ['argo/release', ...['dev', 'staging', 'prod'].map((name) => `k8s/overlays/${name}/release`)].map(
    (part) => `${part}/kustomization.yaml`,
  );
  const write = (source: string): void => {
    for (const part of released) {
      const text = readFileSync(join(model, 'apps/app-0', part), 'utf8').replaceAll(built, source);
      writeFiles(
        folder,
        Object.fromEntries(names.map((name) => [`apps/${name}/${part}`, text.replaceAll('app-0', name)])),
      );
    }
  };
  writeFiles(folder, Object.fromEntries(names.map((name) => [`apps/${name}/Dockerfile`, 'FROM a\n'])));
  const source = commitAll(folder);
  write(source);
  writeFiles(folder, Object.fromEntries(names.slice(0, 600).map((name) => [`apps/${name}/Dockerfile`, 'FROM b\n'])));
  commitAll(folder);

  const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');
  const spy = jest.spyOn(childProcess, 'spawnSync');
  const { stdout } = await answer(() => runChanged(folder, { json: true }));
  const calls = spy.mock.calls.filter(([program]) => program === 'git').length;
  spy.mockRestore();
  const { schemaVersion, apps, shards } = JSON.parse(stdout) as Record<string, string[]> & { shards: string[][] };
  expect([schemaVersion, apps]).toEqual([1, names.slice(0, 600)]);
  expect(shards.map(({ length }) => length)).toEqual([256, 256, 88]);
  expect(shards.flat()).toEqual(apps);
  expect(calls).toBeLessThanOrEqual(4);
});
