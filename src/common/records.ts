/** A plain data object, wherever it was made: `projen new` builds options in a realm of its own. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
