import type { Piece } from './pieces';
import { commentsIn, isLineEnd, piecesOf } from './pieces';
import type { Container } from './scope';
import type { Edit, RcSource } from './source';
import { lineStart, rangeOf } from './source';

/** Removes an entry with its own comments, and nothing else. */
export function removeEntry(source: RcSource, container: Container, index: number): Edit[] {
  const { text } = source;
  const { start, end } = rangeOf(container);
  const pieces = piecesOf(source, container);
  const piece = pieces[index];
  const [before, after] = [pieces[index - 1] as Piece | undefined, pieces[index + 1] as Piece | undefined];
  const foreign = commentsIn(source, start, end).filter((one) => one.start < piece.from || one.end > piece.to);
  if (pieces.length === 1 && foreign.length === 0) return [deletion(start + 1, end - 1)];
  // Without a trailing comma, the comma of the previous entry goes.
  const comma = after === undefined && piece.comma === undefined ? before?.comma : undefined;
  const orphan = comma === undefined ? [] : [deletion(comma, comma + 1)];
  const line = lineStart(text, piece.from);
  if (line > start && /^[ \t]*$/.test(text.slice(line, piece.from)) && isLineEnd(text, piece.to)) {
    return [deletion(ownLines(text, line, piece.to), endOfLine(text, piece.to)), ...orphan];
  }
  const behind = piece.comma === undefined ? piece.end : piece.comma + 1;
  const isFollowed = after !== undefined && !text.slice(behind, after.from).includes('\n');
  if (before === undefined && after === undefined) return [deletion(start + 1, behind)];
  if (
    before === undefined ||
    (isFollowed && line === lineStart(text, after.from) && line > start && before.to < line)
  ) {
    return [deletion(piece.from, (after as Piece).from)];
  }
  return [deletion(before.comma === undefined ? before.end : before.comma + 1, behind), ...orphan];
}

/** Start of the removed lines, including the newline before them, and one of two blank lines. */
function ownLines(text: string, line: number, to: number): number {
  const start = newlineBefore(text, line);
  const rest = text.slice(endOfLine(text, to));
  const isBlankBelow = /^\r?\n[ \t]*(?:\r?\n|[}\]])/.test(rest);
  const above = lineStart(text, start);
  const isBlankAbove = above > 0 && /^[ \t]*$/.test(text.slice(above, start));
  return isBlankAbove && isBlankBelow ? newlineBefore(text, above) : start;
}

/** Start of the newline before a line. */
function newlineBefore(text: string, line: number): number {
  return text.startsWith('\r\n', line - 2) ? line - 2 : line - 1;
}

function endOfLine(text: string, place: number): number {
  return place + (/^[ \t]*/.exec(text.slice(place))?.[0].length ?? 0);
}

function deletion(start: number, end: number): Edit {
  return { start, end, text: '' };
}
