import { HOST } from './hosts';
import type { Rule } from '../rules';
import { text } from '../rules';

/** Longest name of a person or an organization on GitHub. */
const MAX_ACCOUNT = 39;

/** Longest name of a team. GitHub names no limit; this one is generous. */
const MAX_TEAM = 255;

/**
 * Longest email address, and the longest part before its @.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1
 */
const MAX_EMAIL = 254;
const MAX_LOCAL = 64;

/**
 * An account on GitHub. A managed user of an enterprise has the enterprise's short code behind an underscore.
 *
 * @see https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication
 */
const ACCOUNT = String.raw`(?=[\w-]{1,${MAX_ACCOUNT}}(?:\/|$))[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:_[A-Za-z0-9]+)?`;

const ACCOUNT_OR_TEAM = new RegExp(String.raw`^@${ACCOUNT}(?:\/[A-Za-z0-9._-]{1,${MAX_TEAM}})?$`);

/** An email address without what would need quotes: a dot-string and a host with a dot. */
const EMAIL = new RegExp(String.raw`^(?=[^@]{1,${MAX_LOCAL}}@)[\w%+-]+(?:\.[\w%+-]+)*@(?=[^@]*\.)${HOST}$`);

/** An owner as GitHub's CODEOWNERS has it. */
export const codeOwner: Rule = text({
  must: `be a team '@organization/team', a person '@name' of at most ${MAX_ACCOUNT} characters, or an email address of at most ${MAX_EMAIL}`,
  test: (value) => ACCOUNT_OR_TEAM.test(value) || (value.length <= MAX_EMAIL && EMAIL.test(value)),
});
