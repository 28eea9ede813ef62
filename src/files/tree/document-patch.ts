import type { Document } from 'yaml';
import { isSeq } from 'yaml';
import type { Operation } from '../../common/json-patch';
import { keysOf } from '../../common/json-patch';

type Place = (string | number)[];

/** Applies operations that are known to succeed to a YAML document, keeping comments elsewhere. */
export function patchDocument(document: Document, operations: readonly Operation[]): void {
  for (const { op, path, value, from } of operations) {
    const place = placeOf(document, path);
    if (op === 'replace') {
      document.setIn(place, document.createNode(value));
    } else if (op === 'remove') {
      document.deleteIn(place);
    } else if (op === 'add') {
      add(document, place, document.createNode(value));
    } else if (op === 'copy') {
      add(document, place, document.createNode(read(document, from ?? '')));
    } else if (op === 'move') {
      const taken = read(document, from ?? '');
      document.deleteIn(placeOf(document, from ?? ''));
      add(document, placeOf(document, path), document.createNode(taken));
    }
  }
}

function read(document: Document, pointer: string): unknown {
  let value: unknown = document.toJS();
  for (const key of keysOf(pointer)) value = (value as Record<string, unknown>)[key];
  return value;
}

/** The path of a pointer in a document: items of a list by their index, and a new item by the length of the list. */
function placeOf(document: Document, pointer: string): Place {
  const place: Place = [];
  for (const key of keysOf(pointer)) {
    const parent = place.length === 0 ? document.contents : document.getIn(place, true);
    if (!isSeq(parent)) place.push(key);
    else place.push(key === '-' ? parent.items.length : Number(key));
  }
  return place;
}

/** In a list, unlike in a map, a new entry goes before the existing one. */
function add(document: Document, place: Place, node: unknown): void {
  const last = place[place.length - 1];
  const parent = place.length === 1 ? document.contents : document.getIn(place.slice(0, -1), true);
  if (isSeq(parent)) parent.items.splice(Number(last), 0, node);
  else document.setIn(place, node);
}
