import type { RegistryLogin } from '../../config/model';

/**
 * The secrets that the workflow logs in to a registry with. This is the only list. A registry that accepts the token of
 * the workflow, or the identity of a cloud, needs none.
 */
export function loginSecrets({ kind }: RegistryLogin): readonly string[] {
  return kind === 'password' ? ['DOCKER_USERNAME', 'DOCKER_PASSWORD'] : [];
}

/** The GitHub environment of the job that pushes images; it keeps their secrets from other jobs. */
export const REGISTRY_ENVIRONMENT = 'registry';
