import { DEFAULT_WORKLOAD } from '../../config/defaults';
import { STRUCTS } from '../../config/definitions';
import type { PythonGitOpsAppOptions } from '../../config/options';
import { parsePath, PathError } from '../../config/path';
import type { Rule } from '../../config/rule';
import { member, nearestName } from '../../config/rules';

/** The option that a path of the config refers to. */
export interface Address {
  /** The struct that the option belongs to. */
  readonly struct: string;
  readonly key: string;
  /** Path below the option: a key of a map or a field of a struct. */
  readonly rest: readonly string[];
  /** The innermost option of the path, whose docstring describes it. */
  readonly innermost: Place;
  readonly app?: string;
  readonly environment?: string;
  readonly workload?: string;
  /** Whether the value applies to all apps. */
  readonly isShared: boolean;
}

/** An option of a struct. */
interface Place {
  readonly struct: string;
  readonly key: string;
}

/** Thrown for a path that does not exist. */
export class AddressError extends Error {}

/** Parses a path of the config; its apps, environments and workloads must exist. */
export function addressOf(path: string, options: PythonGitOpsAppOptions, environments: readonly string[]): Address {
  const keys = keysOf(path);
  const [first, name, ...rest] = keys;
  if (first === 'apps' && name !== undefined) return appAddress(name, rest, options, environments);
  if (first === 'environments' && name !== undefined) {
    known('environment', name, environments);
    return { ...option('EnvironmentOptions', rest, `environments.${name}`), environment: name, isShared: true };
  }
  if (first === 'defaults' && name !== undefined) {
    return { ...option('SettingsOptions', [name, ...rest], 'defaults'), isShared: true };
  }
  return { ...option('PythonGitOpsAppOptions', keys, ''), isShared: false };
}

function keysOf(path: string): string[] {
  try {
    return parsePath(path);
  } catch (error) {
    if (error instanceof PathError) throw new AddressError(error.message);
    throw error;
  }
}

function appAddress(
  app: string,
  keys: readonly string[],
  options: PythonGitOpsAppOptions,
  environments: readonly string[],
): Address {
  known('app', app, Object.keys(options.apps ?? {}));
  const [where, name, ...rest] = keys;
  const workloads = Object.keys(options.apps?.[app]?.workloads ?? { [DEFAULT_WORKLOAD]: {} });
  if (where === 'workloads' && name !== undefined) {
    known(`workload of ${app}`, name, workloads);
    const place = option('WorkloadOptions', rest, `apps.${app}.workloads.${name}`);
    return { ...place, app, workload: name, isShared: false };
  }
  if (where !== 'environments' || name === undefined) {
    return { ...option('AppOptions', keys, `apps.${app}`), app, isShared: false };
  }
  known('environment', name, environments);
  const [inside, workload, ...behind] = rest;
  if (inside !== 'workloads' || workload === undefined) {
    const place = option('AppEnvironmentOptions', rest, `apps.${app}.environments.${name}`);
    return { ...place, app, environment: name, isShared: false };
  }
  known(`workload of ${app}`, workload, workloads);
  const place = option('WorkloadEnvironmentOptions', behind, `apps.${app}.environments.${name}.workloads.${workload}`);
  return { ...place, app, environment: name, workload, isShared: false };
}

function option(
  struct: string,
  keys: readonly string[],
  place: string,
): Pick<Address, 'struct' | 'key' | 'rest' | 'innermost'> {
  const [key, ...rest] = keys;
  const { options } = STRUCTS[struct];
  const there = Object.keys(options);
  if (key === undefined) throw new AddressError(`add an option${place && ` to ${place}`}: ${there.join(', ')}`);
  if (!there.includes(key)) throw unknown(key, there, place);
  const below = innermost(options[key].rule, rest, place === '' ? key : `${place}.${key}`);
  return { struct, key, rest, innermost: below ?? { struct, key } };
}

/** The innermost option below a value; undefined if the path leads to none. */
function innermost(rule: Rule, keys: readonly string[], place: string): Place | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return undefined;
  if (rule.struct !== undefined) return option(rule.struct.name, keys, place).innermost;
  const each = rule.entries ?? rule.items;
  if (each !== undefined) return innermost(each, rest, rule.items ? `${place}[${key}]` : member(place, key));
  // Other objects, such as a merge patch, have any keys.
  if (isScalar(rule)) throw new AddressError(`${place} has no options, so remove .${keys.join('.')}`);
  return undefined;
}

function isScalar({ schema = {} }: Rule): boolean {
  return 'enum' in schema || ['boolean', 'integer', 'number', 'string'].includes(String(schema.type));
}

function unknown(key: string, there: readonly string[], place: string): AddressError {
  const guess = nearestName(key, there);
  const where = place === '' ? 'the config' : place;
  const hint = guess === undefined ? `use one of ${there.join(', ')}` : `did you mean ${guess}?`;
  return new AddressError(`${where} has no option ${key}: ${hint}`);
}

function known(what: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const guess = nearestName(name, names);
  const list = names.length === 0 ? 'there is none' : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
  throw new AddressError(`no ${what} ${name}: ${guess === undefined ? list : `did you mean ${guess}?`}`);
}
