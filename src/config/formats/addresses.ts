import { hasValidHost, HOST, PORT } from './hosts';
import type { Rule } from '../rule';
import { text } from '../rules';

/**
 * Maximum length of an address. Software should support 8000 octets, and tools append paths.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-4.1
 */
const MAX_ADDRESS = 2048;

/** Address forms that git hosts offer, without credentials. */
const REPOSITORY_URL = new RegExp(
  `^(?:https://${HOST}${PORT}/|ssh://(?:git@)?${HOST}${PORT}/|git@${HOST}:)[A-Za-z0-9~_-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*/?$`,
);

/** An address of a package index without credentials, queries and characters that need quoting. */
const INDEX_URL = new RegExp(`^https://${HOST}${PORT}(?:/[A-Za-z0-9._~+-]+)*/?$`);

const CREDENTIALS = /^\s*(?:[a-z][a-z0-9+.-]*:)?\/\/[^@\s]*[^/@\s]@|^[^/@:]*:[^/@]*@/i;

export const repoUrl: Rule = text({
  must: `be an https:// or ssh:// address, or git@host:owner/repository, without credentials, at most ${MAX_ADDRESS} characters`,
  test: (value) => isAddress(value, REPOSITORY_URL),
  fix: withoutCredentials,
  hides: hasCredentials,
});

export const packageIndex: Rule = text({
  must: `be an https:// address without credentials, such as 'https://pypi.acme.example/simple', at most ${MAX_ADDRESS} characters`,
  test: (value) => isAddress(value, INDEX_URL),
  fix: withoutCredentials,
  hides: hasCredentials,
});

/** A web address without credentials and queries; programs append paths to it. */
export function webAddress(schemes: readonly string[], example: string): Rule {
  const form = new RegExp(`^(?:${schemes.join('|')})://${HOST}${PORT}(?:/[A-Za-z0-9._~-]+)*/?$`);
  const kinds = schemes.map((scheme) => `${scheme}://`).join(' or ');
  return text({
    must: `be an ${kinds} address without credentials, such as '${example}', at most ${MAX_ADDRESS} characters`,
    test: (value) => isAddress(value, form),
    fix: withoutCredentials,
    hides: hasCredentials,
  });
}

function isAddress(value: string, form: RegExp): boolean {
  return value.length <= MAX_ADDRESS && form.test(value) && !value.includes('..') && hasValidHost(value);
}

function hasCredentials(value: string): boolean {
  return CREDENTIALS.test(value) && !/^(?:ssh:\/\/)?git@/.test(value);
}

function withoutCredentials(value: string): string | undefined {
  return hasCredentials(value) ? 'remove the credentials, and revoke them if they were committed' : undefined;
}
