import { KEPT } from './kept';
import { secretFileMounts, secretFileVolumes } from './secrets';
import { TMP } from '../../config/defaults';
import { mebibytes } from '../../config/formats/quantities';
import type { App, Volume, Workload } from '../../config/model';
import { claimName } from '../../config/names';

/**
 * Disk of the node for `/tmp` and for logs, of which the kubelet keeps five files of 10Mi. Without a request, pods are
 * evicted first when the disk is full. Without a limit, one pod can fill it.
 *
 * @see https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
 */
const DISK = { tmp: '64Mi', total: '256Mi' };

/** The request and limit for the disk of the node. */
export function requestedDisk(workload: Workload): string {
  const own = workload.volumes
    .filter((volume) => volume.type === 'emptyDir' && volume.medium === undefined)
    .map((volume) => Math.ceil(mebibytes(volume.size)));
  const fixed = mebibytes(DISK.total) - (hasOwnTmp(workload) ? mebibytes(DISK.tmp) : 0);
  return `${own.reduce((sum, size) => sum + size, fixed)}Mi`;
}

export function podVolumes(app: App, workload: Workload): object[] {
  const own = workload.volumes.map((volume) => ({ name: volume.name, ...source(workload, volume) }));
  const tmp = hasOwnTmp(workload) ? [] : [{ name: 'tmp', emptyDir: { sizeLimit: DISK.tmp } }];
  return [...tmp, ...secretFileVolumes(app), ...own];
}

export function volumeMounts(app: App, workload: Workload): object[] {
  const own = workload.volumes.map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly ? { readOnly } : {}),
  }));
  const tmp = hasOwnTmp(workload) ? [] : [{ name: 'tmp', mountPath: TMP }];
  return [...tmp, ...secretFileMounts(app), ...own];
}

/** Whether a volume of the workload replaces the one at `/tmp`. */
function hasOwnTmp({ volumes }: Workload): boolean {
  return volumes.some(({ mountPath }) => mountPath === TMP);
}

function source(workload: Workload, volume: Volume): object {
  switch (volume.type) {
    case 'emptyDir':
      return {
        emptyDir: { ...(volume.medium === undefined ? {} : { medium: volume.medium }), sizeLimit: volume.size },
      };
    case 'persistentVolumeClaim':
      return { persistentVolumeClaim: { claimName: claimName(workload, volume) } };
    case 'configMap':
      return { configMap: { name: volume.objectName } };
    case 'secret':
      return { secret: { secretName: volume.objectName } };
  }
}

/**
 * The claim of a persistent volume. Argo CD never deletes it, because that would delete the data.
 *
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
export function persistentVolumeClaim(app: App, workload: Workload, volume: Volume): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimName(workload, volume),
      namespace: app.name,
      annotations: KEPT,
    },
    spec: {
      accessModes: [volume.accessMode],
      resources: { requests: { storage: volume.size } },
      ...(volume.storageClass === undefined ? {} : { storageClassName: volume.storageClass }),
    },
  };
}
