/** A minimum version, and what requires it. */
export interface MinimumVersion {
  readonly title: string;
  readonly version: string;
  /** The part of generated files that requires it, as a sentence without its end. */
  readonly because: string;
  /** The option that leaves that part out, so that older versions work. */
  readonly unless?: string;
}

/**
 * The oldest supported versions of what runs the apps. What was tested is in docs/cluster-tests.md.
 *
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-node/3960-pod-lifecycle-sleep-action
 * @see https://github.com/argoproj/argo-cd/pull/23038
 */
export const MINIMUM_VERSIONS = {
  kubernetes: {
    title: 'Kubernetes',
    version: '1.30',
    because: 'Services need `preStop.sleep`; an older API server drops it',
  },
  argocd: {
    title: 'Argo CD',
    version: '3.2',
    because: 'Applications have `retry.refresh`; an older version reports them as OutOfSync',
    unless: 'argocd.retryRefresh: false',
  },
  kustomize: {
    title: 'kustomize of Argo CD',
    version: '5.0',
    because: 'An older version leaves labels out of the Jobs of cron jobs',
  },
} as const satisfies Readonly<Record<string, MinimumVersion>>;
