import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PythonGitOpsAppOptions } from '../../src/options';
import { previous, renderWorkflow } from '../../src/render/workflow';
import { renderHashManifests } from '../../src/tree/hash-manifest';
import { generatedHeader } from '../../src/tree/header';
import { DEFAULT, NOT_SET, renderOf, repositoryOf, RICH } from '../support/render-cases';
import { removeFolders, writeTree } from '../support/render-disk';

afterAll(removeFolders);

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, string>;
}

interface Job {
  readonly name: string;
  readonly needs?: string | string[];
  readonly if?: string;
  readonly permissions: Record<string, string>;
  readonly 'timeout-minutes': number;
  readonly strategy?: { readonly 'fail-fast': boolean; readonly matrix: Record<string, string> };
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean | string };
  readonly environment?: string;
  readonly outputs?: Record<string, string>;
  readonly steps: Step[];
}

interface Workflow {
  readonly name: string;
  readonly on: {
    readonly push: { readonly branches: string[] };
    readonly workflow_dispatch?: { readonly inputs: Record<string, { readonly options?: string[] }> };
  } & Record<string, unknown>;
  readonly permissions: Record<string, string>;
  readonly concurrency: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly jobs: Record<string, Job>;
}

function textOf(options: PythonGitOpsAppOptions): string {
  return renderWorkflow(repositoryOf(options)).content;
}

function workflowOf(options: PythonGitOpsAppOptions): Workflow {
  return parse(textOf(options)) as Workflow;
}

function step(job: Job | undefined, name: string): Step {
  const found = job?.steps.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`no step ${name}; there is ${job?.steps.map((s) => s.name).join(', ')}`);
  return found;
}

function stepsOf(workflow: Workflow): (Step & { readonly job: string })[] {
  return Object.entries(workflow.jobs).flatMap(([job, { steps }]) => steps.map((own) => ({ ...own, job })));
}

/** The variables that an image build makes secrets of, as `id=variable` in each line. */
function secretVariables(input: unknown): string[] {
  return typeof input === 'string' ? [...input.matchAll(/^.+=(.+)$/gm)].map(([, variable]) => variable) : [];
}

const LOGIN = 'Log in to the registry';
const RELEASE = 'Release to the environments that track this branch';
const PROMOTE = 'Promote what the environment before it runs';

const CASES = { default: DEFAULT, 'not-set': NOT_SET, rich: RICH, 'no-apps': { name: 'shop' } };

describe.each(Object.entries(CASES))('the workflow of the case %s', (_case, options) => {
  const text = textOf(options);
  const workflow = workflowOf(options);

  test('has the header of the file, and belongs to the library', () => {
    const header = generatedHeader('.github/workflows/main.yml', 'environments');
    expect(text.slice(0, header.length + 11)).toBe(`${header}name: main\n`);
    expect(renderWorkflow(repositoryOf(options))).toMatchObject({ owner: 'generated', option: 'environments' });
  });

  test('gives no rights to start with, and to each job only what it needs', () => {
    expect(workflow.permissions).toEqual({});
    const rights: Record<string, string> = { check: 'read', test: 'read', image: 'write', promote: 'write' };
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect({ name, permissions: job.permissions }).toEqual({ name, permissions: { contents: rights[name] } });
    }
  });

  test('pins every action by its commit, and says which version that is', () => {
    const lines = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line));
    expect(lines).toHaveLength(stepsOf(workflow).filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('pins one action at one commit everywhere', () => {
    const pins = new Map<string, Set<string>>();
    for (const { uses } of stepsOf(workflow)) {
      const [action, commit] = (uses ?? '').split('@');
      if (action) pins.set(action, (pins.get(action) ?? new Set()).add(commit));
    }
    for (const [action, commits] of pins) expect([action, [...commits]]).toEqual([action, [expect.any(String)]]);
  });

  test('puts no expression into a script: values reach it through the environment', () => {
    const scripts = stepsOf(workflow).filter(({ run }) => run?.includes('${{'));
    expect(scripts.map(({ job, name }) => `${job}: ${name}`)).toEqual([]);
  });

  test('has only scripts that bash can read', () => {
    for (const { job, name, run } of stepsOf(workflow)) {
      if (run === undefined) continue;
      const { status, stderr } = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
      expect({ job, name, status, stderr }).toEqual({ job, name, status: 0, stderr: '' });
    }
  });

  test('uses in its scripts only variables that it sets or that GitHub gives', () => {
    const given = ['GITHUB_SHA', 'GITHUB_OUTPUT'];
    for (const { name, run = '', env = {}, with: inputs = {} } of stepsOf(workflow)) {
      const used = [
        ...[...run.matchAll(/\$\{?([A-Z][A-Z_]*)/g)].map((match) => match[1]),
        ...secretVariables(inputs['secret-envs']),
      ];
      for (const variable of used) expect([...given, ...Object.keys(env)]).toContain(variable);
      for (const variable of Object.keys(env)) {
        // make reads its environment, and so does gh, which scripts/commit-release.sh gives git as its helper.
        if (run.startsWith('make ') || variable === 'GH_TOKEN') continue;
        expect({ name, used }).toEqual({ name, used: expect.arrayContaining([variable]) });
      }
    }
  });

  test('leaves the token in no checkout: only the steps that push a release get it', () => {
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect([name, step(job, 'Check out').with?.['persist-credentials']]).toEqual([name, false]);
    }
    for (const { name, run = '', env = {} } of stepsOf(workflow)) {
      const token = run.includes('scripts/commit-release.sh') ? '${{ github.token }}' : undefined;
      expect([name, env.GH_TOKEN]).toEqual([name, token]);
    }
  });

  test('gives way to newer commits in pull requests only: what was pushed is always worked off', () => {
    expect(workflow.concurrency).toEqual({
      group: "${{ github.workflow }}-${{ github.event_name == 'pull_request' && github.ref || github.run_id }}",
      'cancel-in-progress': true,
    });
    for (const job of Object.values(workflow.jobs)) {
      expect(job.concurrency?.['cancel-in-progress'] ?? false).toBe(false);
    }
  });

  test('sets one version of Node.js up, as a string', () => {
    const versions = stepsOf(workflow).flatMap(({ with: inputs }) => inputs?.['node-version'] ?? []);
    expect(versions.length).toBeGreaterThan(0);
    expect(new Set(versions)).toEqual(new Set(['24']));
  });

  test('ends every job in time', () => {
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect([name, job['timeout-minutes'] <= 30]).toEqual([name, true]);
    }
  });

  test('tests and builds one app in each job, and goes on with the others when one fails', () => {
    for (const name of ['test', 'image']) {
      if (!workflow.jobs[name]) continue;
      expect(workflow.jobs[name].strategy).toEqual({
        'fail-fast': false,
        matrix: { app: '${{ fromJSON(needs.check.outputs.apps) }}' },
      });
    }
    const { id, run } = step(workflow.jobs.check, 'Find the apps whose image changes');
    expect(workflow.jobs.check.outputs).toEqual({ apps: `\${{ steps.${id}.outputs.apps }}` });
    expect(run).toContain('scripts/changed-apps.sh "$BASE" HEAD');
  });

  test('needs only jobs that are there', () => {
    for (const [name, { needs = [] }] of Object.entries(workflow.jobs)) {
      for (const needed of [needs].flat()) {
        expect([name, Object.keys(workflow.jobs)]).toEqual([name, expect.arrayContaining([needed])]);
      }
    }
  });

  test('validates with the script that a person can run, too', () => {
    expect(workflow.jobs.check.steps.map(({ run }) => run)).toContain('scripts/validate-gitops.sh');
  });
});

describe('the jobs', () => {
  test('are all there when everything is set and an environment is gated', () => {
    expect(Object.keys(workflowOf(DEFAULT).jobs)).toEqual(['check', 'test', 'image', 'promote']);
  });

  test.each([
    ['the address of the repository', { ...DEFAULT, repoUrl: undefined }],
    ['the registry', { ...DEFAULT, registry: undefined }],
    ['either', NOT_SET],
  ])('build and promote nothing without %s, and there is nothing to run by hand', (_what, options) => {
    const workflow = workflowOf(options);
    expect(Object.keys(workflow.jobs)).toEqual(['check', 'test']);
    expect(Object.keys(workflow.on)).toEqual(['push', 'pull_request']);
    expect(textOf(options)).not.toContain('registry.example.com');
  });

  test('promote nothing when no environment is gated', () => {
    const workflow = workflowOf({ ...DEFAULT, environments: { dev: {}, live: { gated: false } } });
    expect(Object.keys(workflow.jobs)).toEqual(['check', 'test', 'image']);
    expect(Object.keys(workflow.on)).toEqual(['push', 'pull_request']);
  });

  test('promote nothing when the only gated environment is the first: nothing runs before it', () => {
    const workflow = workflowOf({ ...DEFAULT, environments: { live: { gated: true } } });
    expect(Object.keys(workflow.jobs)).toEqual(['check', 'test', 'image']);
  });
});

describe('the branches', () => {
  test('are the default one when no environment names another', () => {
    expect(workflowOf(DEFAULT).on.push.branches).toEqual(['main']);
    expect(workflowOf({ ...DEFAULT, defaultBranch: 'trunk' }).on.push.branches).toEqual(['trunk']);
  });

  test('are the default one and those of the environments, each once', () => {
    expect(workflowOf(RICH).on.push.branches).toEqual(['main', 'staging']);
  });
});

describe('the versions of Python', () => {
  test.each([
    ['3.13', DEFAULT],
    ['3.12', RICH],
  ])('are %s in every job that sets Python up, as a string', (version, options) => {
    const versions = stepsOf(workflowOf(options)).flatMap(({ with: inputs }) => inputs?.['python-version'] ?? []);
    expect(versions).toEqual([version]);
  });
});

describe('the package manager', () => {
  function stepsWith(packageManager: string): Step[] {
    const { jobs } = parse(textOf({ ...DEFAULT, packageManager })) as Workflow;
    return Object.values(jobs).flatMap(({ steps }) => steps);
  }

  test.each([
    ['npm', 'npm ci --no-audit --no-fund'],
    ['pnpm', 'npx --yes pnpm@10.34.9 install --frozen-lockfile'],
    ['yarn', 'YARN_NODE_LINKER=node-modules npx --yes --package=@yarnpkg/cli-dist@4.18.1 yarn install --immutable'],
  ])('%s installs the packages wherever they are needed', (name, command) => {
    const installing = stepsWith(name).filter((one) => one.name.startsWith('Install the npm packages'));
    expect(installing.map(({ run }) => run)).toEqual([
      command,
      `${command}\nscripts/install-tools.sh\n`,
      `${command}\nscripts/install-tools.sh\n`,
    ]);
  });

  test.each(['pnpm', 'yarn'])('%s is not there yet when Node.js is set up: no cache is asked of it', (name) => {
    const caches = stepsWith(name).flatMap(({ uses, with: inputs }) =>
      uses?.startsWith('actions/setup-node@') ? [inputs?.['package-manager-cache']] : [],
    );
    expect(caches).toEqual([false, false, false]);
  });
});

describe('the registry', () => {
  const withRegistry = (registry: string): PythonGitOpsAppOptions => ({ ...DEFAULT, registry });

  test('is logged in to without a name when it is Docker Hub', () => {
    const { with: inputs } = step(workflowOf(withRegistry('docker.io/acme')).jobs.image, LOGIN);
    expect(inputs).toEqual({
      username: '${{ secrets.DOCKER_USERNAME }}',
      password: '${{ secrets.DOCKER_PASSWORD }}',
    });
  });

  test.each([
    ['ghcr.io/acme/shop', 'ghcr.io'],
    ['localhost:5000/acme', 'localhost:5000'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com/acme', '123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
  ])('%s is logged in to at its host %s', (registry, host) => {
    expect(step(workflowOf(withRegistry(registry)).jobs.image, LOGIN).with).toMatchObject({ registry: host });
  });

  test.each(['docker.io/acme', 'ghcr.io/acme/shop', 'localhost:5000/acme'])(
    '%s gets the image by the commit that it was built from, and by no tag that moves',
    (registry) => {
      const { with: inputs } = step(workflowOf(withRegistry(registry)).jobs.image, 'Build and push');
      expect(inputs).toEqual({
        'build-args': 'APP_VERSION=${{ github.sha }}',
        context: 'apps/${{ matrix.app }}',
        push: true,
        tags: `${registry}/\${{ matrix.app }}:\${{ github.sha }}`,
      });
    },
  );
});

describe('the image build', () => {
  const buildStep = (options: PythonGitOpsAppOptions): Step => step(workflowOf(options).jobs.image, 'Build and push');

  test('gets no secret where no app names one', () => {
    expect(buildStep(DEFAULT).env).toBeUndefined();
    expect(buildStep(DEFAULT).with).not.toHaveProperty('secret-envs');
  });

  test('gets each secret that an app names from GitHub, once, by the name under which the Dockerfile mounts it', () => {
    const { apps = {} } = RICH;
    const buildSecrets = { PIP_NETRC: '/root/.netrc', A_TOKEN: '/run/secrets/a' };
    const { env, with: inputs = {} } = buildStep({ ...RICH, apps: { ...apps, checkout: { buildSecrets } } });
    expect(env).toEqual({
      A_TOKEN: '${{ secrets.A_TOKEN }}',
      INDEX_CA: '${{ secrets.INDEX_CA }}',
      PIP_NETRC: '${{ secrets.PIP_NETRC }}',
    });
    expect(inputs['secret-envs']).toBe('A_TOKEN=A_TOKEN\nINDEX_CA=INDEX_CA\nPIP_NETRC=PIP_NETRC\n');
  });

  test('is the only step that gets them', () => {
    const others = stepsOf(workflowOf(RICH)).filter(({ name }) => name !== 'Build and push');
    expect(others.filter((own) => /PIP_NETRC|INDEX_CA/.test(JSON.stringify(own)))).toEqual([]);
  });
});

/** Runs a script of the workflow in a folder whose scripts/commit-release.sh only says how it was called. */
function runScript(script: string, env: Record<string, string>): string[] {
  const stub = 'scripts_commit_release() { printf "%s|" "$@"; echo; }\n';
  const input = stub + script.replaceAll('scripts/commit-release.sh', 'scripts_commit_release');
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-u'], {
    input,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the script failed with ${status}: ${stderr}`);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('a push', () => {
  const push = (options: PythonGitOpsAppOptions, branch: string): string[] =>
    runScript(step(workflowOf(options).jobs.image, RELEASE).run ?? '', {
      APP: 'checkout',
      BRANCH: branch,
      DIGEST: 'sha256:1',
      GITHUB_SHA: 'abc',
    });

  test('releases to the environments that track the branch, in their order', () => {
    expect(push(DEFAULT, 'main')).toEqual([
      'main|checkout|dev|--image|:abc@sha256:1|',
      'main|checkout|staging|--image|:abc@sha256:1|',
    ]);
  });

  test('releases to no environment of another branch, and to no gated one', () => {
    expect(push(RICH, 'main')).toEqual(['main|checkout|dev|--image|:abc@sha256:1|']);
  });

  test('to another branch also writes the release to the default one, where the root reads which Applications there are', () => {
    expect(push(RICH, 'staging')).toEqual([
      'staging|checkout|staging|--image|:abc@sha256:1|',
      'main|checkout|staging|--image|:abc@sha256:1|',
    ]);
  });

  test('releases nothing when every environment is gated', () => {
    expect(push({ ...DEFAULT, environments: { dev: { gated: true }, prod: {} } }, 'main')).toEqual([]);
  });

  test('releases one app at a time on one branch, so that two pushes do not overtake each other', () => {
    expect(workflowOf(DEFAULT).jobs.image.concurrency).toEqual({
      group: 'release-${{ matrix.app }}-${{ github.ref }}',
      'cancel-in-progress': false,
    });
  });
});

describe('a promotion', () => {
  const promote = (options: PythonGitOpsAppOptions, environment: string): string[] =>
    runScript(step(workflowOf(options).jobs.promote, PROMOTE).run ?? '', { APP: 'checkout', ENVIRONMENT: environment });

  test('can be asked for each gated environment', () => {
    const options = (own: PythonGitOpsAppOptions) => workflowOf(own).on.workflow_dispatch?.inputs.environment.options;
    expect(options(DEFAULT)).toEqual(['prod']);
    expect(options(RICH)).toEqual(['canary', 'prod']);
  });

  test('gives on what the environment before it runs', () => {
    expect(promote(DEFAULT, 'prod')).toEqual(['main|checkout|prod|--from|staging|']);
    expect(promote(RICH, 'canary')).toEqual(['main|checkout|canary|--from|staging|']);
    expect(promote(RICH, 'prod')).toEqual(['main|checkout|prod|--from|canary|']);
  });

  test('goes to the default branch, which the root reads', () => {
    expect(promote({ ...DEFAULT, defaultBranch: 'trunk' }, 'prod')).toEqual(['trunk|checkout|prod|--from|staging|']);
  });

  test('passes the protection of the environment of the same name on GitHub', () => {
    expect(workflowOf(DEFAULT).jobs.promote.environment).toBe('${{ inputs.environment }}');
  });
});

test('the environment before another is the one before it in the config, and none before the first', () => {
  const repository = repositoryOf(RICH);
  expect(repository.environments.map((environment) => previous(repository, environment)?.name)).toEqual([
    undefined,
    'dev',
    'staging',
    'canary',
  ]);
});

describe('the step that compares the generated files with their hashes', () => {
  const script = (options: PythonGitOpsAppOptions): string =>
    step(workflowOf(options).jobs.check, 'Compare the generated files with their hashes').run ?? '';

  /** Runs it in a repository that holds what the config renders. */
  function compare(options: PythonGitOpsAppOptions, edit: (folder: string) => void = () => undefined) {
    const files = [...renderOf(options).values()];
    const folder = writeTree([...files, ...renderHashManifests(files)]);
    edit(folder);
    for (const args of [
      ['init', '--quiet'],
      ['add', '--all'],
    ]) {
      if (spawnSync('git', args, { cwd: folder }).status !== 0) throw new Error(`git ${args.join(' ')} failed`);
    }
    const bash = ['--noprofile', '--norc', '-eo', 'pipefail'];
    return spawnSync('bash', bash, { cwd: folder, input: script(options), encoding: 'utf8' });
  }

  test.each([
    ['three apps', RICH],
    ['no apps', { name: 'shop' }],
  ])('agrees with what is rendered for %s', (_case, options) => {
    const { status, stdout, stderr } = compare(options);
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test.each(['Makefile', 'apps/reports/k8s/overlays/prod/kustomization.yaml'])('names an edit of %s', (path) => {
    const { status, stdout } = compare(RICH, (folder) => appendFileSync(join(folder, path), '# by hand\n'));
    expect({ status: status === 0, stdout }).toEqual({ status: false, stdout: `${path}: FAILED\n` });
  });

  test('minds no edit of a starter file or a release file', () => {
    const { status } = compare(RICH, (folder) => {
      appendFileSync(join(folder, 'apps/reports/src/server.py'), '# mine\n');
      appendFileSync(join(folder, 'apps/reports/argo/release/kustomization.yaml'), '# moved\n');
    });
    expect(status).toBe(0);
  });
});
