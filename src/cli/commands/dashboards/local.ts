import type { Dashboard, Panel } from '../../../render/observability/dashboard';
import { mapTargets } from '../../../render/observability/dashboard';

/** The part of a dashboard that a Prometheus on this machine has metrics for. */
export interface LocalDashboard {
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Query of the releases, drawn as vertical lines. */
  readonly releases: string;
  /** Titles of the panels that need a cluster. */
  readonly onlyInCluster: readonly string[];
}

/** Metrics of kube-state-metrics, the kubelet, and Argo CD. */
const CLUSTER_METRICS = /\b(?:kube|container|argocd)_/;

/** Keeps the panels with metrics of the app itself, and fills in the selected values. */
export function localDashboard(dashboard: Dashboard, choices: Readonly<Record<string, string>>): LocalDashboard {
  const panels = mapTargets(dashboard.panels, (target) =>
    CLUSTER_METRICS.test(target.expr) ? [] : [{ ...target, expr: interpolate(target.expr, choices) }],
  );
  const shown = new Set(panels.map(({ id }) => id));
  return {
    title: dashboard.title,
    panels,
    releases: interpolate(dashboard.annotations.list[0].expr, choices),
    onlyInCluster: dashboard.panels
      .filter(({ id, type }) => type !== 'row' && !shown.has(id))
      .map(({ title }) => title),
  };
}

/** Replaces Grafana's variables, such as `$namespace` and `${namespace:text}`. Unknown ones stay. */
export function interpolate(query: string, values: Readonly<Record<string, string>>): string {
  return query.replace(/\$\{([\w:]+)\}|\$(\w+)/g, (variable, braced?: string, plain?: string) => {
    return values[braced ?? plain ?? ''] ?? variable;
  });
}
