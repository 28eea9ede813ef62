import type { Interface, Position, Server } from './defaults';

/** The config made whole: every default applied, everything checked. Rendering reads nothing else. */
export interface Repository {
  readonly name: string;
  readonly repoUrl?: string;
  readonly registry?: string;
  readonly defaultBranch: string;
  readonly pythonVersion: string;
  readonly baseImage: string;
  readonly packageIndex?: string;
  readonly codeOwners: readonly string[];
  readonly renovate: boolean;
  readonly serviceMonitor?: ServiceMonitor;
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
  readonly server: Server;
  readonly interface: Interface;
  readonly systemPackages: readonly string[];
  readonly buildSecrets: readonly BuildSecret[];
  readonly networkPolicy: NetworkPolicy;
  readonly workloads: readonly Workload[];
  readonly environments: readonly AppEnvironment[];
}

export interface Workload {
  readonly name: string;
  /** Name of the workload's objects in the cluster. */
  readonly objectName: string;
  readonly port: number;
}

/** A secret that is a file while the image's packages are installed. */
export interface BuildSecret {
  readonly name: string;
  readonly path: string;
}

export interface NetworkPolicy {
  readonly ingressNamespaces: readonly string[];
  /** Undefined allows everything. */
  readonly egress?: readonly Egress[];
}

export interface Egress {
  readonly namespace?: string;
  readonly cidr?: string;
  readonly ports: readonly number[];
}

export interface ServiceMonitor {
  readonly labels: Readonly<Record<string, string>>;
  readonly interval: string;
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
  /** Whether each request is logged, whatever the level. */
  readonly requestLogs: boolean;
}

/** Name of the root Application and of its AppProject. */
export function rootName(repository: Repository): string {
  return `${repository.name}-root`;
}

/** Names of the secrets that any image build reads, each once. */
export function buildSecretNames(repository: Repository): string[] {
  return [...new Set(repository.apps.flatMap((app) => app.buildSecrets.map((secret) => secret.name)))].sort();
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
