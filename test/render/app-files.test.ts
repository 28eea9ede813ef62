import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../src/config/model';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { generatedHeader } from '../../src/files/tree/header';
import type { TreeFile } from '../../src/files/tree/tree';
import { renderAppFiles } from '../../src/render/app-files';
import { renderRepositoryFiles } from '../../src/render/repository-files';
import { appOf, byPath, contentOf, DEFAULT, NOT_SET, repositoryOf, RICH, renderOf } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

function render(options: PythonGitOpsAppOptions, name: string) {
  const repository = repositoryOf(options);
  return byPath(renderAppFiles(repository, appOf(repository, name)));
}

function template(path: string): string {
  return readFileSync(join(__dirname, '../../templates/app', path), 'utf8');
}

const storefront = render(DEFAULT, 'storefront');
const checkout = render(RICH, 'checkout');

/** What every app has of the runtime module, beside the modules of its server and interface. */
const RUNTIME = [
  '__init__',
  '__main__',
  'admission',
  'application',
  'choices',
  ...['__init__', '__main__', 'console', 'dotenv', 'loop', 'plan', 'ports', 'serve', 'services'].map(
    (name) => `dev/${name}`,
  ),
  ...['terminal', 'watch', 'workloads'].map((name) => `dev/${name}`),
  'development',
  'front',
  'logs',
  'metrics',
  'proxies',
  'serving',
  'settings',
  'tracing',
];

/** The files of an app that is served in another way than by default. */
function variant(choice: Partial<App>): ReadonlyMap<string, TreeFile> {
  const repository = repositoryOf(DEFAULT);
  return byPath(renderAppFiles(repository, { ...appOf(repository, 'storefront'), ...choice }));
}

const gunicorn = variant({ server: 'gunicorn' });
const asgi = variant({ interface: 'asgi', framework: 'starlette' });
const fastapi = variant({ interface: 'asgi', framework: 'fastapi' });
const django = variant({ framework: 'django' });

test('an app has these files, and each belongs to whom the design says', () => {
  const owners = Object.fromEntries([...storefront.values()].map(({ path, owner }) => [path, owner]));
  const inApp = (paths: string[], owner: string) => paths.map((path) => [`apps/storefront/${path}`, owner]);
  expect(owners).toEqual(
    Object.fromEntries([
      ...inApp(
        [
          '.dockerignore',
          '.env.example',
          'Dockerfile',
          'Makefile',
          'scripts/dev.sh',
          'scripts/server.sh',
          'scripts/setup.sh',
          'scripts/test.sh',
          'scripts/workloads.toml',
          ...[...RUNTIME, 'flask_app', 'granian_server'].map((name) => `src/gitops_runtime/${name}.py`),
          'src/gitops_runtime/py.typed',
          'src/gitops_runtime/requirements.in',
          'test/gitops_contract.py',
          'test/integration_test.py',
        ],
        'generated',
      ),
      ...inApp(
        [
          'pyproject.toml',
          'src/requirements.in',
          'src/requirements.txt',
          'src/server.py',
          'test/conftest.py',
          'test/requirements-test.in',
          'test/requirements-test.txt',
          'test/test_server.py',
        ],
        'starter',
      ),
    ]),
  );
});

test('the scripts can be executed, and nothing else', () => {
  const executable = [...storefront.values()].filter((file) => file.executable).map(({ path }) => path);
  expect(executable.sort()).toEqual(
    ['dev', 'server', 'setup', 'test'].map((name) => `apps/storefront/scripts/${name}.sh`),
  );
});

test('every generated file names itself and its option in the header, and a starter has none', () => {
  for (const { path, owner, content } of checkout.values()) {
    const hasHeader = owner === 'generated' && !path.endsWith('py.typed');
    expect([path, content.includes(generatedHeader(path, 'apps.checkout'))]).toEqual([path, hasHeader]);
    // The header of the template names no file.
    expect([path, /\bPATH`/.test(content)]).toEqual([path, false]);
  }
});

test('a starter file is the user’s once the Dockerfile was generated', () => {
  for (const file of storefront.values()) {
    if (file.owner === 'starter') expect(file.bornWith).toBe('apps/storefront/Dockerfile');
  }
});

test.each([
  ['default', storefront, ['example-app', 'git.example.com', 'example-server', 'example-interface']],
  ['gunicorn', gunicorn, ['example-app', 'example-server', 'example-interface']],
  ['asgi', asgi, ['example-app', 'example-server', 'example-interface']],
  ['fastapi', fastapi, ['example-app', 'example-server', 'example-framework']],
  ['django', django, ['example-app', 'example-server', 'example-framework']],
  ['rich', checkout, ['example-app', 'git.example.com', '5000', '3.13-']],
])('no sample value is left in the case %s', (_case, files, samples) => {
  for (const { path, content } of files.values()) {
    if (path.endsWith('.txt') || path.endsWith('uv.lock')) continue; // hashes may hold anything
    for (const sample of samples) expect([path, content.includes(sample)]).toEqual([path, false]);
  }
});

test('the locks are those of the template, byte for byte: a sample may stand in a hash by chance', () => {
  for (const path of ['src/requirements.txt', 'test/requirements-test.txt']) {
    expect(contentOf(storefront, `apps/storefront/${path}`)).toBe(template(path));
    expect(contentOf(checkout, `apps/checkout/${path}`)).toBe(template(`variants/fastapi/${path}`));
    expect(contentOf(asgi, `apps/storefront/${path}`)).toBe(template(`variants/asgi/${path}`));
    expect(contentOf(django, `apps/storefront/${path}`)).toBe(template(`variants/django/${path}`));
  }
});

describe('a framework', () => {
  const starters = (files: ReadonlyMap<string, TreeFile>): string[] =>
    [...files.values()].flatMap(({ path, owner }) =>
      owner === 'starter' ? [path.replace('apps/storefront/', '')] : [],
    );
  const modules = (files: ReadonlyMap<string, TreeFile>): string[] =>
    [...files.keys()].flatMap((path) => /gitops_runtime\/(\w+_app)\.py$/.exec(path)?.[1] ?? []);

  test('of ASGI has the same files as the others, with its own content', () => {
    expect(starters(fastapi)).toEqual(starters(storefront));
    expect([modules(storefront), modules(fastapi), modules(asgi), modules(django)]).toEqual([
      ['flask_app'],
      ['asgi_app'],
      ['asgi_app'],
      ['django_app'],
    ]);
    expect(contentOf(fastapi, 'apps/storefront/src/requirements.in')).toContain('\nfastapi\n');
    expect(contentOf(asgi, 'apps/storefront/src/requirements.in')).toContain('\nstarlette\n');
    expect(contentOf(fastapi, 'apps/storefront/src/gitops_runtime/choices.py')).toContain(
      '\nINTERFACE: Final[str] = "asgi"\nFRAMEWORK: Final[str] = "fastapi"\n',
    );
  });

  test('such as Django has more of them, which are created with its module', () => {
    const more = ['config/__init__', 'config/settings', 'config/urls', 'config/views', 'manage'];
    const paths = more.map((path) => `src/${path}.py`);
    expect(starters(django)).toEqual([...starters(storefront), ...paths]);
    for (const path of paths) {
      expect(django.get(`apps/storefront/${path}`)?.bornWith).toBe('apps/storefront/src/gitops_runtime/django_app.py');
    }
    const own = variant({ framework: 'django', callable: { module: 'shop.wsgi', name: 'application' } });
    expect(starters(own).filter((path) => paths.includes(path) || path === 'src/server.py')).toEqual([]);
  });

  test('such as Django collects static files in the image, and keeps those of a developer out of it', () => {
    expect(contentOf(django, 'apps/storefront/Dockerfile')).toContain(
      [
        'COPY src/ ./',
        '# Settings need defaults here: secrets and the variables of an environment only exist in the cluster.',
        'RUN PYTHONDONTWRITEBYTECODE=1 /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0',
        '# Last, so that a new version reuses the layers above.\n',
      ].join('\n'),
    );
    expect(contentOf(django, 'apps/storefront/.dockerignore')).toMatch(/\nsrc\/staticfiles\n$/);
    for (const path of ['Dockerfile', '.dockerignore']) {
      expect(contentOf(storefront, `apps/storefront/${path}`)).not.toContain('static');
    }
  });

  test('such as Django has its settings in pyproject.toml, for pytest and mypy', () => {
    const text = contentOf(django, 'apps/storefront/pyproject.toml');
    expect(text).toContain('\nstrict_xfail = true\nDJANGO_SETTINGS_MODULE = "config.settings"\n\n');
    expect(text).toContain(
      '\nwarn_unreachable = true\nplugins = ["mypy_django_plugin.main"]\n\n' +
        '[tool.django-stubs]\ndjango_settings_module = "config.settings"\n\n',
    );
    expect(contentOf(storefront, 'apps/storefront/pyproject.toml')).not.toMatch(/django/i);
  });
});

describe('the Dockerfile', () => {
  test.each([
    [
      'default',
      storefront,
      'storefront',
      'docker.io/library/python:3.13.14-slim-trixie',
      '5000',
      'https://github.com/acme/shop',
    ],
    ['rich', checkout, 'checkout', String(RICH.baseImage), '8080', 'ssh://git@git.acme.example/platform/shop'],
  ])(
    'of the case %s says the base image, the name, the port and the source',
    (_case, files, app, image, port, source) => {
      const lines = contentOf(files, `apps/${app}/Dockerfile`).split('\n');
      expect(lines.filter((line) => line.startsWith('FROM '))).toEqual([
        `FROM ${image} AS build`,
        `FROM ${image} AS runtime`,
      ]);
      expect(lines).toContain(`LABEL org.opencontainers.image.title="${app}" \\`);
      expect(lines).toContain(`      org.opencontainers.image.source="${source}" \\`);
      expect(lines).toContain(`ENV APP_NAME=${app} \\`);
      expect(lines).toContain(`    PORT=${port} \\`);
      expect(lines).toContain(`EXPOSE ${port}`);
      // All addresses of IPv4 and IPv6, for clusters with one of them only.
      expect(lines.filter((line) => /\bHOST=/.test(line))).toEqual(['    HOST=:: \\']);
    },
  );

  test('begins with the directive of BuildKit, which must be the first line', () => {
    expect(contentOf(storefront, 'apps/storefront/Dockerfile').split('\n')[0]).toBe('# check=error=true');
  });

  test('has no empty label when the address of the repository is not known', () => {
    const dockerfile = contentOf(render(NOT_SET, 'storefront'), 'apps/storefront/Dockerfile');
    expect(dockerfile).toContain('org.opencontainers.image.title="storefront"');
    expect(dockerfile.split('\n').filter((line) => /=""/.test(line))).toEqual([]);
  });
});

describe('an app that builds from a package index, with Debian packages and secrets', () => {
  const reports = render(RICH, 'reports');
  const linesOf = (files: typeof reports, app: string, path: string): string[] =>
    contentOf(files, `apps/${app}/${path}`).split('\n');

  test('installs from that index, in the image and in .venv', () => {
    expect(linesOf(reports, 'reports', 'Dockerfile')).toContain('ENV PIP_INDEX_URL="https://pypi.acme.example/simple"');
    expect(linesOf(reports, 'reports', 'scripts/setup.sh')).toContain(
      'export PIP_INDEX_URL="${PIP_INDEX_URL:-https://pypi.acme.example/simple}"',
    );
    expect(linesOf(reports, 'reports', 'Makefile')).toContain(
      'export PIP_INDEX_URL ?= https://pypi.acme.example/simple',
    );
  });

  test('searches more indexes, in the image, in .venv and for the lock, where the first index with a package counts', () => {
    const both = 'https://wheels.acme.example/simple https://pypi.partner.example/root/+simple/';
    expect(linesOf(reports, 'reports', 'Dockerfile')).toContain(`ENV PIP_EXTRA_INDEX_URL="${both}"`);
    expect(linesOf(reports, 'reports', 'scripts/setup.sh')).toContain(
      `export PIP_EXTRA_INDEX_URL="\${PIP_EXTRA_INDEX_URL:-${both}}"`,
    );
    expect(linesOf(reports, 'reports', 'Makefile').filter((line) => /EXTRA_INDEX|UV_INDEX/.test(line))).toEqual([
      'TYPED += PIP_EXTRA_INDEX_URL UV_INDEX',
      `export PIP_EXTRA_INDEX_URL ?= ${both}`,
      'export UV_INDEX ?= $(PIP_EXTRA_INDEX_URL)',
      'export UV_INDEX_STRATEGY := first-index',
    ]);
  });

  test('builds only the source packages from source, in the image, in .venv and for the lock', () => {
    const flags = '--only-binary :all: --no-binary PyYAML --no-binary docopt';
    expect(linesOf(reports, 'reports', 'Dockerfile')).toContain(
      `      ${flags} --require-hashes --requirement requirements.txt \\`,
    );
    expect(linesOf(reports, 'reports', 'scripts/setup.sh')).toContain(`  ${flags} "\${lock}"; then`);
    expect(contentOf(reports, 'apps/reports/Makefile')).toContain(
      `  --generate-hashes --universal ${flags} --no-strip-extras `,
    );
  });

  test('has the Debian packages in the final image, installed in one layer that keeps no list', () => {
    const lines = linesOf(reports, 'reports', 'Dockerfile');
    const install = lines.findIndex((line) => line.startsWith('RUN apt-get update'));
    expect(lines.slice(install, install + 3)).toEqual([
      'RUN apt-get update \\',
      '    && apt-get install --yes --no-install-recommends libpq5 tzdata=2025* \\',
      '    && rm -rf /var/lib/apt/lists/*',
    ]);
    expect(install).toBeGreaterThan(lines.findIndex((line) => line.endsWith(' AS runtime')));
    expect(install).toBeLessThan(lines.findIndex((line) => line.startsWith('USER ')));
  });

  test('reads each secret as a file of the one step that installs packages', () => {
    const text = contentOf(reports, 'apps/reports/Dockerfile');
    const mounts = text.match(/--mount=type=secret\S*/g);
    expect(mounts).toEqual([
      '--mount=type=secret,id=PIP_NETRC,required=true,target=/root/.netrc',
      '--mount=type=secret,id=INDEX_CA,required=true,target=/run/secrets/ca.pem',
    ]);
    const step = text.split(/^(?=[A-Z]+ )/m).filter((instruction) => instruction.includes('type=secret'));
    expect(step.map((instruction) => /pip .* install/s.test(instruction))).toEqual([true]);
  });

  test('gives make build each secret from the environment variable of its name', () => {
    const folder = writeTree([...reports.values(), ...renderRepositoryFiles(repositoryOf(RICH))]);
    const { stdout } = make(join(folder, 'apps/reports'), 'build', 'DOCKER=echo');
    expect(stdout).toContain(
      'build --secret id=PIP_NETRC,env=PIP_NETRC --secret id=INDEX_CA,env=INDEX_CA --build-arg=APP_VERSION=0.0.0',
    );
  });

  test('differs in that from an app that says nothing of it', () => {
    for (const { path, content } of storefront.values()) {
      if (path.endsWith('.txt')) continue;
      expect([
        path,
        content.match(/type=secret|--secret |INDEX\w*(?: \?= |[:=].*)https|--no-binary|apt-get install --yes --no/),
      ]).toEqual([path, null]);
    }
  });
});

test('the server has the name of the app, and the runtime its port as the default', () => {
  expect(contentOf(storefront, 'apps/storefront/src/server.py')).toContain('\napp = create_app("storefront")\n');
  expect(contentOf(checkout, 'apps/checkout/src/server.py')).toContain('\napp = create_app("checkout", api)\n');
  expect(contentOf(checkout, 'apps/checkout/src/gitops_runtime/settings.py')).toContain(
    '\nDEFAULT_PORT: Final = 8080\n',
  );
});

describe('the choice of a server and an interface', () => {
  const modules = (files: ReadonlyMap<string, TreeFile>): string[] =>
    [...files.keys()].flatMap((path) => /gitops_runtime\/([\w/]+)\.py$/.exec(path)?.[1] ?? []).sort();
  const content = (files: ReadonlyMap<string, TreeFile>, path: string): string =>
    contentOf(files, `apps/storefront/${path}`);

  test.each([
    ['granian and WSGI', storefront, ['flask_app', 'granian_server'], 'granian', 'wsgi'],
    ['gunicorn and WSGI', gunicorn, ['flask_app', 'gunicorn_conf', 'gunicorn_server'], 'gunicorn', 'wsgi'],
    ['granian and ASGI', asgi, ['asgi_app', 'granian_server'], 'granian', 'asgi'],
  ])('%s brings its own modules and no others', (_case, files, own, server, kind) => {
    expect(modules(files)).toEqual([...RUNTIME, ...own].sort());
    const choices = content(files, 'src/gitops_runtime/choices.py').split('\n');
    expect(choices).toContain(`SERVER: Final[str] = "${server}"`);
    expect(choices).toContain(`INTERFACE: Final[str] = "${kind}"`);
  });

  test.each([
    ['granian and WSGI', storefront, ['flask>=3.1', 'granian>=2.8', 'prometheus-client>=0.21']],
    ['gunicorn and WSGI', gunicorn, ['flask>=3.1', 'gunicorn>=23.0', 'prometheus-client>=0.21']],
    ['granian and ASGI', asgi, ['granian>=2.8', 'prometheus-client>=0.21']],
  ])('%s says which packages it needs, and the app’s own list includes them', (_case, files, packages) => {
    const lines = content(files, 'src/gitops_runtime/requirements.in').trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual(packages);
    expect(content(files, 'src/requirements.in').split('\n')).toContain('-r gitops_runtime/requirements.in');
    expect(content(files, 'test/requirements-test.in').split('\n')).toContain('-r ../src/requirements.in');
  });

  test.each([
    ['granian and WSGI', storefront, 'from flask.testing import FlaskClient'],
    ['gunicorn and WSGI', gunicorn, 'from flask.testing import FlaskClient'],
    ['granian and ASGI', asgi, 'from starlette.testclient import TestClient'],
  ])('%s begins with a server and tests that fit', (_case, files, client) => {
    expect(content(files, 'test/conftest.py')).toContain(client);
    expect(content(files, 'test/test_server.py')).toContain(client);
    expect(content(files, 'src/server.py')).toContain('\napp = create_app("storefront"');
  });

  test('changes neither the image’s command nor the contract that every service keeps', () => {
    for (const path of [
      'Dockerfile',
      'scripts/dev.sh',
      'scripts/server.sh',
      'test/gitops_contract.py',
      'test/integration_test.py',
    ]) {
      expect(content(gunicorn, path)).toBe(content(storefront, path));
      expect(content(asgi, path)).toBe(content(storefront, path));
    }
    expect(content(asgi, 'Dockerfile').trimEnd().split('\n').at(-1)).toBe('CMD ["python", "-m", "gitops_runtime"]');
  });

  test('has locks of its own: none has the packages of another server or framework', () => {
    const locked = (files: ReadonlyMap<string, TreeFile>): string[] =>
      content(files, 'src/requirements.txt')
        .split('\n')
        .flatMap((line) => /^(flask|granian|gunicorn|starlette)==/.exec(line)?.[1] ?? []);
    expect([storefront, gunicorn, asgi].map(locked)).toEqual([
      ['flask', 'granian'],
      ['flask', 'gunicorn'],
      ['granian', 'starlette'],
    ]);
  });

  test('names no host of a package registry in a lock', () => {
    for (const files of [storefront, gunicorn, asgi]) {
      for (const path of ['src/requirements.txt', 'test/requirements-test.txt']) {
        expect(content(files, path)).not.toMatch(/https?:|--(?:extra-)?index-url|--find-links/);
      }
    }
  });
});

describe('an app with its own code', () => {
  const OWN: PythonGitOpsAppOptions = {
    ...DEFAULT,
    apps: {
      storefront: {
        callable: 'shop.web:application',
        metrics: { path: '/internal/metrics/' },
        workloads: {
          web: {
            probes: { startup: { path: '/up' }, liveness: { path: '/healthz/' }, readiness: { path: '/readyz/' } },
          },
          admin: { port: 8081, probes: { liveness: { path: '/up' }, readiness: { enabled: false } } },
          // Its own server, so the tests of the image's server don't request its paths.
          legacy: {
            type: 'service',
            port: 8082,
            command: ['python', '-m', 'legacy'],
            probes: { liveness: { path: '/old' } },
          },
        },
      },
    },
  };
  const own = render(OWN, 'storefront');

  test('has its callable and paths in the runtime module, which the server and the tests read', () => {
    const lines = contentOf(own, 'apps/storefront/src/gitops_runtime/choices.py').split('\n');
    expect(lines.filter((line) => /^[A-Z]/.test(line)).slice(3)).toEqual([
      'CALLABLE: Final[str] = "shop.web:application"',
      'LIVENESS_PATHS: Final[tuple[str, ...]] = ("/up", "/healthz/", "/health")',
      'READINESS_PATHS: Final[tuple[str, ...]] = ("/readyz/",)',
      'METRICS_PATH: Final[str] = "/internal/metrics/"',
    ]);
  });

  test('asks the liveness path in the image, too', () => {
    const lines = contentOf(own, 'apps/storefront/Dockerfile').split('\n');
    expect(lines[lines.findIndex((line) => line.startsWith('HEALTHCHECK')) + 1]).toMatch(
      /\]\}\/healthz\/', timeout=2\)"\]$/,
    );
  });

  test('begins without an example, and without a test client of a framework', () => {
    expect([...own.keys()].filter((path) => path.endsWith('server.py') && !path.includes('runtime'))).toEqual([]);
    expect(contentOf(own, 'apps/storefront/test/conftest.py')).not.toMatch(/client|^from (?!__future__)/m);
  });

  test('names its paths in no other file that the library writes', () => {
    const texts = [...own.values()].filter(
      ({ owner, path }) => owner === 'generated' && !path.includes('gitops_runtime'),
    );
    // The contract asks for the platform's own answers only where choices.py has these paths.
    const fixed = texts
      .filter((file) => /\/(?:health|ready|metrics)\b(?!z)/.test(file.content))
      .map(({ path }) => path);
    expect(fixed).toEqual(['apps/storefront/test/integration_test.py']);
  });
});

test('an image has no health check if no probe sends requests', () => {
  const probes = Object.fromEntries(['startup', 'liveness', 'readiness'].map((name) => [name, { enabled: false }]));
  const files = render({ ...DEFAULT, apps: { storefront: { workloads: { web: { probes } } } } }, 'storefront');
  expect(contentOf(files, 'apps/storefront/Dockerfile')).not.toContain('HEALTHCHECK');
  expect(contentOf(files, 'apps/storefront/src/gitops_runtime/choices.py')).toContain(
    'LIVENESS_PATHS: Final[tuple[str, ...]] = ()\n',
  );
});

test('the script of the setup prefers the Python of the image', () => {
  expect(contentOf(checkout, 'apps/checkout/scripts/setup.sh')).toContain('\nreadonly image_python=3.12\n');
});

test('values that look like samples of each other are put in once: an app may be called like a sample', () => {
  const files = render({ ...DEFAULT, apps: { 'example-app': { port: 3131 } }, pythonVersion: '3.11' }, 'example-app');
  const dockerfile = contentOf(files, 'apps/example-app/Dockerfile');
  expect(dockerfile).toContain('ENV APP_NAME=example-app \\');
  expect(dockerfile).toContain('EXPOSE 3131\n');
});

describe.each([
  ['storefront', storefront, '3.13'],
  ['checkout', checkout, '3.12'],
])('in the folder of %s', (app, files, version) => {
  const tag = `py${version.replace('.', '')}`;
  // The help of an app is printed by a script of the repository.
  const folder = writeTree([...files.values(), ...renderRepositoryFiles(repositoryOf(RICH))]);

  test.each(['dev', 'server', 'setup', 'test'])(
    'bash can read scripts/%s.sh, whose shebang is the first line',
    (name) => {
      const path = `apps/${app}/scripts/${name}.sh`;
      expect(contentOf(files, path).startsWith('#!/usr/bin/env bash\n')).toBe(true);
      const { status, stderr } = spawnSync('bash', ['-n', join(folder, path)], { encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    },
  );

  test.each([
    ['dev', ['scripts/dev.sh -- "$TYPED_WORKLOAD"']],
    ['run', ['scripts/server.sh -- "$TYPED_WORKLOAD"']],
    ['test', ['scripts/test.sh ']],
    ['setup', ['scripts/setup.sh']],
    [
      'lint',
      [
        'scripts/setup.sh',
        `.venv/bin/python -m ruff check --target-version ${tag} .`,
        `.venv/bin/python -m ruff format --target-version ${tag} --check .`,
        `.venv/bin/python -m mypy --python-version ${version}`,
      ],
    ],
  ])('make -n %s shows what it would run', (target, expected) => {
    const { status, stdout, stderr } = make(join(folder, 'apps', app), '-n', target);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual(expected.map((line) => line.trimEnd()));
  });

  test('make build builds the image of the app', () => {
    const { stdout, stderr } = make(join(folder, 'apps', app), 'build', 'DOCKER=echo');
    expect(stdout).toContain(`--tag=${app}:0.0.0 .\n`);
    // The command is shown with its values.
    expect(stderr).toContain(`--tag=${app}:0.0.0 .\n`);
  });

  test('make help shows the targets in groups, or the details of one', () => {
    const { status, stdout } = make(join(folder, 'apps', app), 'help');
    expect(status).toBe(0);
    const shown = stdout.split('\n').map((line) => /^(?: {2}\S+|\S.*)?/.exec(line)?.[0]);
    expect(shown.filter((line) => line !== '')).toEqual([
      'Usage: make TARGET',
      ...['Every day', '  dev', '  run', '  test', '  lint', '  format', '  lock'],
      ...['Other', '  setup', '  build', '  seal', '  clean', '  help'],
      'Details: make help TARGET=name',
    ]);
    expect(make(join(folder, 'apps', app), 'help', 'TARGET=run').stdout).toBe(
      `Run the app as the container does\n\nUsage: make run [WORKLOAD=name] [PORT=number]\n\nServes on http://127.0.0.1:${app === 'checkout' ? 8080 : 5000} in the same way as the container.\n\n`,
    );
  });
});

function make(folder: string, ...args: string[]) {
  const { MAKEFLAGS: _flags, MAKELEVEL: _level, ...env } = process.env;
  return spawnSync('make', args, { cwd: folder, encoding: 'utf8', env });
}

test.each(['flask', 'django', 'fastapi', 'starlette'])(
  'the lock of the tests names the extra that pytest-cov asks for (%s): an older pip takes another version otherwise',
  (framework) => {
    const lock = renderOf({ name: 'shop', apps: { shop: { framework } } }).get('apps/shop/test/requirements-test.txt');
    expect(lock?.content).toMatch(/^coverage\[toml\]==/m);
  },
);

describe('tracing', () => {
  const tracing = { otlpEndpoint: 'http://collector.observability.svc:4318' };
  const module = 'apps/storefront/src/gitops_runtime/otlp.py';
  const locks = ['src/requirements.txt', 'test/requirements-test.txt', 'uv.lock'].map(
    (path) => `apps/storefront/${path}`,
  );

  test.each(['requirements', 'uv'])(
    'brings its module and its package, and no lock without it, with packages: %p',
    (packages) => {
      const files = render({ ...DEFAULT, packages, environments: { dev: {}, prod: { tracing } } }, 'storefront');
      expect(files.get(module)?.owner).toBe('generated');
      const list = packages === 'uv' ? 'pyproject.toml' : 'src/gitops_runtime/requirements.in';
      expect(files.get(`apps/storefront/${list}`)?.content).toContain('opentelemetry-exporter-otlp-proto-http>=1.44');
      expect(locks.filter((path) => files.has(path))).toEqual([]);
    },
  );

  test('is not in the image of an app without it', () => {
    expect(storefront.has(module)).toBe(false);
    expect([...storefront.values()].filter(({ content }) => content.includes('opentelemetry-exporter'))).toEqual([]);
    expect(locks.filter((path) => storefront.has(path))).toEqual(locks.slice(0, 2));
  });
});
