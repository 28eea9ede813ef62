import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runDrift } from '../../../src/cli/commands/drift/run';
import { runRenameApp } from '../../../src/cli/commands/rename-app/run';
import { FindingsError } from '../../../src/common/findings';
import { JOURNAL } from '../../../src/files/disk/journal';
import { renderApplicationFile } from '../../../src/releases/files/application-file';
import type { Answer } from '../../support/command';
import { answer, folderWithRc, rcWith } from '../../support/command';
import {
  commitAll,
  contents,
  differences,
  git,
  pathsBelow,
  read,
  SHOP,
  synthIn,
  withoutPost,
  writeFiles,
} from '../../support/repository';

const OPTIONS = {
  ...SHOP,
  environments: { dev: { ingress: { domain: 'dev.example' } }, prod: {} },
  apps: {
    storefront: { env: { BILLING: 'http://billing.billing-dev' } },
    billing: {
      extraManifests: ['redis.yaml'],
      patches: [{ kind: 'Deployment', name: 'billing', merge: { metadata: { annotations: { a: 'b' } } } }],
      ingress: {},
      environments: { prod: { ingress: { enabled: false }, namespace: 'payments', replicas: 1 } },
      workloads: {
        web: { strategy: 'Recreate', volumes: { data: { mountPath: '/data', type: 'persistentVolumeClaim' } } },
      },
    },
  },
  ciSteps: { afterTests: [{ name: 'one', run: 'true', apps: ['storefront', 'billing'] }] },
  overrides: {
    'apps/billing/k8s/base/service.yaml': [{ op: 'add', path: '/metadata/annotations', value: { x: 'y' } }],
  },
};

let folder: string;

beforeEach(() => {
  folder = folderWithRc(rcWith(OPTIONS));
  writeFiles(folder, {
    'apps/billing/k8s/extra/redis.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: redis\n',
  });
  synthIn(folder, OPTIONS);
});

const rename = (from: string, to: string, flags: object = {}): Promise<Answer> =>
  answer(() => withoutPost(() => runRenameApp(folder, from, to, flags)));

const driftNow = async (): Promise<number | null> => (await answer(() => runDrift(folder, [], {}))).code;

const SEALED = 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: billing-secrets\n';

test('the entry, what names it and the folder get the new name, and nothing of the user is lost', async () => {
  writeFiles(folder, {
    'apps/billing/src/invoices.py': '"""Of billing."""\n',
    'apps/billing/k8s/overlays/dev/secrets/sealed.yaml': SEALED,
    'apps/billing/argo/release/kustomization.yaml': renderApplicationFile(
      new Map([['billing-prod', { kind: 'held', namespace: 'argocd' }]]),
    ),
    'apps/billing/.venv/bin/python': '',
  });
  const before = contents(join(folder, 'apps/billing'));
  const { code, stdout } = await rename('billing', 'accounts');
  expect(code).toBe(0);
  expect(read(folder, '.projenrc.ts')).toContain('"removed": {\n    "billing": "renamed to accounts"\n  }');
  expect(stdout.split('\n').slice(0, 5)).toEqual([
    '.projenrc.ts: changed ciSteps.afterTests[0].apps[1] to accounts',
    '.projenrc.ts: renamed overrides["apps/billing/k8s/base/service.yaml"] to apps/accounts/k8s/base/service.yaml',
    '.projenrc.ts: changed apps.billing.patches[0].name to accounts',
    '.projenrc.ts: renamed apps.billing to accounts',
    '.projenrc.ts: added removed.billing',
  ]);
  const lines = stdout.slice(stdout.indexOf('moved apps/billing')).split('\n');
  expect(lines).toEqual([
    'moved apps/billing to apps/accounts, with 13 files of yours',
    '',
    '3 files of yours contain billing; check whether it refers to this app:',
    '  apps/accounts/k8s/overlays/dev/secrets/sealed.yaml',
    '  apps/accounts/src/invoices.py',
    '  apps/accounts/src/server.py',
    '',
    '.projenrc.ts also contains billing here; check whether it refers to this app:',
    '  apps.storefront.env.BILLING',
    '',
    'A cluster cannot rename an app: accounts is a new app without releases, and billing is removed.',
    '  image docker.io/acme/billing → docker.io/acme/accounts: the next push builds it',
    '  claim billing-data → accounts-data: the new claim is empty',
    '  the old claims keep their data in the old namespaces; copy what you need',
    '  namespace billing-dev → accounts-dev in dev',
    '  host billing.dev.example → accounts.dev.example in dev',
    '  namespace payments in prod does not change',
    '  These secrets are sealed for the old name and namespace. Seal them again (docs/SEALED_SECRETS.md):',
    '    apps/accounts/k8s/overlays/dev/secrets/sealed.yaml',
    '    the new name of the Secret is accounts-secrets',
    'In the cluster, when this change reaches main (the root shop-root prunes all environments at once,',
    '  gated and pinned environments included, regardless of their sync settings):',
    '  1. deleted   the Application billing-dev with everything deployed: workloads, Services,',
    '               configuration, sealed secrets and their Secrets, and your own manifests without Delete=false',
    '  2. deleted   the AppProject billing, after the Applications',
    '  kept         the namespace billing-dev with the claims billing-data and their data',
    '  kept         the images docker.io/acme/billing in the registry',
    '  no change    in prod: no release yet, so no Application',
    '',
    'Once you push this, billing stops before accounts has a first release. To avoid that gap, revert this and follow',
    '"Rename an app" in ONBOARDING.md.',
    'Next: make dev APP=accounts',
    '',
  ]);
  expect(existsSync(join(folder, 'apps/billing'))).toBe(false);
  const after = contents(join(folder, 'apps/accounts'));
  for (const path of [
    'src/invoices.py',
    'src/server.py',
    'k8s/overlays/dev/secrets/sealed.yaml',
    'k8s/extra/redis.yaml',
  ]) {
    expect(after.get(path)).toBe(before.get(path));
  }
  // Its own releases begin anew, and an environment of Python does not move.
  expect(after.get('argo/release/kustomization.yaml')).toContain('name: accounts-dev');
  expect(after.has('.venv/')).toBe(false);
  expect(await driftNow()).toBe(0);
  expect(pathsBelow(folder).filter((path) => path.startsWith('.python-gitops/'))).toEqual([]);
});

test('a starter file that was deleted does not come back, and a hand edit is saved', async () => {
  git(folder, 'init', '--quiet');
  commitAll(folder);
  git(folder, 'rm', '--quiet', 'apps/billing/test/test_server.py');
  writeFiles(folder, { 'apps/billing/Makefile': 'mine:\n' });
  const { stdout } = await rename('billing', 'accounts');
  expect(existsSync(join(folder, 'apps/accounts/test/test_server.py'))).toBe(false);
  expect(stdout).toMatch(/^healed 1 file:\n {2}apps\/accounts\/Makefile$/m);
  expect(stdout).toMatch(/^To bring it back: npx python-gitops restore \S+$/m);
  git(folder, 'add', '--all');
  expect(git(folder, 'diff', '--cached', '--name-status', '--find-renames', 'HEAD')).toContain(
    'R100\tapps/billing/src/server.py\tapps/accounts/src/server.py\n',
  );
});

test('--dry-run writes nothing, and foretells exactly what is written', async () => {
  const before = contents(folder);
  const { stdout } = await rename('billing', 'accounts', { dryRun: true });
  expect(stdout).toContain('\n-    "billing": {\n+    "accounts": {\n');
  expect(stdout).toContain('would move apps/billing to apps/accounts, with 11 files of yours');
  interface Json {
    readonly written: string[];
    readonly removed: string[];
    readonly dryRun: boolean;
  }
  const json = JSON.parse((await rename('billing', 'accounts', { dryRun: true, json: true })).stdout) as Json;
  expect(differences(before, contents(folder))).toEqual([]);
  const done = JSON.parse((await rename('billing', 'accounts', { json: true })).stdout) as Json;
  expect({ ...done, dryRun: true }).toEqual(json);
});

test('when the files cannot be written, everything is where it was', async () => {
  writeFiles(folder, { 'apps/billing/argo/app-dev.yaml': 'edited\n' });
  const before = contents(folder);
  const transaction = jest.requireActual<typeof import('../../../src/files/disk/transaction')>(
    '../../../src/files/disk/transaction',
  );
  let meanwhile: string[] = [];
  const spy = jest.spyOn(transaction, 'transact').mockImplementation(() => {
    meanwhile = pathsBelow(folder);
    throw new Error('no space left');
  });
  try {
    await expect(rename('billing', 'accounts')).rejects.toThrow('no space left');
  } finally {
    spy.mockRestore();
  }
  expect(meanwhile).toContain('apps/accounts/src/server.py');
  expect(meanwhile).not.toContain('apps/accounts/argo/release/kustomization.yaml');
  expect(differences(before, contents(folder))).toEqual([]);
});

test('what is in the way is said, and nothing is changed', async () => {
  writeFiles(folder, { 'apps/taken/notes.txt': 'mine\n' });
  const before = contents(folder);
  expect(await rename('biling', 'accounts')).toMatchObject({
    code: 2,
    stderr: 'no app biling: did you mean billing?\n',
  });
  expect(await rename('billing', 'storefront')).toMatchObject({
    code: 2,
    stderr: 'app storefront already exists: choose another name\n',
  });
  expect(await rename('billing', 'taken')).toMatchObject({
    code: 2,
    stderr: 'nothing was changed: apps/taken already exists; move it away, or choose another name\n',
  });
  for (const name of ['Accounts', '../accounts', 'a'.repeat(41)]) {
    await expect(rename('billing', name)).rejects.toThrow(FindingsError);
  }
  expect(differences(before, contents(folder))).toEqual([]);
  writeFiles(folder, { [JOURNAL]: '{}' });
  expect(await rename('billing', 'accounts')).toMatchObject({
    code: 2,
    stderr: 'an earlier run was interrupted: run npx projen first, then rename\n',
  });
});
