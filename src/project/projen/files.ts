import type { Project } from 'projen';
import { JsonFile } from 'projen/lib/json';
import { ambientTypes, rcCompilerOptions } from './type-check';
import type { PackageManager } from '../../config/package-managers';
import { OWN_FOLDER } from '../../files/disk/own-folder';
import { HASH_MANIFEST } from '../../files/tree/hash-manifest';

/** Command line of the library, as installed in the repository. */
const CLI = 'node_modules/.bin/python-gitops';

/** Files that a Python repository must not commit, including plaintext secrets. */
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
  '/apps/*/db.sqlite3',
  '/apps/*/src/staticfiles/',
  '*.secret.yaml',
];

/** Files that reviews collapse, by pattern; one line per file would grow with the apps. */
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
  '/apps/*/.env.example',
  '/apps/*/Dockerfile',
  '/apps/*/Makefile',
  '/apps/*/compose.yaml',
  '/apps/*/k8s/base/**',
  '/apps/*/k8s/overlays/*/*.yaml',
  ...['dev', 'server', 'setup', 'test'].map((script) => `/apps/*/scripts/${script}.sh`),
  '/apps/*/scripts/workloads.toml',
  '/apps/*/argo/*.yaml',
  '/apps/*/src/gitops_runtime/**',
  '/apps/*/test/gitops_contract.py',
  '/apps/*/test/integration_test.py',
  '/argo/**',
  '/docs/ALERTS.md',
  '/docs/RECIPES.md',
  '/docs/RELEASING.md',
  '/docs/ROLLBACK.md',
  '/docs/SEALED_SECRETS.md',
  '/docs/TROUBLESHOOTING.md',
  '/.devcontainer/**',
  '/*.code-workspace',
  '/pyrightconfig.json',
  '/renovate.json',
  ...['check-generated', 'install-tools', 'report-missing-secrets', 'validate-gitops'].map(
    (script) => `/scripts/${script}.sh`,
  ),
  '/scripts/help.awk',
  '/scripts/typed.mk',
  '/.gitattributes',
  '/.gitignore',
  '/.projen/**',
  '/tsconfig.projen.json',
];

/** Configures projen's own files: ignore rules, attributes, tasks, and the TypeScript config of `.projenrc.ts`. */
export function configureProjenFiles(project: Project, manager: PackageManager, devDeps: unknown): void {
  for (const pattern of [...IGNORED, ...manager.ignored]) project.gitignore.addPatterns(pattern);
  for (const pattern of GENERATED_PATTERNS) project.gitattributes.addAttributes(pattern, 'linguist-generated');
  configureTasks(project);
  new JsonFile(project, 'tsconfig.projen.json', {
    obj: {
      compilerOptions: rcCompilerOptions(ambientTypes(devDeps)),
      include: ['.projenrc.ts', 'projenrc/**/*.ts'],
    },
  });
}

function configureTasks(project: Project): void {
  project.defaultTask?.reset(`${CLI} synth`);
  project.testTask.reset('make test');
  const tasks: Record<string, string> = {
    drift: 'Show generated files that were edited or are out of date',
    heal: 'Restore generated files; saves hand edits first',
    restore: 'Bring back a saved edit',
    validate: 'Build and check every overlay and the root',
    seal: 'Encrypt a secret for an environment; without a key, list the sealed keys',
    release: 'Deploy an image to an environment',
    owners: 'Show who owns a file and what to change instead',
  };
  for (const [name, description] of Object.entries(tasks)) {
    project.addTask(name, { description, exec: `${CLI} ${name}`, receiveArgs: true });
  }
}
