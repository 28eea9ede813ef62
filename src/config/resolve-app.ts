import { BACKING_SERVICE_NAMES } from './backing-services';
import type { EnvironmentPosition, Interface, Packages, Server } from './defaults';
import { defaultBaseImage, initialTag } from './defaults';
import { APP } from './definitions/app';
import { AUTOSCALING } from './definitions/autoscaling';
import { METRICS } from './definitions/metrics';
import { REPOSITORY } from './definitions/repository';
import { POD, SETTINGS } from './definitions/settings';
import { WORKLOAD } from './definitions/workload';
import { parseCallable } from './formats/workloads';
import type { Framework } from './frameworks';
import { FRAMEWORKS, frameworksFor, STARTER_PACKAGES } from './frameworks';
import type { Senders } from './ingress-controllers';
import { DEFAULT_CONTROLLER, sendersOf } from './ingress-controllers';
import type { Level } from './levels';
import { inherited, settingsLevels, workloadLevels } from './levels';
import type { LockedPackages } from './memory';
import { defaultMemory, heavyPackages } from './memory';
import type {
  App,
  AppEnvironment,
  Autoscaling,
  Callable,
  Environment,
  Exposure,
  Ingress,
  NetworkPolicy,
  PlainSettings,
  Pods,
  HttpRoute,
  ServiceAccount,
  Settings,
  Texts,
  Workload,
} from './model';
import { isLongRunning } from './model';
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
import { monitoringNamespace, resolveObjective } from './resolve-observability';
import { resolveWorkload } from './resolve-workload';
import type { Definition } from './rule';
import { member } from './rules';
import { rolloutSeconds } from './timing';

/** What the memory of all pods of an app depends on. */
type AppNeeds = Pick<App, 'framework' | 'interface' | 'heavyPackages'>;

/** Resolves the options of one app. */
export function resolveApp(
  name: string,
  options: PythonGitOpsAppOptions,
  environments: readonly Environment[],
  locked: LockedPackages,
): App {
  const own: AppOptions = options.apps?.[name] ?? {};
  const port = own.port ?? APP.options.port.default;
  const workloads = Object.entries(own.workloads ?? APP.options.workloads.default).map(([workload, its]) =>
    resolveWorkload(name, workload, its, port),
  );
  const pythonVersion = own.pythonVersion ?? options.pythonVersion ?? REPOSITORY.options.pythonVersion.default;
  // The repository's base image contains the repository's Python version.
  const sharedBaseImage = own.pythonVersion === undefined ? options.baseImage : undefined;
  const { framework, interface: used } = resolveFramework(own);
  const packages = (own.packages ?? options.packages ?? REPOSITORY.options.packages.default) as Packages;
  const inLock = locked(name, packages);
  const needs: AppNeeds = {
    framework,
    interface: used,
    // Otherwise the first synth, which writes the lock, and the next one would differ.
    heavyPackages: heavyPackages(inLock.size > 0 ? inLock : new Set(STARTER_PACKAGES[framework])),
  };
  const metrics =
    own.metrics?.enabled === false ? undefined : { path: own.metrics?.path ?? METRICS.options.path.default };
  const inEnvironments = environments.map((environment) => ({
    ...resolveEnvironment(name, options, environment, workloads, needs),
    objective: resolveObjective(settingsLevels(options, name, environment.name), environment, { metrics, workloads }),
  }));
  const base = resolveBase(name, options, workloads, needs);
  return {
    name,
    image: imageName(name, options.registry),
    pythonVersion,
    baseImage: own.baseImage ?? sharedBaseImage ?? defaultBaseImage(pythonVersion),
    port,
    server: (own.server ?? APP.options.server.default) as Server,
    ...needs,
    callable: parseCallable(own.callable ?? APP.options.callable.default) as Callable,
    metrics,
    packages,
    systemPackages: own.systemPackages ?? [],
    sourcePackages: [...(own.sourcePackages ?? [])].sort(),
    buildSecrets: Object.entries(own.buildSecrets ?? {}).map(([secret, path]) => ({ name: secret, path })),
    backingServices: BACKING_SERVICE_NAMES.flatMap((service) => {
      const version = own.development?.services?.[service];
      return version === undefined ? [] : [{ name: service, version }];
    }),
    secrets: { variables: [...(own.secrets ?? [])].sort(), files: [...(own.secretFiles ?? [])].sort() },
    workloads,
    base: {
      ...base,
      // The base contains what any environment has; the other environments remove it.
      createNamespace: inEnvironments.some((environment) => environment.createNamespace),
      serviceAccount: {
        ...base.serviceAccount,
        create: inEnvironments.some(({ serviceAccount }) => serviceAccount.create),
      },
    },
    environments: inEnvironments,
    patches: (own.patches ?? []).map((patch, index) => ({
      ...patch,
      path: `${member('apps', name)}.patches[${index}]`,
    })),
    extraManifests: own.extraManifests ?? [],
  };
}

/** The framework and the interface of an app: each follows from the other, unless both are set. */
export function resolveFramework(own: AppOptions): Pick<App, 'framework' | 'interface'> {
  const framework = own.framework as Framework | undefined;
  const { interface: chosen = framework === undefined ? 'wsgi' : FRAMEWORKS[framework] } = own;
  const fitting = chosen as Interface;
  return { framework: framework ?? frameworksFor(fitting)[0], interface: fitting };
}

/** Settings of the base, without an environment: with the lowest defaults of all environments. */
function resolveBase(
  app: string,
  options: PythonGitOpsAppOptions,
  workloads: readonly Workload[],
  needs: AppNeeds,
): Settings {
  const logLevel =
    inherited(SETTINGS, settingsLevels(options, app), 'logLevel') ?? SETTINGS.options.logLevel.byPosition.between;
  return { ...resolveSettings(app, options, workloads, needs, { position: 'first' }), logLevel };
}

function resolveEnvironment(
  app: string,
  options: PythonGitOpsAppOptions,
  environment: Environment,
  workloads: readonly Workload[],
  needs: AppNeeds,
): AppEnvironment {
  const { name, position } = environment;
  const levels = settingsLevels(options, app, name);
  const ingress = resolveIngress(app, levels, workloads);
  const httpRoute = resolveHttpRoute(app, levels, workloads);
  const settings = resolveSettings(app, options, workloads, needs, { name, position });
  return {
    ...settings,
    networkPolicy: resolveNetworkPolicy(monitoringNamespace(options), levels, sendersTo(ingress, httpRoute)),
    environment,
    application: applicationName(app, name),
    applications: environment.clusters.map((cluster) => ({
      name: applicationName(app, name, cluster.name),
      destination: cluster.destination,
    })),
    namespace: inherited(SETTINGS, levels, 'namespace') ?? applicationName(app, name),
    initialTag: initialTag(name, position),
    ingress,
    httpRoute,
    gate: resolveGate(levels, [ingress, httpRoute], longestRollout(workloads, settings.pods)),
    extraManifests: options.apps?.[app]?.environments?.[name]?.extraManifests ?? [],
  };
}

function longestRollout(workloads: readonly Workload[], pods: Settings['pods']): number {
  const rollouts = workloads.filter(isLongRunning).map((workload) => {
    const { replicas, autoscaling } = pods[workload.name];
    return rolloutSeconds(workload, autoscaling?.maxReplicas ?? replicas);
  });
  return Math.max(0, ...rollouts);
}

function resolveSettings(
  app: string,
  options: PythonGitOpsAppOptions,
  workloads: readonly Workload[],
  needs: AppNeeds,
  environment: { readonly name?: string; readonly position: EnvironmentPosition },
): Settings {
  const levels = settingsLevels(options, app, environment.name);
  const env = inherited(SETTINGS, levels, 'env') ?? {};
  return {
    ...resolvePlain(levels),
    environmentName: environment.name ?? 'base',
    logLevel: inherited(SETTINGS, levels, 'logLevel') ?? SETTINGS.options.logLevel.byPosition[environment.position],
    requestLogs: inherited(SETTINGS, levels, 'requestLogs') ?? SETTINGS.options.requestLogs.default,
    env,
    labels: inherited(SETTINGS, levels, 'labels') ?? {},
    annotations: inherited(SETTINGS, levels, 'annotations') ?? {},
    imagePullSecrets: inherited(SETTINGS, levels, 'imagePullSecrets') ?? [],
    serviceAccount: resolveServiceAccount(app, levels),
    networkPolicy: resolveNetworkPolicy(monitoringNamespace(options), levels),
    createNamespace: inherited(SETTINGS, levels, 'createNamespace') ?? SETTINGS.options.createNamespace.default,
    pods: Object.fromEntries(
      workloads.map((workload) => [
        workload.name,
        resolvePods(
          workload,
          levels,
          workloadLevels(options, app, workload.name, environment.name),
          environment.position,
          { ...needs, env },
        ),
      ]),
    ),
  };
}

/** Options whose value is inherited, or the default of their definition. */
function resolvePlain(levels: readonly Level<SettingsOptions>[]): PlainSettings {
  return Object.fromEntries(
    PLAIN.flatMap((key) => {
      const value = inherited(SETTINGS, levels, key) ?? (SETTINGS.options[key] as Definition).default;
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

const PLAIN = (Object.keys(SETTINGS.options) as (keyof typeof SETTINGS.options)[]).filter(
  (key) => !(key in POD.options) && SETTINGS.options[key].rule.struct === undefined,
);

function resolveServiceAccount(app: string, levels: readonly Level<SettingsOptions>[]): ServiceAccount {
  const { name, annotations = {} } = inherited(SETTINGS, levels, 'serviceAccount') ?? {};
  return { name: name ?? app, create: name === undefined, annotations };
}

function resolvePods(
  workload: Workload,
  app: readonly Level<SettingsOptions>[],
  own: readonly Level<WorkloadEnvironmentOptions>[],
  position: EnvironmentPosition,
  needs: AppNeeds & { readonly env: Texts },
): Pods {
  const all: readonly Level<PodOptions>[] = [...app, ...own];
  const { replicas: ofServices, cpu: perPod } = POD.options;
  const counting = workload.type === 'service' || ofServices.inheritedBy !== 'services' ? all : own;
  const env = inherited(WORKLOAD, own, 'env') ?? {};
  const memoryLimit = inherited(POD, all, 'memoryLimit');
  const memory =
    inherited(POD, all, 'memory') ??
    defaultMemory(position, { ...needs, workload, env: { ...needs.env, ...env } }, memoryLimit);
  const cpu = inherited(POD, all, 'cpu') ?? perPod.default;
  const cpuLimit = inherited(POD, all, 'cpuLimit') ?? cpu;
  const replicas =
    inherited(POD, counting, 'replicas') ?? (workload.type === 'service' ? ofServices.byPosition[position] : 1);
  return {
    replicas,
    autoscaling: resolveAutoscaling(counting, replicas),
    memory,
    memoryLimit: memoryLimit ?? memory,
    cpu,
    cpuLimit: cpuLimit === 'none' ? undefined : cpuLimit,
    env,
    schedule: inherited(WORKLOAD, own, 'schedule') ?? '',
    suspend: inherited(WORKLOAD, own, 'suspend') ?? false,
  };
}

function resolveAutoscaling(levels: readonly Level<PodOptions>[], replicas: number): Autoscaling | undefined {
  const own = inherited(POD, levels, 'autoscaling') ?? {};
  const { enabled, minReplicas = replicas, maxReplicas, targetMemory } = own;
  if (enabled === false || maxReplicas === undefined) return undefined;
  return { minReplicas, maxReplicas, targetCpu: own.targetCpu ?? AUTOSCALING.options.targetCpu.default, targetMemory };
}

/** Whether an app is exposed this way: the app sets the option itself, and no nearer level turns it off. */
function isExposed(levels: readonly Level<SettingsOptions>[], key: 'ingress' | 'httpRoute'): boolean {
  return (
    levels.some(({ path, options }) => path.startsWith('apps') && options[key] !== undefined) &&
    inherited(SETTINGS, levels, key)?.enabled !== false
  );
}

function resolveIngress(
  app: string,
  levels: readonly Level<SettingsOptions>[],
  workloads: readonly Workload[],
): Ingress | undefined {
  if (!isExposed(levels, 'ingress')) return undefined;
  const { className, controllerNamespace, tls = [] } = inherited(SETTINGS, levels, 'ingress') ?? {};
  const exposure = resolveExposure(app, levels, 'ingress', workloads);
  return {
    ...exposure,
    className,
    controllerNamespace,
    tls: tls.map(({ hosts = exposure.hosts, secretName }) => ({ hosts, secretName })),
  };
}

function resolveHttpRoute(
  app: string,
  levels: readonly Level<SettingsOptions>[],
  workloads: readonly Workload[],
): HttpRoute | undefined {
  if (!isExposed(levels, 'httpRoute')) return undefined;
  const own = inherited(SETTINGS, levels, 'httpRoute') ?? {};
  const { gateway = '', gatewayNamespace = '', proxyNamespace = gatewayNamespace, sectionName } = own;
  const exposure = resolveExposure(app, levels, 'httpRoute', workloads);
  return { ...exposure, gateway, gatewayNamespace, proxyNamespace, sectionName };
}

function resolveExposure(
  app: string,
  levels: readonly Level<SettingsOptions>[],
  key: 'ingress' | 'httpRoute',
  workloads: readonly Workload[],
): Exposure {
  const { hosts, domain, paths, annotations = {} }: ExposureOptions = inherited(SETTINGS, levels, key) ?? {};
  const first = workloads.find((workload) => workload.type === 'service')?.name ?? '';
  return {
    hosts: hosts ?? (domain === undefined ? [] : [`${app}.${domain}`]),
    paths: Object.entries(paths ?? { '/': first }).map(([path, workload]) => ({ path, workload })),
    annotations,
  };
}

/** Where requests through the Ingress and the HTTPRoute of an app come from, as far as it is known. */
function sendersTo(ingress: Ingress | undefined, httpRoute: HttpRoute | undefined): Senders {
  const { className, controllerNamespace } = ingress ?? {};
  const known = className === undefined ? undefined : sendersOf(className);
  const controller = controllerNamespace === undefined ? known : { namespaces: [controllerNamespace], cidrs: [] };
  const proxy = httpRoute === undefined || httpRoute.proxyNamespace === '' ? [] : [httpRoute.proxyNamespace];
  return {
    namespaces: [...new Set([...(controller?.namespaces ?? []), ...proxy])],
    cidrs: controller?.cidrs ?? [],
  };
}

function resolveNetworkPolicy(
  monitoring: string,
  levels: readonly Level<SettingsOptions>[],
  senders: Senders = { namespaces: [], cidrs: [] },
): NetworkPolicy {
  const policies = levels.map(({ options }) => options.networkPolicy ?? {}).reverse();
  // The nearest level that sets egress or openEgress decides whether egress is open; the list may come from a farther
  // level.
  const speaks = policies.find((policy) => policy.egress !== undefined || policy.openEgress !== undefined);
  const isOpen = speaks?.openEgress ?? speaks?.egress === undefined;
  const { egress = [], ingressNamespaces, ingressCidrs = [] } = inherited(SETTINGS, levels, 'networkPolicy') ?? {};
  const isKnown = senders.namespaces.length + senders.cidrs.length + ingressCidrs.length > 0;
  const usual = [...(isKnown ? senders.namespaces : DEFAULT_CONTROLLER), monitoring];
  return {
    ingressNamespaces: [...new Set(ingressNamespaces ? [...ingressNamespaces, ...senders.namespaces] : usual)],
    ingressCidrs: [...new Set([...ingressCidrs, ...senders.cidrs])],
    egress: isOpen ? undefined : egress.map(({ namespace, cidr, ports }) => ({ namespace, cidr, ports: ports ?? [] })),
  };
}
