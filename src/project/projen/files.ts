import type { Project } from 'projen';
import { JsonFile } from 'projen/lib/json';
import { RC_COMPILER_OPTIONS } from './type-check';
import type { PackageManager } from '../../config/package-managers';
import { OWN_FOLDER } from '../../files/disk/own-folder';
import { HASH_MANIFEST } from '../../files/tree/hash-manifest';

/** Command line of the library, as installed in the repository. */
const CLI = 'node_modules/.bin/python-gitops';

/** What a Python repository must not commit. A plaintext secret is among it. */
const IGNORED = [
  `/${OWN_FOLDER}/`,
  '.venv/',
  '__pycache__/',
  '*.py[cod]',
  '.coverage',
  'coverage.xml',
  '.mypy_cache/',
  '.pytest_cache/',
  '.ruff_cache/',
  '.env',
  '*.secret.yaml',
];

/** Folders and files that reviews fold away, by pattern: one line for each file would grow with the apps. */
const GENERATED_PATTERNS = [
  ...['app', 'main', 'release', 'shard'].map((workflow) => `/.github/workflows/${workflow}.yml`),
  '/AGENTS.md',
  '/CODEOWNERS',
  '/IMPLEMENTATION_SUMMARY.md',
  '/Makefile',
  '/ONBOARDING.md',
  `/${HASH_MANIFEST}`,
  `/apps/*/${HASH_MANIFEST}`,
  '/apps/*/.dockerignore',
  '/apps/*/Dockerfile',
  '/apps/*/Makefile',
  '/apps/*/k8s/base/**',
  '/apps/*/k8s/overlays/*/*.yaml',
  ...['server', 'setup', 'test'].map((script) => `/apps/*/scripts/${script}.sh`),
  '/apps/*/argo/*.yaml',
  '/apps/*/src/gitops_runtime/**',
  '/apps/*/test/gitops_contract.py',
  '/apps/*/test/integration_test.py',
  '/argo/**',
  '/docs/RELEASING.md',
  '/docs/ROLLBACK.md',
  '/docs/SEALED_SECRETS.md',
  '/docs/TROUBLESHOOTING.md',
  '/renovate.json',
  ...['check-generated', 'install-tools', 'validate-gitops'].map((script) => `/scripts/${script}.sh`),
  '/.gitattributes',
  '/.gitignore',
  '/.projen/**',
  '/tsconfig.projen.json',
];

/** Sets up projen's own files: ignore rules, attributes, tasks and the TypeScript config of `.projenrc.ts`. */
export function configureProjenFiles(project: Project, manager: PackageManager): void {
  for (const pattern of [...IGNORED, ...manager.ignored]) project.gitignore.addPatterns(pattern);
  for (const pattern of GENERATED_PATTERNS) project.gitattributes.addAttributes(pattern, 'linguist-generated');
  configureTasks(project);
  new JsonFile(project, 'tsconfig.projen.json', {
    obj: {
      compilerOptions: RC_COMPILER_OPTIONS,
      include: ['.projenrc.ts', 'projenrc/**/*.ts'],
    },
  });
}

function configureTasks(project: Project): void {
  project.defaultTask?.reset(`${CLI} synth`);
  project.testTask.reset('make test');
  const tasks: Record<string, string> = {
    drift: 'Say which files are not what .projenrc.ts renders, and how to heal them',
    heal: 'Write what .projenrc.ts renders at some paths; saves hand edits first',
    restore: 'Give a hand edit back that was saved',
    validate: 'Build every overlay and the root, and name what is not set or not released',
    seal: 'Seal one secret value with the certificate of an environment; without a key, say which are sealed',
    release: 'Put an image into an environment',
    owners: 'Say who owns a path, and what to change instead',
  };
  for (const [name, description] of Object.entries(tasks)) {
    project.addTask(name, { description, exec: `${CLI} ${name}`, receiveArgs: true });
  }
}
