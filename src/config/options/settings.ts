import type { AutoscalingOptions } from './autoscaling';
import type { HttpRouteOptions, IngressOptions } from './exposure';
import type { GateOptions } from './gate';
import type { NetworkPolicyOptions } from './network-policy';
import type { ServiceAccountOptions } from './service-account';

/**
 * What each pod of a workload has, and how many of them there are.
 *
 * What is nearest to the pods wins: library, organization, its environment, `defaults`, environment, app, app in the
 * environment, workload, workload in the environment.
 */
export interface PodOptions {
  /**
   * Number of pods of each service.
   *
   * With autoscaling it is the lowest number, unless `autoscaling.minReplicas` is set. A worker has one pod unless the
   * workload itself sets replicas: code written for one process often breaks with two.
   *
   * @default - 1 in the first environment, 3 in the last, 2 in those between
   */
  readonly replicas?: number;

  /**
   * Memory of one pod, as a Kubernetes quantity in Mi or Gi.
   *
   * It is the request, and the limit unless `memoryLimit` is set. At least 64Mi: one server process needs about 50Mi.
   *
   * @default - 64Mi in the first environment, 256Mi in the last, 128Mi in those between
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly memory?: string;

  /**
   * Memory at which a pod is killed, as a Kubernetes quantity in Mi or Gi.
   *
   * More than the request is there only while the node has it to spare.
   *
   * @default - the value of memory
   */
  readonly memoryLimit?: string;

  /**
   * CPU of one pod, as a Kubernetes quantity.
   *
   * It is the request, and the limit unless `cpuLimit` is set.
   *
   * @default "250m"
   * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
   */
  readonly cpu?: string;

  /**
   * CPU beyond which a pod is slowed down, as a Kubernetes quantity, or `none`.
   *
   * @default - the value of cpu
   * @example 'none'
   */
  readonly cpuLimit?: string;

  /**
   * Lets the number of pods follow their load.
   *
   * Outside of a workload it holds for the services; a worker has it only where the workload itself says so.
   *
   * @default - none: the number of pods is replicas
   * @example { maxReplicas: 10 }
   */
  readonly autoscaling?: AutoscalingOptions;
}

/**
 * What can differ between environments.
 *
 * Set for an environment, it holds for all apps in it; set for an app, for all of its environments.
 */
export interface SettingsOptions extends PodOptions {
  /**
   * Least severe level that is logged: DEBUG, INFO, WARNING, ERROR or CRITICAL.
   *
   * @default - DEBUG in the first environment, WARNING in the last, INFO in those between
   * @see https://docs.python.org/3/library/logging.html#logging-levels
   */
  readonly logLevel?: string;

  /**
   * Whether each request is logged, with its route, status and duration.
   *
   * Requests are always counted and timed in the metrics. On a developer's machine they are logged.
   *
   * @default false
   */
  readonly requestLogs?: boolean;

  /**
   * Environment variables of all workloads of an app, by name.
   *
   * Merged by name; `env` of a workload wins. Everyone with access to the repository or the namespace can read them: use
   * `secrets` for passwords and tokens. You cannot set variables that the library sets itself.
   *
   * @default - none besides the library's
   * @example { PAYMENT_URL: 'https://pay.acme.example' }
   */
  readonly env?: Record<string, string>;

  /**
   * Labels of every object of an app, of its pods and of its namespace.
   *
   * Merged by key.
   *
   * @default - none besides the library's
   * @example { team: 'payments' }
   */
  readonly labels?: Record<string, string>;

  /**
   * Annotations of every object of an app and of its pods.
   *
   * Merged by key.
   *
   * @default - none besides the library's
   * @example { 'acme.example/cost-center': '4711' }
   */
  readonly annotations?: Record<string, string>;

  /**
   * Secrets of the namespace that images are pulled with.
   *
   * The nearest list counts.
   *
   * @default - none: the nodes can pull the images
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/pull-image-private-registry/
   */
  readonly imagePullSecrets?: string[];

  /**
   * When nodes pull the image: `IfNotPresent`, `Always` or `Never`.
   *
   * Images are deployed by digest, so a node that has the image has the right one. `Always` checks the credentials of
   * `imagePullSecrets` at each start of a pod.
   *
   * @default - the default of Kubernetes: IfNotPresent
   * @example 'Always'
   * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
   */
  readonly imagePullPolicy?: string;

  /**
   * Namespace of the app.
   *
   * Of an environment or of `defaults`, that of all apps there.
   *
   * @default - <app>-<environment>
   * @example 'checkout'
   */
  readonly namespace?: string;

  /**
   * Whether the namespace is made here, with its labels.
   *
   * One that several apps share is made by one of them, or elsewhere.
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
   * Lets the app be reached from outside of the cluster by an Ingress.
   *
   * @default - it is reached from inside only
   * @example { hosts: ['shop.acme.example'], className: 'nginx' }
   */
  readonly ingress?: IngressOptions;

  /**
   * Lets the app be reached from outside of the cluster by an HTTPRoute of the Gateway API.
   *
   * @default - it is reached from inside only
   * @example { hosts: ['shop.acme.example'], gateway: 'public', gatewayNamespace: 'gateways' }
   */
  readonly httpRoute?: HttpRouteOptions;

  /**
   * Who may reach the apps over the network, and what they may reach.
   *
   * A field that is not set is that of the next farther level.
   *
   * @default - the namespaces of this repository's apps in the same environment, ingress-nginx and monitoring; all egress
   */
  readonly networkPolicy?: NetworkPolicyOptions;

  /**
   * What a release has to show in an environment before it goes on to the next one.
   *
   * Merged by field.
   *
   * @default - nothing is waited for
   * @example { check: 'health' }
   */
  readonly gate?: GateOptions;
}
