import { defaultBaseImage, IN_CLUSTER, positionOf } from './defaults';
import { ARGOCD } from './definitions/argocd';
import { ENVIRONMENT } from './definitions/environment';
import { REPOSITORY, SERVICE_MONITOR } from './definitions/repository';
import { environmentLevels, inherited } from './levels';
import type { LockedPackages } from './memory';
import type { App, Argocd, Cluster, Destination, Environment, Repository, ServiceMonitor } from './model';
import type { EnvironmentOptions, PythonGitOpsAppOptions } from './options';
import { withOrganization } from './organization';
import { askedManager, PACKAGE_MANAGERS } from './package-managers';
import { resolveApp } from './resolve-app';
import { resolveDelivery } from './resolve-delivery';
import { resolveObservability } from './resolve-observability';
import { compare } from '../common/order';

/**
 * Resolves valid options. The level nearest to the pods wins: library, defaults, environment, app, app in the environment.
 * @param locked packages in the locks, which decide about the default memory
 */
export function resolve(given: PythonGitOpsAppOptions, locked: LockedPackages = () => new Set()): Repository {
  const options = withOrganization(given);
  const environments = resolveEnvironments(options);
  const pythonVersion = options.pythonVersion ?? REPOSITORY.options.pythonVersion.default;
  const apps = Object.keys(options.apps ?? {}).map((name) => resolveApp(name, options, environments, locked));
  return {
    name: options.name,
    repoUrl: options.repoUrl,
    registry: options.registry,
    defaultBranch: options.defaultBranch ?? REPOSITORY.options.defaultBranch.default,
    pythonVersion,
    pythonVersions: [...new Set(apps.map((app) => app.pythonVersion))],
    baseImage: options.baseImage ?? defaultBaseImage(pythonVersion),
    packageIndex: options.packageIndex,
    extraPackageIndexes: options.extraPackageIndexes ?? [],
    codeOwners: options.codeOwners ?? [],
    renovate: options.renovate ?? true,
    editorSettings: options.editorSettings ?? REPOSITORY.options.editorSettings.default,
    devContainer: options.devContainer ?? REPOSITORY.options.devContainer.default,
    ci: options.ci,
    packageManager: askedManager(options) ?? PACKAGE_MANAGERS[REPOSITORY.options.packageManager.default],
    serviceMonitor: resolveServiceMonitor(options),
    observability: resolveObservability(options, environments),
    argocd: resolveArgocd(options),
    delivery: resolveDelivery(options),
    environments,
    apps,
    removed: options.removed ?? {},
    ciSteps: { beforeTests: options.ciSteps?.beforeTests ?? [], afterTests: options.ciSteps?.afterTests ?? [] },
    overrides: options.overrides ?? {},
    takeOver: options.takeOver ?? [],
    foreignNamespaces: Object.fromEntries(
      environments.map((environment, index) => [environment.name, foreignNamespaces(apps, index)]),
    ),
  };
}

/** Unique namespaces of apps in an environment that are created elsewhere. */
function foreignNamespaces(apps: readonly App[], index: number): string[] {
  const there = apps.map((app) => app.environments[index]).filter((own) => !own.createNamespace);
  return [...new Set(there.map((own) => own.namespace))].sort(compare);
}

/** Names of the environments in the order of releases. */
export function environmentNames(options: Pick<PythonGitOpsAppOptions, 'environments' | 'organization'>): string[] {
  return Object.keys(
    options.environments ?? options.organization?.environments ?? REPOSITORY.options.environments.default,
  );
}

function resolveEnvironments(options: PythonGitOpsAppOptions): Environment[] {
  const names = environmentNames(options);
  return names.map((name, index) => {
    const position = positionOf(index, names.length);
    const levels = environmentLevels(options, name);
    const { automated = true, prune = true, selfHeal = true } = inherited(ENVIRONMENT, levels, 'sync') ?? {};
    return {
      name,
      position,
      gated: inherited(ENVIRONMENT, levels, 'gated') ?? position === 'last',
      branch:
        inherited(ENVIRONMENT, levels, 'branch') ?? options.defaultBranch ?? REPOSITORY.options.defaultBranch.default,
      clusters: resolveClusters(inherited(ENVIRONMENT, levels, 'clusters')),
      sync: { automated, prune, selfHeal },
    };
  });
}

function resolveClusters(clusters: EnvironmentOptions['clusters']): Cluster[] {
  if (clusters === undefined) return [{ destination: { server: IN_CLUSTER } }];
  return Object.entries(clusters).map(([name, { server, name: known }]) => {
    const destination: Destination = server === undefined ? { name: known ?? '' } : { server };
    return { name, destination };
  });
}

function resolveArgocd({ argocd }: PythonGitOpsAppOptions): Argocd {
  return {
    namespace: argocd?.namespace ?? ARGOCD.options.namespace.default,
    manages: (argocd?.manages ?? ARGOCD.options.manages.default) as Argocd['manages'],
    project: argocd?.project,
    address: argocd?.address?.replace(/\/$/, ''),
    retryRefresh: argocd?.retryRefresh ?? ARGOCD.options.retryRefresh.default,
    manifestGeneratePaths: argocd?.manifestGeneratePaths ?? ARGOCD.options.manifestGeneratePaths.default,
  };
}

function resolveServiceMonitor({ serviceMonitor }: PythonGitOpsAppOptions): ServiceMonitor | undefined {
  if (serviceMonitor === undefined) return undefined;
  return {
    labels: serviceMonitor.labels ?? {},
    interval: serviceMonitor.interval ?? SERVICE_MONITOR.options.interval.default,
  };
}
