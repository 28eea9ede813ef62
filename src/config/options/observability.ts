/**
 * Alerts for Prometheus and dashboards for Grafana, and where both run.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export interface ObservabilityOptions {
  /**
   * The form of the alerts in `argo/observability`: `operator`, `config-map`, or `none`.
   *
   * `operator` writes PrometheusRules, which the Prometheus operator reads. `config-map` writes the same rules as
   * ConfigMaps, which the platform team mounts into Prometheus. `none` writes no rules.
   *
   * The rules also need the metrics of kube-state-metrics, the kubelets, Argo CD, and Sealed Secrets. Alerts without
   * metrics never fire.
   *
   * @default - operator if serviceMonitor or install is set, otherwise none
   * @example 'config-map'
   */
  readonly rules?: string;

  /**
   * The form of the dashboards in `argo/observability`: `config-map`, or `none`.
   *
   * `config-map` writes one dashboard for each app and one for all apps, as ConfigMaps with the label
   * `grafana_dashboard: "1"`, which the Helm charts of Grafana look for. `none` writes no dashboards.
   *
   * Without rules, dashboards don't show objectives, or when releases started. `make dashboards` works without both.
   *
   * @default - config-map if there are rules, otherwise none
   * @example 'none'
   * @see https://github.com/grafana-community/helm-charts/tree/main/charts/grafana
   */
  readonly dashboards?: string;

  /**
   * Whether this repository installs Prometheus, Alertmanager, and Grafana, for clusters that have none.
   *
   * In each cluster, an Application installs the chart kube-prometheus-stack and creates the namespace. Only one
   * repository of a cluster can set it. `rules` must be `operator`, and `serviceMonitor` must be set, at least to `{}`. If
   * `argocd.project` is set, that AppProject must allow the chart and its cluster-wide objects.
   *
   * Alertmanager sends nothing until you add an AlertmanagerConfig with a receiver to its namespace. An alert about a
   * degraded release silences those about its pods.
   *
   * @default false
   * @see https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack
   */
  readonly install?: boolean;

  /**
   * Namespace of Prometheus, which also gets the rules and dashboards.
   *
   * It must exist, unless `install` is true. By default, its pods may scrape the apps.
   *
   * After a change, delete the rules and dashboards from the old namespace: Argo CD leaves them there.
   *
   * @default "monitoring"
   * @example 'prometheus'
   */
  readonly namespace?: string;

  /**
   * Labels of the rules, by which your Prometheus selects them.
   *
   * The label `environment` and labels of kubernetes.io, k8s.io, and argoproj.io are reserved.
   *
   * @default - the labels of serviceMonitor
   * @example { release: 'kube-prometheus-stack' }
   */
  readonly labels?: Record<string, string>;
}

/**
 * The service level that an app must keep: how many of its requests succeed, and how many are fast.
 *
 * The rest is the error budget: the requests that may fail or be slow. Alerts fire if the app uses it up too fast.
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
   * Percentage of requests that must succeed over 30 days, from 84 to 99.999.
   *
   * A request fails with status 500 or higher. Below 84, not even an outage would use up the budget fast enough to page.
   *
   * @default 99.9
   * @example 99.5
   */
  readonly availability?: number;

  /**
   * How many requests must be fast, and what counts as fast.
   *
   * Merged by field.
   *
   * @default - 99 percent within 0.3 seconds
   * @example { seconds: 0.5, percent: 95 }
   */
  readonly latency?: LatencyOptions;

  /**
   * Number of requests that an alert needs in its long window to fire, from 1 to 1000000.
   *
   * The long windows are 1 hour, 6 hours, 1 day, and 3 days. With few requests, one error would be a large share.
   *
   * @default 100
   * @example 1000
   */
  readonly minimumRequests?: number;
}

/**
 * How many requests must get a response in time.
 */
export interface LatencyOptions {
  /**
   * Seconds from the request to the start of the response.
   *
   * Must be a bucket bound of the service's histogram: 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, or 10.
   *
   * @default 0.3
   * @example 0.5
   */
  readonly seconds?: number;

  /**
   * Percentage of requests that must be at least this fast, from 50 to 99.999.
   *
   * @default 99
   * @example 95
   */
  readonly percent?: number;
}
