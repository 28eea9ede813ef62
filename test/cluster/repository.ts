import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PythonGitOpsAppOptions } from '../../src/config/options';
import { repositoryWith, writeConfig } from '../packed/released';
import * as support from '../packed/support';
import type { Background } from '../support/background';
import { background } from '../support/background';
import type { Cluster } from '../support/cluster/cluster';
import type { CommandLine } from '../support/cluster/namespace';

const REGISTRY = 'registry.acme.example/acme';

/** Options of a repository; the cluster decides its address. Without a registry, images are only names. */
export type ClusterRepositoryOptions = Omit<PythonGitOpsAppOptions, 'repoUrl'> & { readonly name: string };

/** A repository of the packed library on the git server of a cluster. Its name and its apps' names are not shared. */
export class ClusterRepository {
  /** Makes it from options, and pushes it. */
  static create(cluster: Cluster, options: ClusterRepositoryOptions): ClusterRepository {
    const { name } = options;
    const folder = repositoryWith(complete(cluster, options));
    cluster.git.create(name);
    cluster.git.connect(folder, name);
    const repository = new ClusterRepository(cluster, name, folder, options.registry ?? REGISTRY);
    repository.push('build: config');
    return repository;
  }

  private constructor(
    private readonly cluster: Cluster,
    readonly name: string,
    /** The clone in which a developer works. */
    readonly folder: string,
    private readonly registry: string,
  ) {}

  /** Name of the Application that makes all others. */
  get root(): string {
    return `${this.name}-root`;
  }

  /** Applies the root, as a platform engineer does once. */
  applyRoot(): void {
    this.cluster.kubectl(['apply', '--filename', join(this.folder, 'argo/root-app.yaml')]);
  }

  /** Writes other options, on top of what CI has pushed, and synthesizes; returns what synth prints. */
  configure(options: Omit<ClusterRepositoryOptions, 'name'>): support.Result {
    support.git(this.folder, 'pull', '--quiet', '--rebase', '--autostash', 'origin', 'main');
    writeConfig(this.folder, complete(this.cluster, { registry: this.registry, ...options, name: this.name }));
    return support.synth(this.folder);
  }

  /** Writes a file of the clone. */
  write(path: string, content: string): void {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Commits everything and pushes it, on top of what CI has pushed; returns the commit. */
  push(message: string): string {
    const { folder } = this;
    support.git(folder, 'add', '--all');
    support.git(folder, 'commit', '--quiet', '--allow-empty', '--message', message);
    if (this.head() !== undefined) support.git(folder, 'pull', '--quiet', '--rebase', 'origin', 'main');
    support.git(folder, 'push', '--quiet', 'origin', 'HEAD:main');
    return support.git(folder, 'rev-parse', 'HEAD').trim();
  }

  /**
   * Releases an image with this tag, and returns it as pods have it. The tag decides what becomes of the pods: see
   * test/support/cluster/nodes.ts.
   *
   * @param flags without --push, only files of the clone change
   */
  release(app: string, environment: string, tag: string, flags: readonly string[] = ['--push']): string {
    const digest = createHash('sha256').update(tag).digest('hex');
    const image = `${this.registry}/${app}:${tag}@sha256:${digest}`;
    this.gitops('release', app, environment, '--image', image, ...flags);
    return image;
  }

  /** Lets Argo CD deploy what was pushed: the root, then Applications that track the branch; waits until they are healthy. */
  async sync(...applications: readonly string[]): Promise<void> {
    const { cluster } = this;
    const revision = this.head();
    for (const name of [this.root, ...applications]) {
      await cluster.waitForApplication(name, {});
      await cluster.refresh(name);
      await cluster.waitForApplication(name, { sync: 'Synced', health: 'Healthy', revision });
    }
  }

  /** Runs the repository's own command line. */
  gitops(...args: string[]): support.Result {
    return support.gitops(this.folder, args);
  }

  /** Runs it where it reaches Argo CD at `cluster.argocdAddress` and the git server, as a step of the workflow does. */
  gitopsInCluster(args: readonly string[], options: Partial<support.RunOptions> = {}): support.Result {
    const env = { ...this.environment(), ...options.env };
    return support.run(...this.commandInCluster(args), { cwd: this.folder, ...options, env });
  }

  /** Starts it there, in the background. What it prints goes to the file. */
  startInCluster(args: readonly string[], log: string, env: NodeJS.ProcessEnv = {}): Background {
    const all = support.cleanEnvironment({ ...this.environment(), ...env });
    return background(...this.commandInCluster(args), log, { cwd: this.folder, env: all });
  }

  /** The newest commit on the server; undefined before the first push. */
  head(): string | undefined {
    const { status, stdout } = support.run('git', ['rev-parse', '--verify', '--quiet', 'main'], {
      cwd: this.cluster.git.path(this.name),
      expect: null,
    });
    return status === 0 ? stdout.trim() : undefined;
  }

  private commandInCluster(args: readonly string[]): CommandLine {
    return this.cluster.inside(join(this.folder, 'node_modules', '.bin', 'python-gitops'), args);
  }

  private environment(): NodeJS.ProcessEnv {
    const { trusted } = this.cluster;
    return { ARGOCD_AUTH_TOKEN: 'any', NODE_EXTRA_CA_CERTS: trusted, GIT_SSL_CAINFO: trusted };
  }
}

function complete(cluster: Cluster, options: ClusterRepositoryOptions): PythonGitOpsAppOptions {
  return { registry: REGISTRY, ...options, repoUrl: cluster.git.url(options.name) };
}
