import type { Rule } from '../rules';
import { text } from '../rules';

/** Longest name of an app, environment, workload or repository; what is made of two of them is checked by itself. */
export const MAX_NAME = 40;

/** Longest DNS label (RFC 1123). */
export const MAX_LABEL = 63;

/** A DNS label as Services need it (RFC 1035), without a double dash, which image names do not allow everywhere. */
const NAME = /^[a-z](?:-?[a-z0-9])*$/;

/** A DNS label as namespaces may have it (RFC 1123). */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

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
