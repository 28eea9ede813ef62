import { parsePath } from './path';
import { member, nearestName } from './rules';
import type { Finding, FindingCode } from '../common/findings';
import { listed } from '../common/printed';

/** Codes for a name that is declared elsewhere: what is set under a wrong name counts for nothing. */
const WRONG_NAME: readonly FindingCode[] = ['unknown-environment', 'unknown-app', 'unknown-workload'];

/** Options that hold whole levels of the config, and those whose entries do. */
const LEVELS = ['organization', 'defaults', 'environments', 'apps', 'workloads'];
const MAPS = ['environments', 'apps', 'workloads'];

/**
 * The facts that do not follow from something that is reported already, so that one mistake is one finding.
 *
 * @param shape findings about values of the wrong shape
 * @param facts findings about the options without these values
 * @param repaired the same, with several valid values in their place: what is only found for some of them may not be true
 */
export function withoutConsequences(
  shape: readonly Finding[],
  facts: readonly Finding[],
  repaired: readonly (readonly Finding[])[],
): Finding[] {
  const certain = repaired.map((found) => new Set(found.map(keyOf)));
  const independent = facts.filter(
    (fact) =>
      !shape.some((finding) => isCause(finding, fact)) &&
      !facts.some((other) => other !== fact && hides(other, fact) && isInScope(other, fact)) &&
      certain.every((found) => found.has(keyOf(fact))),
  );
  return folded(independent);
}

function keyOf({ path, code }: Finding): string {
  return `${code} ${path}`;
}

/** Facts about one value, as in each environment, and facts with one cause become the first of them. */
function folded(facts: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  const paths = new Set<string>();
  for (const fact of facts) {
    if (paths.has(fact.path)) continue;
    paths.add(fact.path);
    const isName = WRONG_NAME.includes(fact.code);
    const key = fact.cause ?? (isName ? `${fact.code} ${fact.must} ${fact.got}` : keyOf(fact));
    groups.set(key, [...(groups.get(key) ?? []), fact]);
  }
  return [...groups.values()].map(([{ cause: _cause, ...first }, ...others]) => {
    if (others.length === 0) return first;
    return { ...first, fix: `${first.fix} (this also concerns ${listed(others.map(({ path }) => path))})` };
  });
}

/** Whether a fact follows from a finding about a value of the wrong shape. */
function isCause(finding: Finding, fact: Finding): boolean {
  const { code, path } = finding;
  // The path itself, or a list that lacks an item.
  if (fact.path === path || fact.cause === path || path.startsWith(`${fact.path}[`)) return true;
  // An unknown key may stand for a missing option of the same struct.
  if (code === 'unknown-key' && fact.code === 'missing-option' && parentOf(path) === parentOf(fact.path)) return true;
  const isGone = code === 'wrong-type' || code === 'unknown-key' || code === 'not-unique';
  if (isGone && (fact.path.startsWith(`${path}.`) || fact.path.startsWith(`${path}[`))) return true;
  if (!isLevel(path) || !isInScope(finding, fact)) return false;
  return WRONG_NAME.includes(fact.code) ? isDeclaration(finding, fact) : code === 'wrong-type';
}

function parentOf(path: string): string {
  return parsePath(path).slice(0, -1).join(' ');
}

/** Whether an unknown name may be declared at a place that is wrong: in a map that is gone, or under a similar name. */
function isDeclaration({ code, path }: Finding, { got }: Finding): boolean {
  const [last = '', before = ''] = parsePath(path).reverse();
  if (!MAPS.includes(before)) return code === 'wrong-type';
  return code === 'invalid-value' && nearestName(got.slice(1, -1), [last]) !== undefined;
}

/** Whether a fact is about a level of the config that counts for nothing, which may be the reason for another one. */
function hides({ code, path }: Finding, other: Finding): boolean {
  if (WRONG_NAME.includes(code)) return isLevel(path) && !WRONG_NAME.includes(other.code);
  return code === 'invalid-value' && MAPS.includes(parsePath(path).at(-1) ?? '');
}

function isLevel(path: string): boolean {
  const keys = parsePath(path);
  return LEVELS.includes(keys.at(-1) ?? '') || MAPS.includes(keys.at(-2) ?? '');
}

/** Whether a fact may depend on a level: on one of an app only facts of the app do. */
function isInScope({ path }: Finding, fact: Finding): boolean {
  const [root, app] = parsePath(path);
  if (root !== 'apps' || app === undefined || fact.code === 'unknown-app') return true;
  const place = member('apps', app);
  return fact.path === place || fact.path.startsWith(`${place}.`);
}
