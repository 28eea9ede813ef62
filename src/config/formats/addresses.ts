import { hasValidPort, HOST, PORT } from './hosts';
import type { Rule } from '../rules';
import { text } from '../rules';

/** The forms of an address that git hosts offer, less credentials. */
const REPOSITORY_URL = new RegExp(
  `^(?:https://${HOST}${PORT}/|ssh://(?:git@)?${HOST}${PORT}/|git@${HOST}:)[A-Za-z0-9~_-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9._~-]+)*/?$`,
);

/** An address that a package index has, less credentials, queries, and what would need quoting somewhere. */
const INDEX_URL = new RegExp(`^https://${HOST}${PORT}(?:/[A-Za-z0-9._~+-]+)*/?$`);

const CREDENTIALS = /^\s*(?:[a-z][a-z0-9+.-]*:)?\/\/[^@\s]*[^/@\s]@|^[^/@]*:[^/@]*@/i;

export const repoUrl: Rule = text({
  must: 'be an https:// or ssh:// address, or git@host:owner/repository, without credentials',
  test: (value) => REPOSITORY_URL.test(value) && !value.includes('..') && hasValidPort(value),
  fix: withoutCredentials,
  hides: hasCredentials,
});

export const packageIndex: Rule = text({
  must: "be an https:// address without credentials, such as 'https://pypi.acme.example/simple'",
  test: (value) => INDEX_URL.test(value) && !value.includes('..') && hasValidPort(value),
  fix: withoutCredentials,
  hides: hasCredentials,
});

function hasCredentials(value: string): boolean {
  return CREDENTIALS.test(value) && !/^(?:ssh:\/\/)?git@/.test(value);
}

function withoutCredentials(value: string): string | undefined {
  return hasCredentials(value) ? 'remove the credentials, and revoke them if they were committed' : undefined;
}
