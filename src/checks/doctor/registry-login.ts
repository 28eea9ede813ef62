import type { RegistryLogin } from '../../config/model';

/**
 * Which secrets the workflow logs in to a registry with. This is the one place that knows it: a registry that takes the
 * job's own token, or a cloud's identity, needs none.
 */
export function loginSecrets({ kind }: RegistryLogin): readonly string[] {
  return kind === 'password' ? ['DOCKER_USERNAME', 'DOCKER_PASSWORD'] : [];
}

/** The GitHub environment of the job that pushes images; secrets that nobody else may read belong there. */
export const REGISTRY_ENVIRONMENT = 'registry';
