import { PROBE_NAMES } from './defaults';
import { PROBE_DEFAULTS } from './definitions/probes';
import { VOLUME } from './definitions/volumes';
import { BACKOFF_LIMITS, WORKLOAD } from './definitions/workload';
import type { Probe, ProbeName, Volume, VolumeType, Workload, WorkloadType } from './model';
import { workloadObjectName } from './names';
import type { ProbeOptions, VolumeOptions, WorkloadOptions } from './options';

/** In seconds; Python itself takes a few to start when CPU is scarce. */
const COMMAND_TIMEOUT = 10;

/** Resolves what a workload has in common in all environments. */
export function resolveWorkload(app: string, name: string, own: WorkloadOptions, port: number): Workload {
  const { options } = WORKLOAD;
  const type = typeOf(own);
  const volumes = Object.entries(own.volumes ?? {}).map(([volume, its]) => resolveVolume(volume, its));
  return {
    name,
    objectName: workloadObjectName(app, name),
    type,
    port: own.port ?? port,
    ports: Object.entries(own.ports ?? {}).map(([portName, number]) => ({ name: portName, port: number })),
    command: own.command,
    probes: resolveProbes(type, own),
    volumes,
    strategy: (own.strategy ?? (volumes.some(isExclusive) ? 'Recreate' : 'RollingUpdate')) as Workload['strategy'],
    terminationGracePeriodSeconds: own.terminationGracePeriodSeconds ?? options.terminationGracePeriodSeconds.default,
    timeZone: own.timeZone ?? options.timeZone.default,
    concurrencyPolicy: own.concurrencyPolicy ?? options.concurrencyPolicy.default,
    activeDeadlineSeconds: own.activeDeadlineSeconds ?? options.activeDeadlineSeconds.default,
    backoffLimit: own.backoffLimit ?? (type === 'job' ? BACKOFF_LIMITS.job : BACKOFF_LIMITS['cron-job']),
  };
}

/** Type of a workload: the one that is set, or the one that its other options imply. */
export function typeOf(own: Pick<WorkloadOptions, 'type' | 'schedule' | 'command'>): WorkloadType {
  if (own.type !== undefined) return own.type as WorkloadType;
  if (own.schedule !== undefined) return 'cron-job';
  return own.command === undefined ? 'service' : 'worker';
}

/** Whether only one pod at a time can mount a volume. */
export function isExclusive(volume: Pick<Volume, 'type' | 'accessMode'>): boolean {
  return volume.type === 'persistentVolumeClaim' && volume.accessMode !== 'ReadWriteMany';
}

function resolveProbes(type: WorkloadType, own: WorkloadOptions): Workload['probes'] {
  const probes = PROBE_NAMES.map((name) => [name, resolveProbe(type, name, own.probes?.[name])] as const);
  return Object.fromEntries(probes.filter(([, probe]) => probe !== undefined));
}

function resolveProbe(type: WorkloadType, name: ProbeName, own: ProbeOptions | undefined): Probe | undefined {
  // A worker has no default probe: only its author knows what to run.
  const isAsked = type === 'service' || (type === 'worker' && own?.command !== undefined);
  if (!isAsked || own?.enabled === false) return undefined;
  const { path, ...timing } = PROBE_DEFAULTS[name];
  return {
    ...(own?.command === undefined ? { path: own?.path ?? path } : { command: own.command }),
    periodSeconds: own?.periodSeconds ?? timing.periodSeconds,
    timeoutSeconds: own?.timeoutSeconds ?? (own?.command === undefined ? timing.timeoutSeconds : COMMAND_TIMEOUT),
    failureThreshold: own?.failureThreshold ?? timing.failureThreshold,
  };
}

function resolveVolume(name: string, own: VolumeOptions): Volume {
  const type = (own.type ?? VOLUME.options.type.default) as VolumeType;
  return {
    name,
    type,
    mountPath: own.mountPath,
    ...(own.medium === undefined || type !== 'emptyDir' ? {} : { medium: own.medium as 'Memory' }),
    size: own.size ?? VOLUME.options.size.default,
    objectName: own.name ?? '',
    storageClass: own.storageClass,
    accessMode: own.accessMode ?? VOLUME.options.accessMode.default,
    readOnly: type === 'configMap' || type === 'secret' || (own.readOnly ?? false),
  };
}
