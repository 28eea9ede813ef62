import { nested, struct } from './define';
import { PROBES } from './probes';
import { POD, variables } from './settings';
import { VOLUME } from './volumes';
import * as format from '../formats';
import { boolean, integer, map } from '../rules';

/** A container port. Ports below 1024 need root. */
export const port = integer(1024, 65535);

export const WORKLOAD_ENVIRONMENT = struct(
  'WorkloadEnvironmentOptions',
  {
    ...POD.options,
    env: { ...variables, objects: ['Workload'] },
    schedule: {
      rule: format.schedule,
      samples: ['0 5 * * *', '0 6 * * *'],
      usedBy: ['cron-job'],
      objects: ['Workload'],
      words: ['cron', 'crontab', 'cronSchedule', 'on'],
    },
    suspend: { rule: boolean(), usedBy: ['cron-job'], objects: ['Workload'], words: ['suspended', 'paused'] },
  },
  'name',
);

export const WORKLOAD = struct(
  'WorkloadOptions',
  {
    ...WORKLOAD_ENVIRONMENT.options,
    type: { rule: format.workloadType, objects: ['Workload'], words: ['kind', 'controller', 'workloadType'] },
    command: {
      rule: format.command,
      samples: [['explained'], ['other']],
      objects: ['Workload'],
      words: ['args', 'cmd', 'entrypoint', 'entryPoint', 'containerArgs', 'program'],
    },
    port: {
      rule: port,
      usedBy: ['service'],
      objects: ['Workload', 'Service'],
      words: ['containerPort', 'targetPort', 'servicePort', 'internalPort'],
    },
    ports: {
      rule: map(format.portName, port),
      samples: [{ explained: 9123 }],
      usedBy: ['service'],
      objects: ['Workload', 'Service'],
      words: ['additionalPorts'],
    },
    probes: {
      rule: nested(PROBES),
      samples: [{ startup: { enabled: false } }, { startup: { periodSeconds: 7 } }],
      usedBy: ['service', 'worker'],
      objects: ['Workload'],
    },
    volumes: {
      rule: map(format.name, nested(VOLUME)),
      samples: [{ explained: { mountPath: '/explained' } }],
      objects: ['Workload', 'PersistentVolumeClaim'],
      words: ['volumeMounts', 'mounts', 'persistence', 'storage', 'files'],
      answers: {
        emptyDir: "add a volume of type 'emptyDir', the default, to volumes",
        configMaps: "add a volume of type 'configMap' to volumes",
        pvc: "add a volume of type 'persistentVolumeClaim' to volumes",
        persistentVolumeClaim: "add a volume of type 'persistentVolumeClaim' to volumes",
      },
    },
    strategy: {
      rule: format.strategy,
      usedBy: ['service', 'worker'],
      objects: ['Workload'],
      words: ['deployment', 'updateStrategy', 'deploymentStrategy', 'rollingUpdate'],
    },
    terminationGracePeriodSeconds: {
      rule: integer(10, 3600),
      default: 30,
      objects: ['Workload'],
      words: ['terminationGracePeriod', 'gracePeriod', 'gracePeriodSeconds', 'stopTimeout'],
    },
    timeZone: {
      rule: format.timeZone,
      default: 'Etc/UTC',
      samples: ['UTC', 'Europe/Berlin'],
      usedBy: ['cron-job'],
      objects: ['Workload'],
      words: ['tz', 'timezone'],
    },
    concurrencyPolicy: {
      rule: format.concurrencyPolicy,
      default: 'Forbid',
      usedBy: ['cron-job'],
      objects: ['Workload'],
      words: ['concurrency'],
    },
    activeDeadlineSeconds: {
      rule: integer(1, 604800),
      default: 3600,
      usedBy: ['cron-job', 'job'],
      objects: ['Workload'],
      words: ['timeout', 'timeoutSeconds', 'activeDeadline', 'deadline', 'replicaTimeout'],
    },
    backoffLimit: {
      rule: integer(0, 100),
      usedBy: ['cron-job', 'job'],
      objects: ['Workload'],
      words: ['retries', 'retry', 'maxRetries', 'replicaRetryLimit'],
    },
  },
  'name',
);

/** Retries of a failed run, by type. */
export const BACKOFF_LIMITS = { job: 0, 'cron-job': 2 } as const;
