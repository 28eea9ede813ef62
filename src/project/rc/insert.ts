import type { ObjectExpression } from '@babel/types';
import { commentsIn, lineEnd, piecesOf } from './pieces';
import { propertyName } from './scope';
import type { Edit, RcSource } from './source';
import { indentAt, quoteOf, rangeOf } from './source';
import { key, literal } from '../../common/literal';
import type { LiteralStyle } from '../../common/literal';

/** Adds an entry at the end of an object, in the style of the other entries. */
export function insertEntry(
  source: RcSource,
  object: ObjectExpression,
  name: string,
  value: unknown,
  options: ObjectExpression,
): Edit[] {
  const { text, newline } = source;
  const { end } = rangeOf(object);
  const last = piecesOf(source, object).at(-1);
  const written = `${key(name, styleOf(source, object, options))}: ${literal(value, styleOf(source, options, options))}`;
  if (last === undefined) return insertFirst(source, object, written, options);
  const isLong = text.slice(last.to, end - 1).includes('\n');
  const indent = indentAt(source, last.start);
  const added = isLong ? `${newline}${indent}${written}` : ` ${written}`;
  if (last.comma !== undefined) return [insertion(isLong ? last.to : last.comma + 1, `${added},`)];
  // The comma goes after the entry, before its trailing comment.
  return last.to === last.end || !isLong
    ? [insertion(last.end, `,${added}`)]
    : [insertion(last.end, ','), insertion(last.to, added)];
}

/** Puts an empty object on several lines, like the others. */
function insertFirst(source: RcSource, object: ObjectExpression, written: string, options: ObjectExpression): Edit[] {
  const { text, newline } = source;
  const { start, end } = rangeOf(object);
  const comments = commentsIn(source, start, end);
  const outer = indentAt(source, start);
  const comma = endsWithComma(source, options) ? ',' : '';
  const indent = `${outer}${unitOf(source, options)}`;
  if (comments.length === 0) {
    return [{ start: start + 1, end: end - 1, text: `${newline}${indent}${written}${comma}${newline}${outer}` }];
  }
  if (!text.slice(start, end).includes('\n')) return [insertion(start + 1, ` ${written}`)];
  return [insertion(lineEnd(source, start + 1), `${newline}${indent}${written}${comma}`)];
}

function insertion(place: number, text: string): Edit {
  return { start: place, end: place, text };
}

/** How an object quotes its keys; like the options if it is empty. */
export function styleOf(source: RcSource, object: ObjectExpression, options: ObjectExpression): LiteralStyle {
  const keys = [object, options]
    .map(({ properties }) => properties.filter((property) => propertyName(property) !== undefined))
    .find(({ length }) => length > 0);
  const quoted = (keys ?? []).flatMap((property) =>
    property.type !== 'SpreadElement' && property.key.type === 'StringLiteral' ? [rangeOf(property.key).start] : [],
  );
  const quote = quoted.length === 0 ? quoteOf(source) : source.text[quoted[0]] === '"' ? '"' : "'";
  // A key that needs quotes shows nothing about the style.
  const isNeedless = quoted.some((place) => /^.[A-Za-z_$][\w$]*['"]/.test(source.text.slice(place)));
  return { quote, quotesKeys: isNeedless && quoted.length === keys?.length };
}

/** One level of indentation. */
function unitOf(source: RcSource, options: ObjectExpression): string {
  const { start } = rangeOf(options);
  const first = options.properties[0];
  const outer = indentAt(source, start);
  const inner = first === undefined ? '' : indentAt(source, rangeOf(first).start);
  return inner.length > outer.length && inner.startsWith(outer) ? inner.slice(outer.length) : '  ';
}

/** Whether lists on several lines end with a comma here. */
function endsWithComma(source: RcSource, options: ObjectExpression): boolean {
  const pieces = piecesOf(source, options);
  const last = pieces.at(-1);
  const isLong = last !== undefined && source.text.slice(last.to, rangeOf(options).end).includes('\n');
  return !isLong || last.comma !== undefined;
}
