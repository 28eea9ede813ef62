/**
 * Addresses at which clients outside the cluster reach an app's services.
 *
 * Set what apps share, such as the domain, in `defaults` and environments. An app is exposed only if it sets the option
 * itself; `{}` is enough.
 */
export interface ExposureOptions {
  /**
   * Set it to false to turn off exposure that a farther level sets.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Host names, in lower case.
   *
   * The first label can be a wildcard, as in `*.acme.example`. A gate needs an `address` then.
   *
   * @default - <app>.<domain>
   * @example ['shop.acme.example']
   */
  readonly hosts?: string[];

  /**
   * Domain for the default host `<app>.<domain>` of apps that do not set `hosts`.
   *
   * @default - none
   * @example 'dev.acme.example'
   */
  readonly domain?: string;

  /**
   * Workloads by path prefix.
   *
   * @default - the app's first service, at /
   * @example { '/': 'web', '/admin': 'admin' }
   */
  readonly paths?: Record<string, string>;

  /**
   * Annotations of the Ingress or HTTPRoute.
   *
   * Merged by key.
   *
   * @default - none
   * @example { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' }
   */
  readonly annotations?: Record<string, string>;
}

/**
 * Exposure through an Ingress.
 *
 * The app's NetworkPolicy admits the controller.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export interface IngressOptions extends ExposureOptions {
  /**
   * IngressClass, which selects the controller.
   *
   * @default - the cluster's default
   * @example 'nginx'
   */
  readonly className?: string;

  /**
   * Namespace of the controller's pods, which the app's NetworkPolicy admits.
   *
   * Classes with a default: `apisix`, `contour`, `haproxy`, `higress`, `istio`, `kong`, `nginx`, `openshift-default`,
   * `public`, `tailscale`, `traefik`, `webapprouting.kubernetes.azure.com`. The load balancers `alb`,
   * `azure-application-gateway`, `cilium`, and `gce-internal` are outside the cluster: set
   * `networkPolicy.ingressCidrs`.
   *
   * @default - the namespace in which the controller of the class is usually installed; ingress-nginx without a class
   * @example 'edge'
   */
  readonly controllerNamespace?: string;

  /**
   * TLS certificates, each with the hosts that it covers.
   *
   * The nearest list applies.
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
   * Hosts that the certificate covers.
   *
   * All must be hosts of the Ingress.
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
 * Exposure through an HTTPRoute of the Gateway API.
 *
 * The app's NetworkPolicy admits the pods that the gateway runs in. If it runs outside the cluster, set
 * `networkPolicy.ingressCidrs`.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export interface HttpRouteOptions extends ExposureOptions {
  /**
   * Gateway that the route is attached to.
   *
   * @default - none: required on one of the levels
   */
  readonly gateway?: string;

  /**
   * Namespace of the gateway, which must allow routes from other namespaces.
   *
   * @default - none: required on one of the levels
   */
  readonly gatewayNamespace?: string;

  /**
   * Namespace of the pods that forward the gateway's requests, which the app's NetworkPolicy admits.
   *
   * Istio and NGINX Gateway Fabric run them in the namespace of the gateway, Envoy Gateway in `envoy-gateway-system`.
   *
   * @default - gatewayNamespace
   * @example 'envoy-gateway-system'
   */
  readonly proxyNamespace?: string;

  /**
   * Listener of the gateway.
   *
   * @default - all listeners
   */
  readonly sectionName?: string;
}
