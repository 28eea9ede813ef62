import { workloadChanges } from './workload-changes';
import { APP } from '../../config/definitions/app';
import type { Framework } from '../../config/frameworks';
import type { App, Repository } from '../../config/model';
import { isTraced } from '../../config/model';
import type { Folder } from '../../files/disk/folder';
import type { Write, WritePlan } from '../../files/disk/plan';
import type { Tree } from '../../files/tree/tree';

/** An option whose new value needs a change of your files, which synth never writes. */
export interface StarterChange {
  readonly app: string;
  /** What changed, such as `interface is now asgi, was wsgi`. */
  readonly what: string;
  readonly files: readonly { readonly path: string; readonly change: string }[];
  /** What a file looks like with another framework. */
  readonly shape?: { readonly path: string; readonly framework: string; readonly text: string };
}

/** What an app's generated files show about its options. */
interface Facts {
  readonly framework?: string;
  readonly interface?: string;
  readonly callable?: string;
  readonly probes?: string;
  readonly metrics?: string;
  readonly python?: string;
}

/** Finds the options that changed since the last synth, and what to change in your files. Call it before writing. */
export function starterChanges(
  { apps }: Repository,
  tree: Tree,
  { writes }: WritePlan,
  folder: Folder,
): StarterChange[] {
  const written = new Map<string, Write>(writes.map((write) => [write.file.path, write]));
  return apps.flatMap((app) => {
    const read = (path: string): readonly [before: string, after: string] => {
      const file = written.get(`apps/${app.name}/${path}`)?.file;
      return file === undefined ? ['', ''] : [folder.text(file.path) ?? '', file.content];
    };
    const [choices, newChoices] = read('src/gitops_runtime/choices.py');
    const [setup, newSetup] = read('scripts/setup.sh');
    const before = factsOf(choices, setup);
    const after = factsOf(newChoices, newSetup);
    return [
      ...changesOf(app, before, after, {
        text: (path) => folder.text(`apps/${app.name}/${path}`),
        starter: (path) => tree.get(`apps/${app.name}/${path}`)?.content,
      }),
      ...workloadChanges(app, written, folder),
      ...missingLock(app, folder),
    ];
  });
}

/** A new app that sends traces has no lock: the starter locks don't contain its packages. */
function missingLock(app: App, folder: Folder): StarterChange[] {
  const lock = app.packages === 'uv' ? 'uv.lock' : 'src/requirements.txt';
  if (!isTraced(app) || folder.text(`apps/${app.name}/${lock}`) !== undefined) return [];
  const change = `run make -C apps/${app.name} lock to create it`;
  return [
    { app: app.name, what: 'tracing needs more packages than the starter lock has', files: [{ path: lock, change }] },
  ];
}

function factsOf(choices: string, setup: string): Facts {
  const constant = (name: string): string | undefined =>
    new RegExp(`^${name}: Final\\[.*\\] = (.*)$`, 'm').exec(choices)?.[1].replace(/^"(.*)"$/, '$1');
  const probes = [constant('LIVENESS_PATHS'), constant('READINESS_PATHS')].flatMap((paths) => paths ?? []);
  return {
    framework: constant('FRAMEWORK'),
    interface: constant('INTERFACE'),
    callable: constant('CALLABLE'),
    probes: probes.length === 0 ? undefined : [...probes.join().matchAll(/"([^"]*)"/g)].map((one) => one[1]).join(', '),
    metrics: constant('METRICS_PATH'),
    python: /^readonly image_python=(.*)$/m.exec(setup)?.[1],
  };
}

/** Reads a file of an app. */
interface Files {
  /** The file on disk, if it exists. */
  readonly text: (path: string) => string | undefined;
  /** The starter file that a new app would get, if there is one. */
  readonly starter: (path: string) => string | undefined;
}

function changesOf(app: App, before: Facts, after: Facts, { text, starter }: Files): StarterChange[] {
  const changed = (fact: keyof Facts): boolean =>
    before[fact] !== undefined && after[fact] !== undefined && before[fact] !== after[fact];
  const { module, name } = app.callable;
  const exists = (path: string): boolean => text(path) !== undefined;
  const code = codeOf(module, exists);
  const isUv = app.packages === 'uv';
  const lock = `make -C apps/${app.name} lock`;
  const tests = ['test/conftest.py', 'test/test_server.py'].filter(exists);
  const changes: StarterChange[] = [];
  const add = (
    what: string,
    files: readonly (readonly [path: string, change: string])[],
    shape?: StarterChange['shape'],
  ): void => {
    changes.push({ app: app.name, what, files: files.map(([path, change]) => ({ path, change })), shape });
  };
  if (changed('interface') || changed('framework')) {
    const fact = changed('interface') ? 'interface' : 'framework';
    const { title, packages, testPackages, client, made } = FRAMEWORK_STARTERS[app.framework];
    const server = starter('src/server.py');
    const kind = app.interface === 'asgi' ? 'an ASGI' : 'a WSGI';
    const such = server === undefined ? `, such as ${name} = ${made(app.name)}` : ' as below';
    add(
      `${fact} is now ${after[fact]}, was ${before[fact]}`,
      [
        [code, `make ${name} ${kind} application${such}`],
        ...(testPackages === ''
          ? []
          : [
              isUv
                ? (['pyproject.toml', `add ${testPackages} with uv add --dev`] as const)
                : (['test/requirements-test.in', `add ${testPackages}`] as const),
            ]),
        isUv
          ? ['pyproject.toml', `add ${packages}, or the packages of your framework, with uv add`]
          : ['src/requirements.in', `add ${packages}, or the packages of your framework, then run ${lock}`],
        ...tests.map((path) => [path, `use the test client of your framework, such as ${client}`] as const),
        ...(app.framework === 'django' ? [DJANGO_SETTINGS] : []),
      ],
      server === undefined ? undefined : { path: 'src/server.py', framework: title, text: withoutDocstring(server) },
    );
  }
  if (changed('callable')) {
    const oldModule = before.callable?.split(':')[0] ?? '';
    const imports = tests.filter((path) => text(path)?.includes(`from ${oldModule} import`));
    const isStarter = before.callable === APP.options.callable.default && exists('src/server.py');
    add(`callable is now ${after.callable}, was ${before.callable}`, [
      [code, `define ${name} there`],
      ...imports.map((path) => [path, `import ${name} from ${module} instead of ${oldModule}`] as const),
      ...(isStarter && module !== 'server' ? [['src/server.py', 'remove it if you no longer use it'] as const] : []),
    ]);
  }
  if (changed('probes')) {
    add(`probes now request ${after.probes || 'nothing'}, before ${before.probes || 'nothing'}`, [
      [code, 'answer at these paths, unless the application is made with create_app'],
    ]);
  }
  if (changed('metrics')) {
    const now = after.metrics === '' ? 'off' : `at ${after.metrics}`;
    add(`metrics are now ${now}, were ${before.metrics === '' ? 'off' : `at ${before.metrics}`}`, [
      [code, `${after.metrics === '' ? 'remove' : 'serve'} them, unless the application is made with create_app`],
    ]);
  }
  if (changed('python')) {
    const short = `py${after.python?.replace('.', '')}`;
    add(`pythonVersion is now ${after.python}, was ${before.python}`, [
      ...(isUv
        ? ([['pyproject.toml', `set requires-python = ">=${after.python}", then run ${lock}`]] as const)
        : ([['src/requirements.txt', `run ${lock}: it also locks test/requirements-test.txt`]] as const)),
      ['pyproject.toml', `set python_version = "${after.python}" and target-version = "${short}", which editors read`],
    ]);
  }
  return changes;
}

/** How the starter files of each framework differ. */
const FRAMEWORK_STARTERS: Readonly<
  Record<
    Framework,
    {
      readonly title: string;
      readonly packages: string;
      /** What the test client needs; empty for nothing. */
      readonly testPackages: string;
      readonly client: string;
      readonly made: (app: string) => string;
    }
  >
> = {
  flask: {
    title: 'Flask',
    packages: 'flask',
    testPackages: '',
    client: 'app.test_client()',
    made: (app) => `create_app("${app}")`,
  },
  django: {
    title: 'Django',
    packages: 'django, dj-database-url, psycopg[binary], and whitenoise',
    testPackages: 'pytest-django and django-stubs[compatible-mypy]',
    client: 'client of pytest-django',
    made: (app) => `create_app("${app}")`,
  },
  fastapi: {
    title: 'FastAPI',
    packages: 'fastapi',
    testPackages: 'httpx2',
    client: 'fastapi.testclient.TestClient',
    made: (app) => `create_app("${app}", FastAPI())`,
  },
  starlette: {
    title: 'Starlette',
    packages: 'starlette',
    testPackages: 'httpx2',
    client: 'starlette.testclient.TestClient',
    made: (app) => `create_app("${app}", Starlette(routes=[…]))`,
  },
};

const DJANGO_SETTINGS = ['pyproject.toml', 'add DJANGO_SETTINGS_MODULE = "config.settings" to [tool.pytest]'] as const;

/** A Python file without the text at its start, which explains more than its shape. */
function withoutDocstring(text: string): string {
  return text.replace(/^"""[^]*?"""\n+/, '').trimEnd();
}

/** The file of a module: an existing one, or the one to add. */
function codeOf(module: string, exists: (path: string) => boolean): string {
  const path = `src/${module.replaceAll('.', '/')}`;
  return exists(`${path}/__init__.py`) ? `${path}/__init__.py` : `${path}.py`;
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => (line === '' ? '' : `      ${line}`));
}

/** Lists what to change in your files, once: the next synth finds the same options as this one. */
export function formatStarterChanges(changes: readonly StarterChange[]): string[] {
  if (changes.length === 0) return [];
  const longest = Math.max(...changes.flatMap(({ files }) => files.map(({ path }) => path.length)));
  return [
    '',
    'Your files need changes for these options. make check shows what is left to do:',
    ...changes.flatMap(({ app, what, files, shape }) => [
      `  apps/${app}: ${what}`,
      ...files.map(({ path, change }) => `    ${path.padEnd(longest)}  ${change}`),
      ...(shape === undefined
        ? []
        : ['', `    The shape of ${shape.path} with ${shape.framework}:`, '', ...indented(shape.text), '']),
    ]),
  ];
}
