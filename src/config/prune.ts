import { isRecord, member } from './rules';
import type { Finding } from '../findings';

/**
 * What says one thing with several fields: an entry of a list, and a cluster. Without one of them it would be taken for
 * something else, so it is left out as a whole.
 */
const ONE_THING = /\]$|\.clusters\.[^.]+$|\.clusters\["[^"]*"\]$/;

/** An entry of these maps is there by its name alone. */
const NAMED = /(?:^|\.)(?:apps|environments|workloads)(?:\.[^.[\]]+|\["[^\]]*"\])$/;

/**
 * The options without what was found to be of the wrong shape, so that what is left can be made whole and checked as well:
 * every finding comes at once. Names stay although they are wrong, as long as something of the right shape is behind them.
 */
export function prune(options: unknown, findings: readonly Finding[]): unknown {
  const codes = new Map(findings.map((finding) => [finding.path, finding.code]));
  const keep = (value: unknown, path: string): unknown => {
    const code = codes.get(path);
    if (code === 'wrong-type' && NAMED.test(path)) return {};
    if (code === 'wrong-type' || code === 'unknown-key') return undefined;
    if (Array.isArray(value)) {
      return value.map((entry, index) => keep(entry, `${path}[${index}]`)).filter((entry) => entry !== undefined);
    }
    if (!isRecord(value)) return code === undefined ? value : undefined;
    const entries: [string, unknown][] = [];
    for (const key in value) entries.push([key, keep(value[key], member(path, key))]);
    const kept = entries.filter(([, entry]) => entry !== undefined);
    const isWhole = entries.every(([key, entry]) => entry !== undefined || value[key] === undefined);
    return isWhole || !ONE_THING.test(path) ? Object.fromEntries(kept) : undefined;
  };
  return keep(options, '');
}
