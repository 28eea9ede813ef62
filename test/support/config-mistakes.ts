import { isRecord } from '../../src/common/records';
import { STRUCTS } from '../../src/config/definitions';
import type { Rule, Struct } from '../../src/config/rule';
import { member } from '../../src/config/rules';

/** One mistake in a config. */
export interface Mistake {
  readonly what: string;
  readonly path: string;
  readonly config: unknown;
  /** Whether it must be found; others may also be fine. */
  readonly isWrong: boolean;
}

type Keys = readonly (string | number)[];
type Shape = Pick<Rule, 'struct' | 'entries' | 'items'>;

interface Place {
  readonly keys: Keys;
  readonly path: string;
  readonly value: unknown;
  /** The struct that has the option; undefined for an entry of a map or a list. */
  readonly struct?: Struct;
  /** Rule of the value, if the definitions know it. */
  readonly rule?: Rule;
}

/** Every value of a config below the root. */
function placesOf(config: unknown): Place[] {
  const root: Shape = { struct: STRUCTS.PythonGitOpsAppOptions };
  const walk = (value: unknown, keys: Keys, path: string, shape: Shape | undefined): Place[] => {
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => {
        const place = { keys: [...keys, index], path: `${path}[${index}]`, value: item as unknown, rule: shape?.items };
        return [place, ...walk(item, place.keys, place.path, shape?.items)];
      });
    }
    if (!isRecord(value)) return [];
    return Object.entries(value).flatMap(([key, entry]) => {
      const struct = shape?.struct;
      const rule = struct?.options[key]?.rule ?? shape?.entries;
      const place = { keys: [...keys, key], path: member(path, key), value: entry, struct, rule };
      return [place, ...walk(entry, place.keys, place.path, rule)];
    });
  };
  // Where anything is right, nothing is wrong.
  return walk(config, [], '', root).filter(({ rule }) => rule?.schema !== undefined);
}

/** All mistakes of a few kinds that one edit of a config can make. */
export function mistakesIn(config: unknown): Mistake[] {
  return placesOf(config).flatMap((place): Mistake[] => [
    ...wrongTypes(config, place),
    ...wrongNames(config, place),
    ...others(config, place),
  ]);
}

function wrongTypes(config: unknown, { keys, path, value }: Place): Mistake[] {
  const wrong: unknown[] = [null, typeof value === 'number' ? 'many' : 5, isRecord(value) ? ['x'] : { x: 1 }];
  return wrong.map((one) => ({
    what: `${path} is ${JSON.stringify(one)}`,
    path,
    config: withValue(config, keys, () => one),
    isWrong: true,
  }));
}

function wrongNames(config: unknown, { keys, path, struct }: Place): Mistake[] {
  const key = keys[keys.length - 1];
  if (struct === undefined || typeof key !== 'string') return [];
  const words = struct.options[key]?.words ?? [];
  const misspelled = [`${key}s`, key.slice(0, 2) + key.slice(3), ...words].filter(
    (name) => name !== '' && !Object.hasOwn(struct.options, name),
  );
  return misspelled.map((name) => ({
    what: `${path} is named ${name}`,
    path,
    config: renamed(config, keys, name),
    isWrong: true,
  }));
}

function others(config: unknown, { keys, path, value, struct, rule }: Place): Mistake[] {
  // Without environments or workloads, each use of one is wrong; an empty struct may lack several options.
  const isMap = rule?.entries?.struct !== undefined;
  const required = Object.values(rule?.struct?.options ?? {}).filter((option) => option.required);
  const edits: [string, unknown][] = isMap ? [] : [[`${path} is missing`, withValue(config, keys, () => undefined)]];
  const key = keys[keys.length - 1];
  if (typeof value === 'string') edits.push([`${path} is another text`, withValue(config, keys, () => `${value}x`)]);
  if (typeof value === 'string') edits.push([`${path} is empty`, withValue(config, keys, () => '')]);
  if (typeof value === 'number') edits.push([`${path} is 0`, withValue(config, keys, () => 0)]);
  if (typeof value === 'number') edits.push([`${path} is large`, withValue(config, keys, () => value * 100)]);
  if (typeof value === 'boolean') edits.push([`${path} is ${!value}`, withValue(config, keys, () => !value)]);
  if (isRecord(value) && !isMap && required.length < 2) {
    edits.push([`${path} is {}`, withValue(config, keys, () => ({}))]);
  }
  if (Array.isArray(value)) {
    edits.push([`${path} is []`, withValue(config, keys, () => [])]);
    edits.push([`${path} repeats an item`, withValue(config, keys, () => [...(value as unknown[]), value[0]])]);
    edits.push([`${path} has a wrong item first`, withValue(config, keys, () => [null, ...(value as unknown[])])]);
  }
  if (struct === undefined && typeof key === 'string') {
    edits.push([`${path} is named ${key}x`, renamed(config, keys, `${key}x`)]);
    edits.push([`${path} has a wrong name`, renamed(config, keys, `${key}!`)]);
  }
  for (const option of rule?.schema?.enum === undefined ? [] : (rule.schema.enum as unknown[])) {
    if (option !== value) edits.push([`${path} is ${String(option)}`, withValue(config, keys, () => option)]);
  }
  if (rule?.struct?.options.namespace !== undefined) {
    edits.push([`${path} has a namespace of the cluster`, withValue(config, [...keys, 'namespace'], () => 'default')]);
    edits.push([`${path} has one namespace`, withValue(config, [...keys, 'namespace'], () => 'shared')]);
  }
  return edits.map(([what, edited]) => ({ what, path, config: edited, isWrong: false }));
}

/** A copy with another value at a place. */
function withValue(config: unknown, keys: Keys, edit: (value: unknown) => unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return edit(config);
  if (Array.isArray(config)) {
    return config
      .map((item: unknown, index) => (index === key ? withValue(item, rest, edit) : item))
      .filter((item) => item !== undefined);
  }
  const record = config as Record<string, unknown>;
  return { ...record, [key]: withValue(record[key], rest, edit) };
}

function renamed(config: unknown, keys: Keys, name: string): unknown {
  const key = keys[keys.length - 1];
  return withValue(config, keys.slice(0, -1), (parent) =>
    Object.fromEntries(
      Object.entries(parent as Record<string, unknown>).map(([one, value]) => [one === key ? name : one, value]),
    ),
  );
}
