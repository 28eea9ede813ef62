import type { Document, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import { SealError } from './error';
import { conflictLine, RESOLVE_CONFLICT } from '../tree/conflict';
import { keepingToYaml, parseWritten } from '../tree/yaml';

/** Parses one of your files to edit it and keep its format. */
export function parseOwn(text: string, path: string): Document {
  const line = conflictLine(text);
  if (line !== undefined) throw new SealError(`${path}:${line}: ${RESOLVE_CONFLICT}`);
  const document = parseWritten(text);
  const [error] = document.errors;
  if (error !== undefined) {
    throw new SealError(
      `${path}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}; fix it, then seal again`,
    );
  }
  if (!isMap(document.contents)) throw new SealError(`${path} must contain one object; fix it, then seal again`);
  return document;
}

/** Writes it with its comments, quotes, and indentation of lists. */
export function ownToYaml(document: Document, before: string): string {
  return keepingToYaml(document, /^[A-Za-z][^\n]*:[ \t]*\n(?:[ \t]*#[^\n]*\n)* +- /m.test(before));
}

/** A map at a path with one entry per line; created if missing. */
export function mapAt(document: Document, keys: readonly string[]): YAMLMap {
  const found = document.getIn(keys, true);
  if (isMap(found)) {
    found.flow = false;
    return found;
  }
  const made = document.createNode({}) as YAMLMap;
  made.flow = false;
  document.setIn(keys, made);
  return made;
}

/** Sets a text in a map; new keys go in alphabetical order, so that two additions rarely conflict in a merge. */
export function setSorted(document: Document, map: YAMLMap, key: string, value: string): void {
  if (map.has(key)) {
    map.set(key, value);
    return;
  }
  const next = map.items.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) > key);
  map.items.splice(next < 0 ? map.items.length : next, 0, document.createPair(key, value));
}

/** Adds an entry to the list of a key; creates the list if missing. */
export function append(document: Document, key: string, entry: unknown, comment?: string): void {
  const node = document.createNode(entry);
  if (comment !== undefined) node.commentBefore = comment;
  const list = document.get(key, true);
  if (isSeq(list)) {
    list.flow = false;
    list.items.push(node);
    return;
  }
  const made = document.createNode([]);
  made.flow = false;
  made.items.push(node as never);
  document.set(key, made);
}
