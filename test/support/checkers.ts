import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { kustomize, makeFolder, run } from '../packed/support';

/** What checkers read: the files that git holds, and the manifests that they render. */
export interface Subject {
  readonly root: string;
  readonly rendered: string;
  /** The messages of kustomize. */
  readonly warnings: string;
}

interface Report {
  readonly clean: boolean;
  readonly output: string;
}

export interface Checker {
  readonly name: string;
  /** Findings that it must report in the naive tree, which shows that the checker works. */
  readonly fires: readonly string[];
  readonly check: (subject: Subject) => Report;
}

const CACHE = dirname(dirname(kustomize()));
const FIXTURES = join(__dirname, '..', 'fixtures', 'checkers');
const KUBERNETES = '1.34';

/** A tool in the cache folder; its absence is an error, and no reason to skip. */
function tool(path: string): string {
  const found = join(CACHE, path);
  if (!existsSync(found)) throw new Error(`${found} is missing: run scripts/tools.sh`);
  return found;
}

/** Paths of files below a folder, from there. That there is none is an error: nothing would be checked. */
function files(root: string, pattern: RegExp): string[] {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  const found = paths.filter((path) => pattern.test(path)).sort();
  if (found.length === 0) throw new Error(`${root} holds no file like ${pattern}: there is nothing to check`);
  return found;
}

interface Command {
  readonly cwd: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs commands; the result is clean when each exits with 0. */
function all(commands: readonly Command[]): Report {
  const results = commands.map(({ path, args, cwd, env }) => run(path, args, { cwd, env, expect: null }));
  return { clean: results.every(({ status }) => status === 0), output: results.map((result) => result.all).join('') };
}

/** A checker that takes files as its arguments. */
function overFiles(path: string, args: readonly string[], pattern: RegExp): Checker['check'] {
  return ({ root }) => all([{ cwd: root, path: tool(path), args: [...args, ...files(root, pattern)] }]);
}

/** Dockerfiles of images that are published, so that labels count. scripts/lint.sh checks the dev container's. */
const IMAGES = /^(?!\.devcontainer\/)(?:.*\/)?Dockerfile$/;

/** Folders of apps. */
function apps(root: string): string[] {
  return readdirSync(join(root, 'apps')).sort();
}

/** Runs a checker in the folder of each app. */
function inApps({ root }: Subject, path: string, args: (app: string) => readonly string[]): Report {
  return all(apps(root).map((app) => ({ cwd: join(root, 'apps', app), path: tool(path), args: args(app) })));
}

let mypyCache: string | undefined;

const RUFF = ['--no-cache', '--config', join(__dirname, '..', '..', 'scripts', 'ruff-strict.toml')];
/** The header of a generated file names its path, which is as long as the name of its app. */
const LONGEST_NAME_THAT_FITS = 36;

function ruff(subject: Subject): Report {
  const check = inApps(subject, 'lint/bin/ruff', (app) => {
    const tooLong = app.length > LONGEST_NAME_THAT_FITS ? ['--extend-ignore', 'E501'] : [];
    return ['check', ...RUFF, ...tooLong, '.'];
  });
  const format = inApps(subject, 'lint/bin/ruff', () => ['format', ...RUFF, '--diff', '.']);
  return { clean: check.clean && format.clean, output: check.output + format.output };
}

function mypy({ root }: Subject): Report {
  // Apps share what mypy knows of packages; their own modules differ, which mypy sees by their content.
  mypyCache ??= makeFolder('mypy');
  const options = ['--config-file', join(FIXTURES, 'mypy.ini'), '--cache-dir', mypyCache];
  return all(
    apps(root).map((app) => {
      const cwd = join(root, 'apps', app);
      const folders = readdirSync(cwd).filter((name) => ['src', 'test'].includes(name));
      const env = { MYPYPATH: folders.join(':') };
      return { cwd, path: tool('lint/bin/mypy'), args: [...options, ...folders], env };
    }),
  );
}

interface CheckovReport {
  readonly check_type: string;
  readonly summary: { readonly passed: number; readonly failed: number };
  readonly results: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly file_path: string;
    }[];
  };
}

/** What checkov must have read: it leaves out, in silence, what it takes for no valid file of its kind. */
const CHECKOV_TYPES = ['dockerfile', 'github_actions', 'kubernetes', 'kustomize'];

/** What is sealed is meant to look random. Its configuration can leave a check out, but not by path. */
const CIPHERTEXT = /^\/apps\/[^/]+\/k8s\/overlays\/[^/]+\/secrets\/.*: CKV_SECRET_6 /;

function checkov({ root }: Subject): Report {
  const args = ['--directory', '.', '--config-file', join(FIXTURES, 'checkov.yaml'), '--output', 'json'];
  const env = {
    // It looks for kustomize on the PATH, where it has the plain name.
    PATH: `${tool('checkers/path')}:${process.env.PATH}`,
    // A process for each file costs more than it saves.
    CHECKOV_PARALLELIZATION_TYPE: 'none',
  };
  const { stdout, stderr, status } = run(tool('checkers/bin/checkov'), args, { cwd: root, env, expect: null });
  if (status !== 0 && status !== 1) throw new Error(`checkov ended with ${status}:\n${stderr}`);
  const reports = JSON.parse(stdout) as CheckovReport[];
  const read = reports.filter(({ summary }) => summary.passed + summary.failed > 0);
  const missing = CHECKOV_TYPES.filter((type) => !read.some(({ check_type: found }) => found === type));
  const failed = reports
    .flatMap(({ results }) => results.failed_checks)
    .map(({ check_id: id, check_name: check, file_path: file }) => `${file}: ${id} ${check}`)
    .filter((line) => !CIPHERTEXT.test(line));
  const found = [...failed, ...missing.map((type) => `checkov has read nothing as ${type}`)];
  return { clean: found.length === 0, output: found.join('\n') };
}

const SCHEMAS = join(
  'schemas',
  '{{.NormalizedKubernetesVersion}}{{.StrictSuffix}}',
  '{{.ResourceKind}}{{.KindSuffix}}.json',
);

function kubeconform({ root, rendered }: Subject): Report {
  tool('schemas');
  const args = [
    '-strict',
    '-summary',
    '-kubernetes-version',
    `${KUBERNETES}.0`,
    '-schema-location',
    join(CACHE, SCHEMAS),
  ];
  const applied = existsSync(join(root, 'argo', 'root-app.yaml')) ? [join(root, 'argo', 'root-app.yaml')] : [];
  return all([{ cwd: root, path: tool('bin/kubeconform-0.8.0'), args: [...args, rendered, ...applied] }]);
}

/** Rules that kube-score skips: docs/decisions/028-exceptions-from-checkers.md. */
const NOT_SCORED = [
  'container-image-pull-policy',
  'deployment-has-host-podantiaffinity',
  'deployment-targeted-by-hpa-does-not-have-replicas-configured',
];
const OPEN_EGRESS = /^\[WARNING\] .*: The pod does not have a matching egress NetworkPolicy$/;

function kubeScore({ root, rendered }: Subject): Report {
  const path = tool('bin/kube-score-1.20.0');
  // All optional tests at once and leaving tests out exclude each other.
  const list = run(path, ['list'], { cwd: root }).stdout.trim().split('\n');
  const optional = list.filter((line) => line.endsWith(',optional')).map((line) => line.split(',')[0]);
  const args = ['score', '--kubernetes-version', `v${KUBERNETES}`, '--exit-one-on-warning', '--output-format', 'ci'];
  args.push('--min-replicas-deployment', '1');
  args.push(...optional.flatMap((name) => ['--enable-optional-test', name]));
  args.push(...NOT_SCORED.flatMap((name) => ['--ignore-test', name]));
  const manifests = files(rendered, /\.yaml$/).map((name) => join(rendered, name));
  const { stdout, stderr, status } = run(path, [...args, ...manifests], { cwd: root, expect: null });
  const lines = stdout.trim().split('\n');
  if ((status !== 0 && status !== 1) || !lines.some((line) => line.startsWith('[OK]'))) {
    throw new Error(`kube-score ended with ${status} and scored nothing:\n${stderr}`);
  }
  const found = lines.filter((line) => !/^\[(OK|SKIPPED)\]/.test(line) && !OPEN_EGRESS.test(line));
  return { clean: found.length === 0, output: found.join('\n') };
}

function detectSecrets({ root }: Subject): Report {
  const patterns = readFileSync(join(FIXTURES, 'detect-secrets-lines.txt'), 'utf8').trim().split('\n');
  const args = ['scan', '--all-files', ...patterns.map((pattern) => `--exclude-lines=${pattern}`)];
  args.push('--exclude-files=^apps/[^/]+/k8s/overlays/[^/]+/secrets/', '--exclude-files=\\.generated\\.sha256$');
  const { stdout } = run(tool('checkers/bin/detect-secrets'), args, { cwd: root });
  const { results } = JSON.parse(stdout) as { results: Record<string, { line_number: number; type: string }[]> };
  const found = Object.entries(results).flatMap(([file, secrets]) =>
    secrets.map(({ line_number: line, type }) => `${file}:${line}: ${type}`),
  );
  return { clean: found.length === 0, output: found.join('\n') };
}

/** A Secret in the manifests is one in git: sealed ones become Secrets in the cluster only. */
function plaintextSecrets({ rendered }: Subject): Report {
  const found = files(rendered, /\.yaml$/).filter((name) =>
    /^kind: Secret$/m.test(readFileSync(join(rendered, name), 'utf8')),
  );
  return { clean: found.length === 0, output: found.map((name) => `${name} holds a Secret`).join('\n') };
}

const YAML = /\.ya?ml$/;
/** Without the lock of pnpm, which is not formatted. */
const WRITTEN_YAML = /^(?!pnpm-lock\.yaml$).*\.ya?ml$/;
const SHELL = /\.sh$/;
const WORKFLOWS = /^\.github\/workflows\/[^/]+\.yml$/;

/** Every checker at its strictest. Decision 028 has the reason for each exception. */
export const CHECKERS: readonly Checker[] = [
  {
    name: 'hadolint',
    fires: ['DL3006', 'DL3025', 'DL4000'],
    check: overFiles('lint/bin/hadolint', ['--config', join(FIXTURES, 'hadolint.yaml')], IMAGES),
  },
  {
    name: 'actionlint',
    fires: ['potentially untrusted', 'SC2086'],
    check: ({ root }) => {
      const args = ['-shellcheck', tool('lint/bin/shellcheck'), '-pyflakes', '', '-oneline', ...files(root, WORKFLOWS)];
      return all([{ cwd: root, path: tool('bin/actionlint-1.7.12'), args }]);
    },
  },
  {
    name: 'zizmor',
    fires: ['dangerous-triggers', 'template-injection', 'unpinned-uses', 'artipacked', 'excessive-permissions'],
    check: overFiles(
      'lint/bin/zizmor',
      ['--quiet', '--offline', '--config', join(FIXTURES, 'zizmor.yaml'), '--persona=auditor'],
      WORKFLOWS,
    ),
  },
  {
    name: 'check-jsonschema',
    fires: ["'timeout-minute' was unexpected"],
    check: overFiles('checkers/bin/check-jsonschema', ['--builtin-schema', 'vendor.github-workflows'], WORKFLOWS),
  },
  {
    name: 'yamllint',
    fires: ['key-duplicates', 'trailing-spaces'],
    check: overFiles('lint/bin/yamllint', ['--strict', '--config-file', join(FIXTURES, 'yamllint.yaml')], WRITTEN_YAML),
  },
  {
    name: 'shellcheck',
    fires: ['SC2045', 'SC2086', 'SC2164'],
    check: overFiles('lint/bin/shellcheck', ['--norc', '--enable', 'all', '--severity', 'style'], SHELL),
  },
  { name: 'shfmt', fires: ['+  kubectl apply'], check: overFiles('lint/bin/shfmt', ['-i', '2', '-ci', '-d'], SHELL) },
  { name: 'ruff', fires: ['F403', 'S602', 'ANN201', '1 file would be reformatted'], check: ruff },
  { name: 'mypy', fires: ['[no-untyped-def]', 'Unsupported operand types'], check: mypy },
  {
    name: 'bandit',
    fires: ['B602', 'B105', 'B201', 'B104'],
    check: (subject) => inApps(subject, 'lint/bin/bandit', () => ['--quiet', '--recursive', 'src']),
  },
  { name: 'checkov', fires: ['CKV_DOCKER_3', 'CKV_K8S_40', 'CKV2_K8S_6', 'CKV_GHA_2', 'CKV_SECRET_6'], check: checkov },
  {
    name: 'kubeconform',
    fires: ["'replica' not allowed", "'destinatoin' not allowed"],
    check: kubeconform,
  },
  {
    name: 'kubernetes-validate',
    fires: ["'replica' was unexpected"],
    check: ({ rendered }) => {
      // It knows no custom resources, which kubeconform knows.
      const args = ['--strict', '--quiet', '--no-warn', '--kubernetes-version', `${KUBERNETES}.0`];
      const path = tool('checkers/bin/kubernetes-validate');
      return all([{ cwd: rendered, path, args: [...args, ...files(rendered, YAML)] }]);
    },
  },
  { name: 'kube-score', fires: ['NetworkPolicy', 'CPU limit is not set', 'Ephemeral Storage'], check: kubeScore },
  {
    name: 'kube-linter',
    fires: ['run-as-non-root', 'latest-tag', 'read-secret-from-env-var', 'dangling-service'],
    check: ({ rendered }) => {
      const args = ['lint', '--config', join(FIXTURES, 'kube-linter.yaml'), '--fail-if-no-objects-found', rendered];
      return all([{ cwd: rendered, path: tool('bin/kube-linter-0.8.3'), args }]);
    },
  },
  {
    name: 'kustomize',
    fires: ["'bases' is deprecated", "'commonLabels' is deprecated", "'patchesStrategicMerge' is deprecated"],
    check: ({ warnings }) => ({ clean: warnings === '', output: warnings }),
  },
  { name: 'plaintext Secrets', fires: ['example-app-dev.yaml holds a Secret'], check: plaintextSecrets },
  { name: 'detect-secrets', fires: ['secret.yaml:7', 'main.yml:15'], check: detectSecrets },
  {
    name: 'gitleaks',
    fires: ['generic-api-key', 'secret.yaml'],
    check: ({ root }) => {
      const args = ['dir', '--config', join(FIXTURES, 'gitleaks.toml'), '--no-banner', '--no-color', '--verbose'];
      args.push('--ignore-gitleaks-allow', '.');
      return all([{ cwd: root, path: tool('bin/gitleaks-8.30.1'), args }]);
    },
  },
];
