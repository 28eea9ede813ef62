import type { BackingServiceName } from './backing-services';
import type { EnvironmentPosition, Interface, Packages, PROBE_NAMES, Server } from './defaults';
import type { Framework } from './frameworks';
import type { PodOptions, SettingsOptions } from './options';
import type { PackageManager } from './package-managers';
import type { Operation } from '../common/json-patch';

/** The resolved config: all defaults applied, everything checked. Rendering reads nothing else. */
export interface Repository {
  readonly name: string;
  readonly repoUrl?: string;
  readonly registry?: string;
  readonly defaultBranch: string;
  readonly pythonVersion: string;
  /** Unique versions of all apps. */
  readonly pythonVersions: readonly string[];
  readonly baseImage: string;
  readonly packageIndex?: string;
  readonly extraPackageIndexes: readonly string[];
  readonly codeOwners: readonly string[];
  readonly renovate: boolean;
  readonly editorSettings: boolean;
  readonly devContainer: boolean;
  /** Undefined if the host decides. */
  readonly ci?: string;
  readonly packageManager: PackageManager;
  readonly serviceMonitor?: ServiceMonitor;
  readonly observability: Observability;
  readonly argocd: Argocd;
  readonly delivery: Delivery;
  /** In the order of releases. */
  readonly environments: readonly Environment[];
  /** In the order of the config; documents use the first one as their example. */
  readonly apps: readonly App[];
  /** Reasons by name: apps, environments, and Applications that Argo CD may delete. */
  readonly removed: Texts;
  readonly ciSteps: CiSteps;
  /** JSON Patch operations for generated YAML files, by path. */
  readonly overrides: Readonly<Record<string, readonly Operation[]>>;
  /** Paths of generated files that the user has taken over. */
  readonly takeOver: readonly string[];
  /** Namespaces of apps that are created elsewhere and so lack our labels, by environment. */
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
  /** Undefined for all apps. */
  readonly apps?: readonly string[];
}

export interface Environment {
  readonly name: string;
  readonly position: EnvironmentPosition;
  readonly gated: boolean;
  readonly branch: string;
  /** Clusters of the environment; a single cluster may have no name. */
  readonly clusters: readonly Cluster[];
  readonly sync: { readonly automated: boolean; readonly prune: boolean; readonly selfHeal: boolean };
  /** Who gets Argo CD's messages about its Applications. */
  readonly subscriptions: readonly Subscription[];
}

/** A subscription to a trigger of Argo CD. A webhook has no recipients. */
export interface Subscription {
  readonly trigger: string;
  readonly service: string;
  readonly recipients: readonly string[];
}

export interface Cluster {
  readonly name?: string;
  readonly destination: Destination;
}

/** A cluster in Argo CD, identified by the address of its API server or by name. */
export type Destination = { readonly server: string } | { readonly name: string };

export interface Argocd {
  readonly namespace: string;
  readonly manages: 'projects-and-applications' | 'applications' | 'nothing';
  /** The AppProject of all Applications, if this repository manages no projects. */
  readonly project?: string;
  /** Without a trailing slash. */
  readonly address?: string;
  readonly retryRefresh: boolean;
  readonly manifestGeneratePaths: boolean;
}

/** How the workflow pushes images and releases. */
export interface Delivery {
  /** Credentials that push releases. */
  readonly credentials: 'token' | 'github-app' | 'deploy-key';
  /** How releases reach a branch. */
  readonly releases: 'push' | 'pull-request';
  /** What the workflow does if a release or its gate fails. */
  readonly onFailure: 'issue' | 'none';
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
  /** Image name without a tag. The base uses it too, because release files match it by name. */
  readonly image: string;
  readonly pythonVersion: string;
  readonly baseImage: string;
  readonly port: number;
  readonly server: Server;
  readonly framework: Framework;
  readonly interface: Interface;
  readonly callable: Callable;
  /** Undefined if the app has none. */
  readonly metrics?: Metrics;
  readonly packages: Packages;
  readonly systemPackages: readonly string[];
  /** Python packages that are built from source, in a stable order. */
  readonly sourcePackages: readonly string[];
  /** Packages in the lock of the image that need much memory. */
  readonly heavyPackages: readonly string[];
  readonly buildSecrets: readonly BuildSecret[];
  readonly secrets: Secrets;
  /** What `make dev` starts besides the app, in the order of the options. */
  readonly backingServices: readonly BackingService[];
  /** What workloads have in common in all environments, in the order of the config. */
  readonly workloads: readonly Workload[];
  /** Settings that the base is rendered from; environments override them. */
  readonly base: Settings;
  readonly environments: readonly AppEnvironment[];
  readonly patches: readonly Patch[];
  /** Names of files in `k8s/extra`, for all environments. */
  readonly extraManifests: readonly string[];
}

/** A patch for generated objects. */
export interface Patch {
  /** Path of the option. */
  readonly path: string;
  readonly kind: string;
  readonly name?: string;
  readonly environment?: string;
  /** Undefined if `merge` is set. */
  readonly operations?: readonly Operation[];
  readonly merge?: Readonly<Record<string, unknown>>;
}

/** The callable that the server runs. */
export interface Callable {
  readonly module: string;
  readonly name: string;
}

export interface Metrics {
  readonly path: string;
}

/** What a workload has in common in all environments. */
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
  /** Name of the ConfigMap or Secret to mount. */
  readonly objectName: string;
  readonly storageClass?: string;
  readonly accessMode: string;
  readonly readOnly: boolean;
}

export type VolumeType = 'emptyDir' | 'persistentVolumeClaim' | 'configMap' | 'secret';

/** A secret that is available as a file while the image's packages are installed. */
export interface BuildSecret {
  readonly name: string;
  readonly path: string;
}

/** A program that an app needs on a developer's machine. */
export interface BackingService {
  readonly name: BackingServiceName;
  /** Tag of its image. */
  readonly version: string;
}

/** Keys of an app's sealed secrets, sorted by name. */
interface Secrets {
  /** Keys that are environment variables. */
  readonly variables: readonly string[];
  /** Keys that are files. */
  readonly files: readonly string[];
}

export interface NetworkPolicy {
  readonly ingressNamespaces: readonly string[];
  /** Addresses outside the cluster. */
  readonly ingressCidrs: readonly string[];
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

/** The alerts and dashboards of the apps. */
export interface Observability {
  readonly rules: 'operator' | 'config-map' | 'none';
  readonly dashboards: 'config-map' | 'none';
  /** Namespace of Prometheus, of the rules, and of the dashboards. */
  readonly namespace: string;
  /** Labels of the rules. */
  readonly labels: Texts;
  /** Whether this repository installs Prometheus, Alertmanager, and Grafana. */
  readonly install: boolean;
  /**
   * The Applications that deploy the rules, one for each cluster, with the name of the one that installs Prometheus there;
   * none if this repository manages none.
   */
  readonly applications: readonly {
    readonly name: string;
    readonly stack: string;
    readonly destination: Destination;
  }[];
}

/** The service level that an app must keep in an environment. */
export interface Objective {
  /** Percentage of requests that succeed. */
  readonly availability: number;
  readonly latency: { readonly seconds: number; readonly percent: number };
  /** Number of requests that an alert needs in its long window to fire. */
  readonly minimumRequests: number;
}

/** Settings that can differ between environments: inherited options, and values computed from options. */
export interface Settings extends PlainSettings, ComputedSettings {}

/** Options that rendering uses as inherited by their definition. A new option needs no line here. */
export type PlainSettings = Readonly<
  Omit<
    SettingsOptions,
    keyof PodOptions | keyof ComputedSettings | 'ingress' | 'httpRoute' | 'gate' | 'objective' | 'namespace' | 'tracing'
  >
>;

interface ComputedSettings {
  /** Name of the environment in the pods. */
  readonly environmentName: string;
  readonly logLevel: string;
  /** Whether to log each request, regardless of the log level. */
  readonly requestLogs: boolean;
  /** Address of the collector for traces. */
  readonly otlpEndpoint?: string;
  /** Environment variables of all workloads, in the app's ConfigMap. */
  readonly env: Texts;
  readonly labels: Texts;
  readonly annotations: Texts;
  readonly imagePullSecrets: readonly string[];
  readonly serviceAccount: ServiceAccount;
  readonly networkPolicy: NetworkPolicy;
  readonly createNamespace: boolean;
  /** By workload name. */
  readonly pods: Readonly<Record<string, Pods>>;
}

export type Texts = Readonly<Record<string, string>>;

/** The ServiceAccount of an app's pods. */
export interface ServiceAccount {
  readonly name: string;
  /** Whether to generate it; otherwise it already exists. */
  readonly create: boolean;
  readonly annotations: Texts;
}

/** Resources and number of a workload's pods. */
export interface Pods {
  /** Number of pods without autoscaling. */
  readonly replicas: number;
  readonly autoscaling?: Autoscaling;
  readonly memory: string;
  readonly memoryLimit: string;
  readonly cpu: string;
  /** Undefined for no limit. */
  readonly cpuLimit?: string;
  /** Environment variables of this workload only. */
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
  /** Name of the release, and of its Application if there is only one. */
  readonly application: string;
  /** One for each cluster. */
  readonly applications: readonly { readonly name: string; readonly destination: Destination }[];
  readonly namespace: string;
  readonly initialTag: string;
  readonly ingress?: Ingress;
  readonly httpRoute?: HttpRoute;
  readonly gate?: Gate;
  /** Undefined if no alert watches it, and for apps without a service or metrics. */
  readonly objective?: Objective;
  /** Names of files in `k8s/extra/<environment>`. */
  readonly extraManifests: readonly string[];
}

/** Check that a release must pass before it moves to the next environment. */
export type Gate =
  | { readonly check: 'health'; readonly timeoutMinutes: number }
  | { readonly check: 'tests'; readonly timeoutMinutes: number; readonly address: string };

/** Where requests from outside the cluster go. */
export interface Exposure {
  readonly hosts: readonly string[];
  readonly paths: readonly { readonly path: string; readonly workload: string }[];
  readonly annotations: Texts;
}

export interface Ingress extends Exposure {
  readonly className?: string;
  /** Undefined if it follows from the class. */
  readonly controllerNamespace?: string;
  readonly tls: readonly IngressTls[];
}

interface IngressTls {
  readonly hosts: readonly string[];
  readonly secretName: string;
}

export interface HttpRoute extends Exposure {
  readonly gateway: string;
  readonly gatewayNamespace: string;
  /** Namespace of the pods that forward requests. */
  readonly proxyNamespace: string;
  readonly sectionName?: string;
}

/** Name of the Application that deploys the rules to Argo CD's own cluster, and of its AppProject. */
export function observabilityName({ name }: Pick<Repository, 'name'>): string {
  return `${name}-observability`;
}

/** Whether the config asks for rules or dashboards. */
export function wantsObservability({ observability: { rules, dashboards } }: Repository): boolean {
  return rules !== 'none' || dashboards !== 'none';
}

/** Whether rules are generated for the apps. They contain the address of the repository. */
export function hasRules(repository: Repository): repository is Deployable {
  return repository.observability.rules !== 'none' && repository.apps.length > 0 && isDeployable(repository);
}

/** Whether dashboards are generated for the apps. */
export function hasDashboards(repository: Repository): repository is Deployable {
  return repository.observability.dashboards !== 'none' && repository.apps.length > 0 && isDeployable(repository);
}

/** Name of the Application that installs Prometheus in Argo CD's own cluster, and of its AppProject. */
export function stackName({ name }: Pick<Repository, 'name'>): string {
  return `${name}-prometheus`;
}

/** Whether there are rules or dashboards, which an Application deploys. */
export function hasObservability(repository: Repository): repository is Deployable {
  return hasRules(repository) || hasDashboards(repository);
}

type Deployable = Repository & { readonly repoUrl: string; readonly registry: string };

/** Name of the root Application and of its AppProject. */
export function rootName(repository: Repository): string {
  return `${repository.name}-root`;
}

/** The environment from which releases move to this one. */
export function previous(repository: Repository, environment: Environment): Environment | undefined {
  return repository.environments[repository.environments.indexOf(environment) - 1];
}

/** Unique tracked branches, the default branch first. */
export function trackedBranches({ defaultBranch, environments }: Repository): string[] {
  return [...new Set([defaultBranch, ...environments.map(({ branch }) => branch)])];
}

/** Whether pushes to any branch are released. */
export function releasesByPush(repository: Repository): boolean {
  return isDeployable(repository) && repository.environments.some(({ gated }) => !gated);
}

/** Name of the variable with the client id of the GitHub App that pushes releases. */
export const CLIENT_ID_VARIABLE = 'RELEASE_APP_CLIENT_ID';

/** Name of the secret for pushing releases; the workflow's token needs none. */
export function pusherSecret(credentials: Delivery['credentials']): string | undefined {
  const names = { token: undefined, 'github-app': 'RELEASE_APP_PRIVATE_KEY', 'deploy-key': 'RELEASE_DEPLOY_KEY' };
  return names[credentials];
}

/** Unique names of the secrets that image builds read. */
export function buildSecretNames(repository: Repository): string[] {
  return [...new Set(repository.apps.flatMap((app) => app.buildSecrets.map((secret) => secret.name)))].sort();
}

/** Whether an app sends traces from any environment: all environments run the same image. */
export function isTraced({ environments }: Pick<App, 'environments'>): boolean {
  return environments.some(({ otlpEndpoint }) => otlpEndpoint !== undefined);
}

/** The services of an app, which serve HTTP. */
export function servicesOf(app: App): Workload[] {
  return app.workloads.filter((workload) => workload.type === 'service');
}

/** Whether Prometheus can scrape an app: it has a service with metrics. */
export function isScraped(app: Pick<App, 'metrics' | 'workloads'>): boolean {
  return app.metrics !== undefined && app.workloads.some(({ type }) => type === 'service');
}

/** Whether all apps have the same Python version. */
export function haveOnePython(repository: Repository): boolean {
  return repository.pythonVersions.length <= 1;
}

/** Whether a workload runs all the time, in a Deployment. */
export function isLongRunning(workload: Workload): boolean {
  return workload.type === 'service' || workload.type === 'worker';
}

/** Whether an app has a job that runs once per deployment. */
export function hasJob(app: App): boolean {
  return app.workloads.some((workload) => workload.type === 'job');
}

/** All keys of an app's sealed secrets. */
export function secretKeys({ secrets }: App): string[] {
  return [...secrets.variables, ...secrets.files];
}

/** Whether some objects of an app must exist before its workloads: a job needs them, or secrets must be decrypted first. */
export function isOrdered(app: App): boolean {
  return hasJob(app) || secretKeys(app).length > 0;
}

/** An option that still needs a value, and what is left out until it is set. */
export interface NotSet {
  readonly option: 'repoUrl' | 'registry';
  readonly example: string;
  readonly leavesOut: string;
}

/** The options that still need a value. */
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

/** Whether Applications can be rendered: the repository's address and the registry are set. */
export function isDeployable(
  repository: Repository,
): repository is Repository & { readonly repoUrl: string; readonly registry: string } {
  return notSet(repository).length === 0;
}
