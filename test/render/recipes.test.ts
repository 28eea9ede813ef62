import { runValidate } from '../../src/cli/commands/validate/run';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { validate } from '../../src/config/validate';
import { renderDocuments } from '../../src/render/documents';
import { RECIPE_OPTIONS } from '../../src/render/recipe-options';
import { answer, rcWith, repositoryWith } from '../support/command';
import type { Recipe } from '../support/recipes';
import { applyFile, mergeOptions, optionsOf, recipesOf } from '../support/recipes';
import { byPath, CASES, contentOf, DEFAULT, repositoryOf } from '../support/render-cases';
import { kustomize, removeFolders } from '../support/render-disk';
import type { KubeObject } from '../support/render-objects';
import { find } from '../support/render-objects';
import { read, synthIn, writeFiles } from '../support/repository';

afterAll(removeFolders);

const pageOf = (options: PythonGitOpsAppOptions): string =>
  contentOf(byPath(renderDocuments(repositoryOf(options))), 'docs/RECIPES.md');

const TITLES = [
  'FastAPI',
  'Django',
  'PostgreSQL with migrations',
  'Worker with a queue',
  'Cron job',
  'Secret',
  'Private package index',
  'System packages',
  'Another Python',
  'Extra manifest',
  'Ingress with TLS',
  'Autoscaling',
  'GPU nodes',
  'arm64 nodes',
  'Sidecar',
  'Several clusters',
];

const fragments = (recipe: Recipe): Record<string, unknown>[] =>
  recipe.blocks.filter(({ language }) => language === 'ts').map(optionsOf);

/** A config with the options of recipes. */
const withRecipes = (options: PythonGitOpsAppOptions, recipes: readonly Recipe[]): PythonGitOpsAppOptions =>
  recipes.flatMap(fragments).reduce((merged, fragment) => mergeOptions(merged, fragment), options as unknown) as never;

describe.each<[string, PythonGitOpsAppOptions]>([
  ...Object.entries(CASES),
  ['no-apps', { name: 'shop' }],
  [
    'no-service',
    { name: 'shop', apps: { mailer: { workloads: { mailer: { command: ['python', '-m', 'mailer'] } } } } },
  ],
  [
    'other-names',
    { ...DEFAULT, environments: { 'live-eu': {} }, apps: { api: { workloads: { 'my-web': {} } }, shop: {} } },
  ],
  ['uv', { ...DEFAULT, apps: { storefront: { packages: 'uv' } } }],
  ['elsewhere', { ...DEFAULT, ci: 'none', argocd: { manages: 'nothing' }, pythonVersion: '3.14' }],
])('in the case %s', (_case, options) => {
  const recipes = recipesOf(pageOf(options));

  test('the page has every recipe, and each option of RECIPE_OPTIONS once', () => {
    expect(recipes.map(({ title }) => title)).toEqual(TITLES);
    expect(recipes.flatMap(fragments)).toHaveLength(Object.keys(RECIPE_OPTIONS).length);
  });

  test.each(TITLES)('%s has options that are valid in this repository', (title) => {
    const recipe = recipes.filter((one) => one.title === title);
    expect(validate(withRecipes(options, recipe))).toEqual([]);
  });

  test('all recipes are valid together', () => {
    expect(validate(withRecipes(options, recipes))).toEqual([]);
  });
});

test('packages are added in the way of the app', () => {
  const added = (options: PythonGitOpsAppOptions): string[] | null => pageOf(options).match(/^.*\balembic 'psy.*$/gm);
  expect(added(DEFAULT)).toEqual([
    "printf '%s\\n' alembic 'psycopg[binary]' sqlalchemy >>apps/storefront/src/requirements.in",
  ]);
  expect(added({ ...DEFAULT, apps: { storefront: { packages: 'uv' } } })).toEqual([
    "apps/storefront/scripts/setup.sh uv add alembic 'psycopg[binary]' sqlalchemy",
  ]);
});

/** Recipes whose packages are not in the lock of a fresh repository, which validate reports. */
const NOT_LOCKED = [
  '.projenrc.ts missing-program: apps.storefront.workloads.migrate.command runs alembic, but alembic is not in apps/storefront/src/requirements.txt',
];

describe('all recipes in one repository', () => {
  let folder: string;
  let objects: KubeObject[];

  beforeAll(async () => {
    const recipes = recipesOf(pageOf(DEFAULT));
    // The commands of the first recipes add apps.
    folder = repositoryWith(withRecipes(DEFAULT, recipes.slice(0, 2)));
    const options = withRecipes(DEFAULT, recipes);
    for (const block of recipes.flatMap(({ blocks }) => blocks)) {
      if (/^(?:python|toml|yaml)$/.test(block.language)) applyFile(folder, block);
    }
    writeFiles(folder, { '.projenrc.ts': rcWith(options) });
    synthIn(folder, options);
    objects = await kustomize(folder, 'apps/storefront/k8s/overlays/prod');
  });

  test('are what validate accepts, but for packages that are not locked yet', async () => {
    const { stdout } = await answer(() => runValidate(folder, undefined, { json: true, cache: false }));
    const { problems } = JSON.parse(stdout) as { problems: { path: string; rule: string; message: string }[] };
    expect(problems.map(({ path, rule, message }) => `${path} ${rule}: ${message}`)).toEqual(NOT_LOCKED);
  });

  test('render what the page announces', () => {
    const [deployment, worker, migrate, nightly] = [
      find(objects, 'Deployment', 'storefront').spec.template.spec,
      find(objects, 'Deployment', 'storefront-worker').spec.template.spec,
      find(objects, 'Job', 'storefront-migrate'),
      find(objects, 'CronJob', 'storefront-nightly').spec,
    ];
    expect(deployment.nodeSelector).toEqual({ 'kubernetes.io/arch': 'arm64', 'nvidia.com/gpu.present': 'true' });
    expect(deployment.containers[0].resources.limits['nvidia.com/gpu']).toBe('1');
    expect(deployment.initContainers[0]).toMatchObject({ name: 'database-proxy', restartPolicy: 'Always' });
    expect([worker.containers[0].command, worker.terminationGracePeriodSeconds]).toEqual([
      ['python', '-m', 'worker'],
      120,
    ]);
    expect(worker.nodeSelector).toEqual({ 'kubernetes.io/arch': 'arm64' });
    expect(migrate.spec.template.spec.containers[0].command).toEqual(['alembic', 'upgrade', 'head']);
    expect([nightly.schedule, nightly.timeZone]).toEqual(['0 3 * * *', 'Europe/Berlin']);
    expect(find(objects, 'HorizontalPodAutoscaler', 'storefront').spec).toMatchObject({
      minReplicas: 3,
      maxReplicas: 10,
    });
    expect(find(objects, 'Ingress', 'storefront').spec).toMatchObject({
      ingressClassName: 'nginx',
      tls: [{ hosts: ['storefront.example.org'], secretName: 'storefront-tls' }],
    });
    expect(find(objects, 'ResourceQuota', 'storefront').metadata.namespace).toBe('storefront-prod');
    expect(read(folder, 'apps/storefront/Dockerfile').match(/python:3\.14|id=PIP_NETRC|ffmpeg libmagic1t64/g)).toEqual([
      'python:3.14',
      'id=PIP_NETRC',
      'python:3.14',
      'ffmpeg libmagic1t64',
    ]);
    expect(read(folder, '.github/workflows/app.yml').match(/runs-on: .*-arm$/gm)).toHaveLength(2);
    expect(read(folder, 'apps/storefront/argo/kustomization.yaml')).toContain('app-prod-eu.yaml');
  });
});
