import type { Rule } from '../rule';
import { text } from '../rules';

/** Maximum length of a key of a Secret. */
const MAX_KEY = 253;

/**
 * Key of a Secret, which is also a file name in a volume.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#restriction-names-data
 */
export const secretFileName: Rule = text({
  must: `be a file name of ASCII letters, digits, dots, dashes and underscores that does not begin with two dots, such as 'service-account.json', at most ${MAX_KEY} characters`,
  test: (value) => /^(?!\.$|\.\.)[A-Za-z0-9._-]+$/.test(value) && value.length <= MAX_KEY,
});
