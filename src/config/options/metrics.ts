/**
 * Prometheus metrics of an app's services.
 *
 * An application made with `create_app` exports `http_requests_total` (by method, route, and status),
 * `http_request_duration_seconds` (by method and route), `http_requests_in_progress`, and `app_info`. With
 * `interface: 'wsgi'`, it also exports `http_server_threads` (how many requests can run at the same time: `WEB_THREADS`, 8
 * by default, for each process) and `http_requests_waiting` (requests that wait for a thread). Counters of failed and
 * rejected requests start at 0, so alerts see the first one.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export interface MetricsOptions {
  /**
   * Set it to false if the app has no metrics.
   *
   * Then Prometheus scrapes none of its pods, and a gate cannot run tests, because metrics show the version that answers.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Path of the metrics on the port of each service.
   *
   * An application made with `create_app` serves them there. Any other application has to serve its own.
   *
   * @default "/metrics"
   * @example '/internal/metrics'
   */
  readonly path?: string;
}
