import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runDrift } from '../../../src/cli/commands/drift/run';
import { runRemoveApp } from '../../../src/cli/commands/remove-app/run';
import { runSynth } from '../../../src/cli/commands/synth/run';
import type { FindingsError } from '../../../src/common/findings';
import { renderApplicationFile } from '../../../src/releases/files/application-file';
import type { Answer } from '../../support/command';
import { answer, rcWith, repositoryWith } from '../../support/command';
import { commitAll, contents, differences, git, read, SHOP, withoutPost, writeFiles } from '../../support/repository';

const OPTIONS = {
  ...SHOP,
  apps: {
    storefront: {},
    billing: {
      workloads: {
        web: { strategy: 'Recreate', volumes: { data: { mountPath: '/data', type: 'persistentVolumeClaim' } } },
      },
      environments: { prod: { replicas: 1 } },
    },
  },
  ciSteps: { afterTests: [{ name: 'one', run: 'true', apps: ['billing'] }] },
  takeOver: ['apps/billing/Dockerfile', 'apps/storefront/Dockerfile'],
};

let folder: string;

beforeEach(() => {
  folder = repositoryWith(OPTIONS);
});

const remove = (name: string, flags: object = {}): Promise<Answer> =>
  answer(() => withoutPost(() => runRemoveApp(folder, name, flags)));

const driftNow = async (): Promise<number | null> => (await answer(() => runDrift(folder, [], {}))).code;

/** Lets the Application of dev appear, and holds that of prod back. */
const releaseToDev = (app: string): void =>
  writeFiles(folder, {
    [`apps/${app}/argo/release/kustomization.yaml`]: renderApplicationFile(
      new Map([[`${app}-prod`, { kind: 'held', namespace: 'argocd' }]]),
    ),
  });

const YOURS = [
  'apps/billing/Dockerfile',
  'apps/billing/k8s/overlays/dev/secrets/kustomization.yaml',
  'apps/billing/k8s/overlays/prod/secrets/kustomization.yaml',
  'apps/billing/pyproject.toml',
  'apps/billing/src/requirements.in',
  'apps/billing/src/requirements.txt',
  'apps/billing/src/server.py',
  'apps/billing/test/conftest.py',
  'apps/billing/test/requirements-test.in',
  'apps/billing/test/requirements-test.txt',
  'apps/billing/test/test_server.py',
];

test('an app goes with what speaks of it alone, the files of the user stay, and the cluster is told of', async () => {
  releaseToDev('billing');
  const { code, stdout } = await remove('billing');
  expect(code).toBe(0);
  expect(stdout.split('\n').slice(0, 3)).toEqual([
    '.projenrc.ts: removed ciSteps',
    '.projenrc.ts: removed takeOver[0]',
    '.projenrc.ts: removed apps.billing',
  ]);
  expect(stdout.split('\n')[3]).toBe('.projenrc.ts: added removed.billing');
  expect(stdout).toContain(
    '\nAfter the merge, Argo CD deletes 1 Application, as removed confirms:\n  billing-dev (removed with make remove-app)\n',
  );
  const rc = read(folder, '.projenrc.ts');
  expect(rc).toContain(
    '"apps": {\n    "storefront": {}\n  },\n  "takeOver": [\n    "apps/storefront/Dockerfile"\n  ],\n' +
      '  "removed": {\n    "billing": "removed with make remove-app"\n  }\n}',
  );
  const about = stdout.slice(stdout.indexOf('Kept 11 files'));
  expect(about.split('\n')).toEqual([
    'Kept 11 files of yours in apps/billing:',
    ...YOURS.map((path) => `  ${path}`),
    'To delete committed files: git rm -r apps/billing',
    '',
    'In the cluster, when this change reaches main (the root shop-root prunes all environments at once,',
    '  gated and pinned environments included, regardless of their sync settings):',
    '  1. deleted   the Application billing-dev with everything deployed: workloads, Services,',
    '               configuration, sealed secrets and their Secrets',
    '  2. deleted   the AppProject billing, after the Applications',
    '  kept         the namespace billing-dev with the claims billing-data and their data',
    '  kept         the images docker.io/acme/billing in the registry',
    '  no change    in prod: no release yet, so no Application',
    '',
    'Next: commit and push to main; Argo CD removes the rest',
    '',
  ]);
  expect([...contents(join(folder, 'apps/billing')).keys()].filter((path) => !path.endsWith('/'))).toEqual(
    YOURS.map((path) => path.slice('apps/billing/'.length)).sort(),
  );
  expect(await driftNow()).toBe(0);
});

test('--dry-run writes nothing; --json has everything as data', async () => {
  releaseToDev('billing');
  const before = contents(folder);
  const { stdout } = await remove('billing', { dryRun: true });
  expect(stdout).toContain('\n-    "billing": {\n');
  expect(stdout).toMatch(/^would remove \d+ files:$/m);
  const json = JSON.parse((await remove('billing', { dryRun: true, json: true })).stdout) as object;
  expect(differences(before, contents(folder))).toEqual([]);
  expect(json).toMatchObject({
    schemaVersion: 1,
    dryRun: true,
    app: 'billing',
    changes: [
      { kind: 'remove', option: 'ciSteps' },
      { kind: 'remove', option: 'takeOver[0]' },
      { kind: 'remove', option: 'apps.billing' },
      { kind: 'add', option: 'removed.billing' },
    ],
    yours: YOURS,
    deleted: [],
    mentions: [],
    cluster: {
      root: { name: 'shop-root', branch: 'main' },
      isForeign: false,
      applications: ['billing-dev'],
      held: ['prod'],
      project: 'billing',
      stays: { namespaces: ['billing-dev'], claims: ['billing-data'], image: 'docker.io/acme/billing' },
    },
  });
});

test('--delete-files takes the files of the user along that git has, and what is made again', async () => {
  git(folder, 'init', '--quiet');
  commitAll(folder);
  writeFiles(folder, { 'apps/billing/.venv/bin/python': '', 'apps/billing/src/__pycache__/x.pyc': '' });
  const { code, stdout } = await remove('billing', { deleteFiles: true });
  expect(code).toBe(0);
  expect(stdout).toContain('deleted 11 files of yours, which git keeps:\n  apps/billing/Dockerfile\n');
  expect(existsSync(join(folder, 'apps/billing'))).toBe(false);
  expect(await driftNow()).toBe(0);
});

test('--delete-files deletes nothing that could not be had back, and then changes nothing at all', async () => {
  git(folder, 'init', '--quiet');
  commitAll(folder);
  writeFiles(folder, {
    'apps/billing/src/server.py': 'edited\n',
    'apps/billing/src/new.py': 'new\n',
    'apps/billing/.env': '',
  });
  const before = contents(folder);
  expect(await remove('billing', { deleteFiles: true })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: [
      'nothing was changed: these files are not committed and would be lost:',
      '  apps/billing/.env',
      '  apps/billing/src/new.py',
      '  apps/billing/src/server.py',
      '  commit them, or omit --delete-files',
      '',
    ].join('\n'),
  });
  expect(differences(before, contents(folder))).toEqual([]);
});

test('a hand edit of a generated file that goes is saved first', async () => {
  writeFiles(folder, { 'apps/billing/Makefile': 'mine:\n' });
  const { stdout } = await remove('billing');
  expect(stdout).toContain('  apps/billing/Makefile: no longer generated');
  expect(stdout).toMatch(/^To bring it back: npx python-gitops restore \S+$/m);
});

test('other places that hold the name are told, and left', async () => {
  folder = repositoryWith({
    ...SHOP,
    apps: { storefront: { env: { BILLING: 'http://billing.billing-dev' } }, billing: {} },
  });
  const { stdout } = await remove('billing');
  expect(stdout).toContain(
    '.projenrc.ts also contains billing here; check whether it refers to this app:\n  apps.storefront.env.BILLING\n',
  );
});

test.each([
  ['billin', 'no app billin: did you mean billing?\n'],
  ['other', 'no app other: known: storefront, billing\n'],
])('an unknown app %s ends with what there is', async (name, stderr) => {
  expect(await remove(name)).toMatchObject({ code: 2, stdout: '', stderr });
});

test('the last app can go: apps stays, without an entry', async () => {
  folder = repositoryWith(SHOP);
  expect((await remove('storefront')).code).toBe(0);
  expect(read(folder, '.projenrc.ts')).toContain('"apps": {}\n');
  expect(await driftNow()).toBe(0);
});

test('without a release, nothing has to be confirmed', async () => {
  const { code, stdout } = await remove('billing');
  expect([code, read(folder, '.projenrc.ts').includes('removed')]).toEqual([0, false]);
  expect(stdout).not.toContain('Argo CD deletes 1');
});

test('by hand, it has to be confirmed', async () => {
  releaseToDev('billing');
  const { apps, ciSteps: _steps, takeOver: _files, ...rest } = OPTIONS;
  const { billing: _billing, ...left } = apps;
  writeFiles(folder, { '.projenrc.ts': rcWith({ ...rest, apps: left }) });
  const error: unknown = await answer(() => runSynth(folder, {})).catch((thrown: unknown) => thrown);
  expect((error as FindingsError).findings).toEqual([
    expect.objectContaining({ code: 'removes-release', path: 'apps.billing' }),
  ]);
});
