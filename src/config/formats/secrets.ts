import type { Rule } from '../rules';
import { text } from '../rules';

/** Longest key of a Secret. */
const MAX_KEY = 253;

/**
 * Key of a Secret that is the name of a file in a volume.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data
 */
export const secretFileName: Rule = text({
  must: `be the name of a file in plain letters, digits, dots, dashes and underscores, such as 'service-account.json', not with two dots first, at most ${MAX_KEY} characters`,
  test: (value) => /^(?!\.$|\.\.)[A-Za-z0-9._-]+$/.test(value) && value.length <= MAX_KEY,
});
