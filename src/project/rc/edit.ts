import type { ObjectExpression } from '@babel/types';
import { insertEntry, styleOf } from './insert';
import { findOptions } from './project';
import { Refusal } from './refusal';
import { removeEntry } from './remove';
import type { Container } from './scope';
import { propertyName, propertyOf, resolveContainer, resolveObject } from './scope';
import type { Edit, RcSource } from './source';
import { lineOf, parseSource, rangeOf, splice } from './source';
import { key as keyText, quote } from '../../common/literal';

/** A path in the options: keys and list indexes. */
export type OptionPath = readonly (string | number)[];

/** One change of the options. */
export type Change =
  /** A new entry at the end of an object, which is created if missing. */
  | { readonly kind: 'add'; readonly path: OptionPath; readonly value: unknown }
  | { readonly kind: 'remove'; readonly path: OptionPath }
  /** A new key for an entry, in the same place. */
  | { readonly kind: 'rename'; readonly path: OptionPath; readonly to: string }
  /** A new value for a string. */
  | { readonly kind: 'replace'; readonly path: OptionPath; readonly to: string };

/** The edited text, or the original text and why a change is not safe. */
export interface Edited {
  readonly text: string;
  readonly refusals: readonly { readonly change: Change; readonly line: number; readonly why: string }[];
}

/** Edits the options in a `.projenrc.ts` like a person would: all changes, or none. */
export function editOptions(text: string, changes: readonly Change[]): Edited {
  const refusals: Edited['refusals'][number][] = [];
  // Try each change alone first, to report every refusal with its original line.
  for (const change of changes) {
    try {
      apply(text, change);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push({ change, line: error.line, why: error.why });
    }
  }
  return refusals.length > 0 ? { text, refusals } : { text: changes.reduce(apply, text), refusals };
}

/** The path of an option, as in findings. */
export function formatOptionPath(path: OptionPath): string {
  return path.reduce<string>((parent, part) => {
    if (typeof part === 'number') return `${parent}[${part}]`;
    if (!/^[A-Za-z_][\w-]*$/.test(part)) return `${parent}[${JSON.stringify(part)}]`;
    return parent === '' ? part : `${parent}.${part}`;
  }, '');
}

function apply(text: string, change: Change): string {
  const source = parseSource(text);
  return splice(text, editsOf(source, findOptions(source), change));
}

function editsOf(source: RcSource, options: ObjectExpression, change: Change): Edit[] {
  if (change.kind === 'add') return addition(source, options, change.path, change.value);
  const { container, index } = locate(source, options, change.path);
  switch (change.kind) {
    case 'remove':
      return removeEntry(source, container, index);
    case 'rename':
      return renaming(source, container, index, change.to, options);
    case 'replace':
      return replacement(source, container, index, change);
  }
}

/** Adds an entry to an object of the options, creating missing objects on the way. */
function addition(source: RcSource, options: ObjectExpression, path: OptionPath, value: unknown): Edit[] {
  let object = options;
  for (const [depth, part] of path.slice(0, -1).entries()) {
    const what = formatOptionPath(path.slice(0, depth + 1));
    const property = propertyOf(object, String(part), what);
    if (property === undefined) {
      const rest = path.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
      return insertMissing(source, object, String(part), rest as Record<string, unknown>, options);
    }
    object = resolveObject(source, property.value, what);
  }
  return insertEntry(source, object, String(path.at(-1)), value, options);
}

/** Adds an object with one entry in two steps, so that the entry gets its own lines. */
function insertMissing(
  source: RcSource,
  object: ObjectExpression,
  name: string,
  value: Record<string, unknown>,
  options: ObjectExpression,
): Edit[] {
  const spread = object.properties.find(({ type }) => type === 'SpreadElement');
  if (spread !== undefined) {
    throw new Refusal(lineOf(spread), `${name} may come from this spread`);
  }
  const isLong = source.text.slice(...Object.values(rangeOf(object))).includes('\n') || object.properties.length === 0;
  if (!isLong) return insertEntry(source, object, name, value, options);
  const text = splice(source.text, insertEntry(source, object, name, {}, options));
  const again = parseSource(text);
  const reparsed = findOptions(again);
  const [[inner, content]] = Object.entries(value);
  const made = propertyOf(reparsed, name, name);
  const filled = splice(text, insertEntry(again, made?.value as ObjectExpression, inner, content, reparsed));
  return [{ start: 0, end: source.text.length, text: filled }];
}

/** The entry at a path, and its container. */
function locate(
  source: RcSource,
  options: ObjectExpression,
  path: OptionPath,
): { container: Container; index: number } {
  let container: Container = options;
  for (const [depth, part] of path.entries()) {
    const what = formatOptionPath(path.slice(0, depth + 1));
    const index = indexIn(container, part, what);
    if (depth === path.length - 1) return { container, index };
    const node =
      container.type === 'ObjectExpression'
        ? propertyOf(container, String(part), what)?.value
        : container.elements[index];
    container = resolveContainer(source, node as ObjectExpression, what);
  }
  throw new Error('a path has at least one part');
}

function indexIn(container: Container, part: string | number, what: string): number {
  const items = container.type === 'ObjectExpression' ? container.properties : container.elements;
  const spread = items.find((item) => item?.type === 'SpreadElement');
  if (container.type === 'ArrayExpression') {
    if (spread) throw new Refusal(lineOf(spread), `${what} is in a list with a spread`);
    return Number(part);
  }
  if (propertyOf(container, String(part), what) !== undefined) {
    return container.properties.findIndex((property) => propertyName(property) === String(part));
  }
  if (spread) throw new Refusal(lineOf(spread), `${what} may come from this spread`);
  throw new Refusal(lineOf(container), `${what} is not a literal here`);
}

function renaming(
  source: RcSource,
  container: Container,
  index: number,
  to: string,
  options: ObjectExpression,
): Edit[] {
  const property = container.type === 'ObjectExpression' ? container.properties[index] : undefined;
  if (container.type !== 'ObjectExpression' || property?.type !== 'ObjectProperty') {
    throw new Refusal(lineOf(container), 'the entry has no key to change');
  }
  const { key, shorthand } = property;
  const range = rangeOf(key);
  const style = styleOf(source, container, options);
  if (key.type === 'StringLiteral') {
    return [{ ...range, text: quote(to, { ...style, quote: quoteAt(source, range.start) }) }];
  }
  return [
    {
      ...range,
      text: shorthand ? `${keyText(to, style)}: ${source.text.slice(range.start, range.end)}` : keyText(to, style),
    },
  ];
}

function replacement(
  source: RcSource,
  container: Container,
  index: number,
  change: Change & { kind: 'replace' },
): Edit[] {
  const item = container.type === 'ObjectExpression' ? container.properties[index] : container.elements[index];
  const node = item?.type === 'ObjectProperty' ? item.value : item;
  if (node?.type !== 'StringLiteral') {
    throw new Refusal(lineOf(item ?? container), `${formatOptionPath(change.path)} is not a quoted string`);
  }
  const range = rangeOf(node);
  return [{ ...range, text: quote(change.to, { quote: quoteAt(source, range.start), quotesKeys: false }) }];
}

function quoteAt(source: RcSource, place: number): "'" | '"' {
  return source.text[place] === '"' ? '"' : "'";
}
