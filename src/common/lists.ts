/** Names as alternatives in a sentence: `a`, `a or b`, `a, b, or c`. */
export function alternatives(names: readonly string[]): string {
  const last = names[names.length - 1];
  if (names.length <= 2) return names.join(' or ');
  return `${names.slice(0, -1).join(', ')}, or ${last}`;
}
