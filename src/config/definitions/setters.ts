import { STRUCTS } from './index';
import { alternatives } from '../../common/lists';
import type { ObjectName } from '../rule';

const known = new Map<string, string>();

/**
 * Names of the options of a struct that change an object, as in `env, logLevel, or requestLogs`.
 * @param type of the workload; all by default
 * @param except struct whose options are left out
 */
export function settersOf(struct: string, object: ObjectName, type?: string, except?: string): string {
  const key = [struct, object, type, except].join(' ');
  const text = known.get(key) ?? listed(struct, object, type, except);
  known.set(key, text);
  return text;
}

function listed(struct: string, object: ObjectName, type?: string, except?: string): string {
  const others = except === undefined ? {} : STRUCTS[except].options;
  const names = Object.entries(STRUCTS[struct].options).flatMap(([name, { objects, usedBy }]) => {
    const isUsed = type === undefined || usedBy === undefined || usedBy.includes(type);
    return isUsed && objects?.includes(object) && !(name in others) ? [name] : [];
  });
  return alternatives(names);
}
