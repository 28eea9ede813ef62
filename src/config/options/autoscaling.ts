/**
 * Scaling of the number of pods by their load.
 *
 * The Deployment then sets no number of pods: the HorizontalPodAutoscaler decides.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
 */
export interface AutoscalingOptions {
  /**
   * Whether the number of pods follows their load, where a farther level says so.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Lowest number of pods, from 1 to 1000.
   *
   * @default - the value of replicas
   */
  readonly minReplicas?: number;

  /**
   * Highest number of pods, from 2 to 1000, and more than the lowest.
   *
   * @default - none: required on one of the levels
   */
  readonly maxReplicas?: number;

  /**
   * Use of CPU that is aimed at, in percent of the request, from 1 to 100.
   *
   * @default 70
   */
  readonly targetCpu?: number;

  /**
   * Use of memory that is aimed at, in percent of the request, from 1 to 100.
   *
   * A Python process rarely gives memory back: with it, pods that were added tend to stay.
   *
   * @default - memory does not count
   */
  readonly targetMemory?: number;
}
