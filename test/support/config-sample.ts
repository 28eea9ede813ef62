import fc from 'fast-check';

/**
 * Draws values for a check that is too dear to be made once for each value, such as one that starts a process. The
 * seed belongs into what is compared, so that a failure shows how to draw the same values again.
 */
export function sample<T>(arbitrary: fc.Arbitrary<T>, count: number): { readonly seed: number; readonly values: T[] } {
  const seed = Math.floor(Math.random() * 2 ** 31);
  return { seed, values: fc.sample(arbitrary, { numRuns: count, seed }) };
}
