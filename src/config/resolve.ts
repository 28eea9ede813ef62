import type { PythonGitOpsAppOptions } from '../options';
import { DEFAULTS, defaultBaseImage, positionOf } from './defaults';
import type { Environment, Repository, ServiceMonitor } from './model';
import { resolveApp } from './resolve-app';

/** Makes valid options whole. What is nearest to the pods wins: library, defaults, environment, app, app in it. */
export function resolve(options: PythonGitOpsAppOptions): Repository {
  const environments = resolveEnvironments(options);
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
    apps: Object.keys(options.apps ?? {}).map((name) => resolveApp(name, options, environments)),
  };
}

/** Names of the environments in the order of releases. */
export function environmentNames(options: Pick<PythonGitOpsAppOptions, 'environments'>): string[] {
  return options.environments ? Object.keys(options.environments) : [...DEFAULTS.environments];
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

function resolveServiceMonitor({ serviceMonitor }: PythonGitOpsAppOptions): ServiceMonitor | undefined {
  if (serviceMonitor === undefined) return undefined;
  return { labels: serviceMonitor.labels ?? {}, interval: serviceMonitor.interval ?? DEFAULTS.scrapeInterval };
}
