import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { javascript, cdk } from 'projen';
import { parse } from 'yaml';

const project = new cdk.JsiiProject({
  name: '@org/python-gitops-app',
  description:
    'A projen project type: Python services with Kustomize overlays and Argo CD applications, derived from one file.',
  author: 'Platform Engineering',
  authorAddress: 'platform@example.org',
  repositoryUrl: 'git+https://github.com/org/python-gitops-app.git',
  license: 'Apache-2.0',
  keywords: ['projen', 'gitops', 'argocd', 'kustomize', 'python', 'flask'],
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  projenrcTs: true,

  peerDeps: ['projen@>=0.103.0 <1', 'constructs@^10.0.0'],
  peerDependencyOptions: { pinnedDevDependency: false },
  devDeps: [
    'projen',
    'constructs',
    '@commander-js/extra-typings@^14',
    '@types/mustache',
    '@types/semver',
    'fast-check',
    // Draws the pictures of docs/benchmarks.md without a browser.
    'echarts@^6',
    '@babel/types@^7',
    // The latest major version that supports Node.js 20.
    'dependency-cruiser@^17',
    // One file starts faster than 500.
    'esbuild',
    'semver',
    'knip',
    'publint',
    '@viz-js/viz@^3',
    // Only checks types, in a sixth of the time.
    'typescript-native@npm:typescript@^7.0.2',
  ],
  bundledDeps: [
    '@babel/parser@^7',
    'ajv@^8',
    'commander@^14',
    'diff@^9',
    'dockerfile-ast@^0.7.1',
    'fastest-levenshtein',
    'ipaddr.js',
    'mustache',
    'picocolors',
    'rfc6902',
    'sucrase',
    // Draws the graphs of `python-gitops dashboards` in the browser.
    'uplot',
    'yaml',
  ],
  bin: { 'python-gitops': 'bin/python-gitops.js' },

  // The platform team's own pipeline publishes the package.
  release: false,
  github: false,
  depsUpgrade: false,

  prettier: true,
  prettierOptions: { settings: { singleQuote: true, printWidth: 120, trailingComma: javascript.TrailingComma.ALL } },
  eslintOptions: { dirs: ['src', 'test', 'benchmarks'], prettier: true, commandOptions: { fix: false } },
  jestOptions: {
    // By default, projen updates snapshots in every run, so they never fail.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    configFilePath: 'jest.config.json',
    coverageText: false,
    jestConfig: {
      // These need the packed library, so the tasks test:packed and test:cluster run them.
      testPathIgnorePatterns: ['/node_modules/', '/test/packed/', '/test/cluster/'],
      // Coverage doubles the time of a run. The task test:coverage collects it.
      collectCoverage: false,
      coverageReporters: ['text-summary'],
      // By default, Jest leaves one core free, which is half of a two-core machine.
      maxWorkers: '100%',
      // While all cores are busy, a test can exceed Jest's default of 5 seconds.
      testTimeout: 30_000,
      testSequencer: '<rootDir>/test/support/sequencer.js',
      globalSetup: '<rootDir>/test/support/before-all.js',
      globalTeardown: '<rootDir>/test/support/after-all.js',
    },
  },
  gitignore: ['/.cache/'],
});

// 1.13.0 depends on packages for other platforms that the registry lacks, so npm ci fails.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// tsc checks types once, so Jest only strips them.
project.jest!.config.transform = { '^.+\\.ts$': '<rootDir>/test/support/transform.js' };
project.deps.removeDependency('ts-jest');

// Commands load modules lazily to start faster.
project.eslint?.addRules({ '@typescript-eslint/no-require-imports': 'off' });

// Globals that pure rooms must not use. scripts/dependency-cruiser.js checks their imports.
const { pure } = parse(readFileSync(join(__dirname, 'scripts/rooms.yaml'), 'utf8')) as { pure: string[] };
const globals = ['process', 'fetch', 'console', 'performance', 'setTimeout', 'setInterval', 'WebSocket'];
project.eslint?.addOverride({
  files: pure.map((room) => `src/${room}/**/*.ts`),
  rules: {
    'no-restricted-globals': [
      'error',
      ...globals.map((name) => ({ name, message: 'This room is pure: pass it as an argument.' })),
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'This room is pure: pass the time as an argument.' },
      { object: 'Math', property: 'random', message: 'This room is pure: pass the number as an argument.' },
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: "NewExpression[callee.name='Date'][arguments.length=0]",
        message: 'This room is pure: pass the time as an argument.',
      },
    ],
  },
});

// Without this field, Node.js inspects each file to detect its module system.
project.package.addField('type', 'commonjs');

project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.addTask('test:packed', {
  description: 'Test the packed library in new folders, with the tools of generated repositories',
  exec: [
    'jest --ci --forceExit --coverage=false --testPathIgnorePatterns=/node_modules/',
    '--testMatch="<rootDir>/test/packed/**/*.test.ts"',
    '--globalSetup="<rootDir>/test/packed/before-all.js" --globalTeardown="<rootDir>/test/packed/after-all.js"',
  ].join(' '),
  receiveArgs: true,
});
project.addTask('test:cluster', {
  description: 'Test generated repositories on a Kubernetes control plane with Argo CD (docs/cluster-tests.md)',
  exec: [
    'jest --ci --forceExit --coverage=false --testPathIgnorePatterns=/node_modules/',
    '--testMatch="<rootDir>/test/cluster/**/*.test.ts"',
    '--globalSetup="<rootDir>/test/cluster/before-all.js" --globalTeardown="<rootDir>/test/cluster/after-all.js"',
  ].join(' '),
  receiveArgs: true,
});
project.addTask('test:coverage', {
  description: 'Run the unit tests and report code coverage',
  exec: 'jest --ci --coverage',
  receiveArgs: true,
});
project.addTask('pictures', {
  description: 'Draw the pictures of the documents (docs/pictures/*.dot)',
  exec: 'node scripts/pictures.js',
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Compare the speed of synth with a plain script that writes the same bytes',
  exec: 'node benchmarks/synth.js',
  receiveArgs: true,
});
project.addTask('bench:drift', {
  description: 'Compare the speed of drift with other tools that do the same check',
  exec: 'node benchmarks/drift.js',
  receiveArgs: true,
});
project.addTask('bench:commands', {
  description: 'Measure synth, drift, and validate in repositories where nothing changes',
  exec: 'node benchmarks/commands.js',
  receiveArgs: true,
});
project.addTask('bench:scale', {
  description: 'Compare the speed of this library with a plain script, projen, and copier, by number of apps',
  exec: 'node benchmarks/scale.js',
  receiveArgs: true,
});
project.addTask('bench:pictures', {
  description: 'Draw the pictures of docs/benchmarks.md from the results of bench:scale',
  exec: 'node benchmarks/pictures.js',
});
project.addTask('bench:diff', {
  description: 'Measure the speed of diff with pending promotions',
  exec: 'node benchmarks/diff.js',
  receiveArgs: true,
});
project.addTask('bench:image', {
  description: 'Compare the image size of an app with a naive image',
  exec: 'node benchmarks/image.js',
  receiveArgs: true,
});
project.addTask('bench:server', {
  description: 'Compare the generated service with a bare one under the same server',
  exec: '"${PYTHON_GITOPS_CACHE:-$HOME/.cache/python-gitops}/lint/bin/python" benchmarks/server.py',
  receiveArgs: true,
});

// Inline source maps would be three quarters of the compiled files, and the compiled code is as readable as its source.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.tsconfig?.file.addOverride(`compilerOptions.${option}`, false);
}

project.compileTask.exec('node scripts/bundle.js');
project.tasks.tryFind('package:js')?.exec('node scripts/prune-package.js');

for (const path of [
  '/benchmarks/',
  '/examples/',
  '/scripts/',
  '/projenrc/',
  '/.ci/',
  '/docs/*',
  // README.md links to these.
  '!/docs/SECURITY.md',
  '!/docs/dictionary.md',
  '!/docs/errors.md',
  '!/docs/options.md',
  '/API.md',
  '/CONTRIBUTING.md',
  '/.prettierrc.json',
  '/jest.config.json',
  '/.cache/',
]) {
  project.addPackageIgnore(path);
}

project.synth();
