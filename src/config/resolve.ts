import { DEFAULTS, defaultBaseImage, IN_CLUSTER, positionOf } from './defaults';
import { environmentLevels, merged, nearestValue } from './levels';
import type { App, Argocd, Cluster, Destination, Environment, Repository, ServiceMonitor } from './model';
import type { EnvironmentOptions, PythonGitOpsAppOptions } from './options';
import { withOrganization } from './organization';
import { askedManager, PACKAGE_MANAGERS } from './package-managers';
import { resolveApp } from './resolve-app';
import { resolveDelivery } from './resolve-delivery';
import { compare } from '../common/order';

/** Makes valid options whole. What is nearest to the pods wins: library, defaults, environment, app, app in it. */
export function resolve(said: PythonGitOpsAppOptions): Repository {
  const options = withOrganization(said);
  const environments = resolveEnvironments(options);
  const pythonVersion = options.pythonVersion ?? DEFAULTS.pythonVersion;
  const apps = Object.keys(options.apps ?? {}).map((name) => resolveApp(name, options, environments));
  return {
    name: options.name,
    repoUrl: options.repoUrl,
    registry: options.registry,
    defaultBranch: options.defaultBranch ?? DEFAULTS.defaultBranch,
    pythonVersion,
    pythonVersions: [...new Set(apps.map((app) => app.pythonVersion))],
    baseImage: options.baseImage ?? defaultBaseImage(pythonVersion),
    packageIndex: options.packageIndex,
    codeOwners: options.codeOwners ?? [],
    renovate: options.renovate ?? true,
    packageManager: askedManager(options) ?? PACKAGE_MANAGERS[DEFAULTS.packageManager],
    serviceMonitor: resolveServiceMonitor(options),
    argocd: resolveArgocd(options),
    delivery: resolveDelivery(options),
    environments,
    apps,
    ciSteps: { beforeTests: options.ciSteps?.beforeTests ?? [], afterTests: options.ciSteps?.afterTests ?? [] },
    overrides: options.overrides ?? {},
    takeOver: options.takeOver ?? [],
    foreignNamespaces: Object.fromEntries(
      environments.map((environment, index) => [environment.name, foreignNamespaces(apps, index)]),
    ),
  };
}

/** Namespaces of apps in an environment that are not made here, each once. */
function foreignNamespaces(apps: readonly App[], index: number): string[] {
  const there = apps.map((app) => app.environments[index]).filter((own) => !own.createNamespace);
  return [...new Set(there.map((own) => own.namespace))].sort(compare);
}

/** Names of the environments in the order of releases. */
export function environmentNames(options: Pick<PythonGitOpsAppOptions, 'environments' | 'organization'>): string[] {
  const environments = options.environments ?? options.organization?.environments;
  return environments ? Object.keys(environments) : [...DEFAULTS.environments];
}

function resolveEnvironments(options: PythonGitOpsAppOptions): Environment[] {
  const names = environmentNames(options);
  return names.map((name, index) => {
    const position = positionOf(index, names.length);
    const levels = environmentLevels(options, name);
    const { automated = true, prune = true, selfHeal = true } = merged(levels, 'sync');
    return {
      name,
      position,
      gated: nearestValue(levels, 'gated') ?? position === 'last',
      branch: nearestValue(levels, 'branch') ?? options.defaultBranch ?? DEFAULTS.defaultBranch,
      clusters: resolveClusters(nearestValue(levels, 'clusters')),
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
    namespace: argocd?.namespace ?? DEFAULTS.argocdNamespace,
    manages: (argocd?.manages ?? DEFAULTS.argocdManages) as Argocd['manages'],
    project: argocd?.project,
    address: argocd?.address?.replace(/\/$/, ''),
  };
}

function resolveServiceMonitor({ serviceMonitor }: PythonGitOpsAppOptions): ServiceMonitor | undefined {
  if (serviceMonitor === undefined) return undefined;
  return { labels: serviceMonitor.labels ?? {}, interval: serviceMonitor.interval ?? DEFAULTS.scrapeInterval };
}
