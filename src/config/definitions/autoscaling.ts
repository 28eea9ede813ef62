import { struct } from './define';
import { boolean, integer } from '../rules';

export const AUTOSCALING = struct('AutoscalingOptions', {
  enabled: { rule: boolean() },
  minReplicas: { rule: integer(1, 1000), words: ['min', 'minPods', 'minCount'] },
  maxReplicas: { rule: integer(2, 1000), words: ['max', 'maxPods', 'maxCount', 'range'] },
  targetCpu: {
    rule: integer(1, 100),
    default: 70,
    words: [
      'cpu',
      'cpuUtil',
      'cpuPercentage',
      'cpu_percentage',
      'cpuTargetAverageUtilization',
      'cpuThresholdPercentage',
      'targetCPUUtilizationPercentage',
    ],
    answers: {
      metrics: 'set targetCpu or targetMemory; other metrics need patches of the HorizontalPodAutoscaler',
      behavior: 'there is no option for behavior: set it with patches of the HorizontalPodAutoscaler',
    },
  },
  targetMemory: {
    rule: integer(1, 100),
    words: [
      'memory',
      'memoryUtil',
      'memoryPercentage',
      'memory_percentage',
      'memoryTargetAverageUtilization',
      'targetMemoryUtilizationPercentage',
    ],
  },
});
