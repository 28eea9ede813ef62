import type { AppEnvironmentOptions, AppOptions, PythonGitOpsAppOptions } from '../options';
import type { Interface, Server } from './defaults';
import { DEFAULTS, defaultBaseImage, initialTag, positionOf } from './defaults';
import type { App, AppEnvironment, Environment, NetworkPolicy, Repository, ServiceMonitor, Workload } from './model';

/** Makes valid options whole. What is nearest to the app wins: library, environment, app in the environment. */
export function resolve(options: PythonGitOpsAppOptions): Repository {
  const environments = resolveEnvironments(options);
  const apps = Object.entries(options.apps ?? {}).map(([name, app]) => resolveApp(name, app, options, environments));
  const pythonVersion = options.pythonVersion ?? DEFAULTS.pythonVersion;
  return {
    name: options.name,
    repoUrl: options.repoUrl,
    registry: options.registry,
    defaultBranch: options.defaultBranch ?? DEFAULTS.defaultBranch,
    pythonVersion,
    baseImage: options.baseImage ?? defaultBaseImage(pythonVersion),
    packageIndex: options.packageIndex,
    codeOwners: options.codeOwners ?? [],
    renovate: options.renovate ?? true,
    serviceMonitor: resolveServiceMonitor(options),
    argocdNamespace: options.argocdNamespace ?? DEFAULTS.argocdNamespace,
    environments,
    apps,
  };
}

/** Names of the environments in the order of releases. */
export function environmentNames(options: Pick<PythonGitOpsAppOptions, 'environments'>): string[] {
  return options.environments ? Object.keys(options.environments) : [...DEFAULTS.environments];
}

/** Name of an app's Application, and of its namespace, in an environment. */
export function applicationName(app: string, environment: string): string {
  return `${app}-${environment}`;
}

/** Name of a workload's objects: `web` is the app itself. */
export function workloadObjectName(app: string, workload: string): string {
  return workload === DEFAULTS.workload ? app : `${app}-${workload}`;
}

/** Name of an app's image; the local one can never be pulled from a public registry by accident. */
export function imageName(app: string, registry: string | undefined): string {
  return `${registry ?? 'localhost'}/${app}`;
}

/** Order that is the same in every locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function resolveEnvironments(options: PythonGitOpsAppOptions): Environment[] {
  const names = environmentNames(options);
  return names.map((name, index) => {
    const position = positionOf(index, names.length);
    const own = options.environments?.[name];
    return {
      name,
      position,
      gated: own?.gated ?? position === 'last',
      branch: own?.branch ?? options.defaultBranch ?? DEFAULTS.defaultBranch,
    };
  });
}

function resolveApp(
  name: string,
  app: AppOptions,
  options: PythonGitOpsAppOptions,
  environments: readonly Environment[],
): App {
  const port = app.port ?? DEFAULTS.port;
  return {
    name,
    image: imageName(name, options.registry),
    port,
    server: (app.server ?? DEFAULTS.server) as Server,
    interface: (app.interface ?? DEFAULTS.interface) as Interface,
    systemPackages: app.systemPackages ?? [],
    buildSecrets: Object.entries(app.buildSecrets ?? {}).map(([secret, path]) => ({ name: secret, path })),
    networkPolicy: resolveNetworkPolicy(app, options),
    workloads: Object.entries(app.workloads ?? { [DEFAULTS.workload]: {} }).map(([workload, own]): Workload => ({
      name: workload,
      objectName: workloadObjectName(name, workload),
      port: own.port ?? port,
    })),
    environments: environments.map((environment) =>
      resolveAppEnvironment(name, environment, {
        ...options.environments?.[environment.name],
        ...defined(app.environments?.[environment.name]),
      }),
    ),
  };
}

function resolveAppEnvironment(app: string, environment: Environment, own: AppEnvironmentOptions): AppEnvironment {
  const { position } = environment;
  return {
    environment,
    application: applicationName(app, environment.name),
    namespace: applicationName(app, environment.name),
    initialTag: initialTag(environment.name, position),
    replicas: own.replicas ?? DEFAULTS.replicas[position],
    memory: own.memory ?? DEFAULTS.memory[position],
    cpu: own.cpu ?? DEFAULTS.cpu,
    logLevel: own.logLevel ?? DEFAULTS.logLevel[position],
    requestLogs: own.requestLogs ?? DEFAULTS.requestLogs,
  };
}

function resolveNetworkPolicy(app: AppOptions, options: PythonGitOpsAppOptions): NetworkPolicy {
  const levels = [app.networkPolicy ?? {}, options.networkPolicy ?? {}];
  // The nearest level that says anything of egress decides whether it is open; a list may come from farther away.
  const nearest = levels.find((level) => level.egress !== undefined || level.openEgress !== undefined);
  const isOpen = nearest?.openEgress ?? nearest?.egress === undefined;
  const egress = levels.map((level) => level.egress).find((list) => list !== undefined) ?? [];
  const ingressNamespaces = levels.map((level) => level.ingressNamespaces).find((list) => list !== undefined);
  return {
    ingressNamespaces: ingressNamespaces ?? DEFAULTS.ingressNamespaces,
    egress: isOpen ? undefined : egress.map(({ namespace, cidr, ports }) => ({ namespace, cidr, ports: ports ?? [] })),
  };
}

function resolveServiceMonitor({ serviceMonitor }: PythonGitOpsAppOptions): ServiceMonitor | undefined {
  if (serviceMonitor === undefined) return undefined;
  return { labels: serviceMonitor.labels ?? {}, interval: serviceMonitor.interval ?? DEFAULTS.scrapeInterval };
}

/** Drops keys that are explicitly undefined: they must not hide what is inherited. */
function defined<T extends object>(value: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([, v]) => v !== undefined)) as Partial<T>;
}
