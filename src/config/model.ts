import type { Position } from './defaults';

/** The config made whole: every default applied, everything checked. Rendering reads nothing else. */
export interface Repository {
  readonly name: string;
  readonly repoUrl?: string;
  readonly registry?: string;
  readonly defaultBranch: string;
  readonly pythonVersion: string;
  readonly argocdNamespace: string;
  /** In the order of releases. */
  readonly environments: readonly Environment[];
  /** In the order of the config; the first one serves as the example. */
  readonly apps: readonly App[];
}

export interface Environment {
  readonly name: string;
  readonly position: Position;
  readonly gated: boolean;
  readonly branch: string;
}

export interface App {
  readonly name: string;
  /** Name of the image without tag; final in the base, so that release files match it. */
  readonly image: string;
  readonly port: number;
  readonly workloads: readonly Workload[];
  readonly environments: readonly AppEnvironment[];
}

export interface Workload {
  readonly name: string;
  /** Name of the workload's objects in the cluster. */
  readonly objectName: string;
  readonly port: number;
}

/** One app in one environment. */
export interface AppEnvironment {
  readonly environment: Environment;
  readonly application: string;
  readonly namespace: string;
  readonly initialTag: string;
  readonly replicas: number;
  readonly memory: string;
  readonly cpu: string;
  readonly logLevel: string;
}

/** Name of the root Application and of its AppProject. */
export function rootName(repository: Repository): string {
  return `${repository.name}-root`;
}

/** A value that is not known yet, and what is left out until it is. */
export interface NotSet {
  readonly option: 'repoUrl' | 'registry';
  readonly example: string;
  readonly leavesOut: string;
}

/** The values that are not known yet. */
export function notSet(repository: Pick<Repository, 'repoUrl' | 'registry'>): NotSet[] {
  const missing: NotSet[] = [];
  if (repository.repoUrl === undefined) {
    missing.push({
      option: 'repoUrl',
      example: "repoUrl: 'https://github.com/acme/shop'",
      leavesOut: 'pushing images, releases, and everything for Argo CD',
    });
  }
  if (repository.registry === undefined) {
    missing.push({
      option: 'registry',
      example: "registry: 'docker.io/acme'",
      leavesOut: 'pushing images, releases, and everything for Argo CD',
    });
  }
  return missing;
}

/** Whether Applications can be rendered: Argo CD knows where to read, and the cluster where to pull from. */
export function isDeployable(
  repository: Repository,
): repository is Repository & { readonly repoUrl: string; readonly registry: string } {
  return notSet(repository).length === 0;
}
