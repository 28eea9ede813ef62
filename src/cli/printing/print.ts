import { formatJson } from '../../common/printed';

/** Prints the result of a command: as JSON with `--json`, and otherwise as text. */
export function print(
  { json }: { readonly json?: boolean },
  result: { readonly json: () => unknown; readonly text: () => string | readonly string[] },
): void {
  const text = json ? formatJson(result.json()) : result.text();
  console.log(typeof text === 'string' ? text : text.join('\n'));
}

/** Prints further lines, if there are any. */
export function printLines(lines: readonly string[]): void {
  if (lines.length > 0) console.log(lines.join('\n'));
}
