/**
 * How Prometheus gets alerts for the apps, how Grafana gets dashboards, and where both run.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export interface ObservabilityOptions {
  /**
   * The form of the alerts in `argo/observability`: `operator`, `config-map`, or `none`.
   *
   * `operator` writes PrometheusRules, which the Prometheus operator reads. `config-map` writes the same rules in
   * ConfigMaps, which the platform team mounts into Prometheus. `none` writes no rules.
   *
   * The rules need metrics of kube-state-metrics, and those of Argo CD and Sealed Secrets for the alerts about them.
   *
   * @default - operator if serviceMonitor or install is set, otherwise none
   * @example 'config-map'
   */
  readonly rules?: string;

  /**
   * The form of the dashboards in `argo/observability`: `config-map`, or `none`.
   *
   * `config-map` writes one dashboard for each app and one for all apps, in ConfigMaps with the label
   * `grafana_dashboard: "1"`, by which the Helm charts of Grafana find dashboards. `none` writes no dashboards.
   *
   * Without rules, dashboards show neither objectives nor when releases started. `make dashboards` needs neither option.
   *
   * @default - config-map if there are rules, otherwise none
   * @example 'none'
   * @see https://github.com/grafana-community/helm-charts/tree/main/charts/grafana
   */
  readonly dashboards?: string;

  /**
   * Whether this repository installs Prometheus, Alertmanager, and Grafana, for a cluster that has none.
   *
   * An Application installs the chart kube-prometheus-stack in each cluster, and creates the namespace. Set it in one
   * repository of a cluster only. `rules` must be `operator`, and `serviceMonitor` must be set, even if only to `{}`. With
   * `argocd.project`, that AppProject must allow the chart and its cluster-wide objects.
   *
   * Alertmanager sends nothing until an AlertmanagerConfig in its namespace adds a receiver. A release that is degraded
   * silences the alerts about its pods.
   *
   * @default false
   * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
   */
  readonly install?: boolean;

  /**
   * Namespace of Prometheus, which already exists unless `install` is true: rules and dashboards go there, and its pods may scrape the apps.
   *
   * If you change it later, delete the rules and dashboards from the old namespace: Argo CD leaves them there.
   *
   * @default "monitoring"
   * @example 'prometheus'
   */
  readonly namespace?: string;

  /**
   * Labels by which your Prometheus selects rules.
   *
   * The label `environment` and labels of kubernetes.io, k8s.io and argoproj.io are reserved.
   *
   * @default - the labels of serviceMonitor
   * @example { release: 'kube-prometheus-stack' }
   */
  readonly labels?: Record<string, string>;
}

/**
 * The service level that an app must keep: what share of its requests succeeds, and how fast.
 *
 * An alert fires when the app uses up its error budget, the share of requests that may fail, too fast.
 *
 * @see https://sre.google/workbook/alerting-on-slos/
 */
export interface ObjectiveOptions {
  /**
   * Whether alerts watch the objective.
   *
   * Apps without a service or without metrics have no objective.
   *
   * @default - true in the last environment, otherwise false
   */
  readonly enabled?: boolean;

  /**
   * Percentage of requests that succeed over 30 days, from 84 to 99.999.
   *
   * Requests with a status of 500 or higher fail. Below 84, not even an outage would use up the budget fast enough to
   * page.
   *
   * @default 99.9
   * @example 99.5
   */
  readonly availability?: number;

  /**
   * How many requests are fast, and what fast is.
   *
   * Merged by field.
   *
   * @default - 99 percent within 0.3 seconds
   * @example { seconds: 0.5, percent: 95 }
   */
  readonly latency?: LatencyOptions;

  /**
   * Number of requests in the long window of an alert below which it stays silent, from 1 to 1000000.
   *
   * The long windows are 1 hour, 6 hours, 1 day, and 3 days. With few requests, a single error would be a large share.
   *
   * @default 100
   * @example 1000
   */
  readonly minimumRequests?: number;
}

/**
 * The share of requests that must start to respond within a time.
 */
export interface LatencyOptions {
  /**
   * Seconds from the request to the start of the response.
   *
   * One of the bounds that the service counts requests by: 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5,
   * or 10.
   *
   * @default 0.3
   * @example 0.5
   */
  readonly seconds?: number;

  /**
   * Percentage of requests that are at least this fast, from 50 to 99.999.
   *
   * @default 99
   * @example 95
   */
  readonly percent?: number;
}
