import { hasValidHost, HOST, PORT } from './hosts';
import { MAX_NAME } from './names';
import type { Rule } from '../rule';
import { text } from '../rules';

/** `host/path`; as in image references, the host has a dot or a port, or is localhost. */
const REGISTRY = new RegExp(
  `^(?=localhost(?:[:/]|$)|[^/]*[.:])${HOST}${PORT}(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$`,
);

/** Maximum length of a registry with its path: an image reference has 255 characters, including the app's name. */
const MAX_REGISTRY = 255 - MAX_NAME - 1;

/** `registry/name:tag` with an optional digest. */
const IMAGE = /^(?<name>.+\/[^:@]+):(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})(?:@sha256:(?<digest>[0-9a-f]{64}))?$/;

export const registry: Rule = text({
  must: "begin with the registry's host and be lower case, without a tag, such as 'docker.io/acme'",
  test: isRegistry,
  fix: (value) => {
    const bare = withoutExtras(value);
    if (isRegistry(bare)) return `use '${bare}'`;
    return isRegistry(`docker.io/${bare}`) ? `use 'docker.io/${bare}' for Docker Hub` : undefined;
  },
});

export const baseImage: Rule = text({
  must: "be an image with its registry and an exact tag, such as 'docker.io/library/python:3.13.14-slim-trixie'",
  test: (value) => {
    const groups = IMAGE.exec(value)?.groups;
    return groups !== undefined && isRegistry(groups.name) && groups.tag !== 'latest' && !isPlaceholder(groups.digest);
  },
  fix: (value) =>
    isPlaceholder(IMAGE.exec(value)?.groups?.digest) ? 'remove the digest, or write the real one' : undefined,
});

/** Tag of a public image that names a version: an unversioned one would change under the data. */
export const imageVersion: Rule = text({
  must: "be a version, as in the image's tags, such as '17' or '17.5-alpine'",
  test: (value) => /^\d+(?:\.\d+)*(?:-[a-z0-9][a-z0-9.]*)*$/.test(value) && value.length <= 128,
  fix: (value) => (/^v\d/.test(value) ? `use '${value.slice(1)}'` : undefined),
});

/** Removes what people often copy too: a scheme, trailing slashes, a tag, a digest, upper case. */
function withoutExtras(value: string): string {
  return value
    .trim()
    .replace(/^https?:\/\//i, '')
    .replace(/(?<!\/)\/+$/, '')
    .replace(/@sha256:.*$/, '')
    .replace(/(\/[^/:]+):[^/:]+$/, '$1')
    .toLowerCase();
}

function isRegistry(value: string): boolean {
  // Host names may contain upper case; image references must not.
  return REGISTRY.test(value) && value === value.toLowerCase() && value.length <= MAX_REGISTRY && hasValidHost(value);
}

/** A digest of one repeated character was never computed from an image. */
function isPlaceholder(digest: string | undefined): boolean {
  return digest !== undefined && /^(.)\1*$/.test(digest);
}
