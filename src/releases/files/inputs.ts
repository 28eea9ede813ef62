/**
 * What of an app's folder is in no image: manifests and Applications, and the hash manifest, which changes with them. CI
 * builds an image when anything else changes.
 */
export const NOT_IN_IMAGE = ['k8s', 'argo', '.generated.sha256'] as const;

/** What a changed path is part of. Without an environment, a change of the configuration reaches all of them. */
export type Input =
  | { readonly app: string; readonly kind: 'image' }
  | { readonly app: string; readonly kind: 'configuration'; readonly environment?: string };

/** What a path goes into: an app's image, its configuration, or undefined for neither, as release files do. */
export function inputOf(path: string): Input | undefined {
  const [folder, app, first, ...rest] = path.split('/');
  if (folder !== 'apps' || first === undefined) return undefined;
  if (!(NOT_IN_IMAGE as readonly string[]).includes(first)) return { app, kind: 'image' };
  if (first !== 'k8s') return undefined;
  const [part, environment, next] = rest;
  // What lies in a folder of an environment is that environment's alone.
  const isOwn = next !== undefined && (part === 'overlays' || part === 'extra');
  if (!isOwn) return { app, kind: 'configuration' };
  return part === 'overlays' && next === 'release' ? undefined : { app, kind: 'configuration', environment };
}
