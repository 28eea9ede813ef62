/** Whether a value is a plain object of any realm: `projen new` creates options in another one. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}
