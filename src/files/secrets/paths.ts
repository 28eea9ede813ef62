/** Folder of the sealed secrets of an app in an environment: a Component that the overlay lists. */
export function secretsFolder(app: string, environment: string): string {
  return `apps/${app}/k8s/overlays/${environment}/secrets`;
}

/** What the Component lists; it is the user's, and `seal` keeps it. */
export function componentPath(app: string, environment: string): string {
  return `${secretsFolder(app, environment)}/kustomization.yaml`;
}

/** Name of the file that holds what `seal` writes. */
export const SEALED_FILE = 'sealed-secret.yaml';

export function sealedPath(app: string, environment: string): string {
  return `${secretsFolder(app, environment)}/${SEALED_FILE}`;
}

/** The public certificate that values are sealed with: whoever has it can seal, and nobody can open with it. */
export function certificatePath(environment: string): string {
  return `sealed-secrets/${environment}.pem`;
}

/** Which keys the manifests of an app need, as `secretTemplate` renders it. */
export function templatePath(app: string): string {
  return `apps/${app}/k8s/base/secret-template.yaml`;
}
