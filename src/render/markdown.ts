const WIDTH = 110;

/**
 * What may not be split: inline code, a link or an image with its address, or a run of other characters. Runs of characters
 * that start neither come first, because they are frequent.
 */
const UNIT = /(?:[^\s`![]+|`[^`]*`|!?\[[^\]]*\]\([^)]*\)|\S)+/g;

/** A line that must stay a line: a heading, a row of a table, a quotation, or a comment. */
const FIXED = /^\s*(?:#{1,6} |\||>|<!--)/;

/** The marker of a list item, with its indentation. */
const ITEM = /^\s*(?:[-*+]|\d+\.) +/;

/** A word that would start something else at the start of a line, such as a list item. */
const MARKER = /^(?:[-*+>|]|#{1,6}|\d+[.)])$/;

/**
 * Wraps the prose of a Markdown document. Templates hold one sentence per line, and wrapping comes after the values are
 * in place, so that no value leaves a ragged line. Code blocks, tables, headings, and comments keep their lines.
 */
export function wrapMarkdown(text: string): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let end: RegExp | undefined;
  const flush = (): void => {
    out.push(...wrap(paragraph));
    paragraph = [];
  };
  for (const line of text.split('\n')) {
    if (end !== undefined) {
      out.push(line);
      if (end.test(line)) end = undefined;
      continue;
    }
    const block = blockEnd(line);
    if (block !== undefined || line.trim() === '' || FIXED.test(line)) {
      flush();
      // Parts that are left out leave empty lines.
      if (line.trim() !== '' || out.at(-1) !== '') out.push(line.trim() === '' ? '' : line);
      end = block;
    } else if (ITEM.test(line)) {
      flush();
      paragraph = [line];
    } else {
      paragraph.push(line);
    }
  }
  flush();
  return out.join('\n');
}

/** What ends the block that this line opens, if it opens one of several lines. */
function blockEnd(line: string): RegExp | undefined {
  if (/^\s*```/.test(line)) return /^\s*```\s*$/;
  return /^\s*<!--(?!.*-->)/.test(line) ? /-->/ : undefined;
}

/** Wraps one paragraph or list item; further lines align with the text of the first. */
function wrap(lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const first = ITEM.exec(lines[0])?.[0] ?? /^\s*/.exec(lines[0])?.[0] ?? '';
  const indent = ' '.repeat(first.length);
  const units = lines.join('\n').slice(first.length).replace(/\s+/g, ' ').match(UNIT) ?? [];
  const wrapped: string[] = [];
  let current = first;
  for (const unit of units) {
    const isStart = current.trim() === '' || current === first;
    if (!isStart && current.length + 1 + unit.length > WIDTH && !MARKER.test(unit)) {
      wrapped.push(current);
      current = indent + unit;
    } else {
      current += isStart ? unit : ` ${unit}`;
    }
  }
  return [...wrapped, current];
}
