import { DEFAULTS, PROBE_NAMES, PROBES } from './defaults';
import type { Probe, ProbeName, Volume, VolumeType, Workload, WorkloadKind } from './model';
import { workloadObjectName } from './names';
import type { ProbeOptions, VolumeOptions, WorkloadOptions } from './options';

/** Seconds: Python alone takes some to start where CPU is scarce. */
const COMMAND_TIMEOUT = 10;

/** Makes whole what a workload is in every environment. */
export function resolveWorkload(app: string, name: string, own: WorkloadOptions, port: number): Workload {
  const kind = kindOf(own);
  const volumes = Object.entries(own.volumes ?? {}).map(([volume, its]) => resolveVolume(volume, its));
  return {
    name,
    objectName: workloadObjectName(app, name),
    kind,
    port: own.port ?? port,
    ports: Object.entries(own.ports ?? {}).map(([portName, number]) => ({ name: portName, port: number })),
    command: own.command,
    probes: resolveProbes(kind, own),
    volumes,
    strategy: (own.strategy ?? (volumes.some(isExclusive) ? 'Recreate' : 'RollingUpdate')) as Workload['strategy'],
    terminationGracePeriodSeconds: own.terminationGracePeriodSeconds ?? DEFAULTS.terminationGracePeriodSeconds,
    timeZone: own.timeZone ?? DEFAULTS.timeZone,
    concurrencyPolicy: own.concurrencyPolicy ?? DEFAULTS.concurrencyPolicy,
    timeoutSeconds: own.timeoutSeconds ?? DEFAULTS.timeoutSeconds,
    retries: own.retries ?? (kind === 'job' ? DEFAULTS.retries.job : DEFAULTS.retries.cronJob),
  };
}

/** What a workload is, by what it says of itself. */
export function kindOf(own: Pick<WorkloadOptions, 'kind' | 'schedule' | 'command'>): WorkloadKind {
  if (own.kind !== undefined) return own.kind as WorkloadKind;
  if (own.schedule !== undefined) return 'cron-job';
  return own.command === undefined ? 'service' : 'worker';
}

/** Whether only one pod at a time can mount a volume. */
export function isExclusive(volume: Pick<Volume, 'type' | 'accessMode'>): boolean {
  return volume.type === 'persistent' && volume.accessMode !== 'ReadWriteMany';
}

function resolveProbes(kind: WorkloadKind, own: WorkloadOptions): Workload['probes'] {
  const probes = PROBE_NAMES.map((name) => [name, resolveProbe(kind, name, own.probes?.[name])] as const);
  return Object.fromEntries(probes.filter(([, probe]) => probe !== undefined));
}

function resolveProbe(kind: WorkloadKind, name: ProbeName, own: ProbeOptions | undefined): Probe | undefined {
  // Nobody knows how to ask a worker but its author.
  const isAsked = kind === 'service' || (kind === 'worker' && own?.command !== undefined);
  if (!isAsked || own?.enabled === false) return undefined;
  const { path, ...timing } = PROBES[name];
  return {
    ...(own?.command === undefined ? { path: own?.path ?? path } : { command: own.command }),
    periodSeconds: own?.periodSeconds ?? timing.periodSeconds,
    timeoutSeconds: own?.timeoutSeconds ?? (own?.command === undefined ? timing.timeoutSeconds : COMMAND_TIMEOUT),
    failureThreshold: own?.failureThreshold ?? timing.failureThreshold,
  };
}

function resolveVolume(name: string, own: VolumeOptions): Volume {
  const type = (own.type ?? DEFAULTS.volumeType) as VolumeType;
  return {
    name,
    type,
    mountPath: own.mountPath,
    size: own.size ?? DEFAULTS.volumeSize,
    source: own.source ?? '',
    storageClass: own.storageClass,
    accessMode: own.accessMode ?? DEFAULTS.accessMode,
    readOnly: type === 'config-map' || type === 'secret' || (own.readOnly ?? false),
  };
}
