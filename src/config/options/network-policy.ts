/**
 * Who may reach pods over the network, and what they may reach.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export interface NetworkPolicyOptions {
  /**
   * Namespaces whose pods may reach the app, besides those of this repository's apps in the same environment.
   *
   * An empty list lets none of them in. The nearest list counts: an app's takes the place of that of `defaults`.
   *
   * @default ["ingress-nginx", "monitoring"]
   * @example ['traefik', 'observability']
   */
  readonly ingressNamespaces?: string[];

  /**
   * What the pods may reach.
   *
   * DNS and this repository's apps in the same environment are always among it.
   *
   * An empty list allows nothing else. The nearest list counts: an app's takes the place of that of `defaults`.
   *
   * @default - everything, unless openEgress is false: an app without its database is no default
   * @example [{ namespace: 'databases', ports: [5432] }, { cidr: '10.20.0.0/16', ports: [443] }]
   */
  readonly egress?: EgressOptions[];

  /**
   * Whether the pods may reach everything.
   *
   * `true` opens for one app what a farther level closed. It stands beside no `egress`, which would close it again.
   * `false` closes what no list says: the pods reach what the nearest `egress` lists, or nothing else.
   *
   * @default - true where no egress is set, false where one is
   * @example true
   */
  readonly openEgress?: boolean;
}

/**
 * One destination that pods may reach: a namespace or a range of addresses.
 */
export interface EgressOptions {
  /**
   * Namespace of the cluster.
   *
   * @default - none; then cidr says where
   */
  readonly namespace?: string;

  /**
   * Range of addresses in CIDR notation.
   *
   * @default - none; then namespace says where
   */
  readonly cidr?: string;

  /**
   * TCP ports, from 1 to 65535, at least one: leave it out for all ports.
   *
   * @default - all ports of all protocols
   * @example [5432]
   */
  readonly ports?: number[];
}
