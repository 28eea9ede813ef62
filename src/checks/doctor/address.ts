import { normalizeRemote } from '../../clients/git/remote';

/** A repository at its host, as in `https://github.com/acme/shop`. */
export interface RepositoryAddress {
  readonly host: string;
  /** Owner and name, for the API of the host. */
  readonly path: string;
  readonly url: string;
}

/** Parses the URL of a repository; undefined when it is not the URL of a host. */
export function parseAddress(url: string): RepositoryAddress | undefined {
  const normal = normalizeRemote(url);
  const parts = normal === undefined ? null : /^https:\/\/([^/]+)\/(.+)$/.exec(normal);
  return parts && normal ? { host: parts[1], path: parts[2], url: normal } : undefined;
}

/** Whether two URLs mean one repository. Hosts ignore case, and so does Argo CD. */
export function isSameRepository(one: string, other: string): boolean {
  const plain = (url: string): string => (normalizeRemote(url) ?? url.replace(/(?:\.git)?\/?$/, '')).toLowerCase();
  return plain(one) === plain(other);
}
