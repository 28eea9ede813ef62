/**
 * Health checks of a workload's pods.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export interface ProbesOptions {
  /**
   * Checks whether the container has started.
   *
   * The other probes wait until then.
   *
   * @default - service: GET /health every 2 seconds, for up to a minute; worker: none
   * @example { failureThreshold: 90 }
   */
  readonly startup?: ProbeOptions;

  /**
   * Checks whether the container works.
   *
   * If not, Kubernetes restarts it.
   *
   * @default - service: GET /health every 10 seconds, three times; worker: none
   * @example { command: ['python', '-m', 'mailer.alive'] }
   */
  readonly liveness?: ProbeOptions;

  /**
   * Checks whether the pod can serve.
   *
   * If not, it gets no requests.
   *
   * @default - service: GET /ready every 5 seconds, twice; worker: none
   */
  readonly readiness?: ProbeOptions;
}

/**
 * One probe: a request to a path of a service, or a command in the container.
 */
export interface ProbeOptions {
  /**
   * Set it to false to turn the probe off.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Path to request on the port of the service.
   *
   * A status from 200 to 399 means success. An application made with `create_app` also answers at a path for which it has
   * no route. The generated tests request it.
   *
   * @default - /health, and /ready for readiness
   * @example '/healthz/'
   */
  readonly path?: string;

  /**
   * Command to run in the container instead.
   *
   * Exit status 0 means success.
   *
   * @default - none: a request is sent
   * @example ['python', '-m', 'mailer.alive']
   */
  readonly command?: string[];

  /**
   * Seconds between two checks, from 1 to 3600.
   *
   * @default - 2 for startup, 10 for liveness, 5 for readiness
   */
  readonly periodSeconds?: number;

  /**
   * Seconds until a check times out, from 1 to 3600.
   *
   * @default - 2 for a request, 10 for a command
   */
  readonly timeoutSeconds?: number;

  /**
   * Consecutive failures after which the probe fails, from 1 to 1000.
   *
   * @default - 30 for startup, 3 for liveness, 2 for readiness
   */
  readonly failureThreshold?: number;
}
