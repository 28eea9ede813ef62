import type { PythonGitOpsAppOptions } from '../../../src/config/options';
import { initialOptions, renderInitialRc } from '../../../src/project/projen/initial-rc';
import { readOptionDocs } from '../../../src/project/projen/option-docs';

const IMPORT = { module: '@org/python-gitops-app', className: 'PythonGitOpsApp' };

function rc(options: PythonGitOpsAppOptions, withHints = false): string {
  const docs = withHints ? (struct: string) => readOptionDocs(struct) : () => [];
  return renderInitialRc({ ...IMPORT, options: initialOptions(options), docs });
}

/** The options that a TypeScript file passes to the class, found by running it. */
function optionsIn(text: string): unknown {
  let given: unknown;
  class PythonGitOpsApp {
    constructor(options: unknown) {
      given = options;
    }
    synth(): void {}
  }
  const body = text.replace(/^import .*$/m, '');
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the file under test is code
  new Function('PythonGitOpsApp', body)(PythonGitOpsApp);
  return given;
}

const DEFAULT_ENVIRONMENTS = { dev: {}, staging: {}, prod: { gated: true } };

describe('the first .projenrc.ts', () => {
  test('has known values as code', () => {
    const options = { name: 'shop', repoUrl: 'https://github.com/acme/shop', registry: 'docker.io/acme' };
    expect(rc(options)).toBe(
      `import { PythonGitOpsApp } from '@org/python-gitops-app';

const project = new PythonGitOpsApp({
  name: 'shop',
  repoUrl: 'https://github.com/acme/shop',
  registry: 'docker.io/acme',

  // In release order. A gated environment only changes when you promote a release to it.
  environments: {
    dev: {},
    staging: {},
    prod: { gated: true },
  },

  // Each app is one image, built from apps/<name>/. Add one here and run \`npx projen\`.
  apps: {
    shop: {},
  },
});

project.synth();
`,
    );
  });

  test('has a comment with the consequence in place of an unknown value', () => {
    expect(rc({ name: 'shop' }).split('\n').slice(2, 9)).toEqual([
      'const project = new PythonGitOpsApp({',
      "  name: 'shop',",
      '  // No Applications are rendered until it is set.',
      "  // repoUrl: '',",
      '  // Nothing is pushed or released until it is set.',
      "  // registry: '',",
      '',
    ]);
  });

  test('has hints from the documentation of the options', () => {
    const text = rc({ name: 'shop' }, true);
    expect(text.split('\n').slice(2)).toEqual([
      'const project = new PythonGitOpsApp({',
      "  name: 'shop',",
      '  // Address of the git repository that Argo CD reads. No Applications are rendered until it is set.',
      "  // repoUrl: 'https://github.com/acme/shop',",
      '  // Image registry and path; the image of an app is `<registry>/<app>`. Nothing is pushed or released until it is',
      '  // set.',
      "  // registry: 'docker.io/acme',",
      "  // defaultBranch: 'main', // Branch that environments track unless they set `branch`.",
      "  // pythonVersion: '3.13', // Python version of the images, as `major.minor`.",
      "  // devDeps: ['prettier@^3'], // More npm packages for `.projenrc.ts`, with an optional version.",
      '',
      '  // In release order. A gated environment only changes when you promote a release to it.',
      '  environments: {',
      "    dev: { /* replicas: 1, memory: '64Mi', logLevel: 'DEBUG' */ },",
      "    staging: { /* replicas: 2, memory: '128Mi', logLevel: 'INFO' */ },",
      "    prod: { gated: true, /* replicas: 3, memory: '256Mi', logLevel: 'WARNING' */ },",
      '  },',
      '',
      '  // Each app is one image, built from apps/<name>/. Add one here and run `npx projen`.',
      '  apps: {',
      '    shop: {',
      '      // port: 5000, // Port on which the server listens in the container, from 1024 to 65535.',
      "      // workloads: { web: {}, admin: { port: 8081 } }, // Workloads by name: programs that run the app's image.",
      '      // environments: { prod: { replicas: 10 } }, // Settings of this app by environment.',
      '    },',
      '  },',
      '});',
      '',
      'project.synth();',
      '',
    ]);
  });

  test('has no value in a hint when the documentation describes the default in words', () => {
    const docs = [
      { name: 'defaultBranch', summary: 'In words.', type: 'string', default: '- the branch of git' },
      { name: 'pythonVersion', summary: 'As a value.', type: 'string', default: '"3.13"' },
    ];
    const text = renderInitialRc({ ...IMPORT, options: initialOptions({ name: 'shop' }), docs: () => docs });
    expect(text).toContain('\n  // defaultBranch: …, // In words.\n');
    expect(text).toContain("\n  // pythonVersion: '3.13', // As a value.\n");
  });

  test('has no hint for an option that is set', () => {
    const set = { defaultBranch: 'trunk', pythonVersion: '3.12', devDeps: ['prettier'] };
    const text = rc({ name: 'shop', ...set }, true);
    for (const option of Object.keys(set)) expect(text).not.toContain(`// ${option}:`);
    expect(optionsIn(text)).toMatchObject(set);
  });

  test('imports the class of a company’s package', () => {
    const text = renderInitialRc({
      module: '@acme/platform',
      className: 'AcmeApp',
      options: initialOptions({ name: 'shop' }),
      docs: () => [],
    });
    const [first, , third] = text.split('\n');
    expect([first, third]).toEqual(["import { AcmeApp } from '@acme/platform';", 'const project = new AcmeApp({']);
  });

  test.each([true, false])('is formatted like our prettier does (hints: %p)', (withHints) => {
    const long = rc({ name: 'shop', repoUrl: 'https://github.com/acme/shop' }, withHints);
    expect(long.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });
});

describe('the text has the decided options', () => {
  const cases: [string, PythonGitOpsAppOptions][] = [
    ['a name alone', { name: 'shop' }],
    [
      'everything that a flag can set',
      {
        name: 'shop',
        repoUrl: 'git@github.com:acme/shop',
        registry: 'localhost:5000/acme',
        defaultBranch: 'trunk',
        pythonVersion: '3.11',
      },
    ],
    [
      'names that are no identifiers',
      {
        name: 'my-shop',
        environments: { 'eu-west': {}, 'prod-1': {} },
        apps: { 'check-out': {}, class: {}, web: {} },
      },
    ],
    ['no environment but one', { name: 'shop', environments: { live: {} } }],
    ['no apps', { name: 'shop', apps: {} }],
    ['packages', { name: 'shop', devDeps: ['prettier@^3', '@acme/tool'] }],
    [
      'values with quotes and backslashes, which validation refuses afterwards',
      {
        name: "o'shop\\",
        registry: "a'b\\'c",
        environments: { "it's": {}, 'a\\b': {} },
      },
    ],
  ];

  test.each(cases)('%s', (_what, options) => {
    for (const withHints of [false, true]) {
      const expected = { environments: DEFAULT_ENVIRONMENTS, apps: { [options.name]: {} }, ...options };
      expect(optionsIn(rc(options, withHints))).toEqual(expected);
    }
  });

  test('the order of the environments, which releases follow, is kept', () => {
    const options = { name: 'shop', environments: { qa: {}, dev: {}, a: {} } };
    expect(Object.keys((optionsIn(rc(options)) as typeof options).environments)).toEqual(['qa', 'dev', 'a']);
  });

  test('the options of an environment or an app are not lost', () => {
    const options: PythonGitOpsAppOptions = {
      name: 'shop',
      environments: { dev: { replicas: 2 }, prod: { gated: false } },
      apps: { web: { port: 8080 } },
    };
    expect(optionsIn(rc(options))).toEqual(options);
  });
});

describe('the options of a new repository', () => {
  test('are the default environments and one app of the repository’s name', () => {
    expect(initialOptions({ name: 'shop' })).toEqual({
      name: 'shop',
      environments: DEFAULT_ENVIRONMENTS,
      apps: { shop: {} },
    });
  });

  test('stay as given', () => {
    const options = { name: 'shop', environments: { live: {} }, apps: {} };
    expect(initialOptions(options)).toEqual(options);
  });
});
