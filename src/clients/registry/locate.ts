import { hostOf } from '../../config/registries';

/** Where the manifests of an image are asked for. */
export interface Location {
  /** Host as image names have it, with its port. */
  readonly host: string;
  /** Scheme and host of the registry's API. */
  readonly origin: string;
  /** Name of the image there, without the host. */
  readonly repository: string;
}

/** The one registry whose images are found without a host, and whose API is on another one. */
export const DOCKER_HUB = 'docker.io';
const HUB_HOSTS = [DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io'];
const HUB_API = 'https://registry-1.docker.io';

/**
 * Where an image is, by its name without tag, as docker reads it.
 *
 * @see https://github.com/distribution/reference
 */
export function locate(name: string): Location {
  const first = hostOf(name);
  const hasHost = name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  const path = hasHost ? name.slice(first.length + 1) : name;
  if (hasHost && !HUB_HOSTS.includes(first)) {
    return { host: first, origin: `${isLoopback(first) ? 'http' : 'https'}://${first}`, repository: path };
  }
  // Official images have no owner in their names.
  return { host: DOCKER_HUB, origin: HUB_API, repository: path.includes('/') ? path : `library/${path}` };
}

/** Whether a host, with its port or without, is this machine: only there is a registry asked without TLS, as by docker. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d+)?$/.test(host);
}
