/**
 * What in an app's folder is not part of the image: manifests, Applications, and the hash manifest, which changes with
 * them. CI builds an image when anything else changes.
 */
export const NOT_IN_IMAGE = ['k8s', 'argo', '.generated.sha256'] as const;

/** What a changed path belongs to. A configuration without an environment applies to all of them. */
export type Input =
  | { readonly app: string; readonly kind: 'image' }
  | { readonly app: string; readonly kind: 'configuration'; readonly environment?: string };

/** Whether a path is configuration that an environment runs. */
export function isConfigurationOf(path: string, environment: string): boolean {
  const input = inputOf(path);
  return input?.kind === 'configuration' && (input.environment === undefined || input.environment === environment);
}

/** Returns what a path belongs to: an app's image or configuration. Undefined for anything else, such as release files. */
export function inputOf(path: string): Input | undefined {
  const [folder, app, first, ...rest] = path.split('/');
  if (folder !== 'apps' || first === undefined) return undefined;
  if (!(NOT_IN_IMAGE as readonly string[]).includes(first)) return { app, kind: 'image' };
  if (first !== 'k8s') return undefined;
  const [part, environment, next] = rest;
  // A folder of an environment only affects that environment.
  const isOwn = next !== undefined && (part === 'overlays' || part === 'extra');
  if (!isOwn) return { app, kind: 'configuration' };
  return part === 'overlays' && next === 'release' ? undefined : { app, kind: 'configuration', environment };
}
