import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { cached, toolCache } from './api-server';
import type { Background } from './background';
import { background, freePorts, waitFor } from './background';
import type { GitHost } from './git-host';
import { ownGitHost } from './git-host';
import { cleanEnvironment, packageManagers, run } from '../packed/support';

const STAND_INS = join(__dirname, '..', 'fixtures', 'actions');
const WORKFLOWS = '.github/workflows';

/** One use of an action, as the stand-in saw it. */
export interface Used {
  readonly action: string;
  readonly job: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** What became of a run of a workflow. */
export interface WorkflowRun {
  readonly succeeded: boolean;
  readonly log: string;
  /** The uses of actions, in their order. */
  readonly used: readonly Used[];
  readonly seconds: number;
}

/** An event as GitHub has it; only what workflows read. */
export interface Event {
  readonly name: 'push' | 'pull_request' | 'merge_group' | 'workflow_dispatch';
  /** The commit that is checked out. */
  readonly sha: string;
  readonly payload: object;
  /** File of the workflow. */
  readonly workflow: string;
  /** Secrets and variables in addition to those of every run. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** A folder with programs, in front of the PATH. */
  readonly bin?: string;
}

/**
 * Runs the workflows of a repository with act, on this machine itself instead of in containers, with a git server, by
 * default its own, and an image registry on the loopback address. Actions are stand-ins of ours (test/fixtures/actions): they do the same to the
 * repository and the registry, and run nothing of the internet.
 */
export class Act {
  static async start(host?: GitHost): Promise<Act> {
    const [port] = await freePorts(1);
    const act = new Act(`127.0.0.1:${port}`, host ?? (await ownGitHost('acme/shop')));
    const binary = cached('bin/registry-0.22.1', 'scripts/tools.sh');
    const program = background(binary, ['-port', String(port)], join(act.folder, 'registry.log'));
    act.registryProcess = program;
    const answers = async (): Promise<boolean> => (await fetch(`http://${act.registry}/v2/`)).ok;
    await waitFor(answers, { what: 'the registry answers', seconds: 30, program });
    return act;
  }

  /** The bare repository. */
  readonly remote: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'act-'));
  private registryProcess: Background | undefined;

  private constructor(
    /** Host and port of the image registry. */
    readonly registry: string,
    private readonly host: GitHost,
  ) {
    this.remote = host.remote;
    // Pull requests are fetched by their commit.
    run('git', ['config', 'uploadpack.allowAnySHA1InWant', 'true'], { cwd: this.remote });
    mkdirSync(join(this.folder, 'store'));
    this.copyStandIns();
  }

  /** Runs what an event starts, to its end. */
  async run({ name, sha, payload, workflow, secrets = {}, env: more = {}, bin }: Event): Promise<WorkflowRun> {
    const runFolder = mkdtempSync(join(this.folder, 'run-'));
    const path = (file: string): string => join(runFolder, file);
    // As act finds the workflow; the job's own checkout empties and fills it anew.
    const workspace = path('workspace');
    run('git', ['clone', '--quiet', '--no-checkout', this.remote, workspace], { cwd: runFolder });
    run('git', ['checkout', '--quiet', '--detach', sha], { cwd: workspace });
    writeFileSync(path('event.json'), JSON.stringify({ repository: { default_branch: 'main' }, ...payload }));
    // In a file, as secrets are on no command line.
    const all = {
      GITHUB_TOKEN: this.host.token,
      DOCKER_USERNAME: 'acme',
      DOCKER_PASSWORD: 'password-of-acme',
      ...secrets,
    };
    writeFileSync(
      path('secrets'),
      Object.entries(all)
        .map((pair) => `${pair.join('=')}\n`)
        .join(''),
    );
    writeFileSync(path('used'), '');
    mkdirSync(path('tmp'));
    const variables = {
      ...more,
      GITHUB_REPOSITORY: this.host.repository,
      GITHUB_SERVER_URL: this.host.address,
      GITHUB_RUN_ID: '4711',
      SHA_REF: sha,
      STAND_IN_LOG: path('used'),
      STAND_IN_STORE: join(this.folder, 'store'),
      STAND_IN_SUPPORT: __dirname,
    };
    const args = [
      name,
      `--directory=${workspace}`,
      `--workflows=${join(workspace, WORKFLOWS, workflow)}`,
      `--eventpath=${path('event.json')}`,
      `--secret-file=${path('secrets')}`,
      `--env-file=${path('none')}`,
      `--var-file=${path('none')}`,
      `--input-file=${path('none')}`,
      `--action-cache-path=${path('cache')}`,
      '--platform=ubuntu-24.04=-self-hosted',
      '--no-skip-checkout',
      '--no-cache-server',
      '--pull=false',
      // All jobs share the workspace.
      '--concurrent-jobs=1',
      ...Object.entries(variables).map(([key, value]) => `--env=${key}=${value}`),
      ...this.localRepositories(workspace),
    ];
    const env = cleanEnvironment({
      ...packageManagers(),
      PYTHON_GITOPS_CACHE: toolCache(),
      TMPDIR: path('tmp'),
      // No name, no address and no credentials but those of the run.
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      // act gives the steps a terminal, where no one answers.
      GIT_TERMINAL_PROMPT: '0',
      XDG_CONFIG_HOME: path('config'),
      ...(bin === undefined ? {} : { PATH: `${bin}${delimiter}${process.env.PATH}` }),
    });
    const began = Date.now();
    // Not waited for by blocking: the git server lives in this process.
    const act = background(cached('bin/act-0.2.89', 'scripts/tools.sh'), args, path('log'), { cwd: runFolder, env });
    const ended = await act.exit;
    const used = readFileSync(path('used'), 'utf8').trim();
    return {
      succeeded: ended === '0',
      log: act.output(),
      used: used === '' ? [] : used.split('\n').map((line) => JSON.parse(line) as Used),
      seconds: Math.round((Date.now() - began) / 1000),
    };
  }

  /** The manifest of an image, by tag or digest; undefined when the registry has none. */
  async digestOf(image: string, reference: string): Promise<string | undefined> {
    const answer = await fetch(`http://${this.registry}/v2/${image}/manifests/${reference}`, {
      headers: { Accept: 'application/vnd.docker.distribution.manifest.v2+json' },
    });
    return answer.ok ? (answer.headers.get('docker-content-digest') ?? undefined) : undefined;
  }

  /** Tags of an image in the registry. */
  async tags(image: string): Promise<string[]> {
    const answer = await fetch(`http://${this.registry}/v2/${image}/tags/list`);
    return answer.ok ? ((await answer.json()) as { tags: string[] }).tags : [];
  }

  /** Stops the registry. */
  async stopRegistry(): Promise<void> {
    await this.registryProcess?.stop();
  }

  async stop(): Promise<void> {
    await this.stopRegistry();
    await this.host.stop?.();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Each stand-in with the shared code next to it, since act takes one folder per action. */
  private copyStandIns(): void {
    for (const owner of readdirSync(STAND_INS)) {
      if (owner.endsWith('.js')) continue;
      for (const action of readdirSync(join(STAND_INS, owner))) {
        const target = join(this.folder, 'actions', owner, action);
        cpSync(join(STAND_INS, owner, action), target, { recursive: true });
        cpSync(join(STAND_INS, 'stand-in.js'), join(target, 'stand-in.js'));
      }
    }
  }

  /** A stand-in for each action that the workflows use, at the commit that they pin. */
  private localRepositories(workspace: string): string[] {
    const files = readdirSync(join(workspace, WORKFLOWS)).filter((file) => file.endsWith('.yml'));
    const uses = files.flatMap((file) =>
      actionsOf(parse(readFileSync(join(workspace, WORKFLOWS, file), 'utf8')) as Workflow),
    );
    return [...new Set(uses)].map((action) => {
      const folder = join(this.folder, 'actions', action.split('@')[0]);
      if (!existsSync(folder)) throw new Error(`${action} has no stand-in in test/fixtures/actions`);
      return `--local-repository=${action}=${folder}`;
    });
  }
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly { readonly uses?: string }[] }>>;
}

function actionsOf({ jobs }: Workflow): string[] {
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);
  return steps.flatMap(({ uses }) => (uses === undefined || uses.startsWith('./') ? [] : [uses]));
}
