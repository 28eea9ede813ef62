/**
 * A volume of a workload.
 *
 * The files of the image are read-only.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export interface VolumeOptions {
  /**
   * Absolute path in the container, unique among the workload's volumes.
   *
   * Folders of the image are reserved, and `/etc/secrets` if the app sets `secretFiles`. An `emptyDir` at `/tmp` replaces
   * the generated one of 64Mi, for example to make room for large uploads.
   *
   * @default - none: required
   * @example '/var/cache/app'
   */
  readonly mountPath: string;

  /**
   * Type of the volume, as in Kubernetes: `emptyDir`, `persistentVolumeClaim`, `configMap` or `secret`.
   *
   * An `emptyDir` is empty in each new pod. `persistentVolumeClaim` generates a claim, which remains if you remove the
   * volume here. `configMap` and `secret` mount an object of `extraManifests`, or one that exists already and is listed
   * in `existingConfigMaps` or `existingSecrets` of the app.
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
   * Size, as a Kubernetes quantity such as `512Mi` or `10G`.
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
   * All but `ReadWriteMany` allow a single pod, which stops before its replacement starts.
   *
   * @default "ReadWriteOnce"
   * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes
   */
  readonly accessMode?: string;

  /**
   * Whether to mount it read-only.
   *
   * ConfigMaps and Secrets always are.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}
