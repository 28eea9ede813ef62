/** Folder of an app's sealed secrets in an environment: a Component of the overlay. */
export function secretsFolder(app: string, environment: string): string {
  return `apps/${app}/k8s/overlays/${environment}/secrets`;
}

/** The Component's kustomization; it is yours, and `seal` updates it. */
export function componentPath(app: string, environment: string): string {
  return `${secretsFolder(app, environment)}/kustomization.yaml`;
}

/** Name of the file that `seal` writes. */
export const SEALED_FILE = 'sealed-secret.yaml';

export function sealedPath(app: string, environment: string): string {
  return `${secretsFolder(app, environment)}/${SEALED_FILE}`;
}

/** The public certificate for sealing: with it anyone can encrypt values, but not decrypt them. */
export function certificatePath(environment: string): string {
  return `sealed-secrets/${environment}.pem`;
}

/** The keys that the manifests of an app need, as `secretTemplate` renders it. */
export function templatePath(app: string): string {
  return `apps/${app}/k8s/base/secret-template.yaml`;
}
