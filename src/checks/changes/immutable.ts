import { isDeepStrictEqual } from 'node:util';
import type { ObjectChange } from './compare';
import { isRecord } from '../../common/records';
import type { KubeObject } from '../validation/objects';
import { at } from '../validation/objects';
import type { YamlPath } from '../validation/yaml-file';

/** Fields that cannot be changed in place, by kind. */
const IMMUTABLE: Readonly<Record<string, readonly YamlPath[]>> = {
  ClusterRoleBinding: [['roleRef']],
  DaemonSet: [['spec', 'selector']],
  Deployment: [['spec', 'selector']],
  Job: [
    ['spec', 'completionMode'],
    ['spec', 'selector'],
    ['spec', 'template'],
  ],
  ReplicaSet: [['spec', 'selector']],
  RoleBinding: [['roleRef']],
  Secret: [['type']],
  Service: [['spec', 'clusterIP']],
};

/** The only fields of a specification that can be changed in place, by kind. */
const MUTABLE: Readonly<Record<string, readonly string[]>> = {
  PersistentVolumeClaim: ['resources', 'volumeAttributesClassName'],
  StatefulSet: [
    'minReadySeconds',
    'ordinals',
    'persistentVolumeClaimRetentionPolicy',
    'replicas',
    'revisionHistoryLimit',
    'template',
    'updateStrategy',
  ],
};

/** Paths of changed fields that the cluster will reject. */
export function immutableFields({ kind, before, after }: ObjectChange): string[] {
  if (!before || !after || isReplaced(after)) return [];
  const fields = (IMMUTABLE[kind] ?? []).filter((path) => differs(before, after, path)).map((path) => path.join('.'));
  const mutable = MUTABLE[kind];
  if (mutable) {
    fields.push(
      ...specFields(before, after)
        .filter((field) => !mutable.includes(field))
        .map((f) => `spec.${f}`),
    );
  }
  if (kind === 'ConfigMap' || kind === 'Secret') fields.push(...frozenData(before, after));
  if (kind === 'PersistentVolumeClaim' && isSmaller(before, after)) fields.push('spec.resources.requests.storage');
  return fields;
}

/** Whether Argo CD deletes and recreates the object: a hook, or one with such an annotation. */
function isReplaced(object: KubeObject): boolean {
  const annotations = at(object, ['metadata', 'annotations']);
  if (!isRecord(annotations)) return false;
  const options = String(annotations['argocd.argoproj.io/sync-options'] ?? '');
  return isHook(object) || options.split(',').some((option) => option.trim() === 'Force=true');
}

/** Whether Argo CD runs the object in a sync and ignores it in the sync status. */
export function isHook(object: KubeObject): boolean {
  const hook = at(object, ['metadata', 'annotations', 'argocd.argoproj.io/hook']);
  return typeof hook === 'string' && hook !== 'Skip';
}

function specFields(before: KubeObject, after: KubeObject): string[] {
  const [old, next] = [before, after].map(({ spec }) => (isRecord(spec) ? spec : {}));
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].filter((key) => differs(old, next, [key]));
}

function frozenData(before: KubeObject, after: KubeObject): string[] {
  if (before.immutable !== true) return [];
  return ['data', 'binaryData', 'stringData', 'immutable'].filter((field) => differs(before, after, [field]));
}

/** Whether a claim requests less storage than before: volumes can only grow. */
function isSmaller(before: KubeObject, after: KubeObject): boolean {
  const [old, next] = [before, after].map((claim) => bytes(at(claim, ['spec', 'resources', 'requests', 'storage'])));
  return old !== undefined && next !== undefined && next < old;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  ...Object.fromEntries(['k', 'M', 'G', 'T', 'P', 'E'].map((unit, index) => [unit, 1000 ** (index + 1)])),
  ...Object.fromEntries(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((unit, index) => [unit, 1024 ** (index + 1)])),
};

function bytes(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(String(value));
  const unit = match ? UNITS[match[2]] : undefined;
  return match && unit !== undefined ? Number(match[1]) * unit : undefined;
}

function differs(before: unknown, after: unknown, path: YamlPath): boolean {
  return !isDeepStrictEqual(at(before, path), at(after, path));
}
