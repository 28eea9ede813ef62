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
   * Type of the volume, as in Kubernetes: `emptyDir`, `persistentVolumeClaim`, `configMap` or `secret`.
   *
   * An `emptyDir` is empty in each new pod. A `persistentVolumeClaim` generates a claim, which stays when you remove the
   * volume here. The last two mount an object that already exists in the namespace.
   *
   * @default "emptyDir"
   */
  readonly type?: string;

  /**
   * Set it to `Memory` to keep an `emptyDir` in memory, where its files count against the pod's memory.
   *
   * @default - the node's disk
   * @example 'Memory'
   */
  readonly medium?: string;

  /**
   * Size, as a Kubernetes quantity in Mi or Gi.
   *
   * A pod that writes more to an `emptyDir` is evicted.
   *
   * @default "256Mi"
   */
  readonly size?: string;

  /**
   * Name of the ConfigMap or Secret to mount.
   *
   * @default - none: required for `configMap` and `secret`
   */
  readonly name?: string;

  /**
   * StorageClass of a `persistentVolumeClaim`.
   *
   * @default - the cluster's default
   */
  readonly storageClass?: string;

  /**
   * Access mode of a `persistentVolumeClaim`: `ReadWriteOnce`, `ReadWriteOncePod` or `ReadWriteMany`.
   *
   * All but the last allow a single pod, which is stopped before its successor starts.
   *
   * @default "ReadWriteOnce"
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
   */
  readonly accessMode?: string;

  /**
   * Whether the container mounts it read-only.
   *
   * ConfigMaps and Secrets are always read-only.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}
