import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findDrift } from '../../../src/checks/drift/drift';
import { Folder } from '../../../src/files/disk/folder';
import { renderLeniently } from '../../../src/project/synthesis/rendering';
import {
  contents,
  differences,
  makeProject,
  read,
  SHOP,
  synthIn,
  temporaryFolder,
  writeFiles,
} from '../../support/repository';

jest.setTimeout(120_000);

/** The drift of a folder against the rendering of a config. */
function driftOf(folder: string, options: object): string[] {
  const { tree, repository, findings } = renderLeniently(makeProject(folder, options), new Folder(folder));
  const apps = repository.apps.map(({ name }) => name);
  return findDrift({ tree, folder: new Folder(folder), apps, findings }).map(({ state, path }) => `${state} ${path}`);
}

const WEB = 'apps/storefront';
const EXTRA = `${WEB}/k8s/extra/redis.yaml`;
const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: redis\n';

/** Each escape hatch: its option, and a file that it affects. */
const WAYS: readonly [name: string, options: object, shown: string, text: string][] = [
  [
    'a patch of the base',
    { apps: { storefront: { patches: [{ kind: 'Deployment', merge: { spec: { minReadySeconds: 7 } } }] } } },
    `${WEB}/k8s/base/deployment.yaml`,
    'minReadySeconds: 7\n',
  ],
  [
    'a patch of one environment',
    {
      apps: {
        storefront: {
          patches: [{ kind: 'Deployment', environment: 'prod', merge: { spec: { minReadySeconds: 7 } } }],
        },
      },
    },
    `${WEB}/k8s/overlays/prod/kustomization.yaml`,
    'path: /spec/minReadySeconds\n',
  ],
  [
    'an extra manifest',
    { apps: { storefront: { extraManifests: ['redis.yaml'] } } },
    `${WEB}/k8s/extra/kustomization.yaml`,
    '- redis.yaml\n',
  ],
  [
    'a step of the workflow',
    { ciSteps: { afterTests: [{ name: 'Mine', run: 'make mine' }] } },
    '.github/workflows/app.yml',
    'run: make mine\n',
  ],
  [
    'an override',
    { overrides: { '.github/workflows/app.yml': [{ op: 'replace', path: '/jobs/test/timeout-minutes', value: 59 }] } },
    '.github/workflows/app.yml',
    'timeout-minutes: 59\n',
  ],
  [
    'an environment variable',
    { apps: { storefront: { env: { MINE: 'yes' } } } },
    `${WEB}/k8s/base/configmap.yaml`,
    'MINE: "yes"\n',
  ],
];

describe.each(WAYS)('%s', (_name, own, shown, text) => {
  const options = { ...SHOP, apps: { storefront: {} }, ...own };
  const folder = temporaryFolder();

  beforeAll(() => {
    writeFiles(folder, { [EXTRA]: CONFIG_MAP });
    synthIn(folder, options);
  });

  test('changes the generated file, and is not drift', () => {
    expect(read(folder, shown)).toContain(text);
    expect(driftOf(folder, options)).toEqual([]);
  });

  test('is protected like everything else: an edit of the file is drift, and synth heals it', () => {
    const before = read(folder, shown);
    writeFiles(folder, { [shown]: `${before}# mine\n` });
    expect(driftOf(folder, options)).toEqual([`edited ${shown}`]);
    synthIn(folder, options);
    expect(read(folder, shown)).toBe(before);
  });

  test('leaves no trace after its removal', () => {
    const plain = { ...SHOP, apps: { storefront: {} } };
    const fresh = temporaryFolder();
    writeFiles(fresh, { [EXTRA]: CONFIG_MAP });
    synthIn(fresh, plain);
    synthIn(folder, plain);
    expect(differences(contents(fresh), contents(folder)).filter((path) => !path.includes('.python-gitops/'))).toEqual(
      [],
    );
    expect(read(folder, EXTRA)).toBe(CONFIG_MAP);
  });
});

describe('a file that is taken over', () => {
  const folder = temporaryFolder();
  const path = `${WEB}/Dockerfile`;
  const before = { ...SHOP, apps: { storefront: {} } };
  const options = { ...before, takeOver: [path] };

  beforeAll(() => {
    synthIn(folder, before);
    synthIn(folder, options);
  });

  test('stays as it was, and is in no hash manifest', () => {
    expect(read(folder, path)).toContain('FROM ');
    expect(read(folder, `${WEB}/.generated.sha256`)).not.toContain(`  ${path}\n`);
    expect(driftOf(folder, options)).toEqual([]);
  });

  test('is yours: an edit is not drift, survives a synth, and ignores changes of the config', () => {
    const mine = 'FROM scratch\n';
    writeFiles(folder, { [path]: mine });
    expect(driftOf(folder, options)).toEqual([]);
    synthIn(folder, { ...options, apps: { storefront: { port: 8080 } } });
    expect(read(folder, path)).toBe(mine);
  });

  test('is not created again after it was deleted', () => {
    rmSync(join(folder, path));
    synthIn(folder, options);
    expect([existsSync(join(folder, path)), driftOf(folder, options)]).toEqual([false, []]);
  });

  test('is generated again without takeOver, and its content is saved', () => {
    writeFiles(folder, { [path]: 'FROM scratch\n' });
    synthIn(folder, before);
    expect(read(folder, path)).toContain('HEALTHCHECK');
    expect(driftOf(folder, before)).toEqual([]);
  });
});
