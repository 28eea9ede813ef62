import { applyPatch, createPatch } from 'rfc6902';
import { isRecord } from './records';

/**
 * One operation of JSON Patch.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
  readonly from?: string;
}

/** The operations that make one value of another. Parts that are equal, most of them, are never taken apart. */
export function difference(before: unknown, after: unknown): Operation[] {
  return createPatch(before, after, (a, b) => (isEqual(a, b) ? [] : undefined));
}

/** Whether two values are the same data; keys may be in another order. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry, index) => isEqual(entry, b[index]));
  }
  if (Array.isArray(a) || Array.isArray(b) || !isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

/** `isRecord` would also tell a date from data; here it is asked too often for that. */
function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** What became of a value, and which operations failed, by their place in the list. */
export interface Patched<T> {
  readonly value: T;
  readonly errors: readonly { readonly index: number; readonly message: string }[];
}

/** Applies operations to a copy, one after the other; those behind one that fails are left out. */
export function applyOperations<T>(value: T, operations: readonly Operation[]): Patched<T> {
  const copy = copyOf(value);
  for (const [index, operation] of operations.entries()) {
    // A copy, too: two objects must not share what one of them changes later.
    const [error] = applyPatch(copy, [copyOf(operation)] as Parameters<typeof applyPatch>[1]);
    if (error !== null) return { value: copy, errors: [{ index, message: explain(operation, error) }] };
  }
  return { value: copy, errors: [] };
}

function explain({ op, path, from }: Operation, error: Error): string {
  if (error.name === 'TestError') return `the value at ${path} is another one`;
  if (error.name === 'MissingError') {
    const place = op === 'move' || op === 'copy' ? `${from} or the place of ${path}` : path;
    return `there is no ${place}`;
  }
  return error.message;
}

/**
 * Merges fields into a copy: null removes a field, and anything but an object takes the place of what was there.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7396#section-2
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return copyOf(patch);
  const before = isRecord(target) ? target : {};
  const fields = new Map(Object.entries(before));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) fields.delete(key);
    else fields.set(key, mergePatch(before[key], value));
  }
  return Object.fromEntries(fields);
}

/** A copy of plain data, whose lists and objects are of this realm: `projen new` makes options in one of its own. */
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The keys that a JSON Pointer goes through. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}
