import { isIP } from 'node:net';
import { DEFAULTS, PYTHON_RELEASES } from './defaults';
import type { Rule } from './rules';
import { text } from './rules';

/** Longest name of an app, environment, workload or repository; what is made of two of them is checked by itself. */
const MAX_NAME = 40;

/** Longest DNS label (RFC 1123). */
const MAX_LABEL = 63;

/** Smallest memory in which one server process runs: it needs about 50Mi. */
const MIN_MEMORY_MI = 64;

const LOG_LEVELS = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

const PYTHON_VERSIONS = Object.keys(PYTHON_RELEASES);

/** A DNS label as Services need it (RFC 1035), without a double dash, which image names do not allow everywhere. */
const NAME = /^[a-z](?:-?[a-z0-9])*$/;

/** A DNS label as namespaces may have it (RFC 1123). */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** A host name (RFC 1123) with an optional port. */
const HOST = String.raw`[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*`;
const PORT = String.raw`(?::[0-9]{1,5})?`;

/** `host/path`; the host has a dot or a port, or is localhost, as image references ask for. */
const REGISTRY = new RegExp(
  `^(?=localhost(?:[:/]|$)|[^/]*[.:])${HOST}${PORT}(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$`,
);

/** Longest registry with its path: an image reference has 255 characters, and the app's name follows. */
const MAX_REGISTRY = 255 - MAX_NAME - 1;

/** `registry/name:tag`, with a digest or without. */
const IMAGE = /^(?<name>.+\/[^:@]+):(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})(?:@sha256:(?<digest>[0-9a-f]{64}))?$/;

/** The forms of an address that git hosts offer, less credentials. */
const REPOSITORY_URL = new RegExp(
  `^(?:https://${HOST}${PORT}/|ssh://(?:git@)?${HOST}${PORT}/|git@${HOST}:)[A-Za-z0-9~_-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*/?$`,
);

/** An address that a package index has, less credentials, queries, and what would need quoting somewhere. */
const INDEX_URL = new RegExp(`^https://${HOST}${PORT}(?:/[A-Za-z0-9._~+-]+)*/?$`);

const CREDENTIALS = /^\s*(?:[a-z][a-z0-9+.-]*:)?\/\/[^@\s]*[^/@\s]@|^[^/@]*:[^/@]*@/i;

/** What git accepts as a branch, less what would need quoting somewhere (git-check-ref-format). */
const BRANCH = /^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9._/-]{1,100}(?<![/.])$/;

const NPM_PACKAGE = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*(?:@.+)?$/;

/** A Debian package (Debian Policy, 5.6.1), with a version or without. */
const DEBIAN_PACKAGE = /^[a-z0-9][a-z0-9+.-]{0,98}[a-z0-9.+](?:=[A-Za-z0-9.+:~*-]+)?$/;

/** An owner as GitHub's CODEOWNERS has it. */
const CODE_OWNER =
  /^(?:@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\/[A-Za-z0-9._-]+)?|[\w.%+-]+@[\w-]+(?:\.[\w-]+)+)$/;

/** Key of a Kubernetes label: a name, with a DNS prefix or without. */
const LABEL_KEY =
  /^(?:(?=.{1,253}\/)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;

export const name: Rule = text({
  must: `be a DNS label: lower-case letters, digits and single dashes, beginning with a letter, at most ${MAX_NAME} characters`,
  test: (value) => NAME.test(value) && value.length <= MAX_NAME,
  fix: (value) => {
    const better = asName(value);
    return better ? `use '${better}'` : undefined;
  },
});

export const namespace: Rule = text({
  must: `be the name of a namespace: lower-case letters, digits and dashes, at most ${MAX_LABEL} characters`,
  test: (value) => NAMESPACE.test(value) && value.length <= MAX_LABEL,
});

export const branch: Rule = text({
  must: 'be a branch name of letters, digits and . _ - /',
  test: (value) => BRANCH.test(value),
});

export const memory: Rule = text({
  must: `be a Kubernetes quantity in Mi or Gi of at least ${MIN_MEMORY_MI}Mi, such as '128Mi'`,
  test: (value) => {
    const match = /^([1-9][0-9]{0,6})(Mi|Gi)$/.exec(value);
    return match !== null && Number(match[1]) * (match[2] === 'Gi' ? 1024 : 1) >= MIN_MEMORY_MI;
  },
});

export const cpu: Rule = text({
  must: "be a Kubernetes quantity of CPU, such as '250m' or '2'",
  test: (value) => /^[1-9][0-9]{0,5}m?$/.test(value),
});

export const logLevel: Rule = text({
  must: `be one of ${LOG_LEVELS.join(', ')}`,
  test: (value) => LOG_LEVELS.includes(value),
  fix: (value) => (LOG_LEVELS.includes(value.toUpperCase()) ? `use '${value.toUpperCase()}'` : undefined),
});

export const server: Rule = choice('granian', 'gunicorn');

export const webInterface: Rule = choice('wsgi', 'asgi');

export const repoUrl: Rule = text({
  must: 'be an https:// or ssh:// address, or git@host:owner/repository, without credentials',
  test: (value) => REPOSITORY_URL.test(value) && !value.includes('..') && hasValidPort(value),
  fix: withoutCredentials,
  hides: hasCredentials,
});

export const registry: Rule = text({
  must: "begin with the registry's host and be lower case, without a tag, such as 'docker.io/acme'",
  test: isRegistry,
  fix: (value) => (isRegistry(`docker.io/${value}`) ? `use 'docker.io/${value}' for Docker Hub` : undefined),
});

export const pythonVersion: Rule = text({
  must: `be one of ${PYTHON_VERSIONS.join(', ')}`,
  test: (value) => PYTHON_VERSIONS.includes(value),
  fix: (value) => {
    const minor = value.split('.').slice(0, 2).join('.');
    return PYTHON_VERSIONS.includes(minor) ? `use '${minor}'` : undefined;
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

export const packageIndex: Rule = text({
  must: "be an https:// address without credentials, such as 'https://pypi.acme.example/simple'",
  test: (value) => INDEX_URL.test(value) && !value.includes('..') && hasValidPort(value),
  fix: withoutCredentials,
  hides: hasCredentials,
});

export const npmPackage: Rule = text({
  must: "be the name of an npm package with an optional version, such as 'prettier@^3'",
  test: (value) => NPM_PACKAGE.test(value),
});

export const debianPackage: Rule = text({
  must: "be the name of a Debian package with an optional version, such as 'libpq5' or 'libpq5=17.*'",
  test: (value) => DEBIAN_PACKAGE.test(value),
});

export const secretName: Rule = text({
  must: 'be a name of capital letters, digits and underscores that does not begin with GITHUB_',
  test: (value) => /^(?!GITHUB_|PATH$)[A-Z][A-Z0-9_]{0,99}$/.test(value),
});

export const secretPath: Rule = text({
  must: "be the path of a file below /root or /run, such as '/root/.netrc'",
  test: (value) => /^\/(?:root|run)(?:\/[A-Za-z0-9._-]+)+$/.test(value) && !/\/\.{1,2}(?:\/|$)/.test(value),
});

export const codeOwner: Rule = text({
  must: "be a team '@organisation/team', a person '@name' or an email address",
  test: (value) => CODE_OWNER.test(value),
});

export const labelKey: Rule = text({
  must: 'be the key of a Kubernetes label',
  test: (value) => LABEL_KEY.test(value),
});

export const labelValue: Rule = text({
  must: `be the value of a Kubernetes label: letters, digits and . _ -, at most ${MAX_LABEL} characters`,
  test: (value) => LABEL_VALUE.test(value),
});

export const duration: Rule = text({
  must: `be a Prometheus duration, such as '${DEFAULTS.scrapeInterval}' or '1m'`,
  test: (value) => /^[1-9][0-9]{0,4}(?:ms|s|m|h)$/.test(value),
});

export const cidr: Rule = text({
  must: "be a range of addresses in CIDR notation whose address is the first of the range, such as '10.20.0.0/16'",
  test: isCidr,
});

export const folder: Rule = text({ must: 'be a folder', test: (value) => value !== '' });

function choice(...values: readonly string[]): Rule {
  return text({
    must: `be one of ${values.join(', ')}`,
    test: (value) => values.includes(value),
    fix: (value) => (values.includes(value.toLowerCase()) ? `use '${value.toLowerCase()}'` : undefined),
  });
}

function isRegistry(value: string): boolean {
  // Host names may have capitals; an image reference must not.
  return REGISTRY.test(value) && value === value.toLowerCase() && value.length <= MAX_REGISTRY && hasValidPort(value);
}

/** A digest of one repeated character was never computed from an image. */
function isPlaceholder(digest: string | undefined): boolean {
  return digest !== undefined && /^(.)\1*$/.test(digest);
}

function hasValidPort(value: string): boolean {
  const port = /^(?:[a-z]+:\/\/)?[^/]*?:([0-9]+)(?:\/|$)/.exec(value)?.[1];
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65535);
}

function hasCredentials(value: string): boolean {
  return CREDENTIALS.test(value) && !/^(?:ssh:\/\/)?git@/.test(value);
}

function withoutCredentials(value: string): string | undefined {
  return hasCredentials(value) ? 'remove the credentials, and revoke them if they were committed' : undefined;
}

/** API servers warn of a range whose address has bits below the prefix, and of other spellings of an address. */
function isCidr(value: string): boolean {
  const [address, length, ...rest] = value.split('/');
  // A zone belongs to one machine.
  const version = value.includes('%') ? 0 : isIP(address ?? '');
  if (version === 0 || rest.length > 0 || !/^(?:0|[1-9][0-9]{0,2})$/.test(length ?? '')) return false;
  const { IPv4, IPv6 } = require('ipaddr.js') as typeof import('ipaddr.js');
  if (Number(length) > (version === 4 ? 32 : 128)) return false;
  const first = (version === 4 ? IPv4 : IPv6).networkAddressFromCIDR(value);
  return first.toString() === address;
}

/** The nearest valid name, if one can be made. */
export function asName(value: string): string | undefined {
  const result = value
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, MAX_NAME)
    .replace(/-+$/, '');
  return result === '' ? undefined : result;
}
