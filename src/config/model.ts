import type { EnvironmentPosition, Interface, PROBE_NAMES, Server } from './defaults';
import type { PodOptions, SettingsOptions } from './options';
import type { PackageManager } from './package-managers';
import type { Operation } from '../common/json-patch';

/** The config made whole: every default applied, everything checked. Rendering reads nothing else. */
export interface Repository {
  readonly name: string;
  readonly repoUrl?: string;
  readonly registry?: string;
  readonly defaultBranch: string;
  readonly pythonVersion: string;
  /** Those of the apps, each once. */
  readonly pythonVersions: readonly string[];
  readonly baseImage: string;
  readonly packageIndex?: string;
  readonly codeOwners: readonly string[];
  readonly renovate: boolean;
  readonly packageManager: PackageManager;
  readonly serviceMonitor?: ServiceMonitor;
  readonly argocd: Argocd;
  readonly delivery: Delivery;
  /** In the order of releases. */
  readonly environments: readonly Environment[];
  /** In the order of the config; the first one serves as the example. */
  readonly apps: readonly App[];
  readonly ciSteps: CiSteps;
  /** Changes of generated YAML files, by path. */
  readonly overrides: Readonly<Record<string, readonly Operation[]>>;
  /** Paths of generated files that are the user's. */
  readonly takeOver: readonly string[];
  /** By environment: namespaces of apps that are made elsewhere, and so have no labels of ours. */
  readonly foreignNamespaces: Readonly<Record<string, readonly string[]>>;
}

interface CiSteps {
  readonly beforeTests: readonly CiStep[];
  readonly afterTests: readonly CiStep[];
}

export interface CiStep {
  readonly name: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Texts;
  readonly env?: Texts;
  /** Undefined for all. */
  readonly apps?: readonly string[];
}

export interface Environment {
  readonly name: string;
  readonly position: EnvironmentPosition;
  readonly gated: boolean;
  readonly branch: string;
  /** Where its apps run; one without a name is the only one. */
  readonly clusters: readonly Cluster[];
  readonly sync: { readonly automated: boolean; readonly prune: boolean; readonly selfHeal: boolean };
}

export interface Cluster {
  readonly name?: string;
  readonly destination: Destination;
}

/** A cluster as Argo CD knows it: by the address of its API server, or by a name. */
export type Destination = { readonly server: string } | { readonly name: string };

export interface Argocd {
  readonly namespace: string;
  readonly manages: 'projects-and-applications' | 'applications' | 'nothing';
  /** The AppProject of all Applications, where none are managed here. */
  readonly project?: string;
  /** Without a slash at the end. */
  readonly address?: string;
}

/** How images and releases leave the workflow. */
export interface Delivery {
  /** Who pushes releases. */
  readonly credentials: 'token' | 'github-app' | 'deploy-key';
  /** How they reach a branch. */
  readonly releases: 'push' | 'pull-request';
  readonly login: RegistryLogin;
  /** Names of secrets. */
  readonly npmTokenSecret?: string;
  readonly packageIndexSecret?: string;
}

/** How the workflow logs in to the registry. */
export type RegistryLogin =
  | { readonly kind: 'password' | 'github-token' }
  | { readonly kind: 'aws'; readonly role: string; readonly account: string; readonly region: string }
  | { readonly kind: 'google'; readonly identityProvider: string; readonly serviceAccount: string };

export interface App {
  readonly name: string;
  /** Name of the image without tag; final in the base, so that release files match it. */
  readonly image: string;
  readonly pythonVersion: string;
  readonly baseImage: string;
  readonly port: number;
  readonly server: Server;
  readonly interface: Interface;
  readonly callable: Callable;
  readonly systemPackages: readonly string[];
  readonly buildSecrets: readonly BuildSecret[];
  readonly secrets: Secrets;
  /** In the order of the config: what they are in every environment. */
  readonly workloads: readonly Workload[];
  /** What holds as long as no environment says otherwise; the base is rendered from it. */
  readonly base: Settings;
  readonly environments: readonly AppEnvironment[];
  readonly patches: readonly Patch[];
  /** Names of files in `k8s/extra`, which all environments get. */
  readonly extraManifests: readonly string[];
}

/** A change of generated objects, beyond what options can say. */
export interface Patch {
  /** Path of the option. */
  readonly path: string;
  readonly kind: string;
  readonly name?: string;
  readonly environment?: string;
  /** Undefined where `merge` says what changes. */
  readonly operations?: readonly Operation[];
  readonly merge?: Readonly<Record<string, unknown>>;
}

/** The callable that the server runs. */
export interface Callable {
  readonly module: string;
  readonly name: string;
}

/** What a workload is, whatever the environment. */
export interface Workload {
  readonly name: string;
  /** Name of the workload's objects in the cluster. */
  readonly objectName: string;
  readonly type: WorkloadType;
  /** Port of a service; the other types do not use it. */
  readonly port: number;
  readonly ports: readonly Port[];
  /** Undefined runs the server. */
  readonly command?: readonly string[];
  readonly probes: Readonly<Partial<Record<ProbeName, Probe>>>;
  readonly volumes: readonly Volume[];
  readonly strategy: 'RollingUpdate' | 'Recreate';
  readonly terminationGracePeriodSeconds: number;
  readonly timeZone: string;
  readonly concurrencyPolicy: string;
  readonly activeDeadlineSeconds: number;
  readonly backoffLimit: number;
}

export type WorkloadType = 'service' | 'worker' | 'cron-job' | 'job';

interface Port {
  readonly name: string;
  readonly port: number;
}

export type ProbeName = (typeof PROBE_NAMES)[number];

export interface Probe {
  readonly path?: string;
  readonly command?: readonly string[];
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

export interface Volume {
  readonly name: string;
  readonly type: VolumeType;
  readonly mountPath: string;
  readonly medium?: 'Memory';
  readonly size: string;
  /** Name of the ConfigMap or Secret that is mounted. */
  readonly objectName: string;
  readonly storageClass?: string;
  readonly accessMode: string;
  readonly readOnly: boolean;
}

export type VolumeType = 'emptyDir' | 'persistentVolumeClaim' | 'configMap' | 'secret';

/** A secret that is a file while the image's packages are installed. */
export interface BuildSecret {
  readonly name: string;
  readonly path: string;
}

/** Keys of an app's sealed secrets, in the order of their names. */
interface Secrets {
  /** Those that are environment variables. */
  readonly variables: readonly string[];
  /** Those that are files. */
  readonly files: readonly string[];
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

/** What can differ between environments: options as they are inherited, and those that the rest is computed from. */
export interface Settings extends PlainSettings, ComputedSettings {}

/** Options that reach rendering as their definition inherits them. A new option needs no line here. */
export type PlainSettings = Readonly<
  Omit<SettingsOptions, keyof PodOptions | keyof ComputedSettings | 'ingress' | 'httpRoute' | 'gate' | 'namespace'>
>;

interface ComputedSettings {
  /** What the pods call their environment. */
  readonly environmentName: string;
  readonly logLevel: string;
  /** Whether each request is logged, whatever the level. */
  readonly requestLogs: boolean;
  /** Environment variables of all workloads, in the app's ConfigMap. */
  readonly env: Texts;
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly imagePullSecrets: readonly string[];
  readonly serviceAccount: ServiceAccount;
  readonly networkPolicy: NetworkPolicy;
  readonly createNamespace: boolean;
  /** By the name of the workload. */
  readonly pods: Readonly<Record<string, Pods>>;
}

export type Texts = Readonly<Record<string, string>>;

/** The ServiceAccount of an app's pods. */
export interface ServiceAccount {
  readonly name: string;
  /** Whether it is generated; otherwise it exists already. */
  readonly create: boolean;
  readonly annotations: Texts;
}

/** How many pods a workload has, and what each of them. */
export interface Pods {
  /** Without autoscaling the number of pods. */
  readonly replicas: number;
  readonly autoscaling?: Autoscaling;
  readonly memory: string;
  readonly memoryLimit: string;
  readonly cpu: string;
  /** Undefined for none. */
  readonly cpuLimit?: string;
  /** Environment variables of this workload alone. */
  readonly env: Texts;
  readonly schedule: string;
  readonly suspend: boolean;
}

export interface Autoscaling {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly targetCpu: number;
  readonly targetMemory?: number;
}

/** One app in one environment. */
export interface AppEnvironment extends Settings {
  readonly environment: Environment;
  /** What the release is called: the Application, where there is one. */
  readonly application: string;
  /** One for each cluster. */
  readonly applications: readonly { readonly name: string; readonly destination: Destination }[];
  readonly namespace: string;
  readonly initialTag: string;
  readonly ingress?: Ingress;
  readonly httpRoute?: HttpRoute;
  readonly gate?: Gate;
  /** Names of files in `k8s/extra/<environment>`. */
  readonly extraManifests: readonly string[];
}

/** What a release has to show before it goes on. */
export type Gate =
  | { readonly check: 'health'; readonly timeoutMinutes: number }
  | { readonly check: 'tests'; readonly timeoutMinutes: number; readonly address: string };

/** Where requests from outside go. */
export interface Exposure {
  readonly hosts: readonly string[];
  readonly paths: readonly { readonly path: string; readonly workload: string }[];
  readonly annotations: Texts;
}

export interface Ingress extends Exposure {
  readonly className?: string;
  readonly tls: readonly IngressTls[];
}

interface IngressTls {
  readonly hosts: readonly string[];
  readonly secretName: string;
}

export interface HttpRoute extends Exposure {
  readonly gateway: string;
  readonly gatewayNamespace: string;
  readonly sectionName?: string;
}

/** Name of the root Application and of its AppProject. */
export function rootName(repository: Repository): string {
  return `${repository.name}-root`;
}

/** The environment whose releases are given on to this one. */
export function previous(repository: Repository, environment: Environment): Environment | undefined {
  return repository.environments[repository.environments.indexOf(environment) - 1];
}

/** Branches that anything tracks, each once, the default one first. */
export function trackedBranches({ defaultBranch, environments }: Repository): string[] {
  return [...new Set([defaultBranch, ...environments.map(({ branch }) => branch)])];
}

/** Whether a push to any branch is released. */
export function releasesByPush(repository: Repository): boolean {
  return isDeployable(repository) && repository.environments.some(({ gated }) => !gated);
}

/** Name of the variable that says which GitHub App pushes releases, where one does. */
export const CLIENT_ID_VARIABLE = 'RELEASE_APP_CLIENT_ID';

/** Name of the secret that releases are pushed with; the token of the run needs none. */
export function pusherSecret(credentials: Delivery['credentials']): string | undefined {
  const names = { token: undefined, 'github-app': 'RELEASE_APP_PRIVATE_KEY', 'deploy-key': 'RELEASE_DEPLOY_KEY' };
  return names[credentials];
}

/** Names of the secrets that any image build reads, each once. */
export function buildSecretNames(repository: Repository): string[] {
  return [...new Set(repository.apps.flatMap((app) => app.buildSecrets.map((secret) => secret.name)))].sort();
}

/** The services of an app: what is reached over HTTP. */
export function servicesOf(app: App): Workload[] {
  return app.workloads.filter((workload) => workload.type === 'service');
}

/** Whether all apps have the same Python. */
export function haveOnePython(repository: Repository): boolean {
  return repository.pythonVersions.length <= 1;
}

/** Whether a workload runs all the time, as pods of a Deployment. */
export function isLongRunning(workload: Workload): boolean {
  return workload.type === 'service' || workload.type === 'worker';
}

/** Whether an app has a job that runs before each deployment. */
function hasJob(app: App): boolean {
  return app.workloads.some((workload) => workload.type === 'job');
}

/** All keys of an app's sealed secrets. */
export function secretKeys({ secrets }: App): string[] {
  return [...secrets.variables, ...secrets.files];
}

/** Whether something of an app has to be in the cluster before its workloads: a job needs it, or secrets are opened first. */
export function isOrdered(app: App): boolean {
  return hasJob(app) || secretKeys(app).length > 0;
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
