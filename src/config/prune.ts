import { isRecord, member } from './rules';
import type { Finding } from '../findings';

/**
 * The options without what was found to be of the wrong shape, so that what is left can be made whole and checked as well:
 * every finding comes at once. Names stay although they are wrong, as long as something of the right shape is behind them.
 */
export function prune(options: unknown, findings: readonly Finding[]): unknown {
  const codes = new Map(findings.map((finding) => [finding.path, finding.code]));
  const keep = (value: unknown, path: string): unknown => {
    const code = codes.get(path);
    if (code === 'wrong-type' || code === 'unknown-key') return undefined;
    if (Array.isArray(value)) {
      const entries = value.map((entry, index) => keep(entry, `${path}[${index}]`));
      return entries.filter((entry) => entry !== undefined);
    }
    if (!isRecord(value)) return code === undefined ? value : undefined;
    const entries: [string, unknown][] = [];
    for (const key in value) entries.push([key, keep(value[key], member(path, key))]);
    return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
  };
  return keep(options, '');
}
