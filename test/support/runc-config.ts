import type { KubernetesObject } from './api-client';
import type { ImageConfig } from './image';
import { runtimeDefaultSeccomp } from './seccomp';

/** The part of a container's manifest that decides how it runs. */
export interface ContainerManifest {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: ValueFrom }[];
  readonly envFrom?: readonly {
    readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
    readonly secretRef?: { readonly name: string; readonly optional?: boolean };
  }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: { readonly limits: Readonly<Record<string, string>> };
  readonly securityContext: SecurityContext;
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
}

interface ValueFrom {
  readonly secretKeyRef?: { readonly name: string; readonly key: string };
}

export interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string | number };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

interface SecurityContext {
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
  readonly seccompProfile?: { readonly type: string };
}

export interface PodManifest {
  readonly containers: readonly ContainerManifest[];
  readonly initContainers?: readonly object[];
  readonly securityContext: SecurityContext;
  readonly terminationGracePeriodSeconds: number;
  readonly volumes?: readonly { readonly name: string; readonly emptyDir?: { readonly sizeLimit?: string } }[];
}

export interface Translation {
  /** What `runc spec` writes: the mounts, namespaces and hidden paths that every container has. */
  readonly spec: RuncSpec;
  readonly image: ImageConfig;
  readonly pod: PodManifest;
  /** The objects that are applied too: ConfigMaps with the environment. */
  readonly objects: readonly KubernetesObject[];
  /** Root file system with the content of the image. */
  readonly root: string;
  readonly cgroup: string;
}

export interface RuncSpec {
  readonly process: object;
  readonly root: object;
  readonly mounts: readonly object[];
  readonly linux: { readonly resources?: object } & Record<string, unknown>;
  readonly [field: string]: unknown;
}

/**
 * What a kubelet would have a container runtime run for a pod. A manifest that asks for more than is translated here is
 * an error: what runs must match the manifest.
 *
 * @see https://github.com/opencontainers/runtime-spec/blob/main/config.md
 */
export function runcConfig({ spec, image, pod, objects, root, cgroup }: Translation): object {
  const container = onlyContainer(pod);
  const { rlimits: _rlimits, ...process } = spec.process as { rlimits?: object };
  const context: SecurityContext = { ...pod.securityContext, ...container.securityContext };
  requireOf(context.privileged !== true, 'a privileged container');
  requireOf(context.capabilities?.drop?.includes('ALL') === true, 'capabilities that are not dropped');
  requireOf(!context.capabilities?.add?.length, 'capabilities that are added');
  requireOf(context.seccompProfile?.type === 'RuntimeDefault', 'another seccomp profile than RuntimeDefault');
  const { fsGroup } = pod.securityContext;
  return {
    ...spec,
    hostname: container.name,
    process: {
      ...process,
      terminal: false,
      user: { ...userOf(context, image), additionalGids: fsGroup === undefined ? [] : [fsGroup] },
      args: [
        ...(container.command ?? image.Entrypoint ?? []),
        // A command without arguments takes the image's away too.
        ...(container.args ?? (container.command ? [] : (image.Cmd ?? []))),
      ],
      env: Object.entries(environmentOf(image, container, objects)).map(([name, value]) => `${name}=${value}`),
      cwd: container.workingDir ?? image.WorkingDir ?? '/',
      capabilities: { bounding: [], effective: [], inheritable: [], permitted: [], ambient: [] },
      noNewPrivileges: context.allowPrivilegeEscalation === false,
    },
    root: { path: root, readonly: context.readOnlyRootFilesystem === true },
    mounts: [...spec.mounts, ...(container.volumeMounts ?? []).map((mount) => mountOf(mount, pod))],
    linux: {
      ...spec.linux,
      cgroupsPath: cgroup,
      resources: { ...spec.linux.resources, ...limitsOf(container) },
      seccomp: runtimeDefaultSeccomp(),
    },
  };
}

/** The one container of a pod. */
export function onlyContainer(pod: PodManifest): ContainerManifest {
  requireOf(pod.containers.length === 1 && !pod.initContainers?.length, 'more than one container');
  return pod.containers[0];
}

function requireOf(condition: boolean, what: string): void {
  if (!condition) throw new Error(`the pod asks for ${what}, which this test cannot translate for runc`);
}

function userOf({ runAsUser, runAsGroup }: SecurityContext, image: ImageConfig): { uid: number; gid: number } {
  const [user, group] = (image.User ?? '').split(':').map(Number);
  const [uid, gid] = [runAsUser ?? user, runAsGroup ?? group];
  if (!Number.isInteger(uid) || !Number.isInteger(gid)) throw new Error(`no numeric user: ${uid}:${gid}`);
  return { uid, gid };
}

/** The environment: the image's, then whole ConfigMaps, then single variables; later ones win. */
function environmentOf(
  image: ImageConfig,
  container: ContainerManifest,
  objects: readonly KubernetesObject[],
): Record<string, string> {
  const env = Object.fromEntries((image.Env ?? []).map((line) => [line.split('=')[0], line.replace(/^[^=]*=/, '')]));
  for (const { configMapRef, secretRef } of container.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const found = objects.find((object) => object.kind === kind && object.metadata.name === reference?.name);
    requireOf(
      found !== undefined || reference?.optional === true,
      `the ${kind} ${reference?.name}, which is not there`,
    );
    Object.assign(env, found?.data);
  }
  for (const { name, value, valueFrom } of container.env ?? []) {
    env[name] = valueFrom === undefined ? (value ?? '') : secretValue(valueFrom, objects, name);
  }
  return env;
}

/** The value of a Secret, which the controller makes of a SealedSecret in a cluster. */
function secretValue({ secretKeyRef }: ValueFrom, objects: readonly KubernetesObject[], variable: string): string {
  const secret = objects.find(({ kind, metadata }) => kind === 'Secret' && metadata.name === secretKeyRef?.name);
  const value = (secret?.data as Record<string, string> | undefined)?.[secretKeyRef?.key ?? ''];
  requireOf(value !== undefined, `a value from elsewhere for ${variable}`);
  return value as string;
}

function mountOf(
  { name, mountPath, readOnly }: { name: string; mountPath: string; readOnly?: boolean },
  pod: PodManifest,
) {
  const volume = pod.volumes?.find((candidate) => candidate.name === name);
  requireOf(volume?.emptyDir !== undefined, `the volume ${name}, which is no emptyDir`);
  const size = volume?.emptyDir?.sizeLimit;
  const { fsGroup } = pod.securityContext;
  const options = [
    readOnly ? 'ro' : 'rw',
    ...(size ? [`size=${bytesOf(size)}`] : []),
    // A kubelet makes volumes the group's, and its files too.
    ...(fsGroup === undefined ? ['mode=0777'] : ['mode=2777', `gid=${fsGroup}`]),
  ];
  return { destination: mountPath, type: 'tmpfs', source: 'tmpfs', options };
}

function limitsOf({ resources: { limits } }: ContainerManifest): object {
  requireOf(limits.memory !== undefined, 'no memory limit');
  const memory = bytesOf(limits.memory);
  const period = 100_000;
  return {
    // Kubernetes gives containers no swap.
    memory: { limit: memory, swap: memory },
    ...(limits.cpu ? { cpu: { period, quota: Math.round(coresOf(limits.cpu) * period) } } : {}),
  };
}

/** Bytes of a Kubernetes quantity in Mi or Gi. */
export function bytesOf(quantity: string): number {
  const match = /^(\d+)(Mi|Gi)$/.exec(quantity);
  if (!match) throw new Error(`${quantity} is no quantity in Mi or Gi`);
  return Number(match[1]) * (match[2] === 'Gi' ? 1024 ** 3 : 1024 ** 2);
}

function coresOf(quantity: string): number {
  return quantity.endsWith('m') ? Number(quantity.slice(0, -1)) / 1000 : Number(quantity);
}
