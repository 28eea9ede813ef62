import type { Definitions, Rule, Struct } from '../rule';
import { rule, structCheck } from '../rules';

/** Defines a struct under the name of its interface. */
export function struct<const O extends Definitions>(name: string, options: O, entry?: Struct['entry']): Struct<O> {
  return { name, options, ...(entry === undefined ? {} : { entry }) };
}

/** The rule of an option whose value is a struct. */
export function nested(inner: Struct): Rule {
  return Object.assign(rule(checkOf(inner), { $ref: `#/$defs/${inner.name}` }), { struct: inner });
}

/** Checks a value against a struct. */
export function checkOf({ options }: Struct): Rule {
  const rules = Object.fromEntries(Object.entries(options).map(([key, definition]) => [key, definition.rule]));
  return structCheck(rules, requiredOf(options));
}

/** Names of the options that must be set. */
export function requiredOf(options: Definitions): string[] {
  return Object.keys(options).filter((key) => options[key].required);
}
