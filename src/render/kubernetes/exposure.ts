import { sorted } from './config';
import { commonLabels } from './labels';
import { compare } from '../../common/order';
import type { App, AppEnvironment, Exposure, Ingress, Repository, HttpRoute } from '../../config/model';

/**
 * The Ingress of an app.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export function ingress(repository: Repository, app: App, own: AppEnvironment, spec: Ingress): object {
  const { className, tls, controllerNamespace: _controller, ...exposure } = spec;
  const { hosts } = exposure;
  const paths = pathsOf(app, exposure).map(({ path, service }) => ({
    path,
    pathType: 'Prefix',
    backend: { service: { name: service, port: { name: 'http' } } },
  }));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadata(repository, app, own, exposure),
    spec: {
      ...(className === undefined ? {} : { ingressClassName: className }),
      rules: hosts.map((host) => ({ host, http: { paths } })),
      ...(tls.length === 0 ? {} : { tls }),
    },
  };
}

/**
 * The HTTPRoute of an app.
 *
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export function httpRoute(repository: Repository, app: App, own: AppEnvironment, spec: HttpRoute): object {
  const { gateway, gatewayNamespace, proxyNamespace: _proxy, sectionName, ...exposure } = spec;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: metadata(repository, app, own, exposure),
    spec: {
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: gateway,
          namespace: gatewayNamespace,
          ...(sectionName === undefined ? {} : { sectionName }),
        },
      ],
      hostnames: exposure.hosts,
      rules: pathsOf(app, exposure).map(({ path, service }) => ({
        matches: [{ path: { type: 'PathPrefix', value: path } }],
        backendRefs: [{ group: '', kind: 'Service', name: service, port: 80, weight: 1 }],
      })),
    },
  };
}

function metadata(repository: Repository, app: App, own: AppEnvironment, { annotations }: Exposure): object {
  return {
    name: app.name,
    namespace: own.namespace,
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: sorted(annotations) }),
    labels: { 'app.kubernetes.io/name': app.name, ...commonLabels(repository) },
  };
}

/** The services by path, longest first, because some controllers match in order. */
function pathsOf(app: App, { paths }: Exposure): { path: string; service: string }[] {
  return paths
    .map(({ path, workload }) => ({
      path,
      service: app.workloads.find((candidate) => candidate.name === workload)?.objectName ?? workload,
    }))
    .sort((a, b) => b.path.length - a.path.length || compare(a.path, b.path));
}
