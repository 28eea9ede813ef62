import type { Rule, Struct } from './rule';
import { member } from './rules';
import type { Finding } from '../common/findings';
import { isRecord } from '../common/records';

/**
 * The options without values of the wrong shape, so that the rest can be resolved and checked, and all findings are
 * reported at once. Invalid names stay if their value has the right shape.
 */
export function prune(root: Struct, options: unknown, findings: readonly Finding[]): unknown {
  const codes = new Map(findings.map((finding) => [finding.path, finding.code]));
  const keep = (
    value: unknown,
    path: string,
    rule?: Pick<Rule, 'struct' | 'entries' | 'items'>,
    isItem = false,
  ): unknown => {
    const code = codes.get(path);
    const entry = rule?.struct?.entry;
    if (code === 'wrong-type' && entry === 'name') return {};
    if (code === 'wrong-type' || code === 'unknown-key') return undefined;
    if (Array.isArray(value)) {
      return value
        .map((item, index) => keep(item, `${path}[${index}]`, rule?.items, true))
        .filter((item) => item !== undefined);
    }
    if (!isRecord(value)) return code === undefined ? value : undefined;
    const known = rule?.struct?.options ?? {};
    const entries: [string, unknown][] = [];
    for (const key in value) {
      const inner = Object.hasOwn(known, key) ? known[key].rule : rule?.entries;
      entries.push([key, keep(value[key], member(path, key), inner)]);
    }
    const kept = entries.filter(([, one]) => one !== undefined);
    const isWhole = entries.every(([key, one]) => one !== undefined || value[key] === undefined);
    // An item that lacks one of its fields could mean something else.
    return isWhole || !(isItem || entry === 'whole') ? Object.fromEntries(kept) : undefined;
  };
  return keep(options, '', { struct: root });
}
