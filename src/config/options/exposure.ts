/**
 * Under which addresses the services of an app are reached from outside of the cluster.
 *
 * `defaults` and environments say what all apps have in common, such as the domain. An app is reached from outside when
 * it has the option itself, if only as `{}`.
 */
export interface ExposureOptions {
  /**
   * Whether there is a way in, where a farther level says so.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Host names, in lower case.
   *
   * @default - one, the app's name in the domain
   * @example ['shop.acme.example']
   */
  readonly hosts?: string[];

  /**
   * Domain in which each app has a host of its name, unless it names hosts.
   *
   * @default - none
   * @example 'dev.acme.example'
   */
  readonly domain?: string;

  /**
   * Workloads by the path that leads to them, with everything below it.
   *
   * @default - the app's first service, at /
   * @example { '/': 'web', '/admin': 'admin' }
   */
  readonly paths?: Record<string, string>;

  /**
   * Annotations of the object, which controllers read.
   *
   * Merged by key.
   *
   * @default - none
   * @example { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' }
   */
  readonly annotations?: Record<string, string>;
}

/**
 * A way in by an Ingress.
 *
 * The namespace of the controller must be among `ingressNamespaces` of the network policy.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export interface IngressOptions extends ExposureOptions {
  /**
   * IngressClass, which says which controller serves it.
   *
   * @default - the cluster's default
   * @example 'nginx'
   */
  readonly className?: string;

  /**
   * TLS certificates, each with the hosts that it covers.
   *
   * The nearest list counts.
   *
   * @default - none: the controller decides, usually with its default certificate
   * @example [{ secretName: 'acme-example-tls' }]
   * @see https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
   */
  readonly tls?: IngressTlsOptions[];
}

/**
 * A TLS certificate of an Ingress.
 */
export interface IngressTlsOptions {
  /**
   * Hosts that the certificate covers. The Ingress must have each of them.
   *
   * @default - all hosts of the Ingress
   * @example ['shop.acme.example']
   */
  readonly hosts?: string[];

  /**
   * Name of the Secret with the certificate and its key.
   *
   * @default - none: required
   * @example 'acme-example-tls'
   */
  readonly secretName: string;
}

/**
 * A way in by an HTTPRoute of the Gateway API.
 *
 * The namespace of the gateway's pods must be among `ingressNamespaces` of the network policy.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export interface HttpRouteOptions extends ExposureOptions {
  /**
   * Gateway that the route is attached to.
   *
   * @default - none; one of the levels has to say it
   */
  readonly gateway?: string;

  /**
   * Namespace of the gateway, which has to allow routes of other namespaces.
   *
   * @default - none; one of the levels has to say it
   */
  readonly gatewayNamespace?: string;

  /**
   * Listener of the gateway.
   *
   * @default - all of them
   */
  readonly sectionName?: string;
}
