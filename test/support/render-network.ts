import { BlockList, isIPv6 } from 'node:net';
import { hasLabels } from './render-objects';
import type { KubeObject } from './render-objects';

type Labels = Readonly<Record<string, string>>;

/** A pod, or an address outside of the cluster. */
export interface Endpoint {
  /** How a test calls it in its messages. */
  readonly name: string;
  readonly address?: string;
  readonly namespace?: { readonly name: string; readonly labels: Labels };
  readonly labels?: Labels;
  /** Named ports of the pod. */
  readonly ports?: Readonly<Record<string, number>>;
}

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values: string[] }[];
}

interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: string[] };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number | string; readonly protocol?: string }[];
}

/**
 * What network policies let through, by the rules of Kubernetes: an endpoint that no policy selects is open, one that is
 * selected only accepts and opens connections that one of its policies allows, and both sides must agree.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export class Network {
  constructor(private readonly policies: readonly KubeObject[]) {}

  reaches(from: Endpoint, to: Endpoint, port: number, protocol = 'TCP'): boolean {
    const goes = this.permits('Egress', from, to, (own) => own.to, port, protocol, to);
    return goes && this.permits('Ingress', to, from, (own) => own.from, port, protocol, to);
  }

  private permits(
    type: string,
    subject: Endpoint,
    other: Endpoint,
    peersOf: (rule: Rule) => readonly Peer[] | undefined,
    port: number,
    protocol: string,
    target: Endpoint,
  ): boolean {
    const selecting = this.policies.filter(
      ({ metadata, spec }) =>
        subject.namespace?.name === metadata.namespace &&
        selects(spec.podSelector as Selector, subject.labels) &&
        (spec.policyTypes as string[]).includes(type),
    );
    if (selecting.length === 0) return true;
    const rules = selecting.flatMap(({ spec }) => (spec[type.toLowerCase()] ?? []) as Rule[]);
    return rules.some((rule) => {
      const peers = peersOf(rule) ?? [];
      const isPeer = peers.length === 0 || peers.some((peer) => matches(peer, other, subject));
      return isPeer && hasPort(rule, target, port, protocol);
    });
  }
}

/** The pods that the objects of one overlay run, in the namespace that they make. */
export function podsOf(objects: readonly KubeObject[]): Endpoint[] {
  const [namespace] = objects.filter(({ kind }) => kind === 'Namespace').map((object) => namespaceOf(object.metadata));
  return objects
    .filter(({ kind }) => kind === 'Deployment')
    .map(({ metadata, spec }) => {
      const { metadata: pod, spec: own } = spec.template as KubeObject;
      const ports = (own.containers as { ports: { name: string; containerPort: number }[] }[]).flatMap(
        (container) => container.ports,
      );
      return {
        name: `${metadata.namespace}/${metadata.name}`,
        namespace,
        labels: pod.labels,
        ports: Object.fromEntries(ports.map((port) => [port.name, port.containerPort])),
      };
    });
}

/** A namespace as the API server keeps it: it adds a label with the name. */
export function namespaceOf({ name, labels = {} }: { readonly name: string; readonly labels?: Labels }) {
  return { name, labels: { ...labels, 'kubernetes.io/metadata.name': name } };
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels = {}): boolean {
  const isIn = matchExpressions.every(({ key, operator, values }) => {
    if (operator !== 'In') throw new Error(`the operator ${operator} is not known here`);
    return values.includes(labels[key]);
  });
  return isIn && hasLabels(labels, matchLabels);
}

function matches({ namespaceSelector, podSelector, ipBlock }: Peer, other: Endpoint, subject: Endpoint): boolean {
  if (ipBlock) return other.address !== undefined && isWithin(ipBlock.cidr, other.address);
  if (!other.namespace) return false;
  const isThere = namespaceSelector
    ? selects(namespaceSelector, other.namespace.labels)
    : other.namespace.name === subject.namespace?.name;
  return isThere && selects(podSelector ?? {}, other.labels);
}

function isWithin(cidr: string, address: string): boolean {
  const [network, length] = cidr.split('/');
  const list = new BlockList();
  list.addSubnet(network, Number(length), isIPv6(network) ? 'ipv6' : 'ipv4');
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

function hasPort({ ports = [] }: Rule, target: Endpoint, port: number, protocol: string): boolean {
  if (ports.length === 0) return true;
  return ports.some(
    (own) =>
      (own.protocol ?? 'TCP') === protocol &&
      (own.port === undefined || (typeof own.port === 'string' ? target.ports?.[own.port] : own.port) === port),
  );
}
