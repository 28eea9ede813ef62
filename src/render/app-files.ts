import { composeFile } from './compose';
import { envExample } from './env-example';
import { localWorkloads } from './local-workloads';
import type { PackageLists } from './python-project';
import { listedLines, renderPythonProject, renderUvLock } from './python-project';
import { renderRequirements, requirementsPath } from './requirements';
import { generatedFromTemplate, partsOf, samplesOf } from './samples';
import { REQUIREMENTS_FILES } from '../common/requirements-file';
import type { Packages } from '../config/defaults';
import { APP } from '../config/definitions/app';
import type { Framework } from '../config/frameworks';
import type { App, Repository } from '../config/model';
import { haveOnePython, isTraced } from '../config/model';
import { withHeader } from '../files/tree/header';
import { fillTemplate, readTemplate, selectParts } from '../files/tree/templates';
import { renderedWhenAsked } from '../files/tree/tree';
import type { TreeFile } from '../files/tree/tree';

interface AppTemplate {
  readonly path: string;
  /** What to change instead of the file. */
  readonly instead: string;
  /** The same for an app with uv.lock. */
  readonly insteadWithUv?: string;
  readonly executable?: boolean;
}

const RUNTIME = 'It is the platform’s runtime module: add routes, checks and metrics in src/server.py.';
const CONTRACT = 'It is the platform’s contract: put tests of your own into other files of test/.';

const LOCAL = 'Set port, env, or workloads of the app. Variables of your machine are in its .env.';

/** Generated files of every app. Each template is a valid file of its language. */
const GENERATED: readonly AppTemplate[] = [
  { path: '.dockerignore', instead: 'Everything in src/ goes into the image. Keep other files elsewhere.' },
  {
    path: 'Dockerfile',
    instead:
      'Set baseImage, packageIndex, or extraPackageIndexes, or port, systemPackages, sourcePackages, or buildSecrets of the app. Add Python packages to src/requirements.in.',
    insteadWithUv:
      'Set baseImage, packageIndex, or extraPackageIndexes, or port, systemPackages, sourcePackages, or buildSecrets of the app. Add Python packages with uv add.',
  },
  { path: 'Makefile', instead: 'Put your own targets in local.mk.' },
  { path: 'scripts/dev.sh', instead: LOCAL, executable: true },
  { path: 'scripts/server.sh', instead: LOCAL, executable: true },
  {
    path: 'scripts/setup.sh',
    instead: 'Add packages to src/requirements.in, then run make lock.',
    insteadWithUv: 'Add packages with uv add.',
    executable: true,
  },
  { path: 'scripts/test.sh', instead: 'Set pytest options in pyproject.toml, which is yours.', executable: true },
  { path: 'src/gitops_runtime/py.typed', instead: RUNTIME },
  { path: 'test/gitops_contract.py', instead: CONTRACT },
  { path: 'test/integration_test.py', instead: CONTRACT },
];

/** Runtime modules of every app. */
const MODULES = [
  '__init__',
  '__main__',
  'admission',
  'application',
  'choices',
  'dev/__init__',
  'dev/__main__',
  'dev/console',
  'dev/dotenv',
  'dev/loop',
  'dev/plan',
  'dev/ports',
  'dev/serve',
  'dev/services',
  'dev/terminal',
  'dev/watch',
  'dev/workloads',
  'development',
  'front',
  'logs',
  'metrics',
  'proxies',
  'serving',
  'settings',
  'tracing',
];

/** Modules for one server or framework only: other apps don't install their packages. */
const OWN_MODULES = {
  granian: ['granian_server'],
  gunicorn: ['gunicorn_conf', 'gunicorn_server'],
  flask: ['flask_app'],
  django: ['django_app'],
  fastapi: ['asgi_app'],
  starlette: ['asgi_app'],
} as const;

/** Starter files of an app. */
const STARTERS: readonly string[] = ['pyproject.toml', 'src/server.py', 'test/conftest.py', 'test/test_server.py'];

/** Starter files that list and lock packages. */
const PACKAGE_FILES: Readonly<Record<Packages, readonly string[]>> = {
  requirements: [
    'src/requirements.in',
    'src/requirements.txt',
    'test/requirements-test.in',
    'test/requirements-test.txt',
  ],
  uv: ['uv.lock'],
};

/** The locks among them. */
const LOCKS: readonly string[] = [...REQUIREMENTS_FILES.map(({ lock }) => lock), 'uv.lock'];

/** Starter files of one framework, with the generated file that they are created with. */
const OWN_STARTERS: Readonly<
  Partial<Record<Framework, { readonly bornWith: string; readonly paths: readonly string[] }>>
> = {
  django: {
    // Not the Dockerfile: an app that changes to Django gets them, too.
    bornWith: 'src/gitops_runtime/django_app.py',
    paths: [
      'src/config/__init__.py',
      'src/config/settings.py',
      'src/config/urls.py',
      'src/config/views.py',
      'src/manage.py',
    ],
  },
};

/** Files of a variant. They replace the default files, which are for Flask and granian. */
const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  asgi: [
    'src/gitops_runtime/__init__.py',
    'src/gitops_runtime/asgi_app.py',
    'src/gitops_runtime/development.py',
    'src/requirements.in',
    'src/requirements.txt',
    'src/server.py',
    'test/conftest.py',
    'test/requirements-test.in',
    'test/requirements-test.txt',
    'test/test_server.py',
    'uv.lock',
  ],
  fastapi: [
    'src/requirements.in',
    'src/requirements.txt',
    'src/server.py',
    'test/conftest.py',
    'test/requirements-test.txt',
    'test/test_server.py',
    'uv.lock',
  ],
  django: [
    'src/config/__init__.py',
    'src/config/settings.py',
    'src/config/urls.py',
    'src/config/views.py',
    'src/gitops_runtime/__init__.py',
    'src/gitops_runtime/development.py',
    'src/gitops_runtime/django_app.py',
    'src/manage.py',
    'src/requirements.in',
    'src/requirements.txt',
    'src/server.py',
    'test/conftest.py',
    'test/requirements-test.in',
    'test/requirements-test.txt',
    'test/test_server.py',
    'uv.lock',
  ],
  'django-gunicorn': ['src/requirements.txt', 'test/requirements-test.txt', 'uv.lock'],
  'own-code': ['test/conftest.py'],
  gunicorn: [
    'src/gitops_runtime/gunicorn_conf.py',
    'src/gitops_runtime/gunicorn_server.py',
    'src/requirements.txt',
    'test/requirements-test.txt',
    'uv.lock',
  ],
};

/** Renders the Python, Docker, Make, and shell files of an app. */
export function renderAppFiles(repository: Repository, app: App): TreeFile[] {
  const folder = `apps/${app.name}`;
  const option = `apps.${app.name}`;
  const samples = samplesOf(repository, app);
  const parts = partsOf(repository, app);
  const own = [...OWN_MODULES[app.server], ...OWN_MODULES[app.framework], ...(isTraced(app) ? ['otlp'] : [])];
  const modules = [...MODULES, ...own].map((module) => ({
    path: `src/gitops_runtime/${module}.py`,
    instead: RUNTIME,
  }));
  const generated = [...GENERATED, ...modules].map((template: AppTemplate): TreeFile => {
    const { path, executable } = template;
    const instead = app.packages === 'uv' ? (template.insteadWithUv ?? template.instead) : template.instead;
    const target = `${folder}/${path}`;
    const render = (): string => {
      const filled = selectParts(generatedFromTemplate(templateOf(app, path), target, option, samples), parts);
      // No label without an address.
      return repository.repoUrl === undefined ? filled.replace(/^.*image\.source=.*\n/m, '') : filled;
    };
    return renderedWhenAsked({ path: target, executable, owner: 'generated', option, instead }, render);
  });
  const requirements: TreeFile = {
    path: requirementsPath(app),
    content: renderRequirements(app, option),
    owner: 'generated',
    option,
    instead: 'Add your packages to src/requirements.in, then run make lock.',
  };
  const local = localFiles(repository, app).map(({ path, text, ...rest }): TreeFile => {
    const target = `${folder}/${path}`;
    const render = (): string => withHeader(target, option, text());
    return renderedWhenAsked({ path: target, owner: 'generated', option, ...rest }, render);
  });
  const python: TreeFile = {
    path: `${folder}/.python-version`,
    content: `${app.pythonVersion}\n`,
    owner: 'generated',
    option,
    instead: haveOnePython(repository)
      ? `Set pythonVersion in ${option}. uv reads this file.`
      : `Set pythonVersion in ${option}. The workflow reads this file, because apps have different versions.`,
  };
  const starters = startersOf(app).map(({ path, bornWith }): TreeFile => {
    const template = templateOf(app, path);
    // Hashes in locks can contain a sample value by chance.
    const isLock = path.endsWith('.txt');
    const fill = (): string => (isLock ? readTemplate(template) : selectParts(fillTemplate(template, samples), parts));
    const withUv = app.packages === 'uv' ? STARTERS_WITH_UV[path] : undefined;
    const render = (): string => withUv?.(repository, app, fill) ?? fill();
    const instead = 'It is yours: edit it.';
    const created = { path: `${folder}/${path}`, bornWith: `${folder}/${bornWith}` };
    return renderedWhenAsked({ ...created, owner: 'starter', option, instead }, render);
  });
  const isUv = app.packages === 'uv';
  return [
    ...generated,
    ...local,
    ...(isUv ? [] : [requirements]),
    // uv looks for it in the folder of the app.
    ...(isUv || !haveOnePython(repository) ? [python] : []),
    ...starters,
  ];
}

/** Data for `make dev`, which templates cannot express. */
function localFiles(
  repository: Repository,
  app: App,
): (Pick<TreeFile, 'path' | 'instead' | 'optedInBy'> & { readonly text: () => string })[] {
  const compose = {
    path: 'compose.yaml',
    optedInBy: 'development.services',
    text: () => composeFile(repository, app),
    instead: 'Set development.services of the app. Put your own services into compose.override.yaml.',
  };
  return [
    { path: '.env.example', text: () => envExample(app), instead: 'Set env or secrets of the app.' },
    { path: 'scripts/workloads.toml', text: () => localWorkloads(app), instead: LOCAL },
    ...(app.backingServices.length === 0 ? [] : [compose]),
  ];
}

/** An app with another callable has its own code, so it needs no example. */
function startersOf(app: App): { readonly path: string; readonly bornWith: string }[] {
  const isOwn = hasOwnCode(app);
  const shared = [...STARTERS, ...PACKAGE_FILES[app.packages]].filter(
    (path) =>
      (!isOwn || (path !== 'src/server.py' && path !== 'test/test_server.py')) &&
      // The locks of starters lack the packages that tracing needs.
      (!isTraced(app) || !LOCKS.includes(path)),
  );
  const { bornWith = '', paths = [] } = isOwn ? {} : (OWN_STARTERS[app.framework] ?? {});
  return [...shared.map((path) => ({ path, bornWith: 'Dockerfile' })), ...paths.map((path) => ({ path, bornWith }))];
}

/** Starter files of an app with uv.lock that differ from their templates. */
const STARTERS_WITH_UV: Readonly<Record<string, (repository: Repository, app: App, fill: () => string) => string>> = {
  'pyproject.toml': (repository, app, fill) =>
    `${renderPythonProject(repository, app, listsOf(app), lockTemplateOf(app))}${fill()}`,
  'uv.lock': (_repository, app) => renderUvLock(lockTemplateOf(app), app),
};

function lockTemplateOf(app: App): string {
  return readTemplate(templateOf(app, 'uv.lock'));
}

/** The packages that the starter files of an app list. */
function listsOf(app: App): PackageLists {
  const [image, dev] = REQUIREMENTS_FILES.map(({ list }) => listedLines(readTemplate(templateOf(app, list))));
  return { image, dev };
}

/** Whether an app has its own code instead of a starter. */
function hasOwnCode({ callable: { module, name } }: App): boolean {
  return `${module}:${name}` !== APP.options.callable.default;
}

/** The template of a file of an app, from its variant if there is one. */
function templateOf(app: App, path: string): string {
  const { framework, server } = app;
  const variants = [
    ...(hasOwnCode(app) ? ['own-code'] : []),
    `${framework}-${server}`,
    framework,
    app.interface,
    server,
  ];
  const variant = variants.find((name) => VARIANTS[name]?.includes(path));
  return variant === undefined ? `app/${path}` : `app/variants/${variant}/${path}`;
}
