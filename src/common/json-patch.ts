import { applyPatch, createPatch } from 'rfc6902';
import { isRecord } from './records';

/**
 * An operation of JSON Patch.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
  readonly from?: string;
}

/**
 * The operations that turn one value into another, the same that rfc6902 finds. Only lists of several entries need its
 * search for the shortest way; everything else is compared directly, which is faster.
 */
export function difference(before: unknown, after: unknown): Operation[] {
  const operations: Operation[] = [];
  collect(before, after, '', operations);
  return operations;
}

function collect(before: unknown, after: unknown, path: string, operations: Operation[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    if (isEqual(before, after)) return;
    if (before.length === 1 && after.length === 1) collect(before[0], after[0], `${path}/0`, operations);
    else for (const one of createPatch(before, after)) operations.push({ ...one, path: path + one.path });
  } else if (isObject(before) && isObject(after) && !Array.isArray(before) && !Array.isArray(after)) {
    collectFields(before, after, path, operations);
  } else {
    operations.push({ op: 'replace', path, value: after });
  }
}

/** As in JSON, an undefined field does not exist. */
function collectFields(before: Fields, after: Fields, path: string, operations: Operation[]): void {
  const hasValue = (fields: Fields, key: string): boolean => Object.hasOwn(fields, key) && fields[key] !== undefined;
  const keys = Object.keys(before).filter((key) => before[key] !== undefined);
  for (const key of keys) if (!hasValue(after, key)) operations.push({ op: 'remove', path: below(path, key) });
  for (const key of Object.keys(after)) {
    const value = after[key];
    if (value !== undefined && !hasValue(before, key)) operations.push({ op: 'add', path: below(path, key), value });
  }
  for (const key of keys) {
    if (before[key] !== after[key] && hasValue(after, key)) {
      collect(before[key], after[key], below(path, key), operations);
    }
  }
}

function below(path: string, key: string): string {
  return `${path}/${key.replace(/~/g, '~0').replace(/\//g, '~1')}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** Whether two values are equal, in any order of keys. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((entry, index) => isEqual(entry, b[index]));
  }
  if (Array.isArray(a) || Array.isArray(b) || !isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]));
}

/** Faster than `isRecord`, which also excludes dates. */
function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** The resulting value, and the operations that failed, by index. */
export interface Patched<T> {
  readonly value: T;
  readonly errors: readonly { readonly index: number; readonly message: string }[];
}

/** Applies operations to a copy, in order, and stops at the first one that fails. */
export function applyOperations<T>(value: T, operations: readonly Operation[]): Patched<T> {
  const copy = copyOf(value);
  for (const [index, operation] of operations.entries()) {
    // Copies the operation too, so that objects do not share values.
    const [error] = applyPatch(copy, [copyOf(operation)] as Parameters<typeof applyPatch>[1]);
    if (error !== null) return { value: copy, errors: [{ index, message: explain(operation, error) }] };
  }
  return { value: copy, errors: [] };
}

function explain({ op, path, from }: Operation, error: Error): string {
  if (error.name === 'TestError') return `the value at ${path} is different`;
  if (error.name === 'MissingError') {
    const place = op === 'move' || op === 'copy' ? `${from}, or no parent of ${path}` : path;
    return `there is no ${place}`;
  }
  return error.message;
}

/**
 * Merges fields into a copy: null removes a field, and a value that is not an object replaces the previous one.
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

/** A copy of plain data in this realm: `projen new` creates options in another one. */
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The keys of a JSON Pointer. */
export function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replace(/~1/g, '/').replace(/~0/g, '~'));
}
