/** What kustomize answered. */
export interface Build {
  readonly ok: boolean;
  readonly output: string;
  readonly messages: string;
}

/** The kustomize that builds a tree; the command line says where it is found. */
export interface Kustomize {
  /** Version, on which every result depends. */
  readonly version: string;
  /** Builds a folder, given from the root of the tree. */
  build(folder: string): Promise<Build>;
  /** What `kustomize edit set image` makes of a kustomization when it sets these images, given as NAME=NEW. */
  editImages(kustomization: string, images: readonly string[]): string;
}
