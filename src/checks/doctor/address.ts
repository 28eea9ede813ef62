import { normalizeRemote } from '../../clients/git/remote';

/** Where a repository is at its host, as in `https://github.com/acme/shop`. */
export interface RepositoryAddress {
  readonly host: string;
  /** Owner and name, as the host's API takes them. */
  readonly path: string;
  readonly url: string;
}

/** Takes the address of a repository apart; undefined for one that is no address of a host. */
export function parseAddress(url: string): RepositoryAddress | undefined {
  const normal = normalizeRemote(url);
  const parts = normal === undefined ? null : /^https:\/\/([^/]+)\/(.+)$/.exec(normal);
  return parts && normal ? { host: parts[1], path: parts[2], url: normal } : undefined;
}

/** Whether two addresses are spellings of one repository. Hosts ignore case in them, and so does Argo CD. */
export function isSameRepository(one: string, other: string): boolean {
  const plain = (url: string): string => (normalizeRemote(url) ?? url.replace(/(?:\.git)?\/?$/, '')).toLowerCase();
  return plain(one) === plain(other);
}
