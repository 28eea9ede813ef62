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
  return answer(() => runExplain(folder, path === '' ? [] : path.split(' '), flags));
}

test('an option is shown with its meaning, its value, where it is set, and the files that it affects', async () => {
  const { code, stdout, stderr } = await ask('apps.storefront.environments.prod.replicas');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(`apps.storefront.environments.prod.replicas
  Number of pods of each service.

  With autoscaling it is the minimum, unless you set \`autoscaling.minReplicas\`. A worker has one pod unless the
  workload itself sets \`replicas\`, because code written for one process often breaks with two.

  value    10, for the workload web
  from     apps.storefront.environments.prod.replicas
  type     number
  default  1 in the first environment, 3 in the last, 2 in others

  Set in these places; the last one wins:
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
  const facts = stdout.split('\n').filter((line) => /^ {2}(?:value|from|type|default|see) /.test(line));
  expect(facts).toEqual([
    "  value    '250m', for the workload web",
    '  from     the library default',
    '  type     string',
    "  default  '250m'",
    '  see      https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  ]);
  expect(stdout).not.toContain('Set in these places');
});

test('a default memory that the lock raises names the packages', async () => {
  const lock = 'apps/storefront/src/requirements.txt';
  const before = read(folder, lock);
  writeFiles(folder, { [lock]: `${before}pandas==3.1.1\nnumpy==2.5.1\n` });
  const { stdout } = await ask('apps.storefront.environments.dev.memory');
  writeFiles(folder, { [lock]: before });
  expect(stdout.match(/^ {2}(?:value|from) .*/gm)).toEqual([
    "  value    '96Mi', for the workload web",
    '  from     the library default, raised for numpy, pandas in apps/storefront/src/requirements.txt',
  ]);
});

test('a field of an option has its own description and default', async () => {
  const { code, stdout } = await ask('apps.storefront.metrics.path');
  expect([code, stdout.split('\n').slice(0, 8)]).toEqual([
    0,
    [
      'apps.storefront.metrics.path',
      '  Path of the metrics on the port of each service.',
      '',
      '  An application made with `create_app` serves them there. Any other application has to serve its own.',
      '',
      "  value    '/metrics'",
      '  from     the library default',
      '  type     string',
    ],
  ]);
});

test.each([
  ['packageManager', ["  value    'npm'", '  from     the library default']],
  ['apps', ['  value    storefront', '  from     apps']],
  ['environments', ['  value    dev, prod', '  from     environments']],
  ['environments.prod.replicas', ['  value    5', '  from     environments.prod.replicas']],
  ['apps.storefront.callable', ["  value    'server:app'", '  from     the library default']],
  ['codeOwners', ['  value    []', '  from     the library default']],
])('the value of %s is shown as in .projenrc.ts', async (path, lines) => {
  expect((await ask(path)).stdout.match(/^ {2}(?:value|from) .*/gm)).toEqual(lines);
});

test('a long value has several lines', async () => {
  const patches = ['a', 'b'].map((name) => ({
    kind: 'Deployment',
    merge: { metadata: { annotations: { [name]: 'x'.repeat(20) } } },
  }));
  const own = repositoryWith({ name: 'shop', apps: { storefront: { patches } } });
  const { stdout } = await answer(() => runExplain(own, ['apps.storefront.patches'], {}));
  expect(stdout).toContain(`
  value    [
             { kind: 'Deployment', merge: { metadata: { annotations: { a: '${'x'.repeat(20)}' } } } },
             { kind: 'Deployment', merge: { metadata: { annotations: { b: '${'x'.repeat(20)}' } } } },
           ]
  from     apps.storefront.patches
`);
});

test('without any app, no name of a sample is shown', async () => {
  const own = repositoryWith({ name: 'shop' });
  const { stdout } = await answer(() => runExplain(own, ['defaults.cpu'], {}));
  expect(stdout).toContain('    apps/<app>/k8s/base/deployment.yaml\n');
  expect(stdout).not.toContain('explained');
});

test('programs get JSON', async () => {
  const { code, stdout } = await ask('apps.storefront.environments.prod.replicas', { json: true });
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    {
      schemaVersion: 1,
      option: 'apps.storefront.environments.prod.replicas',
      summary: 'Number of pods of each service.',
      remarks: expect.stringContaining('autoscaling') as string,
      type: 'number',
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

test('a part of a name finds options, by group', async () => {
  expect((await ask('autoscal')).stdout)
    .toBe(`Any level, in defaults, environments.NAME, apps.NAME, or apps.NAME.environments.NAME
  autoscaling               Scales the number of pods by load.
  autoscaling.enabled       Set it to false to turn off autoscaling that a farther level sets.
  autoscaling.maxReplicas   Maximum number of pods, from 2 to 1000, and more than the minimum.
  autoscaling.minReplicas   Minimum number of pods, from 1 to 1000.
  autoscaling.targetCpu     Target CPU utilization in percent of the request, from 1 to 100.
  autoscaling.targetMemory  Target memory utilization in percent of the request, from 1 to 100.
  replicas                  Number of pods of each service.

Recipes in docs/RECIPES.md
  Autoscaling

Show one, with its value here: make explain OPTION=PATH
`);
});

test.each([
  ['timezone', 'apps.NAME.workloads.NAME.timeZone'],
  ['wsgiserver', 'apps.NAME.server'],
  ['apps.NAME.workloads.NAME.schedule', 'apps.NAME.workloads.NAME.schedule'],
])('what only one option matches is shown: %s', async (words, path) => {
  const { code, stdout } = await ask(words);
  expect([code, stdout.split('\n')[0]]).toEqual([0, path]);
  expect(stdout).toMatch(new RegExp(`^ {2}type .*(?:\\n {2}.*)*\\n {2}set it as  ${path}$`, 'm'));
});

test('without words, all options are listed', async () => {
  const { code, stdout } = await ask('');
  expect([code, stdout.match(/^\S.*/gm)]).toEqual([
    0,
    [
      'The repository',
      'An app',
      'A workload of an app',
      'An environment',
      'Any level, in defaults, environments.NAME, apps.NAME, or apps.NAME.environments.NAME',
      'Show one, with its value here: make explain OPTION=PATH',
    ],
  ]);
  const { options } = JSON.parse((await ask('', { json: true })).stdout) as { options: { option: string }[] };
  expect(options.length).toBeGreaterThan(150);
  expect(options.find(({ option }) => option === 'apps.NAME.port')).toEqual({
    option: 'apps.NAME.port',
    places: ['apps.NAME.'],
    summary: 'Port on which the server listens in the container, from 1024 to 65535.',
    type: 'number',
    default: '5000',
    words: ['containerPort', 'targetPort', 'servicePort', 'internalPort'],
  });
});

test('words that no option matches are an error', async () => {
  expect(await ask('frobnicate it')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'no option and no recipe matches frobnicate it. List all options with make explain; recipes are in docs/RECIPES.md.\n',
  });
});

test.each([
  ['gpu', ['GPU nodes']],
  ['alembic', ['PostgreSQL with migrations']],
  ['nvidia tolerations', ['GPU nodes']],
  ['cert-manager', ['Ingress with TLS']],
])('words that only recipes contain find these: %s', async (words, recipes) => {
  const { code, stdout } = await ask(words);
  expect([code, stdout]).toEqual([
    0,
    `Recipes in docs/RECIPES.md\n${recipes.map((heading) => `  ${heading}\n`).join('')}`,
  ]);
  expect(JSON.parse((await ask(words, { json: true })).stdout)).toEqual({ schemaVersion: 1, options: [], recipes });
});

test('recipes follow a single option, too', async () => {
  const { stdout } = await ask('sidecar');
  expect(stdout.split('\n')[0]).toBe('apps.NAME.patches');
  expect(stdout).toMatch(/\n\nRecipes in docs\/RECIPES\.md\n {2}Sidecar\n$/);
});

test('nothing is written', async () => {
  const before = contents(folder);
  await ask('registry');
  expect(differences(before, contents(folder))).toEqual([]);
});
