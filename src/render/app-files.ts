import { generatedFromTemplate, partsOf, samplesOf } from './samples';
import type { App, Repository } from '../config/model';
import { fillTemplate, readTemplate, selectParts } from '../tree/templates';
import type { TreeFile } from '../tree/tree';

interface AppTemplate {
  readonly path: string;
  /** Where a wish to change the file belongs. */
  readonly instead: string;
  readonly executable?: boolean;
}

const RUNTIME = 'It is the platform’s runtime module: add routes, checks and metrics in src/server.py.';
const CONTRACT = 'It is the platform’s contract: put tests of your own into other files of test/.';

/** Files of an app that are the library's. Each is a template that is a file of its own language. */
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
  ...['__init__', 'flask_app', 'gunicorn_conf', 'logs', 'metrics', 'serving', 'settings'].map((module) => ({
    path: `src/gitops_runtime/${module}.py`,
    instead: RUNTIME,
  })),
  { path: 'src/gitops_runtime/py.typed', instead: RUNTIME },
  { path: 'test/gitops_contract.py', instead: CONTRACT },
  { path: 'test/integration_test.py', instead: CONTRACT },
];

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

/** Renders what is Python, Docker, Make and shell of an app. */
export function renderAppFiles(repository: Repository, app: App): TreeFile[] {
  const folder = `apps/${app.name}`;
  const option = `apps.${app.name}`;
  const samples = samplesOf(repository, app);
  const parts = partsOf(repository, app);
  const generated = GENERATED.map(({ path, instead, executable }): TreeFile => {
    const target = `${folder}/${path}`;
    const filled = selectParts(generatedFromTemplate(`app/${path}`, target, option, samples), parts);
    // An address that is not known has no label.
    const content = repository.repoUrl === undefined ? filled.replace(/^.*image\.source=.*\n/m, '') : filled;
    return { path: target, content, executable, owner: 'generated', option, instead };
  });
  const starters = STARTERS.map((path): TreeFile => {
    // Locks hold hashes in which a sample value may stand by chance.
    const isLock = path.endsWith('.txt');
    const content = isLock ? readTemplate(`app/${path}`) : fillTemplate(`app/${path}`, samples);
    const instead = 'It is yours: change it as you like.';
    return { path: `${folder}/${path}`, content, owner: 'starter', option, instead, bornWith: `${folder}/Dockerfile` };
  });
  return [...generated, ...starters];
}
