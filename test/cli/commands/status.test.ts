import { join } from 'node:path';
import { runPin } from '../../../src/cli/commands/pin/run';
import type { ReleaseFlags } from '../../../src/cli/commands/release/command';
import { runRelease } from '../../../src/cli/commands/release/run';
import { runStatus } from '../../../src/cli/commands/status/run';
import { Folder } from '../../../src/files/disk/folder';
import type { Distance } from '../../../src/releases/status/distance';
import { answer, folderWithRc, rcWith, repositoryWith } from '../../support/command';
import {
  commitAll,
  contents,
  differences,
  git,
  read,
  SHOP,
  synthIn,
  temporaryFolder,
  withoutPrograms,
  writeFiles,
} from '../../support/repository';

const childProcess = jest.requireActual<typeof import('node:child_process')>('node:child_process');
const DIGEST = `sha256:${'a'.repeat(64)}`;
const THREE = { ...SHOP, environments: { dev: {}, staging: {}, prod: {} } };

interface Row {
  readonly environment: string;
  readonly state: string;
  readonly image: { readonly tag: string; readonly digest?: string } | null;
  readonly revision: string | null;
  readonly branch: string;
  readonly reason: string | null;
  readonly behind: Distance | null;
  readonly behindPrevious: (Distance & { readonly environment: string }) | null;
}

interface Json {
  readonly schemaVersion: number;
  readonly apps: readonly {
    readonly app: string;
    readonly drift: number | null;
    readonly environments: readonly Row[];
  }[];
  readonly repository: { readonly drift: number | null };
  readonly notes: readonly string[];
}

async function json(folder: string): Promise<Json> {
  const { code, stdout, stderr } = await answer(() => runStatus(folder, undefined, { json: true }));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Json;
}

async function text(folder: string, app?: string): Promise<string[]> {
  const { code, stdout, stderr } = await answer(() => runStatus(folder, app, {}));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n');
}

/** Numbers of one environment of the first app: image, configuration and commits behind the branch, then behind the one before. */
async function numbers(folder: string, environment: string): Promise<unknown> {
  const row = (await json(folder)).apps[0].environments.find((one) => one.environment === environment);
  const of = (distance?: Distance | null): unknown =>
    distance ? [distance.image, distance.configuration, distance.commits] : null;
  return [of(row?.behind), of(row?.behindPrevious)];
}

async function released(folder: string, environment: string, flags: ReleaseFlags, app = 'storefront'): Promise<void> {
  const { code, stderr } = await answer(() => runRelease(folder, app, environment, flags));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

/** Changes files and commits them, as a merge does. */
function push(folder: string, ...paths: string[]): string {
  const head = git(folder, 'rev-parse', 'HEAD');
  writeFiles(folder, Object.fromEntries(paths.map((path) => [path, `# after ${head}\n`])));
  return commitAll(folder);
}

/** What CI does after a push: the image of a commit goes into an environment. */
async function deliver(folder: string, environment: string, commit: string): Promise<void> {
  await released(folder, environment, { image: `:${commit}@${DIGEST}` });
  commitAll(folder);
}

const SOURCE = 'apps/storefront/src/cart.py';

test('before the first release nothing runs, and nothing is behind', async () => {
  const folder = repositoryWith(THREE);
  commitAll(folder);
  expect(await text(folder)).toEqual([
    'APP         ENV      STATE         IMAGE  CONFIG  BEHIND  DRIFT',
    'storefront  dev      not released  -      -       -       0',
    'storefront  staging  not released  -      -       -       0',
    'storefront  prod     not released  -      -       -       0',
    '',
  ]);
});

describe('three environments with releases of different age', () => {
  let folder: string;
  let commits: { first: string; second: string; promoted: string; third: string };

  beforeAll(async () => {
    folder = repositoryWith(THREE);
    const first = commitAll(folder);
    for (const environment of ['dev', 'staging']) await deliver(folder, environment, first);
    const promoted = git(folder, 'rev-parse', 'HEAD');
    await released(folder, 'prod', { from: 'staging' });
    commitAll(folder);
    const second = push(folder, SOURCE);
    for (const environment of ['dev', 'staging']) await deliver(folder, environment, second);
    // A change of the configuration for all, and one that is dev's alone.
    push(folder, 'apps/storefront/k8s/extra/note.yaml');
    push(folder, 'apps/storefront/k8s/extra/dev/note.yaml');
    const third = push(folder, SOURCE, 'apps/storefront/k8s/extra/other.yaml');
    await deliver(folder, 'dev', third);
    push(folder, 'apps/storefront/test/test_cart.py', 'README.md');
    push(folder, 'README.md');
    commits = { first, second, promoted, third };
  });

  test('the table says what runs, at which configuration, and how far it is behind', async () => {
    const { second, third, first, promoted } = commits;
    const image = (commit: string): string => `${commit.slice(0, 8)}@aaaaaaaa`;
    expect(await text(folder)).toEqual([
      'APP         ENV      STATE     IMAGE              CONFIG    BEHIND             DRIFT',
      `storefront  dev      tracking  ${image(third)}  main      1 main             0`,
      `storefront  staging  tracking  ${image(second)}  main      2 main, 1 dev      0`,
      `storefront  prod     gated     ${image(first)}  ${promoted.slice(0, 8)}  4 main, 3 staging  0`,
      '',
      'Next: make diff ENV=staging APP=storefront shows what a promotion would change.',
      '',
    ]);
  });

  test('numbers: image, configuration, and commits that change either, each counted once', async () => {
    expect(await numbers(folder, 'dev')).toEqual([[1, 0, 1], null]);
    expect(await numbers(folder, 'staging')).toEqual([
      [2, 0, 2],
      [1, 0, 1],
    ]);
    expect(await numbers(folder, 'prod')).toEqual([
      [3, 2, 4],
      [1, 2, 3],
    ]);
  });

  test('as JSON for programs', async () => {
    const { schemaVersion, apps, repository, notes } = await json(folder);
    expect([schemaVersion, repository, notes]).toEqual([1, { drift: 0 }, []]);
    expect(apps[0].environments[2]).toEqual({
      environment: 'prod',
      state: 'gated',
      image: { name: 'docker.io/acme/storefront', tag: commits.first, digest: DIGEST },
      revision: commits.promoted,
      branch: 'main',
      reason: null,
      behind: { image: 3, configuration: 2, commits: 4, unknown: [] },
      behindPrevious: { environment: 'staging', image: 1, configuration: 2, commits: 3, unknown: [] },
    });
  });

  test('in a shallow clone the numbers are not known, and the reason is said', async () => {
    const clone = join(temporaryFolder(), 'clone');
    git(folder, 'clone', '--quiet', '--depth=1', `file://${folder}`, clone);
    const lines = await text(clone);
    expect(lines[3]).toMatch(/ {2}\? main, \? staging {2}\?$/);
    expect(lines).toContain(
      '?: this clone is shallow, so commits cannot be counted: git fetch --unshallow ' +
        '(storefront in dev, storefront in staging, storefront in prod)',
    );
    expect(await numbers(clone, 'prod')).toEqual([
      [null, null, null],
      [null, null, null],
    ]);
  });

  test('without git the numbers are not known either', async () => {
    const { stdout } = await answer(() => withoutPrograms(() => runStatus(folder, undefined, {})));
    expect(stdout).toContain('?: git cannot read a repository here (storefront in dev, ');
  });

  test('what the remote has is what counts, also on another branch or with a detached HEAD', async () => {
    const clone = join(temporaryFolder(), 'clone');
    git(folder, 'clone', '--quiet', folder, clone);
    git(clone, 'checkout', '--quiet', '-b', 'feature');
    push(clone, SOURCE);
    expect(await numbers(clone, 'dev')).toEqual([[1, 0, 1], null]);
    git(clone, 'checkout', '--quiet', '--detach');
    git(clone, 'branch', '--quiet', '--delete', '--force', 'main', 'feature');
    expect(await numbers(clone, 'dev')).toEqual([[1, 0, 1], null]);
    git(clone, 'remote', 'remove', 'origin');
    expect(await text(clone)).toContain(
      '?: the branch main is missing, both locally and on origin: git fetch origin main:refs/remotes/origin/main ' +
        '(storefront in dev, storefront in staging, storefront in prod)',
    );
  });
});

describe('what is pinned', () => {
  const APPLICATIONS = 'apps/storefront/argo/release/kustomization.yaml';

  /** Dev, fixed to the first commit. */
  async function pinned(reason?: string): Promise<string> {
    const folder = repositoryWith(SHOP);
    const first = commitAll(folder);
    await deliver(folder, 'dev', first);
    await released(folder, 'prod', { from: 'dev' });
    const annotation =
      reason === undefined ? [] : ['metadata:', '  annotations:', `    pin.python-gitops/storefront-dev: ${reason}`];
    const file = read(folder, APPLICATIONS).replaceAll('storefront-prod', 'storefront-dev');
    writeFiles(folder, {
      [APPLICATIONS]: file.replace(
        'kind: Component\n',
        `kind: Component\n${annotation.map((line) => `${line}\n`).join('')}`,
      ),
    });
    push(folder, SOURCE);
    return folder;
  }

  test('is called so, with the reason if there is one', async () => {
    const lines = await text(await pinned('the new cart loses orders'));
    expect(lines[1]).toMatch(/^storefront {2}dev {3}pinned {4}[0-9a-f]{8}@aaaaaaaa {2}[0-9a-f]{8} {2}1 main/);
    expect(lines).toContain('pinned: storefront in dev: the new cart loses orders');
    const [row] = (await json(await pinned())).apps[0].environments;
    expect([row.state, row.reason]).toEqual(['pinned', null]);
  });

  test('is called so where the Applications are kept elsewhere, and so is what is gated', async () => {
    const folder = repositoryWith({ ...SHOP, argocd: { manages: 'nothing' } });
    const first = commitAll(folder);
    await released(folder, 'dev', { image: `:${first}@${DIGEST}` });
    await released(folder, 'prod', { from: 'dev' });
    const states = async (): Promise<unknown> =>
      (await json(folder)).apps[0].environments.map(({ state, reason, revision }) => [state, reason, revision]);
    expect(await states()).toEqual([
      ['tracking', null, null],
      ['gated', null, null],
    ]);
    for (const environment of ['dev', 'prod']) {
      const { code } = await answer(() => runPin(folder, 'storefront', environment, { reason: 'load test' }));
      expect(code).toBe(0);
    }
    expect(await states()).toEqual([
      ['pinned', 'load test', null],
      ['pinned', 'load test', null],
    ]);
    expect(await text(folder)).toEqual(
      expect.arrayContaining(['pinned: storefront in dev: load test', 'pinned: storefront in prod: load test']),
    );
  });
});

test('a tag that is no commit, and a commit that git does not have, are not known and never zero', async () => {
  const folder = repositoryWith(SHOP);
  commitAll(folder);
  await released(folder, 'dev', { image: ':v1.2.0' });
  await released(folder, 'prod', { image: `:${'b'.repeat(40)}` });
  commitAll(folder);
  const lines = await text(folder);
  expect(lines.slice(1, 3)).toEqual([
    'storefront  dev   tracking  v1.2.0    main      ? main         0',
    expect.stringMatching(/^storefront {2}prod {2}gated {5}b{8} {2}[0-9a-f]{8} {2}\? main, \? dev {2}0$/),
  ]);
  expect(lines).toContain(
    '?: the tag v1.2.0 is not a commit, so the source of the image is unknown (storefront in dev)',
  );
  expect(lines).toContain('?: this clone lacks commit bbbbbbbbbbbb: git fetch (storefront in prod)');
});

describe('drift', () => {
  test('is counted for each app, and for the repository', async () => {
    const folder = repositoryWith({ ...SHOP, apps: { storefront: {}, checkout: {} } });
    writeFiles(folder, {
      'apps/checkout/Dockerfile': 'FROM scratch\n',
      'apps/checkout/argo/own.yaml': '',
      Makefile: '',
    });
    const before = contents(folder);
    const { apps, repository } = await json(folder);
    expect(apps.map(({ app, drift }) => [app, drift])).toEqual([
      ['storefront', 0],
      ['checkout', 2],
    ]);
    expect(repository.drift).toBe(1);
    expect(await text(folder)).toContain('Next: make drift shows which files drifted and how to fix them.');
    expect(differences(before, contents(folder))).toEqual([]);
  });

  test('a broken release file makes its app unknown, and no other', async () => {
    const folder = repositoryWith({ ...SHOP, apps: { storefront: {}, checkout: {} } });
    writeFiles(folder, { 'apps/checkout/argo/release/kustomization.yaml': 'kind: Secret\n' });
    const { apps, notes } = await json(folder);
    expect(apps.map(({ environments }) => environments[0].state)).toEqual(['not-released', 'unknown']);
    expect(notes).toEqual([
      'cannot read apps/checkout/argo/release/kustomization.yaml (other content, or invalid YAML): ' +
        'make drift shows how to fix it',
    ]);
  });

  test('what cannot be rendered is not known, and the rest is said all the same', async () => {
    const folder = repositoryWith(SHOP);
    writeFiles(folder, { 'package.json': '[]' });
    const { apps, repository, notes } = await json(folder);
    expect([apps[0].drift, repository.drift, apps[0].environments[0].state]).toEqual([null, null, 'not-released']);
    expect(notes).toEqual(['the config does not render, so drift is unknown: make drift shows why']);
  });
});

test('names that leave no room stand above their environments, in a hundred columns', async () => {
  const name = `a${'b'.repeat(39)}`;
  const branch = `release-${'x'.repeat(40)}`;
  const options = {
    ...SHOP,
    environments: { 'pre-production': { branch }, production: {} },
    apps: { [name]: {}, short: {} },
  };
  const folder = repositoryWith(options);
  const head = commitAll(folder);
  await released(folder, 'pre-production', { image: `:${head}@${DIGEST}` }, name);
  await released(folder, 'production', { from: 'pre-production' }, name);
  const lines = await text(folder);
  expect(lines.filter((line) => line.length > 100 && !line.startsWith('?: '))).toEqual([]);
  expect(lines.slice(0, 6)).toEqual([
    name,
    `  pre-production  tracking      ${head.slice(0, 8)}@aaaaaaaa  release-xxxxxxxxxxx…  ? release-xxxxxxxxxxx…`,
    `  production      gated         ${head.slice(0, 8)}@aaaaaaaa  ${head.slice(0, 8)}              ? pre-production`,
    'short',
    '  pre-production  not released  -                  -                     -',
    '  production      not released  -                  -                     -',
  ]);
});

test('one app by its name; another name is refused with the nearest one', async () => {
  const folder = repositoryWith({ ...SHOP, apps: { storefront: {}, checkout: {} } });
  expect((await text(folder, 'checkout')).slice(1, 3).map((line) => line.split(' ')[0])).toEqual([
    'checkout',
    'checkout',
  ]);
  expect(await answer(() => runStatus(folder, 'chekout', {}))).toEqual({
    code: 2,
    stdout: '',
    stderr: 'no app chekout: did you mean checkout?\n',
  });
});

test('without an app it says how to add one', async () => {
  const folder = folderWithRc(rcWith({ ...SHOP, apps: {} }));
  synthIn(folder, { ...SHOP, apps: {} });
  expect((await text(folder))[0]).toMatch(/^No apps yet/);
});

test('the number of git calls does not grow with the apps', async () => {
  const calls = async (apps: number): Promise<string[][]> => {
    const names = Array.from({ length: apps }, (_value, index) => `app-${index}`);
    const folder = repositoryWith({ ...THREE, apps: Object.fromEntries(names.map((name) => [name, {}])) });
    let head = commitAll(folder);
    for (const name of names) {
      await released(folder, 'dev', { image: `:${head}` }, name);
      await released(folder, 'prod', { image: `:${head}` }, name);
      head = commitAll(folder);
    }
    const spy = jest.spyOn(childProcess, 'spawnSync');
    try {
      const { apps: answers } = await json(folder);
      expect(answers.map(({ environments }) => environments[0].behind?.commits)).toEqual(names.map(() => 0));
      return spy.mock.calls.filter(([program]) => program === 'git').map(([, args]) => args as unknown as string[]);
    } finally {
      spy.mockRestore();
    }
  };
  const few = await calls(1);
  expect(few.map(([command]) => command)).toEqual(['rev-parse', 'cat-file', 'cat-file', 'rev-list', 'diff-tree']);
  expect((await calls(4)).map(([command]) => command)).toEqual(few.map(([command]) => command));
});

test('what is released is read once, for the table and for what the files are compared with', async () => {
  const folder = repositoryWith(SHOP);
  const spy = jest.spyOn(Folder.prototype, 'text');
  try {
    expect((await json(folder)).apps[0].drift).toBe(0);
    const paths = spy.mock.calls.map(([path]) => path).filter((path) => path.includes('/release/'));
    expect(paths.sort()).toEqual([
      'apps/storefront/argo/release/kustomization.yaml',
      'apps/storefront/k8s/overlays/dev/release/kustomization.yaml',
      'apps/storefront/k8s/overlays/prod/release/kustomization.yaml',
    ]);
  } finally {
    spy.mockRestore();
  }
});
