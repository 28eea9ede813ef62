import { hostOf } from '../../config/registries';

/** Where to request the manifests of an image. */
export interface Location {
  /** The host as in image names, with its port. */
  readonly host: string;
  /** The scheme and host of the registry's API. */
  readonly origin: string;
  /** The name of the image, without the host. */
  readonly repository: string;
}

/** The default registry for image names without a host. Its API has another host. */
export const DOCKER_HUB = 'docker.io';
const HUB_HOSTS = [DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io'];
const HUB_API = 'https://registry-1.docker.io';

/**
 * Finds the registry of an image by its name without tag, as Docker does.
 *
 * @see https://github.com/distribution/reference
 */
export function locateRegistry(name: string): Location {
  const first = hostOf(name);
  const hasHost = name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const path = hasHost ? name.slice(first.length + 1) : name;
  if (hasHost && !HUB_HOSTS.includes(first)) {
    return { host: first, origin: `${isLoopback(first) ? 'http' : 'https'}://${first}`, repository: path };
  }
  // Names of official images have no owner.
  return { host: DOCKER_HUB, origin: HUB_API, repository: path.includes('/') ? path : `library/${path}` };
}

/** Whether a host, with or without port, is this machine. As with Docker, only a registry here may lack TLS. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d+)?$/.test(host);
}
