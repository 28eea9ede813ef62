/**
 * How many pods there are, by their load.
 *
 * The lowest number is `replicas`. While it is on, git names no number of pods: the HorizontalPodAutoscaler decides.
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
   * Highest number of pods, from 2 to 1000.
   *
   * @default - none: one of the levels has to say it
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
