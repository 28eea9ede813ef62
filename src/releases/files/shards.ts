/** How many jobs GitHub makes of one matrix at most. */
export const LARGEST_MATRIX = 256;

/** Apps in parts that a matrix can hold each. */
export function shardsOf(apps: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(apps.length / LARGEST_MATRIX) }, (_, index) =>
    apps.slice(index * LARGEST_MATRIX, (index + 1) * LARGEST_MATRIX),
  );
}
