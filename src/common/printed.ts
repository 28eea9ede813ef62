/** A line that is safe for a terminal: control characters, which could move the cursor or hide text, are replaced. */
export function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (control) => (control === '\t' ? control : `\\x${hex(control)}`));
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
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The first names, and the number of others. */
export function listed(names: readonly string[], limit = 3): string {
  const rest = names.length - limit;
  return [...names.slice(0, limit), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

function hex(control: string): string {
  return control.charCodeAt(0).toString(16).padStart(2, '0');
}
