/**
 * Prometheus metrics of an app's services.
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
