import { parseAllDocuments } from 'yaml';
import type { Cache } from './cache';
import { cacheKey } from './cache';
import type { Closure, Kustomizations } from './kustomizations';
import type { Kustomize } from './kustomize';
import type { KubeObject } from './objects';
import { objectsOf } from './objects';
import { mapParallel } from './pool';
import type { SchemaError, Schemas } from './schemas';
import type { SourceTree } from './source-tree';
import { DIALECT } from './yaml-dialect';
import { isRecord } from '../../common/records';
import { readBlockYaml } from '../../common/yaml-block';

/** Change it when the format or meaning of cached results changes; older entries are then ignored. */
const FORMAT = '2';

/** A folder and what it builds to. */
export interface BuildTarget {
  readonly folder: string;
  /** Path of its kustomization. */
  readonly path: string;
  readonly closure: Closure;
  readonly ok: boolean;
  /** The output of kustomize: its error, or its warnings. */
  readonly messages: string;
  readonly objects: readonly BuiltObject[];
  /** Whether the result comes from the cache. */
  readonly isCached: boolean;
}

interface BuiltObject {
  readonly object: KubeObject;
  readonly errors: readonly SchemaError[];
}

/** The cached part of a build. */
interface Result {
  readonly ok: boolean;
  readonly messages: string;
  readonly objects: readonly BuiltObject[];
}

export interface Builder {
  readonly tree: SourceTree;
  readonly kustomizations: Kustomizations;
  readonly kustomize: Kustomize;
  readonly schemas: Schemas;
  readonly cache: Cache;
  /** Called after each build. */
  readonly progress?: (done: number, total: number) => void;
}

/** Builds folders in parallel, skipping those whose input has not changed. */
export async function buildAll(folders: readonly string[], builder: Builder): Promise<BuildTarget[]> {
  let done = 0;
  return mapParallel(folders, async (folder) => {
    const target = await build(folder, builder);
    builder.progress?.(++done, folders.length);
    return target;
  });
}

async function build(folder: string, builder: Builder): Promise<BuildTarget> {
  const { kustomizations, cache } = builder;
  const closure = kustomizations.closure(folder);
  const path = kustomizations.in(folder)?.path ?? `${folder}/kustomization.yaml`;
  const key = closure.isComplete ? buildKey(folder, closure, builder) : undefined;
  const kept = key === undefined ? undefined : cache.get(key, isResult);
  if (kept) return { folder, path, closure, ...kept, isCached: true };
  const { ok, output, messages } = await builder.kustomize.build(folder);
  const objects = ok ? parseObjects(output) : [];
  const result: Result = {
    ok,
    messages,
    objects: objects.map((object) => ({ object, errors: builder.schemas.check(object) })),
  };
  if (key !== undefined) cache.put(key, result);
  return { folder, path, closure, ...result, isCached: false };
}

/** Covers every input of the result: the files with their paths, and the versions of the tools. */
function buildKey(folder: string, closure: Closure, { tree, kustomize, schemas }: Builder): string {
  const files = closure.files.flatMap((path) => [path, tree.text(path) ?? '']);
  return cacheKey(['build', FORMAT, kustomize.version, schemas.hash, folder, ...files]);
}

/** Separates objects in the output of kustomize. Text inside an object is indented, so no value contains this line. */
const SEPARATOR = /^---\n/m;

/** The objects in the output of kustomize. */
export function parseObjects(output: string): KubeObject[] {
  const read = output.split(SEPARATOR).map(readBlockYaml);
  const values = read.every((value) => value !== undefined)
    ? read
    : parseAllDocuments(output, DIALECT).map((document): unknown => document.toJS());
  return values.flatMap((value) => objectsOf(value).map(({ object }) => object));
}

function isResult(value: unknown): value is Result {
  return (
    isRecord(value) &&
    typeof value.ok === 'boolean' &&
    typeof value.messages === 'string' &&
    Array.isArray(value.objects) &&
    (value.objects as unknown[]).every((one) => isRecord(one) && isRecord(one.object) && Array.isArray(one.errors))
  );
}
