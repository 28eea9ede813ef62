/** One operation of JSON Patch (RFC 6902). */
export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

/**
 * Applies operations of JSON Patch to a copy. Written for tests, apart from what renders them: `replace` asks for a
 * path that exists, as the standard does.
 */
export function applyJsonPatch<T>(object: T, operations: readonly Operation[]): T {
  const copy = structuredClone(object);
  for (const { op, path, value } of operations) {
    const keys = path
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop();
    let place = copy as unknown;
    for (const key of keys) place = member(place, key, path);
    if (last === undefined) throw new Error(`the path ${JSON.stringify(path)} names the whole object`);
    if (op === 'replace' || op === 'remove') member(place, last, path);
    else if (op !== 'add') throw new Error(`the operation ${op as string} is not known here`);
    if (Array.isArray(place)) {
      const index = last === '-' ? place.length : Number(last);
      place.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [value]));
    } else if (op === 'remove') {
      delete (place as Record<string, unknown>)[last];
    } else {
      (place as Record<string, unknown>)[last] = value;
    }
  }
  return copy;
}

function member(place: unknown, key: string, path: string): unknown {
  if (typeof place === 'object' && place !== null && Object.hasOwn(place, key)) {
    return (place as Record<string, unknown>)[key];
  }
  throw new Error(`the path ${path} does not exist: there is no ${key} in ${JSON.stringify(place)}`);
}
