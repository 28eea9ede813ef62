import type { Node } from '@babel/types';
import { Refusal } from './refusal';
import type { Container } from './scope';
import type { RcSource } from './source';
import { lineOf, rangeOf } from './source';

/** An entry of an object or list, with its comments and comma. */
export interface Piece {
  readonly node: Node;
  /** The entry itself. */
  readonly start: number;
  readonly end: number;
  /** Start of its comments: directly above it, without a blank line. */
  readonly from: number;
  /** Its comma, if any. */
  readonly comma?: number;
  /** End of its trailing comments on the same line. */
  readonly to: number;
}

/** The entries of an object or list. */
export function piecesOf(source: RcSource, container: Container): Piece[] {
  const nodes: readonly (Node | null)[] =
    container.type === 'ObjectExpression' ? container.properties : container.elements;
  const { start: open } = rangeOf(container);
  const pieces: Piece[] = [];
  let floor = lineEnd(source, open + 1);
  for (const node of nodes) {
    if (node === null) throw new Refusal(lineOf(container), 'the list has an empty slot');
    const { start, end } = rangeOf(node);
    const comma = commaAfter(source, end);
    const to = lineEnd(source, comma === undefined ? end : comma + 1);
    pieces.push({
      node,
      start,
      end,
      from: ownStart(source, start, floor),
      ...(comma === undefined ? {} : { comma }),
      to,
    });
    floor = to;
  }
  return pieces;
}

/** End of the comments after a position, if only comments follow on its line; otherwise the position itself. */
export function lineEnd(source: RcSource, place: number): number {
  let end = place;
  for (;;) {
    const next = skipBlanks(source.text, end);
    const comment = source.comments.find((one) => rangeOf(one).start === next);
    // A comment of several lines belongs to the next entry.
    if (!comment || source.text.slice(next, rangeOf(comment).end).includes('\n')) break;
    end = rangeOf(comment).end;
  }
  return isLineEnd(source.text, end) ? end : place;
}

/** Whether only blanks follow a position on its line. */
export function isLineEnd(text: string, place: number): boolean {
  const next = skipBlanks(text, place);
  return next >= text.length || text[next] === '\n' || text.startsWith('\r\n', next);
}

/** Comments within a range. */
export function commentsIn(source: RcSource, start: number, end: number): { start: number; end: number }[] {
  return source.comments.map(rangeOf).filter((comment) => comment.start >= start && comment.end <= end);
}

function skipBlanks(text: string, place: number): number {
  let next = place;
  while (text[next] === ' ' || text[next] === '\t') next += 1;
  return next;
}

function commaAfter(source: RcSource, place: number): number | undefined {
  let next = place;
  for (;;) {
    while (/\s/.test(source.text[next] ?? '')) next += 1;
    const comment = source.comments.find((one) => rangeOf(one).start === next);
    if (!comment) break;
    next = rangeOf(comment).end;
  }
  return source.text[next] === ',' ? next : undefined;
}

/** Start of the comments directly above an entry, or before it on its line. */
function ownStart(source: RcSource, start: number, floor: number): number {
  let from = start;
  for (const comment of commentsIn(source, floor, start).reverse()) {
    const between = source.text.slice(comment.end, from);
    // A blank line separates a comment that covers more than this entry.
    if (!/^[ \t]*(?:\r?\n[ \t]*)?$/.test(between)) break;
    from = comment.start;
  }
  return from;
}
