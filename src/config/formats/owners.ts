import { HOST } from './hosts';
import type { Rule } from '../rule';
import { text } from '../rules';

/** Maximum length of a GitHub user or organization name. */
const MAX_ACCOUNT = 39;

/** Maximum length of a team name. GitHub documents no limit; this one is generous. */
const MAX_TEAM = 255;

/**
 * Maximum lengths of an email address and of the part before the @.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1
 */
const MAX_EMAIL = 254;
const MAX_LOCAL = 64;

/**
 * A GitHub account. A managed user of an enterprise ends with an underscore and the enterprise's short code.
 *
 * @see https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
 */
const ACCOUNT = String.raw`(?=[\w-]{1,${MAX_ACCOUNT}}(?:\/|$))[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:_[A-Za-z0-9]+)?`;

const ACCOUNT_OR_TEAM = new RegExp(String.raw`^@${ACCOUNT}(?:\/[A-Za-z0-9._-]{1,${MAX_TEAM}})?$`);

/** An email address without characters that need quotes: a dot-string and a host with a dot. */
const EMAIL = new RegExp(String.raw`^(?=[^@]{1,${MAX_LOCAL}}@)[\w%+-]+(?:\.[\w%+-]+)*@(?=[^@]*\.)${HOST}$`);

/** An owner as in GitHub's CODEOWNERS. */
export const codeOwner: Rule = text({
  must: `be a team '@organization/team', a person '@name' of at most ${MAX_ACCOUNT} characters, or an email address of at most ${MAX_EMAIL}`,
  test: (value) => ACCOUNT_OR_TEAM.test(value) || (value.length <= MAX_EMAIL && EMAIL.test(value)),
});
