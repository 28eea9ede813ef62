/**
 * Network traffic to and from the pods.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export interface NetworkPolicyOptions {
  /**
   * Namespaces whose pods may connect to the app.
   *
   * This repository's apps in the same environment, and the controllers of the app's `ingress` and `httpRoute`, are
   * always allowed. An empty list allows no others. The nearest list applies.
   *
   * @default - observability.namespace, and ingress-nginx unless the app has an ingress of another class or an httpRoute
   * @example ['observability']
   */
  readonly ingressNamespaces?: string[];

  /**
   * Address ranges in CIDR notation that may connect to the app, such as the subnets of a load balancer.
   *
   * The nearest list applies.
   *
   * @default - none; for an ingress of class gce, the addresses of Google's load balancers
   * @example ['10.0.16.0/20']
   */
  readonly ingressCidrs?: string[];

  /**
   * Destinations that the pods may connect to.
   *
   * DNS and this repository's apps in the same environment are always allowed. An empty list allows nothing else. The
   * nearest list applies.
   *
   * @default - everything, unless openEgress is false
   * @example [{ namespace: 'databases', ports: [5432] }, { cidr: '10.20.0.0/16', ports: [443] }]
   */
  readonly egress?: EgressOptions[];

  /**
   * Whether the pods may connect to everything.
   *
   * `true` lifts the limits of a farther level and cannot be combined with `egress`. `false` limits the pods to the
   * nearest `egress` list, or to nothing else if no level sets one.
   *
   * @default - true if no egress is set, otherwise false
   * @example true
   */
  readonly openEgress?: boolean;
}

/**
 * One destination that pods may connect to: a namespace or an address range.
 */
export interface EgressOptions {
  /**
   * Namespace in the cluster.
   *
   * @default - none: set `cidr` instead
   */
  readonly namespace?: string;

  /**
   * Address range in CIDR notation.
   *
   * @default - none: set `namespace` instead
   */
  readonly cidr?: string;

  /**
   * TCP ports, from 1 to 65535.
   *
   * At least one.
   *
   * @default - all ports of all protocols
   * @example [5432]
   */
  readonly ports?: number[];
}
