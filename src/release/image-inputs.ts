/** What of an app's folder is in no image: manifests and Applications, and the hash manifest, which changes with them. */
const NOT_IN_IMAGE = ['k8s', 'argo', '.generated.sha256'];

/** Whether a path, taken from the folder of its app, goes into the image. */
export function isImageInput(path: string): boolean {
  return !NOT_IN_IMAGE.includes(path.split('/')[0]);
}
