import type { RepositoryAddress } from './address';
import type { Asked, Check } from './check';
import { failed, isAnswered, ok } from './check';
import type { BranchRule, Protection } from './protection';
import { isRecord, records } from '../../common/records';

/** The job of the workflow that ends every run, whatever was skipped. Its name never changes. */
export const STABLE_CHECK = 'All checks';

/** Other jobs of the workflow. Their runs can be skipped. */
const OTHER_JOBS = ['Check'];

/** Names of the checks that a branch protection requires. `contexts` is the older form of `checks`. */
export function checksOfProtection({ required_status_checks: required }: Protection): string[] {
  if (!isRecord(required)) return [];
  const contexts = Array.isArray(required.contexts) ? required.contexts.map(String) : [];
  return [...new Set([...records(required.checks).map(({ context }) => String(context)), ...contexts])];
}

/** Names of the checks that rulesets require. */
export function checksOfRules(rules: readonly BranchRule[]): string[] {
  const all = rules.filter(({ type }) => type === 'required_status_checks');
  const names = all.flatMap(({ parameters }) =>
    isRecord(parameters) ? records(parameters.required_status_checks) : [],
  );
  return [...new Set(names.map(({ context }) => String(context)))];
}

/**
 * Compares the checks that merges into a branch require with the jobs of the workflow. No line if none is required or
 * visible.
 */
export function requiredChecksCheck(
  asked: Asked<readonly string[]>,
  branch: string,
  apps: readonly string[],
  { url }: RepositoryAddress,
): Check[] {
  const title = `merges into ${branch} wait for the right check`;
  const subject = { id: 'github.required-checks', group: 'github', title } as const;
  const who = 'GitHub administrator';
  const settings = `${url}/settings/rules and ${url}/settings/branches`;
  // Most people cannot see the protection of a branch, so a line about that would only repeat itself.
  if (!isAnswered(asked)) return [];
  if (asked.answer.length === 0) return [];
  const own = [...OTHER_JOBS, ...apps];
  // Jobs of a reusable workflow have the name of the caller first.
  const unstable = asked.answer.filter((name) => own.some((job) => name === job || name.startsWith(`${job} / `)));
  const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
  const remove = unstable.length === 0 ? '' : `remove ${list(unstable)}`;
  if (!asked.answer.includes(STABLE_CHECK)) {
    const add = `add "${STABLE_CHECK}"`;
    const fix = `${remove === '' ? add : `${add}, and ${remove}`}: ${settings}`;
    return [failed(subject, `required: ${list(asked.answer)}, but not "${STABLE_CHECK}"`, who, fix)];
  }
  if (unstable.length === 0) return [ok(subject, `"${STABLE_CHECK}" is required`)];
  const what = `${list(unstable)} ${unstable.length === 1 ? 'is' : 'are'} required, but skipped if nothing changed there`;
  return [failed(subject, what, who, `${remove}; "${STABLE_CHECK}" waits for all jobs: ${settings}`)];
}
