/** What one word in a table quotes is a state or the type of a condition, which different causes share. */
const SHARED = /^(?:ComparisonError|SyncError)$/;

/**
 * The fix that the first table of a section of a page has for a message: that of the only row with a part of it, as a
 * reader searches for it.
 */
export function fixIn(page: string, section: string, message: string): string {
  const lines = page.split('\n');
  const begin = lines.indexOf(`### ${section}`);
  const rest = begin === -1 ? [] : lines.slice(begin + 1);
  const end = rest.findIndex((line) => line.startsWith('#'));
  const rows = rest.slice(0, end === -1 ? undefined : end).filter((line) => line.startsWith('| `'));
  const cells = rows.map((row) => row.slice(2, -2).split(' | '));
  const found = cells.filter(([quotes]) =>
    [...quotes.matchAll(/`([^`]+)`/g)].some(([, quote]) => !SHARED.test(quote) && contains(message, quote)),
  );
  if (found.length === 1) return found[0].at(-1)!;
  const which = found.map((row) => `\n  ${row.join(' | ')}`).join('');
  throw new Error(
    `${found.length} of ${rows.length} rows of "${section}" have a part of this message:\n${message}${which}`,
  );
}

/** Whether a text contains all parts of a quote, in their order. */
function contains(text: string, quote: string): boolean {
  let from = 0;
  return quote.split('…').every((part) => {
    const at = text.indexOf(part.trim(), from);
    from = at + part.length;
    return at !== -1;
  });
}
