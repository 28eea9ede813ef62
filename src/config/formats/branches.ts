import type { Rule } from '../rules';
import { text } from '../rules';

/** What git accepts as a branch, less what would need quoting somewhere (git-check-ref-format). */
const BRANCH = /^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9._/-]{1,100}(?<![/.])$/;

export const branch: Rule = text({
  must: 'be a branch name of letters, digits and . _ - /',
  test: (value) => BRANCH.test(value),
});
