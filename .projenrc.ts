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
    // Draws the pictures of docs/benchmarks.md, without a browser.
    'echarts@^6',
    '@babel/types@^7',
    // The newest one for Node.js 20.
    'dependency-cruiser@^17',
    'semver',
    'knip',
    'publint',
    '@viz-js/viz@^3',
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
    'yaml',
  ],
  bin: { 'python-gitops': 'bin/python-gitops.js' },

  // The packed package is the product; publishing it is the platform team's own pipeline.
  release: false,
  github: false,
  depsUpgrade: false,

  prettier: true,
  prettierOptions: { settings: { singleQuote: true, printWidth: 120, trailingComma: javascript.TrailingComma.ALL } },
  eslintOptions: { dirs: ['src', 'test', 'benchmarks'], prettier: true, commandOptions: { fix: false } },
  jestOptions: {
    // projen's default updates snapshots at every run, so that they could never fail.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    passWithNoTests: false,
    configFilePath: 'jest.config.json',
    coverageText: false,
    jestConfig: {
      // They test the packed library, which must be there first: the task test:packed runs them.
      testPathIgnorePatterns: ['/node_modules/', '/test/packed/'],
      // Nothing judges it, and measuring it doubles the time of a run: the task test:coverage does.
      collectCoverage: false,
      coverageReporters: ['text-summary'],
      // Jest leaves one core to itself, which on two cores is half of them.
      maxWorkers: '100%',
      // All cores are busy during a run, so a test may take longer than Jest's 5 seconds.
      testTimeout: 30_000,
      testSequencer: '<rootDir>/test/support/sequencer.js',
      globalSetup: '<rootDir>/test/support/before-all.js',
      globalTeardown: '<rootDir>/test/support/after-all.js',
    },
  },
  gitignore: ['/.cache/'],
});

// 1.13.0 names packages for other platforms that the registry does not have; npm ci wants all of them in the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// Types are checked once, by `tsc`: tests only need them gone.
project.jest!.config.transform = { '^.+\\.ts$': '<rootDir>/test/support/transform.js' };
project.deps.removeDependency('ts-jest');

// Commands load what they need when they need it, so that each starts quickly.
project.eslint?.addRules({ '@typescript-eslint/no-require-imports': 'off' });

// What a pure room may not use without importing it; its imports are checked by scripts/dependency-cruiser.js.
const { pure } = parse(readFileSync(join(__dirname, 'scripts/rooms.yaml'), 'utf8')) as { pure: string[] };
const globals = ['process', 'fetch', 'console', 'performance', 'setTimeout', 'setInterval', 'WebSocket'];
project.eslint?.addOverride({
  files: pure.map((room) => `src/${room}/**/*.ts`),
  rules: {
    'no-restricted-globals': ['error', ...globals.map((name) => ({ name, message: 'This room is pure: hand it in.' }))],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'This room is pure: hand the time in.' },
      { object: 'Math', property: 'random', message: 'This room is pure: hand the number in.' },
    ],
    'no-restricted-syntax': [
      'error',
      {
        selector: "NewExpression[callee.name='Date'][arguments.length=0]",
        message: 'This room is pure: hand the time in.',
      },
    ],
  },
});

// Node.js then doesn't have to look into each file for its module system.
project.package.addField('type', 'commonjs');

project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

project.addTask('test:packed', {
  description: 'Test the packed library in fresh folders, with the tools of the repositories that it creates',
  exec: [
    'jest --ci --forceExit --coverage=false --testPathIgnorePatterns=/node_modules/',
    '--testMatch="<rootDir>/test/packed/**/*.test.ts"',
    '--globalSetup="<rootDir>/test/packed/before-all.js" --globalTeardown="<rootDir>/test/packed/after-all.js"',
  ].join(' '),
  receiveArgs: true,
});
project.addTask('test:coverage', {
  description: 'Run the unit tests and say how much of the code they reach',
  exec: 'jest --ci --coverage',
  receiveArgs: true,
});
project.addTask('pictures', {
  description: 'Draw the pictures of the documents from their sources (docs/pictures)',
  exec: 'node scripts/pictures.js',
  receiveArgs: true,
});
project.addTask('bench', {
  description: 'Measure synth beside a plain script that writes the same bytes',
  exec: 'node benchmarks/synth.js',
  receiveArgs: true,
});
project.addTask('bench:drift', {
  description: 'Measure the check of drift beside other ways to ask the same',
  exec: 'node benchmarks/drift.js',
  receiveArgs: true,
});
project.addTask('bench:scale', {
  description: 'Measure this library beside a plain script, projen and copier, over the number of apps',
  exec: 'node benchmarks/scale.js',
  receiveArgs: true,
});
project.addTask('bench:pictures', {
  description: 'Draw the pictures of docs/benchmarks.md from the figures of bench:scale',
  exec: 'node benchmarks/pictures.js',
});
project.addTask('bench:diff', {
  description: 'Measure the comparison of what runs with what a promotion brings (docs/benchmarks.md)',
  exec: 'node benchmarks/diff.js',
  receiveArgs: true,
});
project.addTask('bench:image', {
  description: 'Measure the image of an app beside a naive one',
  exec: 'node benchmarks/image.js',
  receiveArgs: true,
});
project.addTask('bench:server', {
  description: 'Measure the generated service beside a bare one under the same server',
  exec: '"${PYTHON_GITOPS_CACHE:-$HOME/.cache/python-gitops}/lint/bin/python" benchmarks/server.py',
  receiveArgs: true,
});

// Source maps are three quarters of the compiled files. The code that they map is as readable as its source, and so are
// the lines of a stack trace.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.tsconfig?.file.addOverride(`compilerOptions.${option}`, false);
}

project.tasks.tryFind('package:js')?.exec('node scripts/prune-package.js');

for (const path of [
  '/benchmarks/',
  '/scripts/',
  '/projenrc/',
  '/.ci/',
  '/docs/*',
  // README.md links to these.
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
