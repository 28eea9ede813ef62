import { isDeepStrictEqual } from 'node:util';
import type { BuildTarget } from './builds';
import type { KubeObject } from './objects';
import { at, groupOf, nameOf, objectsOf } from './objects';
import type { SourceTree } from './source-tree';
import { isYaml } from './source-tree';
import type { YamlPath, Position } from './yaml-file';

/** A place in a file of the tree. */
export interface FilePlace extends Position {
  readonly path: string;
}

/** The source file of a built object, if it can be found: prefixes, suffixes, and hashes change names. */
export function findSource(
  tree: SourceTree,
  target: BuildTarget,
  object: KubeObject,
):
  { readonly path: string; readonly document: number; readonly at: YamlPath; readonly object: KubeObject } | undefined {
  const wanted = nameOf(object);
  const candidates = sourceObjects(tree, target)
    .filter((source) => source.object.kind === object.kind && groupOf(source.object) === groupOf(object))
    .filter((source) => wanted.includes(nameOf(source.object)) && nameOf(source.object) !== '');
  // The longest name is the best match: `web` is part of `web-admin`.
  return candidates.sort((a, b) => nameOf(b.object).length - nameOf(a.object).length)[0];
}

/**
 * Where a value of a built object is written. Undefined when no file has it: a patch, a generator, or a transformer set
 * it.
 *
 * @param isValue whether the value itself matters, so that a file with another value does not count
 */
export function locateField(
  tree: SourceTree,
  target: BuildTarget,
  object: KubeObject,
  path: YamlPath,
  isValue = true,
): FilePlace | undefined {
  const source = findSource(tree, target, object);
  if (!source) return undefined;
  const [built, written] = [at(object, path), at(source.object, path)];
  if (isValue ? !isDeepStrictEqual(built, written) : written === undefined && built !== undefined) return undefined;
  return { path: source.path, ...tree.yaml(source.path).position(source.document, [...source.at, ...path]) };
}

interface SourceObject {
  readonly path: string;
  readonly document: number;
  readonly at: YamlPath;
  readonly object: KubeObject;
}

const known = new WeakMap<SourceTree, Map<string, SourceObject[]>>();

/** The objects in the input files of a build. */
export function sourceObjects(tree: SourceTree, target: BuildTarget): SourceObject[] {
  const patches = new Set(
    target.closure.kustomizations.flatMap(({ entries }) =>
      entries.flatMap(({ use, target: path }) => (use === 'object' ? [] : (path ?? []))),
    ),
  );
  return target.closure.files.filter((path) => !patches.has(path)).flatMap((path) => objectsIn(tree, path));
}

/** The objects in a file, with their paths. */
export function objectsIn(tree: SourceTree, path: string): SourceObject[] {
  let files = known.get(tree);
  if (!files) known.set(tree, (files = new Map()));
  let objects = files.get(path);
  if (!objects) {
    objects = isYaml(path)
      ? tree
          .yaml(path)
          .values.flatMap((value, document) =>
            objectsOf(value).map(({ object, path: inner }) => ({ path, document, at: inner, object })),
          )
      : [];
    files.set(path, objects);
  }
  return objects;
}
