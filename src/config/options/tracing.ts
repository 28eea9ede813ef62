/**
 * Traces of requests with OpenTelemetry.
 *
 * @see https://opentelemetry.io/docs/concepts/signals/traces/
 */
export interface TracingOptions {
  /**
   * Whether to send traces.
   *
   * Set it to false where there is no collector, if another level sets `otlpEndpoint`.
   *
   * @default - true if otlpEndpoint is set
   */
  readonly enabled?: boolean;

  /**
   * Address of the collector that receives traces over OTLP/HTTP.
   *
   * Spans go to `/v1/traces` below it. If `networkPolicy.egress` restricts the app, it must admit the collector.
   *
   * @default - none: no traces are sent
   * @example 'http://collector.observability.svc:4318'
   * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp
   */
  readonly otlpEndpoint?: string;
}
