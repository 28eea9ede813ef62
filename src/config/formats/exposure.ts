import { MAX_LABEL } from './names';
import type { Rule } from '../rule';
import { all, text } from '../rules';

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

/** A host name in lower case. */
const HOST_NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** Maximum length of an object name whose kind allows dots (RFC 1123). */
const MAX_SUBDOMAIN = 253;

/** A host as Ingress and HTTPRoute accept it: the first label may be a wildcard. */
export const hostName: Rule = text({
  must: `be a host name in lower case with a dot, such as 'shop.acme.example' or '*.acme.example', at most ${MAX_SUBDOMAIN} characters`,
  test: isHost,
  fix: (value) => {
    const bare = value
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/[/.]+$/, '');
    return isHost(bare) ? `use '${bare}'` : undefined;
  },
});

function isHost(value: string): boolean {
  const bare = value.replace(/^\*\./, '');
  return isHostName(bare) && value.length <= MAX_SUBDOMAIN && value.includes('.');
}

/** Whether a host matches several names. */
export function isWildcard(host: string): boolean {
  return host.startsWith('*.');
}

/** A domain short enough to follow an app's name and a dot. */
export const domain: Rule = text({
  must: "be a domain in lower case, such as 'dev.acme.example', at most 200 characters",
  test: (value) => isHostName(value) && value.length <= 200,
});

/** Digits and dots alone are an IP address. */
function isHostName(value: string): boolean {
  return HOST_NAME.test(value) && value.length <= MAX_SUBDOMAIN && !/^[0-9.]+$/.test(value);
}

/** Name of an existing object: a Secret, a StorageClass, an IngressClass, a Gateway. */
export const objectName: Rule = text({
  must: `be the name of a Kubernetes object: lower-case letters, digits, dots and dashes, at most ${MAX_SUBDOMAIN} characters`,
  test: (value) => HOST_NAME.test(value) && value.length <= MAX_SUBDOMAIN,
});

/** Name of a listener. */
export const sectionName: Rule = text({
  must: `be the name of a listener: lower-case letters, digits and dashes, at most ${MAX_LABEL} characters`,
  test: (value) => new RegExp(`^${LABEL}$`).test(value),
});

/** A path of plain characters without a slash at the end. */
const URL_PATH = /^\/(?:[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*)?$/;

/** A path to request; Django's end in a slash. */
export const requestPath: Rule = text({
  must: "be a path that begins with a slash, such as '/health' or '/health/', at most 200 characters",
  test: (value) => URL_PATH.test(value.replace(/(?<=[^/])\/$/, '')) && hasPlainParts(value),
  fix: (value) => (value.includes('?') ? 'remove the query' : undefined),
});

/** Every application made with `create_app` answers its own checks at these paths. */
const PLATFORM_PATHS = ['/health', '/ready'];

export const metricsPath: Rule = all(
  requestPath,
  text({
    must: "be another path than those of the platform's health checks",
    test: (value) => !PLATFORM_PATHS.includes(value),
    fix: () => "use another one, such as '/metrics'",
  }),
);

/** A path prefix that both Ingress and HTTPRoute accept. */
export const urlPath: Rule = text({
  must: "be a path that begins with a slash and does not end with one, such as '/' or '/admin', at most 200 characters",
  test: (value) => URL_PATH.test(value) && hasPlainParts(value),
});

function hasPlainParts(path: string): boolean {
  return path.length <= 200 && path.split('/').every((part) => part !== '.' && part !== '..');
}
