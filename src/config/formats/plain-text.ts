import { isConfidentialValue } from '../../common/credentials';
import { NOT_SHOWN } from '../../common/findings';
import { isRecord } from '../../common/records';
import type { Rule } from '../rule';
import { all, json, rule, text } from '../rules';

/** How to fix a credential in what pods get. */
export const SEAL = 'read it from a variable that you add to secrets of the app; if you pushed the value, revoke it';

/** How to fix a credential in a workflow. */
export const ADD_SECRET =
  'add a secret to the repository on GitHub, and write ${{ secrets.NAME }}; if you pushed the value, revoke it';

/** Completes "must". */
export function plainText(what: string): string {
  return `not contain a password, a token or a private key: ${what} are plain text in git`;
}

/** A text without a credential, since everyone who can read the repository reads it. */
export function plain(what: string, fix: string): Rule {
  return text({
    must: plainText(what),
    test: (value) => !isConfidentialValue(value),
    hides: () => true,
    fix: () => fix,
  });
}

/** Plain data without a credential, which may be anything else. */
export function plainJson(what: string, fix: string): Rule {
  const check = all(json(), plainData(what, fix));
  // Like json(), it has no schema.
  return (value, path, report) => check(value, path, report);
}

/** The same for each text in plain data. */
export function plainData(what: string, fix: string): Rule {
  const has = (value: unknown): boolean => {
    if (typeof value === 'string') return isConfidentialValue(value);
    if (Array.isArray(value)) return value.some(has);
    return isRecord(value) && Object.entries(value).some(([key, entry]) => isConfidentialValue(key) || has(entry));
  };
  return rule((value, path, report) => {
    if (has(value)) report({ code: 'invalid-value', path, must: plainText(what), got: NOT_SHOWN, fix });
  }, {});
}
