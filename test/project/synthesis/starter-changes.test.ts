import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathsBelow, printed, SHOP, synthesized, synthIn, writeFiles } from '../../support/repository';

type Options = Parameters<typeof synthIn>[1];

function shop(own: object): Options {
  return { ...SHOP, apps: { storefront: own } } as Options;
}

/** What the next synth announces, and the one after it. */
function announced(before: object, after: object, files: Record<string, string> = {}): [string[], string[]] {
  const folder = synthesized(shop(before));
  writeFiles(folder, files);
  const [first, second] = [1, 2].map(() => printed(() => synthIn(folder, shop(after))).result);
  return [linesOf(first), linesOf(second)];
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('Your files need changes'));
  return start === -1 ? [] : lines.slice(start + 1).filter((line) => line.startsWith('  '));
}

test('another interface is announced once, with what to change in each file', () => {
  expect(announced({}, { interface: 'asgi' })).toEqual([
    [
      '  apps/storefront: interface is now asgi, was wsgi',
      '    src/server.py              make app an ASGI application as below',
      '    test/requirements-test.in  add httpx2',
      '    src/requirements.in        add fastapi, or the packages of your framework, then run make -C apps/storefront lock',
      '    test/conftest.py           use the test client of your framework, such as fastapi.testclient.TestClient',
      '    test/test_server.py        use the test client of your framework, such as fastapi.testclient.TestClient',
      '    The shape of src/server.py with FastAPI:',
      '      from __future__ import annotations',
      '      from fastapi import FastAPI',
      '      from pydantic import BaseModel',
      '      from gitops_runtime import create_app, serve',
      '      api = FastAPI(title="storefront")',
      '      app = create_app("storefront", api)',
      '      class Version(BaseModel):',
      '          """What runs here."""',
      '          app: str',
      '          environment: str',
      '          version: str',
      '      @api.get("/")',
      '      async def index() -> Version:',
      '          """Show which version runs here."""',
      '          settings = app.settings',
      '          return Version(app=settings.name, environment=settings.environment, version=settings.version)',
      '      # Add routes above: serve() returns when the server stops.',
      '      if __name__ == "__main__":',
      '          serve(app)',
    ],
    [],
  ]);
});

test('another framework of the same interface is announced, too', () => {
  const [lines] = announced({ framework: 'fastapi' }, { framework: 'starlette' });
  expect(lines.slice(0, 7)).toEqual([
    '  apps/storefront: framework is now starlette, was fastapi',
    '    src/server.py              make app an ASGI application as below',
    '    test/requirements-test.in  add httpx2',
    '    src/requirements.in        add starlette, or the packages of your framework, then run make -C apps/storefront lock',
    '    test/conftest.py           use the test client of your framework, such as starlette.testclient.TestClient',
    '    test/test_server.py        use the test client of your framework, such as starlette.testclient.TestClient',
    '    The shape of src/server.py with Starlette:',
  ]);
});

test('a change to Django also writes its settings, once its packages are locked', () => {
  const lock = 'django==5.2.19\nflask==3.1.3\ngranian==2.8.7\nprometheus-client==0.26.0\n';
  const folder = synthesized(shop({}));
  writeFiles(folder, {
    'apps/storefront/src/requirements.txt': lock,
    'apps/storefront/test/requirements-test.txt': lock,
  });
  const lines = linesOf(printed(() => synthIn(folder, shop({ framework: 'django' }))).result);
  expect(lines).toEqual([
    '  apps/storefront: framework is now django, was flask',
    '    src/server.py              make app a WSGI application as below',
    '    test/requirements-test.in  add pytest-django and django-stubs[compatible-mypy]',
    '    src/requirements.in        add django, dj-database-url, psycopg[binary], and whitenoise, or the packages of your framework, then run make -C apps/storefront lock',
    '    test/conftest.py           use the test client of your framework, such as client of pytest-django',
    '    test/test_server.py        use the test client of your framework, such as client of pytest-django',
    '    pyproject.toml             add DJANGO_SETTINGS_MODULE = "config.settings" to [tool.pytest]',
    '    The shape of src/server.py with Django:',
    '      from __future__ import annotations',
    '      import os',
    '      from gitops_runtime import create_app, serve',
    '      os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")',
    '      app = create_app("storefront")',
    '      if __name__ == "__main__":',
    '          serve(app)',
  ]);
  for (const path of ['manage.py', 'config/settings.py', 'config/urls.py', 'config/views.py', 'config/__init__.py']) {
    expect(pathsBelow(folder)).toContain(`apps/storefront/src/${path}`);
  }
});

test('the way back is announced too', () => {
  // Another interface needs another lock first.
  const lock = 'flask==3.1.3\ngranian==2.8.7\nprometheus-client==0.26.0\n';
  const files = {
    'apps/storefront/src/requirements.txt': lock,
    'apps/storefront/test/requirements-test.txt': lock,
  };
  const [lines] = announced({ interface: 'asgi', callable: 'shop.web:api' }, { callable: 'shop.web:api' }, files);
  expect(lines).toEqual([
    '  apps/storefront: interface is now wsgi, was asgi',
    '    src/shop/web.py      make api a WSGI application, such as api = create_app("storefront")',
    '    src/requirements.in  add flask, or the packages of your framework, then run make -C apps/storefront lock',
    '    test/conftest.py     use the test client of your framework, such as app.test_client()',
  ]);
});

test('another callable is announced with the files that import the old one', () => {
  const files = { 'apps/storefront/src/shop/__init__.py': '' };
  expect(announced({}, { callable: 'shop:application' }, files)[0]).toEqual([
    '  apps/storefront: callable is now shop:application, was server:app',
    '    src/shop/__init__.py  define application there',
    '    test/conftest.py      import application from shop instead of server',
    '    test/test_server.py   import application from shop instead of server',
    '    src/server.py         remove it if you no longer use it',
  ]);
});

test.each([
  [
    'other probe paths',
    { workloads: { web: { probes: { liveness: { path: '/healthz/' }, readiness: { enabled: false } } } } },
    [
      '  apps/storefront: probes now request /health, /healthz/, before /health, /ready',
      '    src/server.py  answer at these paths, unless the application is made with create_app',
    ],
  ],
  [
    'metrics that are off',
    { metrics: { enabled: false } },
    [
      '  apps/storefront: metrics are now off, were at /metrics',
      '    src/server.py  remove them, unless the application is made with create_app',
    ],
  ],
  [
    'metrics at another path',
    { metrics: { path: '/internal/metrics' } },
    [
      '  apps/storefront: metrics are now at /internal/metrics, were at /metrics',
      '    src/server.py  serve them, unless the application is made with create_app',
    ],
  ],
  [
    'another version of Python',
    { pythonVersion: '3.12' },
    [
      '  apps/storefront: pythonVersion is now 3.12, was 3.13',
      '    src/requirements.txt  run make -C apps/storefront lock: it also locks test/requirements-test.txt',
      '    pyproject.toml        set python_version = "3.12" and target-version = "py312", which editors read',
    ],
  ],
])('%s are announced once', (_what, own, lines) => {
  expect(announced({}, own)).toEqual([lines, []]);
});

test('an option that needs no change of your files announces nothing', () => {
  expect(announced({}, { port: 8080, replicas: 3, workloads: { web: {}, admin: { port: 8081 } } })).toEqual([[], []]);
});

/** A lock with one more package. */
function lockWith(name: string): Record<string, string> {
  const lock = `flask==3.1.3\ngranian==2.8.7\nprometheus-client==0.26.0\n${name}==1.2.3\n`;
  return {
    'apps/storefront/src/requirements.txt': lock,
    'apps/storefront/test/requirements-test.txt': lock,
  };
}

const IN_SRC = 'which is not in apps/storefront/src/ or its lock: add apps/storefront/src';
const OR_LOCK = 'or its package to requirements.in';

describe('a workload', () => {
  test.each<[string, object, Record<string, string>, string[]]>([
    [
      'that runs a module',
      { type: 'worker', command: ['python', '-m', 'mailer'] },
      {},
      [
        '  apps/storefront: workload mailer is new',
        `    src  command runs the module mailer, ${IN_SRC}/mailer.py, ${OR_LOCK}`,
      ],
    ],
    [
      'that runs a tool with a module',
      { type: 'worker', command: ['celery', '-A', 'tasks', 'worker'] },
      {},
      [
        '  apps/storefront: workload mailer is new',
        '    src  command runs celery, but celery is not in apps/storefront/src/requirements.txt: add celery to ' +
          'apps/storefront/src/requirements.in, then run make -C apps/storefront lock',
        `    src  command loads the module tasks, ${IN_SRC}/tasks.py, ${OR_LOCK}`,
      ],
    ],
    [
      'with a schedule and a file',
      { schedule: '@daily', command: ['python', 'jobs/report.py'] },
      {},
      [
        '  apps/storefront: workload mailer is new',
        '    src  command runs jobs/report.py, which is not in apps/storefront/src/: add ' +
          'apps/storefront/src/jobs/report.py, or change apps.storefront.workloads.mailer.command',
      ],
    ],
    [
      'whose probe runs a module',
      {
        type: 'worker',
        command: ['python', '-m', 'mailer'],
        probes: { liveness: { command: ['python', '-m', 'mailer.alive'] } },
      },
      { 'apps/storefront/src/mailer/__main__.py': '' },
      [
        '  apps/storefront: workload mailer is new',
        '    src  probes.liveness.command runs the module mailer.alive, which is not in apps/storefront/src/: add ' +
          'apps/storefront/src/mailer/alive.py',
      ],
    ],
    ['whose module is there', { command: ['python', '-m', 'mailer'] }, { 'apps/storefront/src/mailer.py': '' }, []],
    ['whose tool is locked', { command: ['celery', 'inspect', 'ping'] }, lockWith('celery'), []],
    ['that runs the server', { port: 8081 }, {}, []],
  ])('%s is announced once with what is missing', (_what, mailer, files, lines) => {
    expect(announced({}, { workloads: { web: {}, mailer } }, files)).toEqual([lines, []]);
  });

  test('that gets another command is announced, too', () => {
    const before = { workloads: { web: {}, mailer: { command: ['python', '-c', '1'] } } };
    const after = { workloads: { web: {}, mailer: { command: ['python', '-m', 'shop.mailer'] } } };
    expect(announced(before, after)).toEqual([
      [
        '  apps/storefront: workload mailer changed',
        `    src  command runs the module shop.mailer, ${IN_SRC}/shop/mailer.py, ${OR_LOCK}`,
      ],
      [],
    ]);
  });

  test('of an app with uv.lock is announced with what that lacks', () => {
    const before = { packages: 'uv' };
    const after = { packages: 'uv', workloads: { web: {}, mailer: { type: 'worker', command: ['celery', 'status'] } } };
    expect(announced(before, after)[0]).toEqual([
      '  apps/storefront: workload mailer is new',
      '    src  command runs celery, but celery is not in apps/storefront/uv.lock: add celery with uv add in apps/storefront',
    ]);
  });

  test('of a new app finds the starter files that are written with it', () => {
    const folder = synthesized();
    const apps = { storefront: {}, added: { workloads: { web: {}, mailer: { command: ['python', '-m', 'server'] } } } };
    expect(linesOf(synthIn(folder, { ...SHOP, apps } as Options))).toEqual([]);
  });
});

test('files of an older library that show no such options announce nothing', () => {
  const choices = 'apps/storefront/src/gitops_runtime/choices.py';
  expect(announced({}, { metrics: { enabled: false } }, { [choices]: 'SERVER: Final[str] = "granian"\n' })[0]).toEqual(
    [],
  );
});

describe('tracing', () => {
  const tracing = { otlpEndpoint: 'http://collector.observability.svc:4318' };

  test.each([
    // Locks of which nothing is claimed.
    ['requirements', 'src/requirements.txt', '-r all.txt\n'],
    ['uv', 'uv.lock', ''],
  ])('a new app with packages: %p has no lock until it is made', (packages, lock, text) => {
    const options = shop({ packages, tracing });
    const folder = synthesized(options);
    const announces = (): string[] => linesOf(printed(() => synthIn(folder, options)).result);
    const expected = [
      '  apps/storefront: tracing needs more packages than the starter lock has',
      `    ${lock}  run make -C apps/storefront lock to create it`,
    ];
    expect(existsSync(join(folder, 'apps/storefront', lock))).toBe(false);
    expect(announces()).toEqual(expected);
    writeFiles(folder, { [`apps/storefront/${lock}`]: text });
    expect(announces()).toEqual([]);
  });

  test('an app whose lock lacks the packages is told before anything is written', () => {
    const folder = synthesized(shop({}));
    expect(() => synthIn(folder, shop({ tracing }))).toThrow(
      'add opentelemetry-exporter-otlp-proto-http>=1.44 to apps/storefront/src/requirements.in, run make -C apps/storefront lock, then npx projen',
    );
    expect(existsSync(join(folder, 'apps/storefront/src/gitops_runtime/otlp.py'))).toBe(false);
  });
});
