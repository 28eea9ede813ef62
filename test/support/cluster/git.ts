import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProgram } from './node-program';
import { PORTS } from './ports';
import type { Program } from './programs';
import type { KubernetesObject } from '../api-client';
import type { GitHost } from '../git-host';

/** The git server of a stack, which Argo CD reaches over https, with a token. */
export class ClusterGit {
  readonly address = `https://127.0.0.1:${PORTS.git}`;
  private readonly root: string;

  constructor(
    folder: string,
    /** Token that may read and push. */
    readonly token: string,
  ) {
    this.root = join(folder, 'git');
  }

  /** The address of a repository: `repoUrl` of its options. */
  url(name: string): string {
    return `${this.address}/${name}.git`;
  }

  /** The bare repository on the server. */
  path(name: string): string {
    return join(this.root, `${name}.git`);
  }

  /** Makes an empty repository on the server. */
  create(name: string): void {
    mkdirSync(this.root, { recursive: true });
    git(this.root, 'init', '--quiet', '--bare', '--initial-branch=main', this.path(name));
  }

  /**
   * Makes a repository of the server the remote `origin` of a clone. The remote has the address that Argo CD reads, and
   * git of this machine, which can't reach the server, goes to its folder instead.
   */
  connect(clone: string, name: string): void {
    git(clone, 'config', `url.${this.root}/.insteadOf`, `${this.address}/`);
    git(clone, 'remote', 'add', 'origin', this.url(name));
  }

  /** A repository as GitHub's workflows see it: its address has an owner, and the server another one. */
  hostOf(name: string, address: string): GitHost {
    const owner = 'acme';
    symlinkSync('.', join(this.root, owner));
    return { address, repository: `${owner}/${name}`, remote: this.path(name), token: this.token };
  }

  program(tls: { readonly key: string; readonly certificate: string }): Program {
    const args = [this.root, this.token, PORTS.git, tls.key, tls.certificate];
    return { ...nodeProgram('git-server', 'git-main.ts', args), port: PORTS.git };
  }

  /** Lets Argo CD read all repositories of the server. */
  credentials(namespace: string): KubernetesObject {
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'git-server', namespace, labels: { 'argocd.argoproj.io/secret-type': 'repo-creds' } },
      stringData: { url: this.address, username: 'x-access-token', password: this.token },
    };
  }
}

/** The fields of GitHub's event of a push to main that Argo CD reads. */
export function pushEvent(server: ClusterGit, name: string, range: { before: string; after: string }): object {
  const args = ['diff', '--name-only', '-z', range.before, range.after];
  const modified = execFileSync('git', args, { cwd: server.path(name), encoding: 'utf8' })
    .split('\0')
    .slice(0, -1);
  return {
    ref: 'refs/heads/main',
    ...range,
    repository: { html_url: `${server.address}/${name}`, default_branch: 'main' },
    commits: [{ modified }],
  };
}

function git(cwd: string, ...args: string[]): void {
  execFileSync('git', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}
