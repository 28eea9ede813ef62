import type { Interface, EnvironmentPosition, Server } from './defaults';
import { DEFAULTS, defaultBaseImage, initialTag } from './defaults';
import { parseCallable } from './formats/workloads';
import type { Level } from './levels';
import { merged, nearestValue, settingsLevels, workloadLevels } from './levels';
import type {
  App,
  AppEnvironment,
  Autoscaling,
  Callable,
  Environment,
  Exposure,
  Ingress,
  NetworkPolicy,
  Pods,
  HttpRoute,
  ServiceAccount,
  Settings,
  Workload,
} from './model';
import { applicationName, imageName } from './names';
import type {
  AppOptions,
  ExposureOptions,
  PodOptions,
  PythonGitOpsAppOptions,
  SettingsOptions,
  WorkloadEnvironmentOptions,
} from './options';
import { resolveGate } from './resolve-gate';
import { resolveWorkload } from './resolve-workload';
import { member } from './rules';

/** Makes the options of one app whole. */
export function resolveApp(name: string, options: PythonGitOpsAppOptions, environments: readonly Environment[]): App {
  const own: AppOptions = options.apps?.[name] ?? {};
  const port = own.port ?? DEFAULTS.port;
  const workloads = Object.entries(own.workloads ?? { [DEFAULTS.workload]: {} }).map(([workload, its]) =>
    resolveWorkload(name, workload, its, port),
  );
  const pythonVersion = own.pythonVersion ?? options.pythonVersion ?? DEFAULTS.pythonVersion;
  // The repository's base image holds the repository's Python.
  const inherited = own.pythonVersion === undefined ? options.baseImage : undefined;
  const inEnvironments = environments.map((environment) => resolveEnvironment(name, options, environment, workloads));
  const base = resolveBase(name, options, workloads);
  return {
    name,
    image: imageName(name, options.registry),
    pythonVersion,
    baseImage: own.baseImage ?? inherited ?? defaultBaseImage(pythonVersion),
    port,
    server: (own.server ?? DEFAULTS.server) as Server,
    interface: (own.interface ?? DEFAULTS.interface) as Interface,
    callable: parseCallable(own.callable ?? DEFAULTS.callable) as Callable,
    systemPackages: own.systemPackages ?? [],
    buildSecrets: Object.entries(own.buildSecrets ?? {}).map(([secret, path]) => ({ name: secret, path })),
    secrets: { variables: [...(own.secrets ?? [])].sort(), files: [...(own.secretFiles ?? [])].sort() },
    workloads,
    base: {
      ...base,
      // What any environment has is in the base; the others take it out.
      createNamespace: inEnvironments.some((environment) => environment.createNamespace),
      serviceAccount: { ...base.serviceAccount, create: inEnvironments.some((own) => own.serviceAccount.create) },
    },
    environments: inEnvironments,
    patches: (own.patches ?? []).map((patch, index) => ({
      ...patch,
      path: `${member('apps', name)}.patches[${index}]`,
    })),
    extraManifests: own.extraManifests ?? [],
  };
}

/** What holds in no environment in particular: with the least that any of them has by default. */
function resolveBase(app: string, options: PythonGitOpsAppOptions, workloads: readonly Workload[]): Settings {
  const logLevel = nearestValue(settingsLevels(options, app), 'logLevel') ?? DEFAULTS.logLevel.between;
  return { ...resolveSettings(app, options, workloads, { position: 'first' }), logLevel };
}

function resolveEnvironment(
  app: string,
  options: PythonGitOpsAppOptions,
  environment: Environment,
  workloads: readonly Workload[],
): AppEnvironment {
  const { name, position } = environment;
  const levels = settingsLevels(options, app, name);
  const ingress = resolveIngress(app, levels, workloads);
  const httpRoute = resolveHttpRoute(app, levels, workloads);
  return {
    ...resolveSettings(app, options, workloads, { name, position }),
    environment,
    application: applicationName(app, name),
    applications: environment.clusters.map((cluster) => ({
      name: applicationName(app, name, cluster.name),
      destination: cluster.destination,
    })),
    namespace: nearestValue(levels, 'namespace') ?? applicationName(app, name),
    initialTag: initialTag(name, position),
    ingress,
    httpRoute,
    gate: resolveGate(levels, [ingress, httpRoute]),
    extraManifests: options.apps?.[app]?.environments?.[name]?.extraManifests ?? [],
  };
}

function resolveSettings(
  app: string,
  options: PythonGitOpsAppOptions,
  workloads: readonly Workload[],
  environment: { readonly name?: string; readonly position: EnvironmentPosition },
): Settings {
  const levels = settingsLevels(options, app, environment.name);
  return {
    environmentName: environment.name ?? 'base',
    logLevel: nearestValue(levels, 'logLevel') ?? DEFAULTS.logLevel[environment.position],
    requestLogs: nearestValue(levels, 'requestLogs') ?? DEFAULTS.requestLogs,
    env: merged(levels, 'env'),
    labels: merged(levels, 'labels'),
    annotations: merged(levels, 'annotations'),
    imagePullSecrets: nearestValue(levels, 'imagePullSecrets') ?? [],
    serviceAccount: resolveServiceAccount(app, levels),
    networkPolicy: resolveNetworkPolicy(levels),
    createNamespace: nearestValue(levels, 'createNamespace') ?? DEFAULTS.createNamespace,
    pods: Object.fromEntries(
      workloads.map((workload) => [
        workload.name,
        resolvePods(
          workload,
          levels,
          workloadLevels(options, app, workload.name, environment.name),
          environment.position,
        ),
      ]),
    ),
  };
}

function resolveServiceAccount(app: string, levels: readonly Level<SettingsOptions>[]): ServiceAccount {
  const accounts = levels.map((level) => ({ ...level, options: level.options.serviceAccount ?? {} }));
  const name = nearestValue(accounts, 'name');
  return { name: name ?? app, create: name === undefined, annotations: merged(accounts, 'annotations') };
}

function resolvePods(
  workload: Workload,
  app: readonly Level<SettingsOptions>[],
  own: readonly Level<WorkloadEnvironmentOptions>[],
  position: EnvironmentPosition,
): Pods {
  const all: readonly Level<PodOptions>[] = [...app, ...own];
  // What says how many pods there are speaks of services, unless it speaks of the workload by its name.
  const counting = workload.type === 'service' ? all : own;
  const memory = nearestValue(all, 'memory') ?? DEFAULTS.memory[position];
  const cpu = nearestValue(all, 'cpu') ?? DEFAULTS.cpu;
  const cpuLimit = nearestValue(all, 'cpuLimit') ?? cpu;
  const replicas =
    nearestValue(counting, 'replicas') ?? (workload.type === 'service' ? DEFAULTS.replicas[position] : 1);
  return {
    replicas,
    autoscaling: resolveAutoscaling(counting, replicas),
    memory,
    memoryLimit: nearestValue(all, 'memoryLimit') ?? memory,
    cpu,
    cpuLimit: cpuLimit === 'none' ? undefined : cpuLimit,
    env: merged(own, 'env'),
    schedule: nearestValue(own, 'schedule') ?? '',
    suspend: nearestValue(own, 'suspend') ?? false,
  };
}

function resolveAutoscaling(levels: readonly Level<PodOptions>[], replicas: number): Autoscaling | undefined {
  const { enabled, minReplicas = replicas, maxReplicas, targetCpu, targetMemory } = merged(levels, 'autoscaling');
  if (enabled === false || maxReplicas === undefined) return undefined;
  return { minReplicas, maxReplicas, targetCpu: targetCpu ?? DEFAULTS.targetCpu, targetMemory };
}

/** Whether an app is reached from outside in this way: it says so itself, and nothing nearer takes it back. */
function isExposed(levels: readonly Level<SettingsOptions>[], key: 'ingress' | 'httpRoute'): boolean {
  return (
    levels.some(({ path, options }) => path.startsWith('apps') && options[key] !== undefined) &&
    merged(levels, key).enabled !== false
  );
}

function resolveIngress(
  app: string,
  levels: readonly Level<SettingsOptions>[],
  workloads: readonly Workload[],
): Ingress | undefined {
  if (!isExposed(levels, 'ingress')) return undefined;
  const { className, tls = [] } = merged(levels, 'ingress');
  const exposure = resolveExposure(app, levels, 'ingress', workloads);
  return {
    ...exposure,
    className,
    tls: tls.map(({ hosts = exposure.hosts, secretName }) => ({ hosts, secretName })),
  };
}

function resolveHttpRoute(
  app: string,
  levels: readonly Level<SettingsOptions>[],
  workloads: readonly Workload[],
): HttpRoute | undefined {
  if (!isExposed(levels, 'httpRoute')) return undefined;
  const { gateway = '', gatewayNamespace = '', sectionName } = merged(levels, 'httpRoute');
  return { ...resolveExposure(app, levels, 'httpRoute', workloads), gateway, gatewayNamespace, sectionName };
}

function resolveExposure(
  app: string,
  levels: readonly Level<SettingsOptions>[],
  key: 'ingress' | 'httpRoute',
  workloads: readonly Workload[],
): Exposure {
  const { domain, paths } = merged(levels, key);
  const first = workloads.find((workload) => workload.type === 'service')?.name ?? '';
  const ways = levels.map((level): Level<ExposureOptions> => ({ ...level, options: level.options[key] ?? {} }));
  const hosts = nearestValue(ways, 'hosts');
  return {
    hosts: hosts ?? (domain === undefined ? [] : [`${app}.${domain}`]),
    paths: Object.entries(paths ?? { '/': first }).map(([path, workload]) => ({ path, workload })),
    annotations: merged(ways, 'annotations'),
  };
}

function resolveNetworkPolicy(levels: readonly Level<SettingsOptions>[]): NetworkPolicy {
  const policies = levels.map(({ options }) => options.networkPolicy ?? {}).reverse();
  // The nearest level that says anything of egress decides whether it is open; a list may come from farther away.
  const speaks = policies.find((policy) => policy.egress !== undefined || policy.openEgress !== undefined);
  const isOpen = speaks?.openEgress ?? speaks?.egress === undefined;
  const egress = policies.map((policy) => policy.egress).find((list) => list !== undefined) ?? [];
  const ingressNamespaces = policies.map((policy) => policy.ingressNamespaces).find((list) => list !== undefined);
  return {
    ingressNamespaces: ingressNamespaces ?? DEFAULTS.ingressNamespaces,
    egress: isOpen ? undefined : egress.map(({ namespace, cidr, ports }) => ({ namespace, cidr, ports: ports ?? [] })),
  };
}
