/** A command with its line numbers. */
export interface ShellCommand {
  /** One line of text, with continued lines joined. */
  readonly text: string;
  /** The first line. */
  readonly line: number;
  /** The line of each part of a continued command, by the offset of the part in `text`. */
  readonly parts: readonly { readonly start: number; readonly line: number }[];
}

/**
 * The lines of a script, recipe, or workflow step, with continued lines joined and comments removed. Rules match lines;
 * nothing parses the shell grammar.
 */
export function commands(text: string, firstLine = 1): ShellCommand[] {
  const found: ShellCommand[] = [];
  let current: { text: string; line: number; parts: { start: number; line: number }[] } | undefined;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = firstLine + index;
    const part = withoutComment(raw.replace(/\r$/, ''));
    const continues = part.endsWith('\\');
    const content = continues ? part.slice(0, -1) : part;
    current ??= { text: '', line, parts: [] };
    current.parts.push({ start: current.text.length, line });
    current.text += content;
    if (continues) continue;
    if (current.text.trim() !== '') found.push(current);
    current = undefined;
  }
  if (current && current.text.trim() !== '') found.push(current);
  return found;
}

/** The line number of a character of a command. */
export function lineInCommand(command: ShellCommand, index: number): number {
  return command.parts.filter(({ start }) => start <= index).pop()?.line ?? command.line;
}

/** A `#` starts a comment at the start of a word, outside of quotes. */
function withoutComment(line: string): string {
  if (!line.includes('#')) return line;
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const character = line[index];
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '\\') {
      index += 1;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === '#' && (index === 0 || /[\s;&|(]/.test(line[index - 1]))) {
      return line.slice(0, index).trimEnd();
    }
  }
  return line;
}
