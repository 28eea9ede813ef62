import { IN_CLUSTER } from './defaults';
import { LATENCY, OBJECTIVE, OBSERVABILITY } from './definitions/observability';
import { SETTINGS } from './definitions/settings';
import type { Level } from './levels';
import { inherited } from './levels';
import type { App, Destination, Environment, Objective, Observability } from './model';
import { isScraped, observabilityName, stackName } from './model';
import type { PythonGitOpsAppOptions, SettingsOptions } from './options';

/** Resolves how Prometheus gets the rules, and Grafana the dashboards. */
export function resolveObservability(
  options: PythonGitOpsAppOptions,
  environments: readonly Environment[],
): Observability {
  const { observability, serviceMonitor, argocd } = options;
  const install = observability?.install ?? OBSERVABILITY.options.install.default;
  const hasOperator = install || serviceMonitor !== undefined;
  const rules = (observability?.rules ?? (hasOperator ? 'operator' : 'none')) as Observability['rules'];
  return {
    rules,
    dashboards: (observability?.dashboards ??
      (rules === 'none' ? 'none' : 'config-map')) as Observability['dashboards'],
    namespace: monitoringNamespace(options),
    install,
    labels: observability?.labels ?? serviceMonitor?.labels ?? {},
    applications: argocd?.manages === 'nothing' ? [] : applications(options, environments),
  };
}

/** Namespace of Prometheus. */
export function monitoringNamespace({ observability }: PythonGitOpsAppOptions): string {
  return observability?.namespace ?? OBSERVABILITY.options.namespace.default;
}

/**
 * One for each cluster that the apps run in, because each has its own Prometheus. Argo CD's own cluster always has one,
 * because the metrics of Argo CD are there.
 */
function applications(
  options: PythonGitOpsAppOptions,
  environments: readonly Environment[],
): Observability['applications'] {
  const name = observabilityName(options);
  const stack = stackName(options);
  const own: Destination = { server: IN_CLUSTER };
  const byCluster = new Map<string, Observability['applications'][number]>([
    [JSON.stringify(own), { name, stack, destination: own }],
  ]);
  for (const environment of environments) {
    for (const { name: cluster = '', destination } of environment.clusters) {
      const key = JSON.stringify(destination);
      if (byCluster.has(key)) continue;
      const suffix = `-${environment.name}-${cluster}`;
      byCluster.set(key, { name: name + suffix, stack: stack + suffix, destination });
    }
  }
  return [...byCluster.values()];
}

/** The objective of an app in an environment; undefined if no alert watches it. */
export function resolveObjective(
  levels: readonly Level<SettingsOptions>[],
  { position }: Environment,
  app: Pick<App, 'metrics' | 'workloads'>,
): Objective | undefined {
  const { options } = OBJECTIVE;
  const own = inherited(SETTINGS, levels, 'objective') ?? {};
  if (!isScraped(app) || !(own.enabled ?? options.enabled.byPosition[position])) return undefined;
  return {
    availability: own.availability ?? options.availability.default,
    latency: {
      seconds: own.latency?.seconds ?? LATENCY.options.seconds.default,
      percent: own.latency?.percent ?? LATENCY.options.percent.default,
    },
    minimumRequests: own.minimumRequests ?? options.minimumRequests.default,
  };
}
