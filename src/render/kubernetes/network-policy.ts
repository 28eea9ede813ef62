import { ENVIRONMENT_LABEL, PART_OF_LABEL } from './labels';
import type { App, Egress, Repository } from '../../config/model';

/** Where the cluster's DNS answers: CoreDNS, and the usual address of its cache on each node. */
const DNS_NAMESPACE = 'kube-system';
const NODE_LOCAL_DNS = '169.254.20.10/32';

/** Place of the label value that depends on the environment, in each list of neighbours. */
const NEIGHBOURS = ['/spec/ingress/0/from/0', '/spec/egress/0/to/0'] as const;

/**
 * Who may reach an app's pods, and what they may reach. Without a rule for egress all of it stays open: an app without
 * its database is no default. A policy of its own for each app; nothing else in the namespace is touched.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicy(repository: Repository, app: App): object {
  const { ingressNamespaces, egress } = app.networkPolicy;
  const named = ingressNamespaces.length === 0 ? [] : [namespaces(ingressNamespaces)];
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: app.name, namespace: app.name },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': app.name } },
      policyTypes: egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
      ingress: [{ from: [neighbours(repository), ...named], ports: [{ port: 'http', protocol: 'TCP' }] }],
      ...(egress === undefined
        ? {}
        : { egress: [{ to: [neighbours(repository)] }, dns(), ...egress.map(destination)] }),
    },
  };
}

/** Paths in the policy whose value is the name of the environment. */
export function environmentPaths(app: App): string[] {
  const places = app.networkPolicy.egress === undefined ? NEIGHBOURS.slice(0, 1) : NEIGHBOURS;
  return places.map((place) => `${place}/namespaceSelector/matchLabels/${ENVIRONMENT_LABEL}`);
}

/** The apps of this repository in the same environment; the overlay says which that is. */
function neighbours(repository: Repository): object {
  return { namespaceSelector: { matchLabels: { [PART_OF_LABEL]: repository.name, [ENVIRONMENT_LABEL]: 'base' } } };
}

/** Every namespace carries its name as this label; the API server sets it. */
function namespaces(names: readonly string[]): object {
  return {
    namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: names }] },
  };
}

function dns(): object {
  return {
    to: [namespaces([DNS_NAMESPACE]), { ipBlock: { cidr: NODE_LOCAL_DNS } }],
    ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })),
  };
}

function destination({ namespace, cidr, ports }: Egress): object {
  return {
    to: [namespace === undefined ? { ipBlock: { cidr } } : namespaces([namespace])],
    ...(ports.length === 0 ? {} : { ports: ports.map((port) => ({ port, protocol: 'TCP' })) }),
  };
}
