import { closest, distance } from 'fastest-levenshtein';
import type { Finding } from '../common/findings';
import { NOT_SHOWN, show } from '../common/findings';
import { isSafeText, UNSAFE_TEXT } from './formats/texts';
import type { ValueCheck, JsonSchema, Rule } from './rule';
import { isRecord } from '../common/records';

/** Makes a rule from a check. */
export function rule(check: ValueCheck, schema: JsonSchema): Rule {
  // A new function, because other rules may be made from the same check.
  return Object.assign<ValueCheck, { schema: JsonSchema }>((value, path, report) => check(value, path, report), {
    schema,
  });
}

/** Maximum number of names to list in a finding that also has a guess. */
const MAX_KNOWN = 12;

/** Maximum number of edits for a guess, which is also limited to half of the word's length. */
const NEAR = 3;

export interface TextRule {
  /** Completes "must". */
  readonly must: string;
  readonly test: (value: string) => boolean;
  /** How to fix it, if known. */
  readonly fix?: (value: string) => string | undefined;
  /** Whether to hide the value, which would end up in logs. */
  readonly hides?: (value: string) => boolean;
  /** All allowed values, if there are few. */
  readonly values?: readonly string[];
}

export function text({ must, test, fix, hides, values }: TextRule): Rule {
  const check: ValueCheck = (value, path, report) => {
    if (typeof value !== 'string') {
      report({ code: 'wrong-type', path, must, got: show(value), fix: `write it as a string in quotes` });
    } else if (!test(value)) {
      const got = hides?.(value) ? NOT_SHOWN : show(value);
      report({ code: 'invalid-value', path, must, got, fix: fix?.(value) ?? `change ${path}` });
    }
  };
  return rule(check, values === undefined ? { type: 'string' } : { enum: values });
}

export function integer(min: number, max: number): Rule {
  const must = `be an integer from ${min} to ${max}`;
  const check: ValueCheck = (value, path, report) => {
    if (typeof value !== 'number') {
      report({ code: 'wrong-type', path, must, got: show(value), fix: 'write it as a number, without quotes' });
    } else if (!Number.isInteger(value) || value < min || value > max || Object.is(value, -0)) {
      report({
        code: 'invalid-value',
        path,
        must,
        got: Object.is(value, -0) ? '-0' : String(value),
        fix: `change ${path}`,
      });
    }
  };
  return rule(check, { type: 'integer', minimum: min, maximum: max });
}

export function boolean(): Rule {
  const check: ValueCheck = (value, path, report) => {
    if (typeof value !== 'boolean') {
      report({ code: 'wrong-type', path, must: 'be true or false', got: show(value), fix: 'write true or false' });
    }
  };
  return rule(check, { type: 'boolean' });
}

/** Maximum nesting of plain data. */
const MAX_DEPTH = 32;

/** Plain data that JSON can express and YAML tools can read. */
export function json(): Rule {
  const must = `be plain data as in JSON, at most ${MAX_DEPTH} levels deep, with texts without ${UNSAFE_TEXT}`;
  const isJson = (value: unknown, depth: number): boolean => {
    if (depth > MAX_DEPTH) return false;
    if (value === null || typeof value === 'boolean') return true;
    if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
    if (typeof value === 'string') return isSafeText(value);
    if (Array.isArray(value)) return Array.from(value).every((entry) => isJson(entry, depth + 1));
    if (!isRecord(value)) return false;
    return Object.entries(value).every(
      ([key, entry]) => key !== '__proto__' && isSafeText(key) && isJson(entry, depth + 1),
    );
  };
  return (value, path, report) => {
    if (isJson(value, 0)) return;
    report({ code: 'wrong-type', path, must, got: show(value), fix: 'write it as plain data' });
  };
}

/** A map of anything. */
export function record({ ifEmpty }: Pick<ListRule, 'ifEmpty'> = {}): Rule {
  const check: ValueCheck = (value, path, report) => {
    if (!isRecord(value)) {
      report({ code: 'wrong-type', path, must: 'be an object', got: show(value), fix: `write ${path}: {}` });
    } else if (ifEmpty !== undefined && Object.keys(value).length === 0) {
      report({ code: 'invalid-value', path, must: 'have at least one entry', got: '{}', fix: ifEmpty });
    }
  };
  return rule(check, { type: 'object', ...(ifEmpty === undefined ? {} : { minProperties: 1 }) });
}

/** Several rules; reports only the first one that fails. */
export function all(...rules: readonly Rule[]): Rule {
  const check: ValueCheck = (value, path, report) => {
    let isBroken = false;
    for (const one of rules) {
      if (isBroken) return;
      one(value, path, (finding) => {
        isBroken = true;
        report(finding);
      });
    }
  };
  return rule(check, rules[0].schema ?? {});
}

export interface ListRule {
  /** What must be unique among valid entries; the whole entry by default. */
  readonly key?: (entry: never) => string;
  /** How to fix an empty list, if a list must not be empty. */
  readonly ifEmpty?: string;
  /** Whether entries may repeat. */
  readonly mayRepeat?: boolean;
}

export function list(item: Rule, { key, ifEmpty, mayRepeat = false }: ListRule = {}): Rule {
  const keyOf = (key ?? JSON.stringify) as (entry: unknown) => string;
  const check: ValueCheck = (value, path, report) => {
    if (!Array.isArray(value)) {
      report({ code: 'wrong-type', path, must: 'be a list', got: show(value), fix: `write ${path}: [...]` });
      return;
    }
    if (value.length === 0 && ifEmpty !== undefined) {
      report({ code: 'invalid-value', path, must: 'have at least one entry', got: '[]', fix: ifEmpty });
    }
    const places = new Map<string, string>();
    // Array.from: an empty slot, as in [443, , 5432], is also an entry.
    Array.from(value as unknown[]).forEach((entry, index) => {
      const place = `${path}[${index}]`;
      let isRight = true;
      item(entry, place, (finding) => {
        isRight = false;
        report(finding);
      });
      if (!isRight || mayRepeat) return;
      const same = places.get(keyOf(entry));
      if (same === undefined) {
        places.set(keyOf(entry), place);
      } else {
        report({
          code: 'not-unique',
          path: place,
          must: `differ from ${same}`,
          got: show(entry),
          fix: 'remove one of them',
        });
      }
    });
  };
  const schema = { type: 'array', items: item.schema ?? {}, ...(ifEmpty === undefined ? {} : { minItems: 1 }) };
  return Object.assign(rule(check, schema), { items: item });
}

export interface MapRule extends Pick<ListRule, 'ifEmpty'> {
  /** Checks a valid entry by its name and value. */
  readonly entry?: (key: string, value: unknown) => Omit<Finding, 'path'> | undefined;
}

/** A map by name, with a rule for names and a rule for values. */
export function map(name: Rule, value: Rule, { ifEmpty, entry: checkEntry }: MapRule = {}): Rule {
  const check: ValueCheck = (entries, path, report) => {
    if (!isRecord(entries)) {
      const must = 'be a map by name, such as { web: {} }';
      report({ code: 'wrong-type', path, must, got: show(entries), fix: `write ${path}: { name: {} }` });
      return;
    }
    if (Object.keys(entries).length === 0 && ifEmpty !== undefined) {
      report({ code: 'invalid-value', path, must: 'have at least one entry', got: '{}', fix: ifEmpty });
    }
    for (const [key, entry] of Object.entries(entries)) {
      const place = member(path, key);
      let isRight = true;
      const note = (finding: Finding): void => {
        isRight = false;
        report(finding);
      };
      name(key, place, note);
      value(entry, place, note);
      const finding = isRight ? checkEntry?.(key, entry) : undefined;
      if (finding !== undefined) report({ ...finding, path: place });
    }
  };
  const schema = { type: 'object', additionalProperties: value.schema ?? {} };
  return Object.assign(rule(check, ifEmpty === undefined ? schema : { ...schema, minProperties: 1 }), {
    entries: value,
  });
}

/** Checks an object of known keys; `required` keys must be present. */
export function structCheck(rules: Readonly<Record<string, Rule>>, required: readonly string[] = []): Rule {
  return (value, path, report) => {
    if (!isRecord(value)) {
      // `metrics: false` means to turn it off, and `{}` would not.
      const instead = typeof value === 'boolean' && rules.enabled ? `{ enabled: ${value} }` : '{}';
      report({ code: 'wrong-type', path, must: 'be an object', got: show(value), fix: `write ${path}: ${instead}` });
      return;
    }
    for (const key of required) {
      if (value[key] === undefined) rules[key](undefined, member(path, key), report);
    }
    // Inherited keys count too, because reading a key returns inherited values.
    for (const key in value) {
      const entry = value[key];
      if (!Object.prototype.hasOwnProperty.call(rules, key)) {
        report(unknownKey(key, path, Object.keys(rules)));
      } else if (entry !== undefined) {
        rules[key](entry, member(path, key), report);
      }
    }
  };
}

/** Names that refer to something declared elsewhere. Whether it exists is checked across the config. */
export function anyName(): void {}

/** Path of a member of an object, in the notation of `.projenrc.ts`. */
export function member(path: string, key: string): string {
  const simple = /^[A-Za-z_][\w-]*$/.test(key);
  if (path === '') return simple ? key : `[${JSON.stringify(key)}]`;
  return simple ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** The nearest known name within the maximum number of edits. */
export function nearestName(name: string, known: readonly string[], most = NEAR): string | undefined {
  if (known.length === 0) return undefined;
  const guess = closest(name.toLowerCase(), [...known]);
  const near = Math.min(most, Math.ceil(Math.max(name.length, guess.length) / 2));
  return distance(name.toLowerCase(), guess.toLowerCase()) <= near ? guess : undefined;
}

function unknownKey(key: string, path: string, known: readonly string[]): Finding {
  const guess = nearestName(key, known);
  // A long list belongs in the fix, which a good guess replaces.
  const isLong = known.length > MAX_KNOWN;
  const rest = isLong ? `use one of ${known.join(', ')}` : 'use one of them';
  return {
    code: 'unknown-key',
    path: member(path, key),
    must: isLong ? 'be a known option' : `be one of ${known.join(', ')}`,
    got: show(key),
    fix: guess ? `did you mean ${guess}?` : rest,
  };
}
