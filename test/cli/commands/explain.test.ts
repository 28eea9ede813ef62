import { runExplain } from '../../../src/cli/commands/explain/run';
import type { Answer } from '../../support/command';
import { answer, repositoryWith } from '../../support/command';
import { contents, differences, read, writeFiles } from '../../support/repository';

const OPTIONS = {
  name: 'shop',
  environments: { dev: {}, prod: { replicas: 5 } },
  apps: { storefront: { environments: { prod: { replicas: 10 } } } },
};

let folder: string;

beforeAll(() => {
  folder = repositoryWith(OPTIONS);
});

function ask(path: string, flags: { json?: boolean } = {}): Promise<Answer> {
  return answer(() => runExplain(folder, path, flags));
}

test('an option is told with its meaning, its value, who says it, and the files that it reaches', async () => {
  const { code, stdout, stderr } = await ask('apps.storefront.environments.prod.replicas');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`apps.storefront.environments.prod.replicas
  Number of pods of each service.

  value    10, for the workload web
  from     apps.storefront.environments.prod.replicas

  Set in these places; the last one wins:
    library default: 1 in the first environment, 3 in the last, 2 in others
    environments.prod.replicas                  5
    apps.storefront.environments.prod.replicas  10

  Affects 3 files:
    IMPLEMENTATION_SUMMARY.md
    apps/storefront/k8s/overlays/prod/kustomization.yaml
    apps/storefront/k8s/overlays/prod/poddisruptionbudget.yaml
`);
});

test('without a setting, the default of the library applies', async () => {
  const { stdout } = await ask('apps.storefront.environments.dev.cpu');
  expect(stdout).toContain('  value    "250m", for the workload web\n  from     the library default: "250m"\n');
  expect(stdout).not.toContain('Set in these places');
});

test('a default memory that the lock raises names the packages', async () => {
  const lock = 'apps/storefront/src/requirements.txt';
  const before = read(folder, lock);
  writeFiles(folder, { [lock]: `${before}pandas==3.1.1\nnumpy==2.5.1\n` });
  const { stdout } = await ask('apps.storefront.environments.dev.memory');
  writeFiles(folder, { [lock]: before });
  expect(stdout.split('\n').slice(3, 5)).toEqual([
    '  value    "96Mi", for the workload web',
    '  from     the library default: 64Mi in the first environment, 256Mi in the last, 128Mi in others; more if the app needs it; ' +
      'raised for numpy, pandas in apps/storefront/src/requirements.txt',
  ]);
});

test('a field of an option has its own description and default', async () => {
  const { code, stdout } = await ask('apps.storefront.metrics.path');
  expect([code, stdout.split('\n').slice(0, 5)]).toEqual([
    0,
    [
      'apps.storefront.metrics.path',
      '  Path of the metrics on the port of each service.',
      '',
      '  value    "/metrics"',
      '  from     the library default: "/metrics"',
    ],
  ]);
});

test('programs get JSON', async () => {
  const { code, stdout } = await ask('apps.storefront.environments.prod.replicas', { json: true });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    {
      schemaVersion: 1,
      option: 'apps.storefront.environments.prod.replicas',
      value: 10,
      from: 'apps.storefront.environments.prod.replicas',
      raisedFor: [],
      settings: [
        { path: 'environments.prod.replicas', value: 5 },
        { path: 'apps.storefront.environments.prod.replicas', value: 10 },
      ],
      default: '- 1 in the first environment, 3 in the last, 2 in others',
      workload: 'web',
      files: [
        'IMPLEMENTATION_SUMMARY.md',
        'apps/storefront/k8s/overlays/prod/kustomization.yaml',
        'apps/storefront/k8s/overlays/prod/poddisruptionbudget.yaml',
      ],
    },
  ]);
});

test('a path that names nothing is an error that names the nearest one', async () => {
  expect(await ask('apps.storefront.environments.prod.replicsa')).toEqual({
    code: 2,
    stdout: '',
    stderr: 'apps.storefront.environments.prod has no option replicsa: did you mean replicas?\n',
  });
});

test('nothing is written', async () => {
  const before = contents(folder);
  await ask('registry');
  expect(differences(before, contents(folder))).toEqual([]);
});
