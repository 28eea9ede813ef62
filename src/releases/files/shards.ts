/** GitHub's maximum number of jobs per matrix. */
export const LARGEST_MATRIX = 256;

/** Splits apps into parts that fit into one matrix each. */
export function shardsOf(apps: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(apps.length / LARGEST_MATRIX) }, (_, index) =>
    apps.slice(index * LARGEST_MATRIX, (index + 1) * LARGEST_MATRIX),
  );
}
