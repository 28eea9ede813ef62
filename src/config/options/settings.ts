import type { ResourceKindOptions } from './argocd';
import type { AutoscalingOptions } from './autoscaling';
import type { HttpRouteOptions, IngressOptions } from './exposure';
import type { GateOptions } from './gate';
import type { NetworkPolicyOptions } from './network-policy';
import type { ObjectiveOptions } from './observability';
import type { ServiceAccountOptions } from './service-account';
import type { TracingOptions } from './tracing';

/**
 * Resources and number of a workload's pods.
 *
 * The level nearest to the pods wins, from farthest to nearest: library, organization, its environment, `defaults`,
 * environment, app, app in the environment, workload, workload in the environment.
 */
export interface PodOptions {
  /**
   * Number of pods of each service.
   *
   * With autoscaling it is the minimum, unless you set `autoscaling.minReplicas`. A worker has one pod unless the
   * workload itself sets `replicas`, because code written for one process often breaks with two.
   *
   * @default - 1 in the first environment, 3 in the last, 2 in others
   */
  readonly replicas?: number;

  /**
   * Memory of one pod, as a Kubernetes quantity such as `128Mi` or `1G`.
   *
   * Sets the request, and the limit unless you set `memoryLimit`. At least 64Mi: one server process needs about 50Mi.
   *
   * The default is larger if the app needs it: at least 128Mi with `interface: 'asgi'`, and more for packages in
   * the image's lock that need much memory, such as pandas, for several processes (`WEB_CONCURRENCY`), and for volumes
   * in memory. `memoryLimit` caps it. Synthesis warns if a value that you set is probably too small.
   *
   * @default - 64Mi in the first environment, 256Mi in the last, 128Mi in others; more if the app needs it
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly memory?: string;

  /**
   * Memory limit of one pod, as a Kubernetes quantity such as `128Mi` or `1G`.
   *
   * A pod that exceeds it is killed. Memory beyond the request is available only while the node has spare memory.
   *
   * @default - the value of memory
   */
  readonly memoryLimit?: string;

  /**
   * CPU of one pod, as a Kubernetes quantity.
   *
   * Sets the request, and the limit unless you set `cpuLimit`.
   *
   * @default "250m"
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly cpu?: string;

  /**
   * CPU limit of one pod, as a Kubernetes quantity, or `none`.
   *
   * @default - the value of cpu
   * @example 'none'
   */
  readonly cpuLimit?: string;

  /**
   * Scales the number of pods by load.
   *
   * Set outside a workload, it applies to services only; a worker scales only if the workload itself sets it.
   *
   * @default - none: `replicas` pods run
   * @example { maxReplicas: 10 }
   */
  readonly autoscaling?: AutoscalingOptions;
}

/**
 * Settings that can differ between environments.
 *
 * Set on an environment, they apply to all its apps; set on an app, to all its environments.
 */
export interface SettingsOptions extends PodOptions {
  /**
   * Lowest level to log: DEBUG, INFO, WARNING, ERROR or CRITICAL.
   *
   * @default - DEBUG in the first environment, WARNING in the last, INFO in others
   * @see https://docs.python.org/3/library/logging.html#logging-levels
   */
  readonly logLevel?: string;

  /**
   * Whether to log each request with its route, status and duration.
   *
   * Metrics always count and time requests. On your machine, requests are always logged.
   *
   * @default false
   */
  readonly requestLogs?: boolean;

  /**
   * Sends traces of requests to a collector, from services whose application is made with `create_app`.
   *
   * Each request gets a span with its method, route, and status. It continues the caller's trace (W3C Trace Context), and
   * spans of your own code become its children. Log records have the `trace_id`. `/metrics` has exemplars for scrapers that
   * ask for OpenMetrics, except with several processes (`PROMETHEUS_MULTIPROC_DIR`).
   *
   * The app needs the OpenTelemetry packages: run `make lock`. A new app has no lock until then. Merged by field.
   *
   * @default - none: no traces are sent
   * @example { otlpEndpoint: 'http://collector.observability.svc:4318' }
   */
  readonly tracing?: TracingOptions;

  /**
   * Environment variables of all the app's workloads, by name.
   *
   * Merged by name; `env` of a workload wins. Everyone with access to the repository or the namespace can read them: use
   * `secrets` for passwords and tokens. You cannot set variables that the library sets itself.
   *
   * @default - none besides the library's
   * @example { PAYMENT_URL: 'https://pay.acme.example' }
   */
  readonly env?: Record<string, string>;

  /**
   * Labels of all objects, pods and the namespace of an app.
   *
   * Merged by key.
   *
   * @default - none besides the library's
   * @example { team: 'payments' }
   */
  readonly labels?: Record<string, string>;

  /**
   * Annotations of all objects and pods of an app.
   *
   * Merged by key.
   *
   * @default - none besides the library's
   * @example { 'acme.example/cost-center': '4711' }
   */
  readonly annotations?: Record<string, string>;

  /**
   * Secrets in the namespace for pulling images.
   *
   * The nearest list applies.
   *
   * @default - none: nodes can pull the images
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
   */
  readonly imagePullSecrets?: string[];

  /**
   * Secrets in the namespace that exist without this repository, such as those of an operator or another team.
   *
   * `make validate` reports a pod that uses any other Secret that is not deployed with the app. The nearest list applies.
   *
   * @default - none: all Secrets are deployed with the app
   * @example ['database-credentials']
   */
  readonly existingSecrets?: string[];

  /**
   * ConfigMaps in the namespace that exist without this repository.
   *
   * `make validate` reports a pod that uses any other ConfigMap that is not deployed with the app. The nearest list
   * applies.
   *
   * @default - none: all ConfigMaps are deployed with the app
   * @example ['trusted-certificates']
   */
  readonly existingConfigMaps?: string[];

  /**
   * When nodes pull the image: `IfNotPresent`, `Always` or `Never`.
   *
   * Images are deployed by digest, so a cached image is always the right one. `Always` checks the credentials of
   * `imagePullSecrets` at each pod start.
   *
   * @default - IfNotPresent, the default of Kubernetes
   * @example 'Always'
   * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
   */
  readonly imagePullPolicy?: string;

  /**
   * Namespace of the app, or of all apps if set on an environment or in `defaults`.
   *
   * @default - <app>-<environment>
   * @example 'checkout'
   */
  readonly namespace?: string;

  /**
   * Whether to generate the Namespace, with its labels.
   *
   * If several apps share a namespace, only one of them may generate it.
   *
   * @default true
   */
  readonly createNamespace?: boolean;

  /**
   * ServiceAccount of the app's pods.
   *
   * Merged by field.
   *
   * @default - one with the app's name and no annotations
   * @example { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/checkout' } }
   * @see https://kubernetes.io/docs/concepts/security/service-accounts/
   */
  readonly serviceAccount?: ServiceAccountOptions;

  /**
   * Exposes the app outside the cluster through an Ingress.
   *
   * @default - none: reachable inside the cluster only
   * @example { hosts: ['shop.acme.example'], className: 'nginx' }
   */
  readonly ingress?: IngressOptions;

  /**
   * Exposes the app outside the cluster through an HTTPRoute of the Gateway API.
   *
   * @default - none: reachable inside the cluster only
   * @example { hosts: ['shop.acme.example'], gateway: 'public', gatewayNamespace: 'gateways' }
   */
  readonly httpRoute?: HttpRouteOptions;

  /**
   * Network traffic to and from the pods.
   *
   * Merged by field.
   *
   * @default - ingress from this repository's apps in the same environment, the ingress controller, and monitoring; all
   * egress
   */
  readonly networkPolicy?: NetworkPolicyOptions;

  /**
   * Cluster-scoped kinds that Argo CD may deploy for the app, besides its Namespace.
   *
   * They affect more than the app, so each is listed here, in the field that AppProjects call by this name. The nearest
   * list applies; an app's AppProject allows the kinds of all its environments.
   *
   * @default - none
   * @example [{ group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' }]
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
   */
  readonly clusterResourceWhitelist?: ResourceKindOptions[];

  /**
   * More kinds that Argo CD may deploy to the app's namespaces.
   *
   * Kinds that the library generates and kinds of `extraManifests` are always allowed. List a kind that synthesis cannot
   * see, such as one in your own kustomization, or one that you stop using: Argo CD neither deletes objects of kinds
   * that the AppProject does not allow, nor syncs an older revision that has them. The nearest list applies.
   *
   * @default - none besides those of the manifests
   * @example [{ group: 'external-secrets.io', kind: 'ExternalSecret' }]
   * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
   */
  readonly namespaceResourceWhitelist?: ResourceKindOptions[];

  /**
   * Networks of the proxies in front of the app, whose `X-Forwarded-For` and `X-Forwarded-Proto` it trusts.
   *
   * The app then sees the client's address and scheme instead of the proxy's, as in Flask's `request.remote_addr` and
   * `request.is_secure`. List only networks from which no client connects directly, such as the pods of the ingress
   * controller: any pod there can claim any address. The nearest list applies.
   *
   * @default - none: the headers change nothing
   * @example ['10.20.0.0/16', 'fd00:20::/64']
   * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/X-Forwarded-For
   */
  readonly trustedProxies?: string[];

  /**
   * Check that a release must pass in an environment before it moves to the next one.
   *
   * Merged by field.
   *
   * @default - none
   * @example { check: 'health' }
   */
  readonly gate?: GateOptions;

  /**
   * The service level that the app must keep. Alerts watch it.
   *
   * Needs `observability.rules`. Merged by field.
   *
   * @default - in the last environment, 99.9 percent of requests succeed, and 99 percent within 0.3 seconds; none in others
   * @example { availability: 99.5, latency: { seconds: 0.5, percent: 95 } }
   */
  readonly objective?: ObjectiveOptions;
}
