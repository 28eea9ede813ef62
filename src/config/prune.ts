import { optionSamples } from './definitions/samples';
import type { Definition, Rule, Struct } from './rule';
import { member } from './rules';
import type { Finding } from '../common/findings';
import { isRecord } from '../common/records';

/** Options without their mistakes, so that the rest can be resolved and checked. */
export interface Pruned {
  readonly options: unknown;
  /** Replaces the places of list items in a text by those that the items have in the config. */
  readonly restored: (text: string) => string;
  /** How many values a repair can choose from. */
  readonly choices: number;
}

/** What takes the place of an invalid value. */
export interface Repair {
  /** Which of an option's samples. */
  readonly sample: number;
  /** The option of the same struct that an unknown key stands for. */
  readonly meant: (path: string) => string | undefined;
}

/**
 * The options without values of the wrong shape, so that all findings are reported at once. Invalid names stay if their
 * value has the right shape. With a repair, valid values take the place of invalid ones where samples are known.
 */
export function prune(root: Struct, options: unknown, findings: readonly Finding[], repair?: Repair): Pruned {
  const codes = new Map(findings.map((finding) => [finding.path, finding.code]));
  const indexes = new Map<string, number[]>();
  let choices = 0;
  const sampleOf = (definition: Definition | undefined): unknown => {
    if (definition === undefined || repair === undefined) return undefined;
    const samples = optionSamples(definition);
    choices = Math.max(choices, samples.length);
    return samples[repair.sample % samples.length];
  };
  /** `path` is in the config, `place` in the result. */
  const keep = (
    value: unknown,
    [path, place]: readonly [string, string],
    rule?: Pick<Rule, 'struct' | 'entries' | 'items'>,
    isItem = false,
  ): unknown => {
    // Most of a config has no finding.
    if (!findings.some((finding) => finding.path.startsWith(path))) return value;
    const code = codes.get(path);
    const entry = rule?.struct?.entry;
    if (code === 'wrong-type' && entry === 'name') return {};
    if (code === 'wrong-type' || code === 'unknown-key') return undefined;
    if (Array.isArray(value)) {
      const kept: unknown[] = [];
      const places: number[] = [];
      value.forEach((item, index) => {
        const one = keep(item, [`${path}[${index}]`, `${place}[${kept.length}]`], rule?.items, true);
        if (one === undefined) return;
        kept.push(one);
        places.push(index);
      });
      if (kept.length < value.length) indexes.set(place, places);
      return kept;
    }
    if (!isRecord(value)) return code === undefined ? value : undefined;
    const known = rule?.struct?.options ?? {};
    const entries: [string, unknown][] = [];
    for (const key in value) {
      const definition = Object.hasOwn(known, key) ? known[key] : undefined;
      const one = keep(value[key], [member(path, key), member(place, key)], definition?.rule ?? rule?.entries);
      const isWrong = one === undefined && value[key] !== undefined;
      // A list without any of its items may mean something else.
      const isEmptied = isEmpty(one) && (!isEmpty(value[key]) || codes.has(member(path, key)));
      entries.push([key, isWrong || isEmptied ? (sampleOf(definition) ?? one) : one]);
    }
    const kept = entries.filter(([, one]) => one !== undefined);
    const lacks = Object.keys(known).some((key) => value[key] === undefined && codes.has(member(path, key)));
    const isWhole =
      (!lacks || repair !== undefined) && entries.every(([key, one]) => one !== undefined || value[key] === undefined);
    for (const [key, one] of repair === undefined ? [] : meant(known, value, path)) kept.push([key, one]);
    // An item that lacks one of its fields could mean something else.
    return isWhole || !(isItem || entry === 'whole') ? Object.fromEntries(kept) : undefined;
  };
  /** Options that a struct lacks because of a finding: required ones, and those that its unknown keys stand for. */
  const meant = (known: Struct['options'], value: Record<string, unknown>, path: string): [string, unknown][] => {
    const required = Object.keys(known).filter((key) => value[key] === undefined && codes.has(member(path, key)));
    const renamed = Object.keys(value).flatMap((key): [string, unknown][] => {
      const name = Object.hasOwn(known, key) ? undefined : repair?.meant(member(path, key));
      if (name === undefined || value[name] !== undefined) return [];
      let isValid = true;
      known[name].rule(value[key], '', () => (isValid = false));
      return [[name, isValid ? value[key] : sampleOf(known[name])]];
    });
    return [...required.map((key): [string, unknown] => [key, sampleOf(known[key])]), ...renamed];
  };
  const result = keep(options, ['', ''], { struct: root });
  return { options: result, restored: (text) => restore(text, indexes), choices };
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}

/** Inner lists first: their places contain those of outer lists. */
function restore(text: string, indexes: ReadonlyMap<string, readonly number[]>): string {
  const places = [...indexes].sort(([a], [b]) => b.length - a.length);
  return places.reduce((result, [place, originals]) => {
    const pattern = new RegExp(`(?<![\\w.\\]])${place.replace(/[^\w]/g, '\\$&')}\\[([0-9]+)\\]`, 'g');
    return result.replace(pattern, (whole, index: string) => {
      const original = originals[Number(index)];
      return original === undefined ? whole : `${place}[${original}]`;
    });
  }, text);
}
