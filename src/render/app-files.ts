import { renderRequirements, requirementsPath } from './requirements';
import { generatedFromTemplate, partsOf, samplesOf } from './samples';
import { DEFAULTS } from '../config/defaults';
import type { App, Repository } from '../config/model';
import { haveOnePython } from '../config/model';
import { fillTemplate, readTemplate, selectParts } from '../files/tree/templates';
import type { TreeFile } from '../files/tree/tree';

interface AppTemplate {
  readonly path: string;
  /** Where a wish to change the file belongs. */
  readonly instead: string;
  readonly executable?: boolean;
}

const RUNTIME = 'It is the platform’s runtime module: add routes, checks and metrics in src/server.py.';
const CONTRACT = 'It is the platform’s contract: put tests of your own into other files of test/.';

/** Files of every app that are the library's. Each is a template that is a file of its own language. */
const GENERATED: readonly AppTemplate[] = [
  { path: '.dockerignore', instead: 'Whatever is below src/ gets into the image; keep other files elsewhere.' },
  {
    path: 'Dockerfile',
    instead:
      'Set baseImage or packageIndex, or port, systemPackages or buildSecrets of the app; Python packages belong in src/requirements.in.',
  },
  { path: 'Makefile', instead: 'Put targets of your own into local.mk beside it.' },
  {
    path: 'scripts/server.sh',
    instead: 'Set port of the app; environment variables reach the server.',
    executable: true,
  },
  { path: 'scripts/setup.sh', instead: 'Packages belong in src/requirements.in and make lock.', executable: true },
  { path: 'scripts/test.sh', instead: 'Options of pytest belong in pyproject.toml, which is yours.', executable: true },
  { path: 'src/gitops_runtime/py.typed', instead: RUNTIME },
  { path: 'test/gitops_contract.py', instead: CONTRACT },
  { path: 'test/integration_test.py', instead: CONTRACT },
];

/** Modules of the runtime that every app has. */
const MODULES = ['__init__', '__main__', 'choices', 'development', 'logs', 'metrics', 'serving', 'settings'];

/** Modules that only a server or an interface needs: their packages are not installed for the others. */
const OWN_MODULES = {
  granian: ['granian_server'],
  gunicorn: ['gunicorn_conf', 'gunicorn_server'],
  wsgi: ['flask_app'],
  asgi: ['asgi_app'],
} as const;

/** Files of an app that are written once and then the user's. */
const STARTERS: readonly string[] = [
  'pyproject.toml',
  'src/requirements.in',
  'src/requirements.txt',
  'src/server.py',
  'test/conftest.py',
  'test/requirements-test.in',
  'test/requirements-test.txt',
  'test/test_server.py',
];

/** Files that a variant has instead of those of the same path beside `variants/`, which are Flask's under granian. */
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
  ],
  gunicorn: [
    'src/gitops_runtime/gunicorn_conf.py',
    'src/gitops_runtime/gunicorn_server.py',
    'src/requirements.txt',
    'test/requirements-test.txt',
  ],
};

/** Renders what is Python, Docker, Make and shell of an app. */
export function renderAppFiles(repository: Repository, app: App): TreeFile[] {
  const folder = `apps/${app.name}`;
  const option = `apps.${app.name}`;
  const samples = samplesOf(repository, app);
  const parts = partsOf(repository, app);
  const modules = [...MODULES, ...OWN_MODULES[app.server], ...OWN_MODULES[app.interface]].map((module) => ({
    path: `src/gitops_runtime/${module}.py`,
    instead: RUNTIME,
  }));
  const generated = [...GENERATED, ...modules].map(({ path, instead, executable }: AppTemplate): TreeFile => {
    const target = `${folder}/${path}`;
    const filled = selectParts(generatedFromTemplate(templateOf(app, path), target, option, samples), parts);
    // An address that is not known has no label.
    const content = repository.repoUrl === undefined ? filled.replace(/^.*image\.source=.*\n/m, '') : filled;
    return { path: target, content, executable, owner: 'generated', option, instead };
  });
  const requirements: TreeFile = {
    path: requirementsPath(app),
    content: renderRequirements(app, option),
    owner: 'generated',
    option,
    instead: 'Packages of your own, and newer versions, belong in src/requirements.in and make lock.',
  };
  const python: TreeFile = {
    path: `${folder}/.python-version`,
    content: `${app.pythonVersion}\n`,
    owner: 'generated',
    option,
    instead: `Set pythonVersion in ${option}; it is here for the workflow, since apps have different ones.`,
  };
  const starters = startersOf(app).map((path): TreeFile => {
    const template = templateOf(app, path);
    // Locks hold hashes in which a sample value may stand by chance.
    const isLock = path.endsWith('.txt');
    const content = isLock ? readTemplate(template) : fillTemplate(template, samples);
    const instead = 'It is yours: change it as you like.';
    return { path: `${folder}/${path}`, content, owner: 'starter', option, instead, bornWith: `${folder}/Dockerfile` };
  });
  return [...generated, requirements, ...(haveOnePython(repository) ? [] : [python]), ...starters];
}

/** An app with another callable brings its own code: it needs no example and no test of one. */
function startersOf({ callable: { module, name } }: App): readonly string[] {
  if (`${module}:${name}` === DEFAULTS.callable) return STARTERS;
  return STARTERS.filter((path) => path !== 'src/server.py' && path !== 'test/test_server.py');
}

/** The template of a file of an app: that of a variant where it has one. */
function templateOf(app: App, path: string): string {
  const variant = [app.interface, app.server].find((name) => VARIANTS[name]?.includes(path));
  return variant === undefined ? `app/${path}` : `app/variants/${variant}/${path}`;
}
