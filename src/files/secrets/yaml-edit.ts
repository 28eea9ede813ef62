import type { Document, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import { SealError } from './error';
import { conflictLine, RESOLVE_CONFLICT } from '../tree/conflict';
import { keepingToYaml, parseWritten } from '../tree/yaml';

/** Reads a file of the user's, to change it and keep the rest. */
export function parseOwn(text: string, path: string): Document {
  const line = conflictLine(text);
  if (line !== undefined) throw new SealError(`${path}:${line}: ${RESOLVE_CONFLICT}`);
  const document = parseWritten(text);
  const [error] = document.errors;
  if (error !== undefined) {
    throw new SealError(
      `${path}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}; mend it, then seal again`,
    );
  }
  if (!isMap(document.contents)) throw new SealError(`${path} must hold one object; mend it, then seal again`);
  return document;
}

/** Writes it again: comments, quotes and the indentation of lists stay as they were. */
export function ownToYaml(document: Document, before: string): string {
  return keepingToYaml(document, /^[A-Za-z][^\n]*:[ \t]*\n(?:[ \t]*#[^\n]*\n)* +- /m.test(before));
}

/** A map at a path that has one entry for each line; made where there is none. */
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

/** Sets a text in a map; a new key goes where the order of keys has it, so that two additions seldom meet in a merge. */
export function setSorted(document: Document, map: YAMLMap, key: string, value: string): void {
  if (map.has(key)) {
    map.set(key, value);
    return;
  }
  const next = map.items.findIndex((pair) => isScalar(pair.key) && String(pair.key.value) > key);
  map.items.splice(next < 0 ? map.items.length : next, 0, document.createPair(key, value));
}

/** Adds an entry to a list at a key; made where there is none. */
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
