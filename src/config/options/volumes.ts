/**
 * Files that a workload has besides its image, whose own are read-only.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export interface VolumeOptions {
  /**
   * Folder in the container, an absolute path that no other volume lies at.
   *
   * `/tmp` and the image's own are taken, and `/etc/secrets` where the app has `secretFiles`.
   *
   * @default - none: it has to be said
   * @example '/var/cache/app'
   */
  readonly mountPath: string;

  /**
   * What it is: `ephemeral`, `memory`, `persistent`, `config-map` or `secret`.
   *
   * An ephemeral one lives on the node's disk and one in memory counts against the pod's memory: both are empty in a new
   * pod. A persistent one has a PersistentVolumeClaim of its own, which stays when it is taken out here. The last two
   * show an object that exists already in the namespace.
   *
   * @default "ephemeral"
   */
  readonly type?: string;

  /**
   * Size, as a Kubernetes quantity in Mi or Gi.
   *
   * A pod that writes more to an ephemeral one is evicted.
   *
   * @default "256Mi"
   */
  readonly size?: string;

  /**
   * Name of the ConfigMap or Secret that is shown.
   *
   * @default - none; `config-map` and `secret` need it
   */
  readonly source?: string;

  /**
   * StorageClass of a persistent volume.
   *
   * @default - the cluster's default
   */
  readonly storageClass?: string;

  /**
   * How a persistent volume can be mounted: `ReadWriteOnce`, `ReadWriteOncePod` or `ReadWriteMany`.
   *
   * All but the last allow one pod only, which is then stopped before its successor starts.
   *
   * @default "ReadWriteOnce"
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
   */
  readonly accessMode?: string;

  /**
   * Whether the container can only read it.
   *
   * Of ConfigMaps and Secrets it always can only read.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}
