import { struct } from './define';
import * as format from '../formats';
import { boolean } from '../rules';

const CLAIM = 'PersistentVolumeClaim';

export const VOLUME = struct(
  'VolumeOptions',
  {
    mountPath: {
      rule: format.mountPath,
      required: true,
      samples: ['/explained', '/other'],
      words: ['path', 'mount', 'mountPoint', 'target'],
    },
    type: {
      rule: format.volumeType,
      default: 'emptyDir',
      objects: [CLAIM],
      answers: {
        emptyDir: "set type: 'emptyDir', and size for its sizeLimit",
        persistentVolumeClaim: "set type: 'persistentVolumeClaim', and size, storageClass and accessMode as needed",
        pvc: "set type: 'persistentVolumeClaim', and size, storageClass and accessMode as needed",
        configMap: "set type: 'configMap', and name for the ConfigMap",
        secret: "set type: 'secret', and name for the Secret",
      },
    },
    medium: { rule: format.volumeMedium, usedBy: ['emptyDir'] },
    size: {
      rule: format.volumeSize,
      default: '256Mi',
      samples: ['64Mi', '2Gi'],
      usedBy: ['emptyDir', 'persistentVolumeClaim'],
      objects: [CLAIM],
      words: ['sizeLimit', 'storage', 'capacity'],
    },
    name: {
      rule: format.objectName,
      samples: ['explained', 'other'],
      usedBy: ['configMap', 'secret'],
      words: ['source', 'configMapName', 'secretName', 'objectName'],
    },
    storageClass: {
      rule: format.objectName,
      samples: ['explained', 'other'],
      usedBy: ['persistentVolumeClaim'],
      objects: [CLAIM],
      words: ['storageClassName'],
    },
    accessMode: {
      rule: format.accessMode,
      default: 'ReadWriteOnce',
      usedBy: ['persistentVolumeClaim'],
      objects: [CLAIM],
      words: ['accessModes'],
    },
    readOnly: { rule: boolean(), words: ['ro'] },
  },
  'whole',
);
