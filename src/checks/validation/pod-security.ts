import type { KubeObject } from './objects';
import { at, containersOf, podTemplatePath, strings } from './objects';
import type { YamlPath } from './yaml-file';
import { isRecord, records } from '../../common/records';

/** A Pod Security Standard that a namespace can enforce. */
export type SecurityLevel = 'baseline' | 'restricted';

const LABEL = 'pod-security.kubernetes.io/enforce';

/** The standard that a Namespace enforces; undefined for none. */
export function enforcedLevel(namespace: KubeObject): SecurityLevel | undefined {
  const level = at(namespace, ['metadata', 'labels', LABEL]);
  return level === 'baseline' || level === 'restricted' ? level : undefined;
}

/**
 * Why the API server refuses the pods of an object in a namespace that enforces a standard, as in `container redis:
 * securityContext.runAsNonRoot must be true`. Empty for an object without pods.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export function podSecurityErrors(object: KubeObject, level: SecurityLevel): string[] {
  const template = podTemplatePath(object);
  const spec = template && at(object, [...template, 'spec']);
  // Pods of Windows have other rules.
  if (!isRecord(spec) || at(spec, ['os', 'name']) === 'windows') return [];
  const containers = containersOf(object).map(({ container }) => container);
  return [
    ...baselineOfPod(spec),
    ...containers.flatMap((container) => named(container, baselineOfContainer(container))),
    ...(level === 'restricted' ? restricted(spec, containers) : []),
  ];
}

function restricted(spec: Record<string, unknown>, containers: readonly Record<string, unknown>[]): string[] {
  return [
    ...records(spec.volumes).flatMap((volume) =>
      Object.keys(volume)
        .filter((key) => key !== 'name' && key !== 'hostPath' && !VOLUME_TYPES.includes(key))
        .map((type) => `volume ${String(volume.name)} must not be of type ${type}`),
    ),
    ...(at(spec, RUN_AS_USER) === 0 ? [`${RUN_AS_USER.join('.')} must not be 0`] : []),
    ...containers.flatMap((container) => named(container, restrictedOfContainer(container, spec))),
  ];
}

function named(container: Record<string, unknown>, errors: readonly string[]): string[] {
  return errors.map((error) => `container ${String(container.name)}: ${error}`);
}

const VOLUME_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const RUN_AS_USER: YamlPath = ['securityContext', 'runAsUser'];
const SECCOMP: YamlPath = ['securityContext', 'seccompProfile', 'type'];

const SAFE_SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
];

const BASELINE_CAPABILITIES = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

function baselineOfPod(spec: Record<string, unknown>): string[] {
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => spec[key] === true).map((key) => `${key} must be false`),
    ...records(spec.volumes)
      .filter(({ hostPath }) => hostPath !== undefined)
      .map(({ name }) => `volume ${String(name)} must not be of type hostPath`),
    ...records(at(spec, ['securityContext', 'sysctls']))
      .filter(({ name }) => !SAFE_SYSCTLS.includes(String(name)))
      .map(({ name }) => `securityContext.sysctls must not contain ${String(name)}`),
    ...sharedContext(spec),
  ];
}

function baselineOfContainer(container: Record<string, unknown>): string[] {
  const added = strings(at(container, ['securityContext', 'capabilities', 'add']));
  const procMount = at(container, ['securityContext', 'procMount']);
  return [
    ...(at(container, ['securityContext', 'privileged']) === true ? ['securityContext.privileged must be false'] : []),
    ...added
      .filter((name) => !BASELINE_CAPABILITIES.includes(name))
      .map((name) => `securityContext.capabilities.add must not contain ${name}`),
    ...records(container.ports)
      .filter(({ hostPort }) => hostPort !== undefined && hostPort !== 0)
      .map(({ hostPort }) => `hostPort ${String(hostPort)} must be left out`),
    ...(procMount === undefined || procMount === 'Default' ? [] : ['securityContext.procMount must be Default']),
    ...sharedContext(container),
  ];
}

/** Fields that pods and containers have. */
function sharedContext(owner: Record<string, unknown>): string[] {
  const appArmor = at(owner, ['securityContext', 'appArmorProfile', 'type']);
  const seLinux = at(owner, ['securityContext', 'seLinuxOptions']);
  const hasUser =
    isRecord(seLinux) && [seLinux.user, seLinux.role].some((value) => value !== undefined && value !== '');
  return [
    ...(at(owner, SECCOMP) === 'Unconfined' ? [`${SECCOMP.join('.')} must not be Unconfined`] : []),
    ...(appArmor === 'Unconfined' ? ['securityContext.appArmorProfile.type must not be Unconfined'] : []),
    ...(hasUser ? ['securityContext.seLinuxOptions must not set user or role'] : []),
  ];
}

function restrictedOfContainer(container: Record<string, unknown>, spec: Record<string, unknown>): string[] {
  const context = (key: string): unknown => at(container, ['securityContext', key]);
  const drop = strings(at(container, ['securityContext', 'capabilities', 'drop']));
  const added = strings(at(container, ['securityContext', 'capabilities', 'add']));
  const nonRoot = context('runAsNonRoot') ?? at(spec, ['securityContext', 'runAsNonRoot']);
  const seccomp = at(container, SECCOMP) ?? at(spec, SECCOMP);
  return [
    ...(context('allowPrivilegeEscalation') === false
      ? []
      : ['securityContext.allowPrivilegeEscalation must be false']),
    ...(drop.includes('ALL') ? [] : ['securityContext.capabilities.drop must contain ALL']),
    ...added
      .filter((name) => name !== 'NET_BIND_SERVICE' && BASELINE_CAPABILITIES.includes(name))
      .map((name) => `securityContext.capabilities.add must not contain ${name}`),
    ...(nonRoot === true ? [] : ['securityContext.runAsNonRoot must be true']),
    ...(context('runAsUser') === 0 ? ['securityContext.runAsUser must not be 0'] : []),
    ...(seccomp === 'RuntimeDefault' || seccomp === 'Localhost' || seccomp === 'Unconfined'
      ? []
      : [`${SECCOMP.join('.')} must be RuntimeDefault`]),
  ];
}

/** How to fix pods that a standard refuses; `otherwise` if no single value fixes them. */
export function podSecurityFix(level: SecurityLevel, otherwise = 'change these fields'): string {
  return level === 'restricted' ? `set securityContext of the container to ${RESTRICTED_CONTEXT}` : otherwise;
}

/** What a container needs in a namespace that enforces the restricted standard. */
const RESTRICTED_CONTEXT =
  "{ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }";
