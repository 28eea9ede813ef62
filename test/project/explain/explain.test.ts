import { STRUCTS } from '../../../src/config/definitions';
import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { parsePath } from '../../../src/config/path';
import { resolve } from '../../../src/config/resolve';
import { validate } from '../../../src/config/validate';
import { AddressError } from '../../../src/project/explain/address';
import type { Explanation } from '../../../src/project/explain/explain';
import { explain } from '../../../src/project/explain/explain';
import { releasesOf } from '../../support/render-cases';

const OPTIONS: PythonGitOpsAppOptions = {
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  organization: { registry: 'docker.io/acme', defaults: { cpu: '100m' }, environments: { prod: { replicas: 4 } } },
  defaults: { env: { A: '1', B: '1' } },
  environments: { dev: {}, prod: { replicas: 5, branch: undefined } },
  apps: {
    checkout: {
      env: { B: '2' },
      workloads: { web: {}, mailer: { command: ['python', '-m', 'mailer'], memory: '512Mi' } },
      environments: { prod: { replicas: 10, workloads: { web: { cpu: '2' } } } },
    },
    other: {},
  },
};

function of(path: string, options = OPTIONS, locked: readonly string[] = []): Explanation {
  expect(validate(options)).toEqual([]);
  return explain(path, options, { releases: releasesOf(resolve(options)), locked: () => new Set(locked) });
}

describe('an option', () => {
  test('is explained by its value, all places that say it, and the files that it reaches', () => {
    expect(of('apps.checkout.environments.prod.replicas')).toMatchObject({
      value: 10,
      from: 'apps.checkout.environments.prod.replicas',
      settings: [
        { path: 'organization.environments.prod.replicas', value: 4 },
        { path: 'environments.prod.replicas', value: 5 },
        { path: 'apps.checkout.environments.prod.replicas', value: 10 },
      ],
      workload: 'web',
      files: [
        'IMPLEMENTATION_SUMMARY.md',
        'apps/checkout/k8s/overlays/prod/kustomization.yaml',
        'apps/checkout/k8s/overlays/prod/poddisruptionbudget.yaml',
      ],
    });
  });

  test.each([
    ['apps.checkout.environments.dev.replicas', 1, undefined],
    ['apps.checkout.environments.dev.cpu', '100m', 'organization.defaults.cpu'],
    ['apps.checkout.environments.prod.cpu', '2', 'apps.checkout.environments.prod.workloads.web.cpu'],
    ['apps.checkout.workloads.mailer.memory', '512Mi', 'apps.checkout.workloads.mailer.memory'],
    ['apps.checkout.environments.prod.workloads.mailer.replicas', 1, undefined],
    ['apps.checkout.environments.dev.env.B', '2', 'apps.checkout.env.B'],
    ['apps.checkout.environments.dev.env["A"]', '1', 'defaults.env.A'],
    ['apps.checkout.port', 5000, undefined],
    ['apps.checkout.workloads.web.port', 5000, undefined],
    ['registry', 'docker.io/acme', 'organization.registry'],
    ['environments.prod.gated', true, undefined],
    ['environments.dev.branch', 'main', undefined],
    ['argocd.namespace', 'argocd', undefined],
  ])('%s is %j, from %s', (path, value, from) => {
    const found = of(path);
    expect([found.value, found.from]).toEqual([value, from]);
  });

  test.each<[string, PythonGitOpsAppOptions, string[], unknown, string[]]>([
    ['apps.other.environments.dev.memory', OPTIONS, [], '64Mi', []],
    ['apps.other.environments.dev.memory', OPTIONS, ['pandas'], '96Mi', ['pandas in apps/other/src/requirements.txt']],
    ['apps.other.environments.prod.memory', OPTIONS, ['pandas'], '256Mi', []],
    [
      'apps.other.memory',
      OPTIONS,
      ['django', 'sqlalchemy'],
      '96Mi',
      ['django, sqlalchemy in apps/other/src/requirements.txt'],
    ],
    ['apps.checkout.workloads.mailer.memory', OPTIONS, ['pandas'], '512Mi', []],
    [
      'apps.a.environments.dev.memory',
      { name: 'shop', apps: { a: { interface: 'asgi' } } },
      [],
      '128Mi',
      ["interface 'asgi'", 'fastapi in apps/a/src/requirements.txt'],
    ],
  ])('%s of %j with %j in the lock is %s, raised for %j', (path, options, locked, value, raisedFor) => {
    expect(of(path, options, locked)).toMatchObject({ value, raisedFor });
  });

  test('that is put together from several places has the keys of all of them', () => {
    const { value, from, settings } = of('apps.checkout.environments.dev.env');
    expect([value, from, settings.map(({ path }) => path)]).toEqual([
      { A: '1', B: '2' },
      undefined,
      ['defaults.env', 'apps.checkout.env'],
    ]);
  });

  test.each([
    ['apps.checkout.port', 'apps/checkout/Dockerfile'],
    ['apps.checkout.server', 'apps/checkout/src/gitops_runtime/choices.py'],
    ['apps.checkout.environments.prod.ingress', 'apps/checkout/k8s/overlays/prod/ingress.yaml'],
    ['apps.checkout.environments.prod.autoscaling', 'apps/checkout/k8s/overlays/prod/horizontalpodautoscaler.yaml'],
    ['apps.checkout.workloads.mailer.command', 'apps/checkout/k8s/base/deployment-mailer.yaml'],
    ['apps.checkout.workloads.mailer.volumes', 'apps/checkout/k8s/base/deployment-mailer.yaml'],
    ['environments.prod.sync', 'apps/<app>/argo/app-prod.yaml'],
    ['environments.dev.branch', 'apps/<app>/argo/app-dev.yaml'],
    ['defaults.labels', 'apps/<app>/k8s/overlays/dev/kustomization.yaml'],
    ['registry', 'apps/<app>/k8s/base/deployment.yaml'],
    ['codeOwners', 'CODEOWNERS'],
    ['pythonVersion', 'apps/<app>/Dockerfile'],
  ])('%s reaches %s', (path, file) => {
    expect(of(path).files).toContain(file);
  });

  test('of one environment reaches no other one', () => {
    const { files } = of('apps.checkout.environments.prod.logLevel');
    expect(files.filter((path) => path.includes('overlays/dev') || path.includes('apps/other'))).toEqual([]);
  });
});

/** Options that change no rendered file, or only files of apps that are reached from outside, which none of these is. */
const BLIND = [
  ...['outdir', 'devDeps', 'overrides', 'takeOver', 'removed'].map((key) => `PythonGitOpsAppOptions.${key}`),
  'SettingsOptions.ingress',
  'SettingsOptions.httpRoute',
];

const PLACES = [
  ['', 'PythonGitOpsAppOptions', ''],
  ['defaults.', 'SettingsOptions', ''],
  ['apps.checkout.', 'AppOptions', ''],
  ['apps.checkout.workloads.web.', 'WorkloadOptions', 'service'],
  ['apps.checkout.workloads.nightly.', 'WorkloadOptions', 'cron-job'],
] as const;

test.each(
  PLACES.flatMap(([place, struct, type]) =>
    Object.entries(STRUCTS[struct].options)
      .filter(([key, { usedBy }]) => !BLIND.includes(`${struct}.${key}`) && (usedBy?.includes(type) ?? true))
      .map(([key]) => `${place}${key}`),
  ),
)('%s reaches a file, and its value is one that it accepts', (path) => {
  const { checkout, ...others } = OPTIONS.apps ?? {};
  const nightly = { command: ['python', '-m', 'nightly'], schedule: '0 3 * * *' };
  const apps = { checkout: { ...checkout, workloads: { ...checkout.workloads, nightly } }, ...others };
  // An objective reaches only rules.
  const { files, value, address } = of(path, { ...OPTIONS, observability: { rules: 'operator' }, apps });
  expect(files).not.toEqual([]);
  // Samples are no names of this repository.
  expect(files.filter((file) => /explained|other/i.test(file.replace('apps/other/', '')))).toEqual([]);
  expect(value === undefined ? [] : refusals(address, value)).toEqual([]);
});

/** Why an option does not accept a value. */
function refusals({ struct, key }: Explanation['address'], value: unknown): string[] {
  const found: string[] = [];
  STRUCTS[struct].options[key].rule(value, key, ({ path, must }) => found.push(`${path} must ${must}`));
  return found;
}

test.each<[string, PythonGitOpsAppOptions, unknown]>([
  ['packageManager', OPTIONS, 'npm'],
  ['apps', OPTIONS, OPTIONS.apps],
  ['environments', OPTIONS, OPTIONS.environments],
  ['environments', { name: 'shop' }, { dev: {}, staging: {}, prod: {} }],
  ['environments.prod.replicas', OPTIONS, 5],
  ['environments.dev.replicas', OPTIONS, 1],
  ['environments.prod.memory', { name: 'shop', apps: {} }, '256Mi'],
  ['defaults.cpu', OPTIONS, '100m'],
  ['defaults.logLevel', OPTIONS, undefined],
  [
    'argocd',
    OPTIONS,
    { namespace: 'argocd', manages: 'projects-and-applications', retryRefresh: true, manifestGeneratePaths: false },
  ],
  ['delivery', { ...OPTIONS, delivery: { credentials: 'github-app' } }, { credentials: 'github-app' }],
  ['apps.checkout.callable', OPTIONS, 'server:app'],
  ['apps.checkout.secretFiles', { name: 'shop', apps: { checkout: { secretFiles: ['ca.pem'] } } }, ['ca.pem']],
  [
    'apps.checkout.buildSecrets',
    { name: 'shop', apps: { checkout: { buildSecrets: { PIP_NETRC: '/root/.netrc' } } } },
    { PIP_NETRC: '/root/.netrc' },
  ],
  [
    'apps.checkout.workloads.web.ports',
    { name: 'shop', apps: { checkout: { workloads: { web: { ports: { grpc: 9000 } } } } } },
    { grpc: 9000 },
  ],
])('%s of %j is %j, as in .projenrc.ts', (path, options, value) => {
  expect(of(path, options).value).toEqual(value);
});

describe('files that a new entry adds', () => {
  test.each([
    ['apps', 'apps/<app>/Dockerfile'],
    ['environments', 'apps/<app>/argo/app-<environment>.yaml'],
    ['environments', 'apps/<app>/k8s/overlays/<environment>/kustomization.yaml'],
    ['environments.prod.clusters', 'apps/<app>/argo/app-prod-<cluster>.yaml'],
    ['apps.checkout.workloads', 'apps/checkout/k8s/base/deployment-<workload>.yaml'],
  ])('of %s are named by what it is: %s', (path, file) => {
    const { files } = of(path);
    expect(files).toContain(file);
    expect(files.filter((other) => other.includes('explained'))).toEqual([]);
  });

  test('without any app, what all apps would get is shown', () => {
    expect(of('defaults.cpu', { name: 'shop' }).files).toContain('apps/<app>/k8s/base/deployment.yaml');
  });
});

test('the variables of a workload are explained with those of its app', () => {
  const { apps = {} } = OPTIONS;
  const web = { env: { B: '3', C: '3' } };
  const options = { ...OPTIONS, apps: { checkout: { ...apps.checkout, workloads: { web } } } };
  expect(of('apps.checkout.workloads.web.env', options)).toMatchObject({
    value: { A: '1', B: '3', C: '3' },
    from: undefined,
    settings: [{ path: 'defaults.env' }, { path: 'apps.checkout.env' }, { path: 'apps.checkout.workloads.web.env' }],
  });
});

test('a map that is inherited as a whole comes from the nearest level', () => {
  const ingress = { hosts: ['a.example'], paths: { '/a': 'web' } };
  const options = {
    ...OPTIONS,
    defaults: { ingress: { paths: { '/': 'web' } } },
    apps: { shop: { ingress, environments: { dev: { ingress: { hosts: ['b.example'] } } } } },
  };
  expect(of('apps.shop.environments.prod.ingress.paths', options).from).toBe('apps.shop.ingress.paths');
  expect(of('apps.shop.environments.dev.ingress', options).from).toBeUndefined();
});

describe('a path that names nothing', () => {
  test.each([
    ['apps.chekout.port', 'no app chekout: did you mean checkout?'],
    ['apps.checkout.prot', 'apps.checkout has no option prot: did you mean port?'],
    ['apps.checkout.environments.prd.cpu', 'no environment prd: did you mean prod?'],
    ['apps.checkout.workloads.maler.memory', 'no workload of checkout maler: did you mean mailer?'],
    ['apps.checkout.metrics.pth', 'apps.checkout.metrics has no option pth: did you mean path?'],
    [
      'defaults.networkPolicy.egress[0].namspace',
      'defaults.networkPolicy.egress[0] has no option namspace: did you mean namespace?',
    ],
    [
      'apps.checkout.workloads.mailer.volumes.cache.sise',
      'apps.checkout.workloads.mailer.volumes.cache has no option sise: did you mean size?',
    ],
    ['argocd.retryRefreshh', 'argocd has no option retryRefreshh: did you mean retryRefresh?'],
    ['apps.checkout.port.number', 'apps.checkout.port has no options, so remove .number'],
    ['apps.checkout.env.A.B', 'apps.checkout.env.A has no options, so remove .B'],
    ['regstry', 'the config has no option regstry: did you mean registry?'],
    ['apps.other.environments.prod', /^add an option to apps\.other\.environments\.prod: replicas, memory,/],
    ['', /^add an option: registry, /],
    ['apps..port', 'apps..port is not the path of an option: check character 5'],
    ['apps.a b', 'apps.a b is not the path of an option: check character 7'],
  ])('%j is told so: %s', (path, message) => {
    expect(() => of(path)).toThrow(AddressError);
    expect(() => of(path)).toThrow(message);
  });
});

test.each([
  ['apps.checkout.metrics.path', 'MetricsOptions', 'path'],
  ['defaults.networkPolicy.egress[0].ports', 'EgressOptions', 'ports'],
  ['apps.checkout.workloads.web.probes.startup.path', 'ProbeOptions', 'path'],
  ['organization.defaults.cpu', 'SettingsOptions', 'cpu'],
  ['apps.checkout.env.A', 'AppOptions', 'env'],
  ['apps.checkout.patches[0].merge.spec.replicas', 'PatchOptions', 'merge'],
])('%s is described by %s.%s', (path, struct, key) => {
  expect(of(path).address.innermost).toEqual({ struct, key });
});

test('a path is read with names of any kind', () => {
  expect(parsePath('apps["a b"].workloads.x-1.env["A.\\"B"]')).toEqual([
    'apps',
    'a b',
    'workloads',
    'x-1',
    'env',
    'A."B',
  ]);
  expect(parsePath('apps.web.patches[0]')).toEqual(['apps', 'web', 'patches', '0']);
});
