/**
 * Autoscaling of pods by load.
 *
 * The HorizontalPodAutoscaler sets the number of pods, and Argo CD leaves it alone. Turning autoscaling on or off keeps
 * the pods that run. After you turn it off, the next release sets `replicas`.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
 */
export interface AutoscalingOptions {
  /**
   * Set it to false to turn off autoscaling that a farther level sets.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Minimum number of pods, from 1 to 1000.
   *
   * @default - the value of replicas
   */
  readonly minReplicas?: number;

  /**
   * Maximum number of pods, from 2 to 1000, and more than the minimum.
   *
   * @default - none: required on one of the levels
   */
  readonly maxReplicas?: number;

  /**
   * Target CPU utilization in percent of the request, from 1 to 100.
   *
   * @default 70
   */
  readonly targetCpu?: number;

  /**
   * Target memory utilization in percent of the request, from 1 to 100.
   *
   * Python processes rarely free memory, so added pods tend to stay.
   *
   * @default - none: memory is ignored
   */
  readonly targetMemory?: number;
}
