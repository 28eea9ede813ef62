import { parsePath } from './path';
import { isConfidentialName } from '../common/credentials';
import type { Finding } from '../common/findings';
import { NOT_SHOWN } from '../common/findings';
import { isRecord } from '../common/records';

/** Options with the names of secrets, where people also write the secrets themselves. */
const SECRETS = ['secrets', 'secretFiles', 'buildSecrets'];

/** The written form of names that are clearly no secrets: capitals, or a file with an extension. */
const NAME = /^"(?:[A-Z0-9_. -]{1,60}|[\w./-]{1,60}\.[a-z]{1,5})"$/;

/** The finding without a value that may be a secret. */
export function concealed(finding: Finding, options: unknown): Finding {
  const keys = parsePath(finding.path);
  const isSecret = keys.some((key) => SECRETS.includes(key)) || isConfidentialName(keys[keys.length - 1] ?? '');
  if (!isSecret || finding.code === 'unknown-key' || finding.got === 'nothing' || NAME.test(finding.got)) {
    return finding;
  }
  return { ...finding, got: kindOf(keys.reduce(valueIn, options)) };
}

function valueIn(value: unknown, key: string): unknown {
  return isRecord(value) || Array.isArray(value) ? (value as Record<string, unknown>)[key] : undefined;
}

/** What kind of value it is; keys of an object are names. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (!isRecord(value)) return NOT_SHOWN;
  const keys = Object.keys(value);
  return keys.length === 0 ? '{}' : `an object with ${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', …' : ''}`;
}
