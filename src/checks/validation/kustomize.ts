/** The result of a kustomize command. */
export interface Build {
  readonly ok: boolean;
  readonly output: string;
  readonly messages: string;
}

/** The kustomize that builds a tree; the command line finds it. */
export interface Kustomize {
  /** Version, which every cached result depends on. */
  readonly version: string;
  /** Builds a folder, given from the root of the tree. */
  build(folder: string): Promise<Build>;
  /** Builds folders in one process, with a marker object before the objects of each. */
  buildTogether(folders: readonly string[]): Promise<Build>;
  /** The text of a kustomization after `kustomize edit set image` with these images, given as NAME=NEW. */
  editImages(kustomization: string, images: readonly string[]): string;
}
