import type { ParseResult } from '@babel/parser';
import type { Comment, File, Node } from '@babel/types';
import { Refusal } from './refusal';
import type { LiteralStyle } from '../../common/literal';

/** A text with its syntax tree. */
export interface RcSource {
  readonly text: string;
  readonly file: File;
  readonly comments: readonly Comment[];
  /** Its line ending. */
  readonly newline: string;
}

/** Parses TypeScript; refuses a syntax error with its line. */
export function parseSource(text: string): RcSource {
  // Loaded on demand: only edits need it.
  const { parse } = require('@babel/parser') as typeof import('@babel/parser');
  let file: ParseResult<File>;
  try {
    file = parse(text, {
      sourceType: 'module',
      plugins: ['typescript', 'decorators', 'decoratorAutoAccessors', 'explicitResourceManagement'],
      allowReturnOutsideFunction: true,
    });
  } catch (error) {
    const { message, loc } = error as { message: string; loc?: { line: number } };
    throw new Refusal(loc?.line ?? 1, `syntax error: ${message.replace(/ \(\d+:\d+\)$/, '')}`);
  }
  return { text, file, comments: file.comments ?? [], newline: /\r?\n/.exec(text)?.[0] ?? '\n' };
}

/** The range of a node; the parser sets it on every node. */
export function rangeOf(node: Node | Comment): { readonly start: number; readonly end: number } {
  return { start: node.start as number, end: node.end as number };
}

export function lineOf(node: Node): number {
  return node.loc?.start.line ?? 1;
}

/** Properties of a node that are not children: comments, which are attached to neighboring nodes too. */
const NOT_CHILDREN = /^(?:loc|extra|leadingComments|innerComments|trailingComments)$/;

/** A node and all its descendants, in the order of the text. */
export function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const [name, child] of Object.entries(node)) {
    if (NOT_CHILDREN.test(name)) continue;
    for (const one of Array.isArray(child) ? (child as unknown[]) : [child as unknown]) {
      if (isNode(one)) yield* nodesOf(one);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';
}

/** Indentation of the line of a position. */
export function indentAt({ text }: RcSource, place: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, place)))?.[0] ?? '';
}

/** Start of the line of a position. */
export function lineStart(text: string, place: number): number {
  return text.lastIndexOf('\n', place - 1) + 1;
}

/** The quotation mark of the file, from its first string. */
export function quoteOf({ text, file }: RcSource): LiteralStyle['quote'] {
  for (const node of nodesOf(file.program)) {
    if (node.type === 'StringLiteral') return text[rangeOf(node).start] === '"' ? '"' : "'";
  }
  return "'";
}

/** Replaces parts of a text; the ranges must not overlap. */
export function splice(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((rest, { start, end, text: content }) => rest.slice(0, start) + content + rest.slice(end), text);
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
