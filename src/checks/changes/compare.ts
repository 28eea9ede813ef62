import { isDeepStrictEqual } from 'node:util';
import { stringify } from 'yaml';
import { redact } from './redact';
import { compare } from '../../common/order';
import type { KubeObject } from '../validation/objects';
import { groupOf, namespaceOf, shownName } from '../validation/objects';

/** An object that differs between the two sides. */
export interface ObjectChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  /** A unified diff of its YAML, without secret values. */
  readonly diff: string;
}

/** The objects that differ, sorted by kind and name. Objects match by group, kind, namespace, and name. */
export function compareObjects(before: readonly KubeObject[], after: readonly KubeObject[]): ObjectChange[] {
  const [old, next] = [before, after].map((objects) => new Map(objects.map((object) => [identity(object), object])));
  return [...new Set([...old.keys(), ...next.keys()])].sort(compare).flatMap((id) => {
    const [mine, other] = [old.get(id), next.get(id)];
    return isDeepStrictEqual(mine, other) ? [] : [changeOf(mine, other)];
  });
}

function identity(object: KubeObject): string {
  return [object.kind, namespaceOf(object) ?? '', shownName(object), groupOf(object)].join('\0');
}

function changeOf(before: KubeObject | undefined, after: KubeObject | undefined): ObjectChange {
  const object = (after ?? before) as KubeObject;
  return {
    change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    kind: object.kind,
    name: shownName(object),
    namespace: namespaceOf(object),
    before,
    after,
    diff: diffOf(before, after),
  };
}

function diffOf(before: KubeObject | undefined, after: KubeObject | undefined): string {
  const [old, next] = redact(before, after).map((object) => (object === undefined ? '' : toText(object)));
  // Loaded on demand: most objects are equal.
  const { createTwoFilesPatch } = require('diff') as typeof import('diff');
  const patch = createTwoFilesPatch('now', 'next', old, next, undefined, undefined);
  return patch.slice(patch.indexOf('@@'));
}

/** Ignores the order of the keys. */
function toText(object: KubeObject): string {
  return stringify(object, { sortMapEntries: true, indentSeq: false, lineWidth: 0, aliasDuplicateObjects: false });
}
