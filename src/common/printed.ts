/** Control characters, which could move the cursor or hide text, and marks that reverse the order of what follows. */
const CONTROL = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/** A line that is safe for a terminal: control characters are replaced. */
export function visible(line: string): string {
  return line.replace(CONTROL, (control) => (control === '\t' ? control : escaped(control)));
}

/** A text that is safe for a terminal, line by line. */
export function visibleText(text: string): string {
  return text.replace(CONTROL, (control) => (control === '\t' || control === '\n' ? control : escaped(control)));
}

/** A text as code in Markdown, also within a table. */
export function codeSpan(text: string): string {
  return `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}

/** A Markdown code block, with a fence longer than any in the text. */
export function fenced(language: string, text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

/** A number with its noun. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The first names, and the number of others. */
export function listed(names: readonly string[], limit = 3): string {
  const rest = names.length - limit;
  return [...names.slice(0, limit), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

/** The start and the end of a long line: the end of a message often has the reason. */
export function ends(line: string, longest: number): string {
  return line.length > longest ? `${line.slice(0, longest / 2)} … ${line.slice(-longest / 2)}` : line;
}

/** A message of another program in one line that is safe for a terminal. */
export function oneLine(message: string, longest: number): string {
  return ends(visible(message.replace(/\s+/g, ' ').trim()), longest);
}

/** The first lines of a long list, and how many more there are; `hint` is where to find them. */
export function shortened(lines: readonly string[], limit: number, hint = ''): string[] {
  const rest = lines.length - limit;
  return rest > 0 ? [...lines.slice(0, limit), `… and ${rest} more${hint}`] : [...lines];
}

/** How many paths a summary lists. */
export const SUMMARY_PATHS = 12;

/** Paths under a headline, shortened; nothing without paths. */
export function pathList(headline: string, paths: readonly string[], hint = ''): string[] {
  if (paths.length === 0) return [];
  return [headline, ...shortened(paths, SUMMARY_PATHS, hint).map((line) => `  ${line}`)];
}

/** Rows with aligned columns. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  return rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

/** JSON for programs. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** JSON has those above 7e only in this form, and its strings contain none below 20. */
function escaped(control: string): string {
  const code = control.charCodeAt(0).toString(16);
  return code.length > 2 || control >= '\u007f' ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}
