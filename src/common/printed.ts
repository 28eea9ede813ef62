/** A line as a terminal may show it: what is in a file may move the cursor or hide text, so control characters get names. */
export function visible(line: string): string {
  return line.replace(/\p{Cc}/gu, (control) => (control === '\t' ? control : `\\x${hex(control)}`));
}

/** A text as code in Markdown, in a table too. */
export function codeSpan(text: string): string {
  return `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}

/** A block of Markdown with a fence that is longer than any that the text may hold. */
export function fenced(language: string, text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}

/** A number with its noun. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** The first of several names, and how many more there are. */
export function listed(names: readonly string[], limit = 3): string {
  const rest = names.length - limit;
  return [...names.slice(0, limit), ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

function hex(control: string): string {
  return control.charCodeAt(0).toString(16).padStart(2, '0');
}
