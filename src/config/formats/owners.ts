import type { Rule } from '../rules';
import { text } from '../rules';

/** An owner as GitHub's CODEOWNERS has it. */
const CODE_OWNER =
  /^(?:@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\/[A-Za-z0-9._-]+)?|[\w.%+-]+@[\w-]+(?:\.[\w-]+)+)$/;

export const codeOwner: Rule = text({
  must: "be a team '@organisation/team', a person '@name' or an email address",
  test: (value) => CODE_OWNER.test(value),
});
