import { createPatch } from 'rfc6902';

/**
 * The operations of JSON Patch that make one value of another.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6902
 */
export function difference(before: unknown, after: unknown): object[] {
  return createPatch(before, after);
}
