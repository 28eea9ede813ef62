import { ecrHost, loginOf } from '../../config/registries';

/** The command that logs in to a registry. */
export function loginCommand(host: string): string {
  const ecr = ecrHost(host);
  if (ecr !== undefined) {
    return `aws ecr get-login-password --region ${ecr.region} | docker login --username AWS --password-stdin ${host}`;
  }
  return loginOf(host) === 'google' ? `gcloud auth configure-docker ${host}` : `docker login ${host}`;
}
