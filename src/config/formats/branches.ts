import type { Rule } from '../rule';
import { text } from '../rules';

/** What git accepts as a branch (git-check-ref-format), without characters that need quoting. */
const BRANCH = /^(?![/.-])(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)))[A-Za-z0-9._/-]{1,100}(?<![/.])$/;

/** Names that mean something else: git's own references, and a commit. */
const REFERENCE = /^(?:HEAD$|refs\/|[0-9A-Fa-f]{40}$)/;

/**
 * Names that Argo CD reads as a version range, such as `1.x` or `x-ray`: it would deploy the newest tag in the range.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/#git
 * @see https://github.com/Masterminds/semver#wildcards-in-comparisons
 */
const RANGE = /^v?(?:[0-9]+\.){0,2}[xX](?:\.(?:[0-9]+|[xX])){0,2}(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

export const branch: Rule = text({
  must: 'be a branch name of letters, digits and . _ - /, at most 100 characters, and not a git reference, commit or version range',
  test: isBranch,
  fix: (value) => {
    const short = value.replace(/^refs\/heads\//, '');
    if (short !== value && isBranch(short)) return `use '${short}'`;
    return RANGE.test(value)
      ? 'give the branch another name, such as release/1.x: Argo CD would look for tags'
      : undefined;
  },
});

function isBranch(value: string): boolean {
  return BRANCH.test(value) && !REFERENCE.test(value) && !RANGE.test(value);
}
