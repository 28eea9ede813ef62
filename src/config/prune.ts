import { member } from './rules';
import type { Finding } from '../common/findings';
import { isRecord } from '../common/records';

/** Places of the config by their keys; `*` is any name. */
type Place = readonly string[];

/** An entry of these maps is there by its name alone. */
const NAMED: readonly Place[] = [
  ['apps', '*'],
  ['apps', '*', 'environments', '*'],
  ['apps', '*', 'environments', '*', 'workloads', '*'],
  ['apps', '*', 'workloads', '*'],
  ['environments', '*'],
  ['organization', 'environments', '*'],
];

/**
 * What says one thing with several fields, as does each entry of a list. Without one of them it would be taken for
 * something else, so it is left out as a whole.
 */
const ONE_THING: readonly Place[] = [
  ['environments', '*', 'clusters', '*'],
  ['organization', 'environments', '*', 'clusters', '*'],
];

/**
 * The options without what was found to be of the wrong shape, so that what is left can be made whole and checked as well:
 * every finding comes at once. Names stay although they are wrong, as long as something of the right shape is behind them.
 */
export function prune(options: unknown, findings: readonly Finding[]): unknown {
  const codes = new Map(findings.map((finding) => [finding.path, finding.code]));
  const keep = (value: unknown, path: string, keys: Place, isEntry = false): unknown => {
    const code = codes.get(path);
    if (code === 'wrong-type' && isOneOf(NAMED, keys)) return {};
    if (code === 'wrong-type' || code === 'unknown-key') return undefined;
    if (Array.isArray(value)) {
      return value
        .map((entry, index) => keep(entry, `${path}[${index}]`, [...keys, String(index)], true))
        .filter((entry) => entry !== undefined);
    }
    if (!isRecord(value)) return code === undefined ? value : undefined;
    const entries: [string, unknown][] = [];
    for (const key in value) entries.push([key, keep(value[key], member(path, key), [...keys, key])]);
    const kept = entries.filter(([, entry]) => entry !== undefined);
    const isWhole = entries.every(([key, entry]) => entry !== undefined || value[key] === undefined);
    return isWhole || !(isEntry || isOneOf(ONE_THING, keys)) ? Object.fromEntries(kept) : undefined;
  };
  return keep(options, '', []);
}

function isOneOf(places: readonly Place[], keys: Place): boolean {
  return places.some(
    (place) => place.length === keys.length && place.every((key, at) => key === '*' || key === keys[at]),
  );
}
