import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as support from './support';
import type { Background } from '../support/background';
import { background, freePorts, waitFor } from '../support/background';

jest.setTimeout(600_000);
afterAll(support.cleanUp);

const PYRIGHT = '1.1.414';

/** The apps, by framework. */
const APPS = { fastapi: 'catalog', starlette: 'hooks', django: 'orders' } as const;

type Framework = keyof typeof APPS;

let folder: string;

const inApp = (framework: Framework, ...path: string[]): string => join(folder, 'apps', APPS[framework], ...path);

const rc = (): string => readFileSync(join(folder, '.projenrc.ts'), 'utf8');

beforeAll(() => {
  folder = support.repository();
  writeFileSync(join(folder, '.projenrc.ts'), rc().replace(/^ {2}name: .*\n/m, '$&  editorSettings: true,\n'));
  for (const [framework, app] of Object.entries(APPS)) {
    support.gitops(folder, ['add-app', app, '--framework', framework]);
  }
});

test('each app has its framework in .projenrc.ts, and a Django app also its secrets and migrations', () => {
  expect(rc()).toContain("    catalog: { framework: 'fastapi' },\n    hooks: { framework: 'starlette' },\n");
  expect(rc()).toContain(
    "secrets: ['DATABASE_URL', 'SECRET_KEY'], workloads: { web: {}, migrate: { type: 'job', command: ['python', 'manage.py', 'migrate'] } }",
  );
  expect(support.synth(folder).all).toMatch(/ files match \.projenrc\.ts; nothing to change/);
});

test.each(Object.keys(APPS) as Framework[])('make test passes in a new app of %s', (framework) => {
  const { all } = support.run('make', ['test'], { cwd: inApp(framework) });
  expect(all).toMatch(/\d+ passed/);
  expect(all).not.toMatch(/\d+ (?:failed|error|skipped|warning)/);
});

test('make lint passes in a new app of Django, whose models need a plugin of mypy', () => {
  expect(support.run('make', ['lint'], { cwd: inApp('django') }).all).toContain('Success: no issues found');
});

/** Serves an app with make run while `use` runs. */
async function serving(framework: Framework, env: NodeJS.ProcessEnv, use: (url: string) => Promise<void>) {
  const [port] = await freePorts(1);
  const log = join(support.makeFolder('log'), 'output.log');
  const cwd = inApp(framework);
  const options = { cwd, env: support.cleanEnvironment(env), group: true };
  const server: Background = background('make', ['run', `PORT=${port}`], log, options);
  const url = `http://127.0.0.1:${port}`;
  try {
    const answers = (): Promise<boolean> =>
      fetch(`${url}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    await waitFor(answers, { what: `${framework} serves`, seconds: 60, program: server });
    await use(url);
  } finally {
    await server.stop();
  }
}

test('FastAPI checks requests by their types, and its routes are in the metrics', async () => {
  support.edit(
    inApp('fastapi', 'src', 'server.py'),
    '# Add routes above',
    [
      '@api.get("/double/{number}")',
      'async def double(number: int) -> int:',
      '    """Double a number."""',
      '    return 2 * number',
      '',
      '',
      '# Add routes above',
    ].join('\n'),
  );
  await serving('fastapi', {}, async (url) => {
    expect(await (await fetch(`${url}/double/21`)).json()).toBe(42);
    expect((await fetch(`${url}/double/x`)).status).toBe(422);
    expect((await fetch(`${url}/docs`)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('http_requests_total{method="GET",route="/double/{number}",status="200"} 1.0');
    expect(metrics).toContain('http_requests_total{method="GET",route="/double/{number}",status="422"} 1.0');
  });
});

test('Django migrates, and serves its pages with their static files', async () => {
  support.run('../.venv/bin/python', ['manage.py', 'migrate'], { cwd: inApp('django', 'src') });
  expect(existsSync(inApp('django', 'db.sqlite3'))).toBe(true);
  await serving('django', {}, async (url) => {
    const page = await (await fetch(`${url}/admin/login/`)).text();
    const [, style] = /<link rel="stylesheet" href="([^"]*\/base\.css)">/.exec(page) ?? [];
    expect((await fetch(`${url}${style}`)).status).toBe(200);
    const metrics = await (await fetch(`${url}/metrics`)).text();
    expect(metrics).toContain('http_requests_total{method="GET",route="/admin/login/",status="200"} 1.0');
  });
  // Neither the database nor what collectstatic writes is committed.
  expect(support.git(folder, 'status', '--porcelain', '--', 'apps/orders/db.sqlite3')).toBe('');
});

test.each([
  ['no SECRET_KEY', { DATABASE_URL: 'sqlite://:memory:' }, 'SECRET_KEY'],
  ['no DATABASE_URL', { SECRET_KEY: 'x' }, 'DATABASE_URL'],
])('Django with the environment of a cluster and %s names what to do', (_what, env, name) => {
  const { all } = support.run('../.venv/bin/python', ['manage.py', 'check'], {
    cwd: inApp('django', 'src'),
    env: { APP_ENV: 'test', ...env },
    expect: 1,
  });
  expect(all.trimEnd().split('\n').at(-1)).toBe(
    `django.core.exceptions.ImproperlyConfigured: ${name} is not set: add it to secrets of the app in .projenrc.ts, then run make seal`,
  );
});

test('a change of the interface prints the shape of server.py, and what it prints is enough for make test', () => {
  const app = join(folder, 'apps', 'shop');
  writeFileSync(join(folder, '.projenrc.ts'), rc().replace(/^ {4}shop: \{/m, "    shop: {\n      interface: 'asgi',"));
  const { all } = support.synth(folder);
  const [, shape] = /The shape of src\/server\.py with FastAPI:\n\n([^]*?)\n\n(?! {6}|\n)/.exec(all) ?? [];
  writeFileSync(join(app, 'src', 'server.py'), `${shape.replace(/^ {6}/gm, '')}\n`);
  const { dir, commands } = changesOf(all);
  expect(dir).toBe('apps/shop');
  writeFileSync(join(app, 'src', 'requirements.in'), '-r gitops_runtime/requirements.in\nfastapi\n');
  appendFileSync(join(app, 'test', 'requirements-test.in'), 'httpx2\n');
  for (const name of ['conftest.py', 'test_server.py']) {
    cpSync(inApp('fastapi', 'test', name), join(app, 'test', name));
  }
  support.run('bash', ['-c', commands], { cwd: folder });
  expect(support.run('make', ['test'], { cwd: app }).all).toMatch(/\d+ passed/);
});

/** What the tests of each app import from its code, with its type. */
const PROBES = [
  ['catalog', 'from server import api as probe', 'FastAPI'],
  ['hooks', 'from server import index as probe', '(_request: Request[State]) -> CoroutineType[Any, Any, JSONResponse]'],
  ['orders', 'from config.views import index as probe', '(_request: HttpRequest) -> JsonResponse'],
  ['shop', 'from server import api as probe', 'FastAPI'],
] as const;

describe('from the root of the repository, with several apps', () => {
  test('pyright finds the code, tests, and packages of each app', () => {
    // Modules of several apps have the same names: the types show whose module it is.
    const probe = (app: string): string => `apps/${app}/test/probe.py`;
    for (const [app, code] of PROBES) writeFileSync(join(folder, probe(app)), `${code}\n\nreveal_type(probe)\n`);
    const { stdout } = support.run('npx', ['--yes', `--package=pyright@${PYRIGHT}`, 'pyright'], { cwd: folder });
    for (const [app] of PROBES) rmSync(join(folder, probe(app)));
    expect(stdout.replaceAll(`${folder}/`, '').match(/apps\/.*:\d+:\d+.*|^\d+ errors.*/gm)).toEqual([
      ...PROBES.map(([app, _code, type]) => `${probe(app)}:3:13 - information: Type of "probe" is "${type}"`),
      '0 errors, 0 warnings, 4 informations',
    ]);
  });

  test.each(['fastapi', 'django'] as const)('mypy finds those of the app of %s with its settings', (framework) => {
    const app = `apps/${APPS[framework]}`;
    // The cache of make lint has the types of all packages, also those of the other app.
    const args = ['--config-file', `${app}/pyproject.toml`, '--cache-dir', join(inApp('django'), '.mypy_cache')];
    const { stdout } = support.run(`${app}/.venv/bin/mypy`, args, { cwd: folder });
    expect(stdout).toContain('Success: no issues found');
  });
});

/** The app that changed, and the command that synth prints for its lock. */
function changesOf(output: string): { dir: string; commands: string } {
  const [, dir] = /^ {2}(apps\/\S+): interface is now asgi, was wsgi$/m.exec(output) ?? [];
  const [, commands] = /then run (make -C \S+ lock)$/m.exec(output) ?? [];
  return { dir, commands };
}
