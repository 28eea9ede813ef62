import { ENVIRONMENT_LABEL } from './labels';
import { PART_OF_LABEL } from '../../config/labels';
import type { App, Egress, Repository, Settings } from '../../config/model';
import { servicesOf } from '../../config/model';

/** The DNS of the cluster: CoreDNS and the usual address of the cache on each node. */
const DNS_NAMESPACE = 'kube-system';
const NODE_LOCAL_DNS = '169.254.20.10/32';

/**
 * Limits which pods can reach an app and what the app can reach. Egress is open by default, so that apps can reach
 * their databases. The policy applies only to pods of the app.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicy(repository: Repository, app: App, settings: Settings): object {
  const { ingressNamespaces, ingressCidrs, egress } = settings.networkPolicy;
  const near = neighbors(repository, settings);
  const from = [
    ...near,
    ...(ingressNamespaces.length === 0 ? [] : [namespaces(ingressNamespaces)]),
    ...ingressCidrs.map((cidr) => ({ ipBlock: { cidr } })),
  ];
  const ports = portNames(app).map((port) => ({ port, protocol: 'TCP' }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: app.name, namespace: app.name },
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/name': app.name } },
      policyTypes: egress === undefined ? ['Ingress'] : ['Ingress', 'Egress'],
      // Without a service there is nothing to reach.
      ingress: ports.length === 0 ? [] : [{ from, ports }],
      ...(egress === undefined ? {} : { egress: [{ to: near }, dns(), ...egress.map(destination)] }),
    },
  };
}

/** Names of all service ports of an app, without duplicates. */
function portNames(app: App): string[] {
  const services = servicesOf(app);
  if (services.length === 0) return [];
  return [...new Set(['http', ...services.flatMap((workload) => workload.ports.map((port) => port.name))])];
}

/** Apps of this repository in the same environment, by label, or by name if the namespace is managed elsewhere. */
function neighbors(repository: Repository, { environmentName }: Settings): object[] {
  const labels = { [PART_OF_LABEL]: repository.name, [ENVIRONMENT_LABEL]: environmentName };
  const foreign = repository.foreignNamespaces[environmentName] ?? [];
  return [{ namespaceSelector: { matchLabels: labels } }, ...(foreign.length === 0 ? [] : [namespaces(foreign)])];
}

/** The API server sets this label of a namespace to its name. */
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
