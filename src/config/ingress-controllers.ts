/** Where requests of an ingress controller come from: pods in namespaces, or addresses outside the cluster. */
export interface Senders {
  readonly namespaces: readonly string[];
  readonly cidrs: readonly string[];
}

/** Namespaces in which the documentation of a controller, or the cluster itself, installs it, by IngressClass. */
const NAMESPACES: Readonly<Record<string, readonly string[]>> = {
  apisix: ['ingress-apisix'],
  contour: ['projectcontour'],
  haproxy: ['haproxy-controller'],
  higress: ['higress-system'],
  istio: ['istio-ingress', 'istio-system'],
  kong: ['kong'],
  nginx: ['ingress-nginx'],
  'openshift-default': ['openshift-ingress'],
  // MicroK8s.
  public: ['ingress'],
  tailscale: ['tailscale'],
  traefik: ['traefik'],
  'webapprouting.kubernetes.azure.com': ['app-routing-system'],
};

/**
 * Load balancers outside the cluster, by IngressClass, with their fixed addresses if they have any.
 *
 * @see https://cloud.google.com/load-balancing/docs/firewall-rules
 */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  alb: [],
  'azure-application-gateway': [],
  // Cilium sends these requests itself: to a NetworkPolicy they come from no pod.
  cilium: [],
  gce: ['130.211.0.0/22', '35.191.0.0/16'],
  'gce-internal': [],
};

/** The controller of a request without a known sender. */
export const DEFAULT_CONTROLLER = NAMESPACES.nginx;

/** Where requests through an IngressClass come from; undefined if that is not known. */
export function sendersOf(className: string): Senders | undefined {
  if (Object.hasOwn(NAMESPACES, className)) return { namespaces: NAMESPACES[className], cidrs: [] };
  if (!Object.hasOwn(OUTSIDE, className) || OUTSIDE[className].length === 0) return undefined;
  return { namespaces: [], cidrs: OUTSIDE[className] };
}

/** Whether the controller of an IngressClass has no pods in the cluster. */
export function isOutside(className: string): boolean {
  return Object.hasOwn(OUTSIDE, className);
}

/** Whether a namespace is that of a known controller. */
export function isControllerNamespace(namespace: string): boolean {
  return Object.values(NAMESPACES).some((namespaces) => namespaces.includes(namespace));
}
