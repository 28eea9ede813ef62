/** Whether a version, such as `v3.2.11+build`, is as new as another one. Only the parts that the other one has count. */
export function isAtLeast(version: string, least: string): boolean {
  const parts = numbersOf(version);
  for (const [index, number] of numbersOf(least).entries()) {
    const own = parts[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}

function numbersOf(version: string): number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
