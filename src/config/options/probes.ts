/**
 * How Kubernetes asks the pods of a workload whether they are well.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export interface ProbesOptions {
  /**
   * Whether the container has started.
   *
   * Until then the other two wait.
   *
   * @default - of a service: GET /health every 2 seconds, for up to a minute; of a worker: none
   * @example { failureThreshold: 90 }
   */
  readonly startup?: ProbeOptions;

  /**
   * Whether the container works.
   *
   * One that does not is restarted.
   *
   * @default - of a service: GET /health every 10 seconds, three times; of a worker: none
   * @example { command: ['python', '-m', 'mailer.alive'] }
   */
  readonly liveness?: ProbeOptions;

  /**
   * Whether the pod can serve.
   *
   * One that cannot gets no requests.
   *
   * @default - of a service: GET /ready every 5 seconds, twice; of a worker: none
   */
  readonly readiness?: ProbeOptions;
}

/**
 * One probe: a request to a path of a service, or a command in the container.
 */
export interface ProbeOptions {
  /**
   * Whether there is the probe.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Path of the request, on the port of the service.
   *
   * It is answered with a status from 200 to 399.
   *
   * @default - /health, and /ready for readiness
   */
  readonly path?: string;

  /**
   * Command that is run in the container instead.
   *
   * Exit status 0 means yes.
   *
   * @default - none: a request is sent
   * @example ['python', '-m', 'mailer.alive']
   */
  readonly command?: string[];

  /**
   * Seconds between two of them, from 1 to 3600.
   *
   * @default - 2 for startup, 10 for liveness, 5 for readiness
   */
  readonly periodSeconds?: number;

  /**
   * Seconds until no answer counts as a failure, from 1 to 3600.
   *
   * @default - 2 for a request, 10 for a command
   */
  readonly timeoutSeconds?: number;

  /**
   * Failures in a row that count, from 1 to 1000.
   *
   * @default - 30 for startup, 3 for liveness, 2 for readiness
   */
  readonly failureThreshold?: number;
}
